import Core
import Figures
import Syntax

/// plot chains
enum PlotChains {
  static let arrows = Option("arrows", .choice, "as in `plot path`", default: PlanePicture.Arrows.none)
  static let columns = Option("columns", .count, "how many panels stand side by side", default: 3)
  static let command = Command(
    "plot", "chains", "draws the paths of every chain, one panel for each, such as chains of several seeds",
    details: [Picture.endings],
    [arrows, columns] + Picture.options, takesFile: true,
    examples: [
      .init(exampleSetup + "build chain deep layers=9\nplot chains > \"chains.svg\"", shows: "chains.svg written")
    ]
  ) { call, session in
    _ = try session.experiment()
    let all = session.workspace.processes.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    guard all.count <= 100 else {
      throw Diagnostic(.outOfRange, "at most 100 chains can be drawn, not \(all.count)", at: call.span)
    }
    let kind = try call[arrows]
    let columns = Int(min(try call[columns], Double(all.count)))
    try Picture {
      let panels = try all.map { name, experiment in
        let plane = try PlanePicture(experiment, most: 500)
        if let picture = ScenePicture(experiment, plane) {
          var panel = picture.still(kind).panels[0]
          panel.title = name
          return panel
        }
        let loss = experiment.scene == nil ? ": loss \(NumberFormat.short(try experiment.evaluation().loss))" : ""
        return plane.panel(title: name + loss, plane.path(kind))
      }
      return Figure(
        panels: Animation(panels.map { Figure(panels: [$0]) }).panels, columns: columns,
        altText: "Paths through the chains " + all.map(\.key).joined(separator: ", ") + ".")
    }.deliver(call, &session)
  }
}
