import Checked
import Core
import Limits
public import Tables

/// What the runs of a sweep came to.
extension RunStore {
  /// A table of runs: their numbers, seeds, parameters, results, how they ended.
  ///
  /// - Throws: `StoreError`; `EngineError` where it would not fit into the memory limit; `CancellationError`.
  public func table(_ sweep: Sweep, _ question: RunQuestion = RunQuestion()) throws -> ColumnTable {
    var values: [Entry] = []
    let condition = question.condition?.sql(&values)
    let filter = condition.map { " where " + $0 } ?? ""
    // Where few are wanted the rest is not counted: it would cost as much as finding them.
    var most = question.first ?? .max
    if most > Self.few {
      most = min(most, try database.number("select count(*) from \(sweep.table)" + filter, values) ?? 0)
    }
    try MemoryLimit.present.require(
      Double(9 * most) * Double(sweep.columns.count), for: "a table of \(most) runs")
    let reader = RowsReader(sweep, room: most)
    if let order = question.order {
      let (column, key) = (SQL.name(order.column), SQL.name(order.column) + (order.isDescending ? " desc" : ""))
      let given = condition.map { $0 + " and " } ?? ""
      // The numbers of the rows first: of what is not shown nothing else is read. Then those without a value.
      try read(
        reader,
        "join (select run as r from \(sweep.table) where \(given)\(column) is not null order by \(key), run limit \(most)) "
          + "on run = r order by \(key), run", values)
      if reader.count < most {
        let failed = "state in ('\(RunState.failed.rawValue)', '\(RunState.diverged.rawValue)')"
        try read(reader, "where \(given)\(column) is null order by \(failed), run limit \(most - reader.count)", values)
      }
    } else {
      try read(reader, filter + " order by run limit \(most)", values)
    }
    return reader.table
  }

  /// Up to so many rows are not worth counting beforehand.
  private static let few = 10_000

  private func read(_ reader: RowsReader, _ end: String, _ values: [Entry]) throws {
    let columns = reader.sweep.columns.map(SQL.name).joined(separator: ", ")
    let rows = try database.rows("select \(columns) from \(reader.sweep.table) \(end)")
    defer { rows.reset() }
    try rows.bind(values)
    try reader.read(rows)
  }

  /// What a column's entries are, by the first that has a value; nil where none has.
  public func kind(of column: String, _ sweep: Sweep) throws -> Cell? {
    let name = SQL.name(column)
    let rows = try database.rows("select \(name) from \(sweep.table) where \(name) is not null limit 1")
    defer { rows.reset() }
    guard try rows.next() else { return nil }
    return rows.kind(0) == .integer && Sweep.before.contains(column) ? .number(0) : rows.cell(0)
  }

  /// The last run's number, 0 where there is none.
  public func lastRun(_ sweep: Sweep) throws -> Int { try database.number("select max(run) from \(sweep.table)") ?? 0 }

  /// The numbers of a run's series, in their order.
  public func series(_ run: Int, _ sweep: Sweep) throws -> [FinishedRun.Numbers] {
    let rows = try database.rows(
      "select name, axis, first, part, component, numbers from series where sweep = ? and run = ? order by name, part, component"
    )
    defer { rows.reset() }
    try rows.bind([.integer(sweep.id), .integer(run)])
    var found: [FinishedRun.Numbers] = []
    while try rows.next() {
      found.append(
        .init(
          name: rows.text(0), axis: rows.text(1), first: rows.integer(2), group: rows.text(3),
          component: rows.text(4), values: Entry.numbers(rows.blob(5))))
    }
    return found
  }

  /// For each value of a column how many runs have it and came to their end, and of every result that is a number mean and
  /// standard deviation over them, not a number where one of them is not.
  public func groups(_ sweep: Sweep, by column: String, _ condition: RunCondition? = nil) throws -> ColumnTable {
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

/// Rows of runs, put into columns.
private final class RowsReader {
  let sweep: Sweep
  private(set) var count = 0
  private var columns: [CellColumn]
  private let results: Range<Int>

  init(_ sweep: Sweep, room: Int) {
    self.sweep = sweep
    columns = sweep.columns.map { _ in CellColumn(room: min(room, 1 << 24)) }
    let first = Sweep.before.count + sweep.parameters.count
    results = Range(from: first, upTo: first + sweep.results.count)
  }

  var table: ColumnTable { ColumnTable(names: sweep.columns, columns: columns.map(\.column), count: count) }

  func read(_ rows: Rows) throws {
    let failed = [RunState.failed.rawValue, RunState.diverged.rawValue]
    var turns = Turns(every: 1 << 10)
    while try rows.next() {
      try turns.check()
      count += 1
      for c in columns.indices {
        switch rows.kind(c) {
        case .real: columns[c].add(number: rows.real(c))
        case .text: columns[c].add(textOf: rows, c)
        case .null where results.contains(c) && !failed.contains(where: { rows.holds($0, results.upperBound) }):
          columns[c].add(number: .nan)
        case .null: columns[c].add(.missing)
        case .integer where c < Sweep.before.count: columns[c].add(number: Double(rows.integer(c)))
        case .integer, .blob: columns[c].add(rows.cell(c))
        }
      }
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
    case .integer: self = .other([1] + Entry.bytes([Double(rows.integer(0))]))
    case .text: self = .other([2] + Array(rows.text(0).utf8))
    case .blob: self = .other([3] + rows.blob(0))
    case .null: self = .other([])
    }
  }
}

/// Mean and spread of numbers as they come (Welford, Technometrics 4, 1962).
private struct Spread {
  private var count = 0.0
  private(set) var mean = 0.0
  private var squares = 0.0

  mutating func add(_ x: Double) {
    count += 1
    let difference = x - mean
    mean += difference / count
    squares += difference * (x - mean)
  }

  /// Of a sample; of one alone 0.
  var deviation: Double { count > 1 ? (squares / (count - 1)).squareRoot() : mean.isNaN ? .nan : 0 }
}

/// A column as its entries come: numbers or texts in their own storage, anything else as it is.
private struct CellColumn {
  private var numbers: [Double] = []
  private var codes: [Int32] = []
  private var texts: [String] = []
  private var places: [String: Int32] = [:]
  private var missing: [Bool] = []
  private var cells: [Cell] = []
  private var count = 0
  private let room: Int
  private var kind = Kind.open
  private enum Kind { case open, numbers, texts, cells }

  init(room: Int) { self.room = room }

  @inline(__always)
  mutating func add(number x: Double) {
    if kind != .numbers {
      guard kind == .open else { return add(.number(x)) }
      kind = .numbers
      numbers.reserveCapacity(room)
      numbers += [Double](repeating: .nan, count: count)
    }
    numbers.append(x)
    if !missing.isEmpty { missing.append(false) }
    count += 1
  }

  mutating func add(textOf rows: Rows, _ column: Int) {
    if kind != .texts {
      guard kind == .open else { return add(rows.cell(column)) }
      kind = .texts
      codes.reserveCapacity(room)
      codes += [Int32](repeating: 0, count: count)
      if count > 0 { _ = code("") }
    }
    if let last = codes.last, texts.indices.contains(Int(clamping: last)),
      rows.holds(texts[Int(clamping: last)], column)
    {
      codes.append(last)
    } else {
      codes.append(code(rows.text(column)))
    }
    if !missing.isEmpty { missing.append(false) }
    count += 1
  }

  private mutating func code(_ text: String) -> Int32 {
    if let known = places[text] { return known }
    let code = Int32(clamping: texts.count)
    texts.append(text)
    places[text] = code
    return code
  }

  mutating func add(_ cell: Cell) {
    if cell == .missing, kind != .cells {
      if missing.isEmpty { missing = [Bool](repeating: false, count: count) }
      missing.append(true)
      if kind == .numbers { numbers.append(.nan) }
      if kind == .texts { codes.append(codes.last ?? code("")) }
      count += 1
      return
    }
    if kind != .cells {
      let column = column
      cells = column.cells
      kind = .cells
    }
    cells.append(cell)
    count += 1
  }

  var column: Column {
    let marks = missing.isEmpty ? nil : missing
    switch kind {
    case .open: return Column([Cell](repeating: .missing, count: count))
    case .numbers: return Column(.numbers(numbers), missing: marks)
    case .texts: return Column(.texts(Texts(codes: codes, names: texts)), missing: marks)
    case .cells: return Column(cells)
    }
  }
}
