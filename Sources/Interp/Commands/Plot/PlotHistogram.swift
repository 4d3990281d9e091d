import Checked
import Core
import Figures
import Limits
import Syntax

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// histogram t.loss bins=20
enum Histogram {
  static let values = Option.required(
    "values", .expressions, "what is counted: lists, columns, series; several share their bins", positional: true)
  static let bins = Option.optional(
    "bins", .count(upTo: 10_000), "how many bins; by Freedman and Diaconis where it is not said")

  static let command = Command(
    "histogram", nil, "draws how often values fall into equal bins",
    details: [
      "A bin holds its lower end, the last one both. Without `bins` its width is 2 IQR n^(-1/3), and there are between log2 n + 1 and 100 bins (Freedman and Diaconis 1981). Values that are not finite, or outside `x`, are left out and counted. Words are counted each.",
      Picture.endings,
    ],
    [values, bins, Chart.x, Chart.y, Chart.scale, Chart.title, Chart.xLabel, Chart.yLabel] + Picture.options,
    file: Picture.still,
    asksProcess: true,
    ranks: .shared,
    examples: [
      .init("seed 1\nhistogram normal(500) bins=20 > \"normal.svg\"", shows: "normal.svg written")
    ]
  ) { call, session in
    let drawn = try Drawn(call.written[values.parameter.name] ?? [], hasX: false, &session)
    let columns = try drawn.subjects.flatMap { subject in
      let numbers = try subject.numbers(session)
      return numbers.columns.map { column in
        let own = [column.group, column.component].filter { !$0.isEmpty }.joined(separator: " ")
        return (name: [subject.name, own].filter { !$0.isEmpty }.joined(separator: " "), column.values, numbers.names)
      }
    }
    var look = try Chart.look(call)
    try Chart.check(look, isYLog: look.isYLog == true, call)
    let span = call.span(of: values.parameter)
    // Of the values that are counted; the axis shows all bins.
    let limits = look.x
    (look.style, look.x) = (.bars, nil)
    let count = try call[bins]
    try Picture {
      try figure(columns, limits, count, look, at: span)
    }.deliver(call, &session)
  }

  private static func figure(
    _ columns: [(name: String, values: [Double], words: [String])], _ limits: ClosedRange<Double>?, _ bins: Int?,
    _ look: ChartLook, at span: Span
  ) throws -> Figure {
    let words = columns.first?.words ?? []
    let count = columns.reduce(0) { $0 + $1.values.count }
    let counted = try Self.counted(columns.map(\.values), limits, room: count)
    guard !counted.isEmpty else {
      throw Diagnostic(.wrongCount, "none of the \(count) values can be counted", at: span)
    }
    let edges = try words.isEmpty ? edges(counted, limits, bins) : (0...words.count).map { Double($0) - 0.5 }
    var panel = ChartPanel()
    panel.xLabel = columns.count == 1 ? columns[0].name : ""
    (panel.yLabel, panel.isYWhole) = ("count", true)
    panel.names = words
    for (i, column) in columns.enumerated() {
      let counts = try counts(column.values, edges)
      var curve: Curve
      if columns.count == 1 {
        curve = Curve(x: zip(edges, edges.dropFirst()).map { $0 / 2 + $1 / 2 }, y: counts)
      } else {
        // Outlines, so that none hides another.
        curve = Curve(
          x: edges.flatMap { [$0, $0] }, y: [0] + counts.flatMap { [$0, $0] } + [0])
        curve.isAuxiliary = true
      }
      (curve.name, curve.color) = (columns.count == 1 ? "" : column.name, i)
      panel.curves.append(curve)
    }
    var look = look
    look.barShare = words.isEmpty ? 1 : 0.8
    look.x = limits
    let lost = count - counted.count
    return Figure(
      title: look.title, panels: [panel.panel(look)],
      caption: lost > 0 ? "\(lost) of \(count) values are not counted" : nil,
      altText: "How often \(counted.count) values fall into \(edges.count - 1) bins.")
  }

  private static func counted(_ columns: [[Double]], _ limits: ClosedRange<Double>?, room: Int) throws -> [Double] {
    var (counted, turns) = ([Double](), Turns(every: 4096))
    counted.reserveCapacity(room)
    for x in columns.joined() {
      try turns.check()
      if x.isFinite, limits.map({ $0.contains(x) }) ?? true { counted.append(x) }
    }
    return counted
  }

  private static func counts(_ values: [Double], _ edges: [Double]) throws -> [Double] {
    var counts = [Double](repeating: 0, count: max(0, edges.count - 1))
    let (low, high) = (edges[0], edges[edges.count - 1])
    var turns = Turns(every: 4096)
    for x in values where x >= low && x <= high {
      try turns.check()
      // By halves: division could put what lies at an edge beside it.
      var (a, b) = (0, counts.count)
      while b - a > 1 {
        let middle = (a + b) / 2
        if x >= edges[middle] { a = middle } else { b = middle }
      }
      counts[a] += 1
    }
    return counts
  }

  private static func edges(_ values: [Double], _ limits: ClosedRange<Double>?, _ bins: Int?) throws -> [Double] {
    var (low, high) = (values.min() ?? 0, values.max() ?? 1)
    if let limits { (low, high) = (limits.lowerBound, limits.upperBound) }
    if !(high > low) {
      let half = max(abs(low) / 2, 0.5)
      (low, high) = (low - half, high + half)
    }
    let count = try bins ?? usual(values, high - low)
    return (0...count).map { i in
      let t = Double(i) / Double(count)
      return i == count ? high : low * (1 - t) + high * t
    }
  }

  private static func usual(_ values: [Double], _ range: Double) throws -> Int {
    let sorted = try values.patientlySorted { $0 < $1 }
    let n = Double(sorted.count)
    let least = Int(ceiling: log2(n)) + 1
    let spread =
      sorted[sorted.count * 3 / 4 == sorted.count ? sorted.count - 1 : sorted.count * 3 / 4] - sorted[sorted.count / 4]
    let width = 2 * spread / cbrt(n)
    guard width > 0, range.isFinite else { return min(100, least) }
    return max(least, min(100, Int(ceiling: range / width)))
  }
}
