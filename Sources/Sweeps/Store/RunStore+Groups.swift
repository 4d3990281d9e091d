import Checked
import Limits
public import Tables

/// Runs put together by the values of a column.
extension RunStore {
  /// For each value of a column how many runs have it and came to their end, and of every result that is a number mean and
  /// standard deviation over them, not a number where one of them is not.
  public func groups(_ sweep: Sweep, by column: String, _ condition: RunCondition? = nil) throws -> ColumnTable {
    try asking(sweep) { try grouped(sweep, by: column, condition) }
  }

  private func grouped(_ sweep: Sweep, by column: String, _ condition: RunCondition?) throws -> ColumnTable {
    var values: [Entry] = []
    var end = " where state in ('\(RunState.done.rawValue)', '\(RunState.unmet.rawValue)')"
    if let condition { end += " and " + condition.sql(&values) }
    let results = sweep.results
    let rows = try database.rows(
      "select \(([column] + results).map(SQL.name).joined(separator: ", ")) from \(sweep.table)\(end)")
    defer { rows.reset() }
    try rows.bind(values)
    var (places, keys): ([GroupKey: Int], [Cell]) = ([:], [])
    var (counts, sums): ([Int], [Spread]) = ([], [])
    var isNumber = [Bool](repeating: true, count: results.count)
    var turns = Turns(every: 1 << 10)
    while try rows.next() {
      try turns.check()
      let key = GroupKey(rows)
      let place: Int
      if let known = places[key] {
        place = known
      } else {
        place = keys.count
        places[key] = place
        keys.append(
          rows.kind(0) == .integer && Sweep.before.contains(column) ? .number(Double(rows.integer(0))) : rows.cell(0))
        counts.append(0)
        sums += results.map { _ in Spread() }
      }
      counts[place] += 1
      for r in results.indices {
        switch rows.kind(r + 1) {
        case .real: sums[place * results.count + r].add(rows.real(r + 1))
        case .null: sums[place * results.count + r].add(.nan)
        default: isNumber[r] = false
        }
      }
    }
    return groupTable(column, keys, counts, sums, results, isNumber)
  }

  private func groupTable(
    _ column: String, _ keys: [Cell], _ counts: [Int], _ sums: [Spread], _ results: [String], _ isNumber: [Bool]
  ) -> ColumnTable {
    let order = keys.indices.sorted { Self.precedes(keys[$0], keys[$1]) || (keys[$0] == keys[$1] && $0 < $1) }
    var (names, columns) = (
      [column, "n"], [Column(order.map { keys[$0] }), Column(numbers: order.map { Double(counts[$0]) })]
    )
    for r in results.indices where isNumber[r] {
      let own = order.map { sums[$0 * results.count + r] }
      names += ["mean(\(results[r]))", "sd(\(results[r]))"]
      columns += [Column(numbers: own.map(\.mean)), Column(numbers: own.map(\.deviation))]
    }
    return ColumnTable(names: names, columns: columns, count: keys.count)
  }

  /// Truths, numbers, texts, points, and what is missing last.
  private static func precedes(_ a: Cell, _ b: Cell) -> Bool {
    func rank(_ cell: Cell) -> Int {
      switch cell {
      case .truth: 0
      case .number: 1
      case .text: 2
      case .point: 3
      case .missing: 4
      }
    }
    switch (a, b) {
    case (.truth(let x), .truth(let y)): return !x && y
    case (.number(let x), .number(let y)): return x < y
    case (.text(let x), .text(let y)): return x.utf8.lexicographicallyPrecedes(y.utf8)
    case (.point(let x), .point(let y)): return x.lexicographicallyPrecedes(y)
    default: return rank(a) < rank(b)
    }
  }
}

/// A value by which runs are grouped.
private enum GroupKey: Hashable {
  case number(UInt64)
  case other([UInt8])

  init(_ rows: Rows) {
    switch rows.kind(0) {
    case .real: self = .number(rows.real(0).bitPattern)
    case .integer: self = .other([1] + NumpyArray.bytes(of: [Double(rows.integer(0))]))
    case .text: self = .other([2] + Array(rows.text(0).utf8))
    case .blob: self = .other([3] + rows.blob(0))
    case .null: self = .other([])
    }
  }
}

/// Mean and spread of numbers as they come (Welford, Technometrics 4, 1962).
private struct Spread {
  private var count = 0.0
  private var sum = 0.0
  private var middle = 0.0
  private var squares = 0.0

  mutating func add(_ x: Double) {
    count += 1
    sum += x
    let difference = x - middle
    middle += difference / count
    squares += difference * (x - middle)
  }

  /// Of infinite numbers too, which have no differences.
  var mean: Double { middle.isFinite ? middle : sum / count }
  /// Of a sample; of one alone 0.
  var deviation: Double { count > 1 ? (squares / (count - 1)).squareRoot() : mean.isFinite ? 0 : .nan }
}
