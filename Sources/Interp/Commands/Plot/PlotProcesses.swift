import Core
import Display
import Figures
import Syntax

/// plot processes
enum PlotProcesses {
  static let arrows = Option("arrows", .choice, "as in `plot path`", default: PlanePicture.Arrows.none)
  static let columns = Option("columns", .count, "how many panels stand side by side", default: 3)
  static let command = Command(
    "plot", "processes", or: "chains",
    "draws the paths of every process, one panel for each, such as chains of several seeds",
    details: [Picture.endings],
    [arrows, ArrowScaling.option, columns] + Picture.options, file: Picture.still,
    ranks: .gathered,
    examples: [
      .init(exampleSetup + "build chain deep layers=9\nplot processes > \"all.svg\"", shows: "all.svg written")
    ]
  ) { call, session in
    _ = try session.experiment()
    let all = session.workspace.processes.sorted { NaturalOrder.precedes($0.key, $1.key) }
    guard all.count <= 100 else {
      throw Diagnostic(.outOfRange, "at most 100 processes can be drawn, not \(all.count)", at: call.span)
    }
    let kind = try call[arrows]
    let columns = min(try call[columns], all.count)
    let scaling = ArrowScaling(try call[ArrowScaling.option])
    try Picture {
      var pictures = try all.map { try $0.value.form.picture($0.value, most: 500) }
      if scaling == .same {
        let shared = ArrowScaling.shared(pictures.map(\.reach))
        for i in pictures.indices { pictures[i].scaling = shared }
      }
      let panels = try zip(all, pictures).map { try $1.panel(named: $0.key, kind) }
      return Figure(
        panels: Animation(panels.map { Figure(panels: [$0]) }).panels, columns: columns,
        altText: "Paths of " + all.map(\.key).joined(separator: ", ") + ".")
    }.deliver(call, &session)
  }
}
