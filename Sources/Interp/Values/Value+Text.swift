import Core
import Syntax

extension Value {
  /// The text of what is short in any case: no vector, list or record.
  func shortText(_ format: NumberFormat) -> String {
    switch self {
    case .missing: Value.missingWord
    case .nothing, .vector, .list, .record: ""
    case .number(let x): format(x)
    case .bool(let b): b ? "true" : "false"
    case .string(let s): s
    case .range(let r): r.text(format)
    case .trace(let t): "trace: \(t.count) points, layers 0..\(t.steps)"
    case .process(let name): name
    case .function(let definition): definition.usage
    case .series(let s): "\(s.name): \(s.count) values over \(s.indexName)"
    case .table(let t): t.title ?? "a table of \(t.count) row\(t.count == 1 ? "" : "s")"
    case .figure: "figure"
    case .quantity(let q): q.name
    case .cluster(let name): name
    case .symmetry(let s): s.name
    }
  }
}

extension Value {
  /// How what is missing is written.
  static let missingWord = "missing"
}

extension Trace {
  /// All points of one step, their states and costates.
  func table(step: Int) -> Table {
    let axes = (0..<states[step].dimension).map { Generator.axisName($0, dimension: states[step].dimension) }
    return Table(
      headings: ["point", "cluster"] + axes.map { axes.count == 2 ? $0 : "x\($0)" } + axes.map { "g\($0)" },
      rows: (0..<count).map { i in
        let (x, g) = (states[step], costates[step])
        return [.number(Double(i + 1)), .init(clusters[labels[i]])]
          + ((0..<x.dimension).map { x[i, $0] } + (0..<g.dimension).map { g[i, $0] }).map { .number($0) }
      })
  }
}

extension Series {
  /// At most `rows` of its rows, evenly chosen, first and last among them.
  public func table(rows limit: Int = 11) -> Table {
    let shown =
      count <= limit ? Array(0..<count) : (0..<limit).map { $0 * (count - 1) / (limit - 1) }
    let titles = columns.map { $0.title.isEmpty ? name : $0.title }
    return Table(
      title: columns.count == 1 && columns[0].title.isEmpty ? nil : name,
      headings: [indexName] + titles,
      rows: shown.map { i in
        [.number(Double(index(at: i)))] + columns.map { .number($0.values[i]) }
      },
      footer: shown.count < count ? "\(shown.count) of \(count) rows" : nil)
  }
}
