import Core
import Figures
import Syntax

/// plot layers 0..50 step 10
enum PlotLayers {
  static let layers = Option.optional(
    "layers", .value(.quantity), "a range or a list of layers; six by themselves", positional: true)
  static let arrows = Option("arrows", .choice, "as in `plot layer`", default: PlanePicture.Arrows.mean)
  static let columns = Option("columns", .count, "how many panels stand side by side", default: 3)
  static let command = Command(
    "plot", "layers", "draws the points behind several layers, one panel for each, all on the same axes",
    details: [Picture.endings],
    [layers, arrows, columns] + Picture.options, file: Picture.moving,
    asksProcess: true,
    examples: [.init(exampleSetup + "plot layers 0..6 step 2 > \"layers.svg\"", shows: "layers.svg written")]
  ) { call, session in
    let experiment = try session.experiment()
    let wanted = try indices(call, experiment)
    let kind = try call[arrows]
    let columns = min(try call[columns], wanted.count)
    func frames() throws -> Animation {
      let picture = try experiment.form.picture(experiment, most: PlanePicture.most)
      return Animation(picture.panels(wanted, kind), seconds: 0.5)
    }
    try Picture({ try frames().still(columns: columns, most: wanted.count) }, moving: frames).deliver(call, &session)
  }

  private static func indices(_ call: Call, _ experiment: Experiment) throws -> [Int] {
    let steps = experiment.steps
    guard let value = try call[layers] else {
      let count = min(6, steps + 1)
      return (0..<count).map { count == 1 ? 0 : $0 * steps / (count - 1) }
    }
    let span = call.span(of: layers.parameter)
    let items: [Value]
    switch value {
    case .range(let r): items = (0..<min(r.count, 101)).map { .number(r[$0]) }
    case .list(let list): items = list
    default: items = [value]
    }
    guard (1...100).contains(items.count) else {
      throw Diagnostic(
        .outOfRange, "from 1 to 100 layers can be drawn, not \(items.count > 100 ? "more" : "none")", at: span)
    }
    return try items.map { try experiment.partNumber($0, at: span) }
  }
}
