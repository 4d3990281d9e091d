import Core
import Figures
import Limits
import Sweeps
import Syntax
import Tables

/// plot runs loss by rate
enum PlotRuns {
  static let values = Option.required(
    "values", .name(.apart),
    "what was kept of each run by a parameter: `loss by rate`, `loss by rate where layers == 10`",
    positional: true)
  static let command = Command(
    "plot", "runs",
    "draws what came of runs over a parameter: each run, and mean and standard deviation where several have it",
    details: [
      "Runs that failed or diverged are left out and counted; so are values that are not numbers.",
      Picture.endings,
    ],
    [
      values, OneStoredRun.sweep, SweepCommand.store, Chart.scale, Chart.xScale, Chart.x, Chart.y, Chart.title,
      Chart.xLabel, Chart.yLabel,
    ]
      + Picture.options, file: Picture.still,
    ranks: .ofStores, also: ["draw", "sweep", "mean", "spread", "seeds", "picture", "figure"],
    examples: [
      .init(
        "sweep fit rate=[1, 2, 3] seed=1..5 keep=[y] { let y = rate + normal() }\nplot runs y by rate > \"y.svg\"",
        shows: "y.svg written")
    ]
  ) { call, session in
    guard let written = call.written[values.parameter.name]?.first else { return }
    let (store, sweep) = try OneStoredRun.sweep(call, &session)
    let drawn = try RunsDrawn(written, store, sweep, &session)
    let look = try Chart.look(call)
    try Chart.check(look, isYLog: look.isYLog == true, names: drawn.panel.names, call)
    let figure = Figure(
      title: look.title ?? "\(drawn.panel.yLabel) of \(sweep.name)", panels: [drawn.panel.panel(look)],
      caption: drawn.remark(look),
      altText: "\(drawn.panel.yLabel) of \(drawn.count) runs over \(drawn.panel.xLabel).")
    try Picture { figure }.deliver(call, &session)
  }
}

/// The numbers of a picture of runs.
private struct RunsDrawn {
  private(set) var panel = ChartPanel()
  private(set) var count = 0
  private var lost = 0

  init(_ written: Expression, _ store: RunStore, _ sweep: Sweep, _ session: inout Session) throws {
    var (value, condition) = (written, Expression?.none)
    if case .selection(let inner, let own) = written.kind { (value, condition) = (inner, own) }
    guard case .slice(let result, .by(let by)) = value.kind else {
      throw Diagnostic(
        .missingArgument, "over which parameter?", at: value.span,
        label: "such as \(Printer.text(value)) by \(sweep.parameters.first ?? "seed")")
    }
    let table = try RunsAsked.table(sweep, store, where: condition, &session)
    let name = try RunsAsked.column(result, sweep)
    let key = try RunsAsked.column(Expression(kind: .name(by.text), span: by.span), sweep)
    guard let x = table.content.column(key), let y = table.content.column(name) else { return }
    (panel.xLabel, panel.yLabel) = (key, name)
    guard case .numbers(let heights) = y.storage else {
      if table.count == 0 || y.missingCount == y.count {
        throw Diagnostic(
          .nothingFound, "none of these \(table.count) runs came to its end: there is nothing to draw", at: written.span
        )
      }
      throw Diagnostic(.wrongType, "`\(name)` is no column of numbers", at: result.span)
    }
    let places = try Self.places(x, by.span, &panel)
    try draw(places, heights.indices.map { y.isMissing($0) ? .nan : heights[$0] })
  }

  /// Numbers as they are, words and truths side by side.
  private static func places(_ column: Column, _ span: Span, _ panel: inout ChartPanel) throws -> [Double] {
    if case .numbers(let x) = column.storage { return x.indices.map { column.isMissing($0) ? .nan : x[$0] } }
    let texts = (0..<column.count).map { Table.shown(column[$0]) }
    var (names, places): ([String], [String: Int]) = ([], [:])
    for text in texts where places[text] == nil {
      places[text] = names.count
      names.append(text)
    }
    guard names.count <= 100 else {
      throw Diagnostic(.outOfRange, "\(names.count) different words have no room on an axis", at: span)
    }
    panel.names = names
    return texts.map { Double(places[$0] ?? 0) }
  }

  private mutating func draw(_ x: [Double], _ y: [Double]) throws {
    var cloud = Curve(x: [], y: [])
    var groups: [Double: [Double]] = [:]
    var turns = Turns()
    for (x, y) in zip(x, y) {
      try turns.check()
      guard x.isFinite, y.isFinite else {
        lost += 1
        continue
      }
      cloud.x.append(x)
      cloud.y.append(y)
      groups[x, default: []].append(y)
    }
    count = cloud.x.count
    (cloud.isCloud, cloud.name) = (true, "runs")
    panel.curves = [cloud]
    guard groups.count < count else { return }
    var mean = Curve(x: groups.keys.sorted(), y: [])
    var (low, high): ([Double], [Double]) = ([], [])
    for place in mean.x {
      let own = groups[place] ?? []
      let middle = own.reduce(0, +) / Double(own.count)
      let squares = own.reduce(0) { $0 + ($1 - middle) * ($1 - middle) }
      let deviation = own.count > 1 ? (squares / Double(own.count - 1)).squareRoot() : 0
      mean.y.append(middle)
      low.append(middle - deviation)
      high.append(middle + deviation)
    }
    mean.spread = (low, high)
    (mean.color, mean.name, mean.isAuxiliary) = (1, "mean, standard deviation", true)
    panel.curves.append(mean)
  }

  /// What the picture does not show.
  func remark(_ look: ChartLook) -> String? {
    var parts: [String] = []
    if lost > 0 { parts.append("\(lost) run\(lost == 1 ? " has" : "s have") no number") }
    if let other = panel.remark(look) { parts.append(other) }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }
}
