import Core
import Figures
import Syntax

/// plot momentum by cluster
enum PlotQuantity {
  static let quantity = Option.required(
    "quantity", .value(.quantity),
    "a quantity or a series, or a list of them to stand side by side: `[a.loss, b.loss]`", positional: true)
  static let scale = Option.optional(
    "scale", .either(no: "linear", yes: "log"),
    "the vertical axis; a training's loss and gradient are logarithmic by themselves")
  static let command = Command(
    "plot", nil, "draws a quantity over the layers of the process or the steps of its training",
    details: [Picture.endings],
    [quantity, scale] + Picture.options, file: Picture.still,
    examples: [
      .init(exampleSetup + "plot momentum by cluster > \"momentum.svg\"", shows: "momentum.svg written"),
      .init(
        exampleSetup + "build chain deep layers=9\nplot [chain.angular, deep.angular] > \"two.pdf\"",
        shows: "two.pdf written"),
    ]
  ) { call, session in
    let span = call.span(of: quantity.parameter)
    let value = try call[quantity]
    let wanted: [Value] = if case .list(let items) = value { items } else { [value] }
    guard (1...12).contains(wanted.count) else {
      throw Diagnostic(.outOfRange, "from 1 to 12 series can stand side by side, not \(wanted.count)", at: span)
    }
    var all: [Series] = []
    for value in wanted { all.append(try series(value, at: span, &session)) }
    let series = all
    let isLog = try call[scale] ?? (series[0].axis == .step)
    let resolution = try wanted.map { try Self.resolution($0, session) }.max() ?? 0
    try Picture { figure(series, isLog: isLog, resolution: resolution) }.deliver(call, &session)
  }

  private static func series(_ value: Value, at span: Span, _ session: inout Session) throws -> Series {
    var value = value
    if case .quantity(var reference) = value {
      if case .history? = session.quantity(reference.quantity)?.source, reference.over == nil { reference.over = .step }
      value = .quantity(reference)
    }
    let settled = try session.placed(span) { try $0.settled(value) }
    guard case .series(let series) = settled else {
      throw Diagnostic(.wrongType, "a series can be plotted, not \(settled.kind)", at: span)
    }
    return series
  }

  /// One row for each component, one column for each series, on the same axes.
  static func figure(_ all: [Series], isLog: Bool, resolution: Double) -> Figure {
    let components: [String?] = all[0].components.count <= mostPanels ? all[0].components : [nil]
    let rows = components.map { component in
      all.map { panel($0, component, isLog: isLog, resolution: resolution, isTitled: all.count > 1) }
    }
    let panels = rows.flatMap { row in all.count > 1 ? Animation(row.map { Figure(panels: [$0]) }).panels : row }
    let names = all.map(\.name).joined(separator: ", ")
    return Figure(
      title: all.count > 1 ? nil : "\(all[0].name) over \(all[0].indexName)s", panels: panels, columns: all.count,
      altText:
        "\(names) in \(all.reduce(0) { $0 + $1.columns.count }) curves over \(all[0].count) \(all[0].indexName)s.")
  }

  /// More components than this share one panel.
  private static let mostPanels = 4

  /// One line for each group, of one component or of all. A charge by cluster has its total beside, in grey.
  private static func panel(_ series: Series, _ wanted: String?, isLog: Bool, resolution: Double, isTitled: Bool)
    -> Panel
  {
    let columns = series.columns.filter { wanted == nil || $0.component == wanted }
    let component = wanted ?? ""
    let (groups, components) = (series.groups, series.components)
    let isOneGroup = groups.count == 1
    var marks: [Mark] = columns.map { column in
      let points = column.values.enumerated().map { Point(Double(series.index(at: $0)), isLog ? abs($1) : $1) }
      // Of many components of several groups, a group's lines have its colour, and the first its name.
      let place =
        wanted == nil && isOneGroup ? components.firstIndex(of: column.component) : groups.firstIndex(of: column.group)
      let isNamed = wanted != nil || isOneGroup || column.component == components.first
      let name = wanted == nil && isOneGroup ? column.component : column.group
      return .line(
        points,
        Style(
          .series(place ?? 0), width: wanted == nil ? 1.2 : 2,
          name: isNamed && !name.isEmpty && (!isOneGroup || components.count <= 12) ? name : nil))
    }
    if wanted != nil, columns.count > 1, columns.count <= 12, !isLog, Self.charges.contains(where: series.name.contains)
    {
      let total = (0..<series.count).map { i in
        Point(Double(series.index(at: i)), columns.reduce(0) { $0 + $1.values[i] })
      }
      marks.append(.line(total, Style(.neutral, width: 3, opacity: 0.6, name: "sum")))
    }
    let name = isTitled ? component : component.isEmpty ? series.name : "\(series.name), \(component)"
    let isMagnitude = isLog && columns.contains { $0.values.contains { $0 < 0 } }
    return Panel(
      title: isTitled ? series.name : nil, x: Axis(series.indexName),
      y: Axis(isMagnitude ? "|\(name)|" : name, scaling: isLog ? .log : .linear, resolution: resolution), marks: marks)
  }

  private static let charges = ["momentum", "angular", "dilation"]

  /// A charge that varies by less than a thousandth of its parts' scale is drawn flat.
  private static func resolution(_ value: Value, _ session: Session) throws -> Double {
    guard case .quantity(let reference) = value, let quantity = session.quantity(reference.quantity),
      case .charges(let list) = quantity.source
    else { return 0 }
    let source = try session.experiment(reference.process).source(session.effort)
    return try list(source.dimension).first.map { 1e-3 * source.scale($0.generator) } ?? 0
  }
}

extension Series {
  /// In the order in which they first occur.
  var components: [String] { Self.distinct(columns.map(\.component)) }
  var groups: [String] { Self.distinct(columns.map(\.group)) }

  private static func distinct(_ names: [String]) -> [String] {
    var seen = Set<String>()
    return names.filter { seen.insert($0).inserted }
  }
}
