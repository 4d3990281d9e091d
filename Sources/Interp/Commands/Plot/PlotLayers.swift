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
    [layers, arrows, ArrowScaling.option, columns] + Picture.options, file: Picture.moving,
    asksProcess: true,
    ranks: .gathered,
    examples: [.init(exampleSetup + "plot layers 0..6 step 2 > \"layers.svg\"", shows: "layers.svg written")]
  ) { call, session in
    let experiment = try session.experiment()
    let kind = try call[arrows]
    let columns = try call[columns]
    let scaling = ArrowScaling(try call[ArrowScaling.option])
    let given = try indices(call, experiment)
    let span = call.span(of: layers.parameter)
    func frames() throws -> Animation {
      var picture = try experiment.form.picture(experiment, most: PlanePicture.most)
      picture.scaling = scaling
      for k in given ?? [] { try picture.check(k, experiment, at: span) }
      return Animation(picture.panels(given ?? some(of: picture.numbers), kind), seconds: 0.5)
    }
    try Picture(
      {
        let animation = try frames()
        return animation.still(columns: min(columns, animation.frames.count), most: animation.frames.count)
      }, moving: frames
    ).deliver(call, &session)
  }

  /// Six of them, evenly chosen.
  private static func some(of numbers: ClosedRange<Int>) -> [Int] {
    let count = min(6, numbers.count)
    return (0..<count).map { numbers.lowerBound + (count == 1 ? 0 : $0 * (numbers.count - 1) / (count - 1)) }
  }

  /// Those that are asked for.
  private static func indices(_ call: Call, _ experiment: Experiment) throws -> [Int]? {
    guard let value = try call[layers] else { return nil }
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
