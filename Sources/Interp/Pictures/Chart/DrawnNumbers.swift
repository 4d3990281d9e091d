import Checked
import Core
import Limits
import Syntax

/// Numbers of a value that is drawn, in columns beside each other.
struct DrawnNumbers {
  struct Column {
    var group = ""
    var component = ""
    var values: [Double]
  }

  var columns: [Column]
  /// Where the numbers stand on the axis that they bring: layers, steps, entries.
  var places: [Double]
  var axis: String
  /// Both coordinates of points of the plane.
  var isPlane = false
  /// Words in place of numbers.
  var names: [String] = []
  /// It is a series, whose places say what belongs together.
  var isSeries = false
  var isHistory = false
  /// How they were made, for the caption.
  var remark: String?

  var count: Int { places.count }
}

extension Drawn.Subject {
  /// - Throws: `Diagnostic` where there are no numbers to draw.
  func numbers(_ session: Session) throws -> DrawnNumbers {
    if let points { return points }
    switch value {
    case .series(let s):
      return DrawnNumbers(
        columns: s.columns.map { .init(group: $0.group, component: $0.component, values: $0.values) },
        places: try patiently(s.count) { Double(s.index(at: $0)) }, axis: s.indexName, isSeries: true,
        isHistory: s.axis == .step)
    case .range(let range):
      try span.blamed { try session.settings.memory.require(16 * Double(range.count), for: "the numbers of a range") }
      return try filled(entries([try patiently(range.count) { range[$0] }]))
    case .list(let items): return try filled(list(items, session))
    case .vector(let v) where v.count == 2:
      return DrawnNumbers(
        columns: [.init(component: "x", values: [v[0]]), .init(component: "y", values: [v[1]])], places: [1],
        axis: "entry", isPlane: true)
    case .vector(let v): return try filled(entries([v]))
    default:
      throw Diagnostic(
        .wrongType, "a series, a list or a function can be plotted, not \(value.kind)", at: span, label: advice)
    }
  }

  /// What to draw instead.
  private var advice: String? {
    switch value {
    case .cluster(let name): "such as `plot points of \(name) at layer 0`"
    case .process(let name): "such as `plot \(name).loss`"
    case .table(let t):
      t.headings.isEmpty ? nil : "a column can: " + t.headings.prefix(8).joined(separator: ", ")
    default: nil
    }
  }

  private func entries(_ columns: [[Double]]) -> DrawnNumbers {
    DrawnNumbers(
      columns: columns.enumerated().map { .init(component: columns.count > 1 ? "\($0 + 1)" : "", values: $1) },
      places: Range(from: 0, upTo: columns.first?.count ?? 0).map { Double($0 + 1) }, axis: "entry")
  }

  private func filled(_ numbers: DrawnNumbers) throws -> DrawnNumbers {
    guard numbers.count > 0 else {
      throw Diagnostic(.wrongCount, "there is nothing to draw: `\(span.text)` is empty", at: span)
    }
    return numbers
  }

  private func list(_ items: [Value], _ session: Session) throws -> DrawnNumbers {
    try span.blamed {
      try session.settings.memory.require(32 * Double(items.count), for: "the numbers of a picture")
    }
    guard let first = items.first else { return entries([[]]) }
    var turns = Turns(every: 4096)
    switch first {
    case .string:
      var names: [String] = []
      for (i, item) in items.enumerated() {
        try turns.check()
        guard case .string(let s) = item else { throw mixed(i, item, "a string") }
        names.append(s)
      }
      return try categories(names)
    case .vector(let v):
      var columns = [[Double]](repeating: [], count: v.count)
      for (i, item) in items.enumerated() {
        try turns.check()
        guard case .vector(let w) = item, w.count == v.count else { throw mixed(i, item, "a vector of \(v.count)") }
        for c in w.indices { columns[c].append(w[c]) }
      }
      var numbers = entries(columns)
      guard v.count == 2 else { return numbers }
      for c in 0..<2 { numbers.columns[c].component = ["x", "y"][c] }
      numbers.isPlane = true
      return numbers
    default:
      var values: [Double] = []
      values.reserveCapacity(items.count)
      for (i, item) in items.enumerated() {
        try turns.check()
        switch item {
        case .number(let x): values.append(x)
        case .bool(let b): values.append(b ? 1 : 0)
        // An empty cell of a table's column.
        case .nothing: values.append(.nan)
        default: throw mixed(i, item, "a number")
        }
      }
      return entries([values])
    }
  }

  /// Each different word has a place, in the order in which they occur.
  private func categories(_ words: [String]) throws -> DrawnNumbers {
    var places: [String: Int] = [:]
    var names: [String] = []
    let values = words.map { word -> Double in
      if let place = places[word] { return Double(place) }
      places[word] = names.count
      names.append(word)
      return Double(names.count - 1)
    }
    guard names.count <= 100 else {
      throw Diagnostic(
        .outOfRange, "an axis shows at most 100 different words, not \(names.count)", at: span)
    }
    var numbers = entries([values])
    numbers.names = names
    return numbers
  }

  private func mixed(_ i: Int, _ item: Value, _ wanted: String) -> Diagnostic {
    Diagnostic(
      .wrongType, "entry \(i + 1) is \(item.kind), where the first is \(wanted)", at: span,
      label: "numbers, points or words can be plotted")
  }
}
