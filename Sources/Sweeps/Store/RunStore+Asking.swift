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
    try asking(sweep) {
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
        try read(reader, order, most, condition, values)
      } else {
        try read(reader, filter + " order by run limit \(most)", values)
      }
      return reader.table
    }
  }

  /// Up to so many rows are not worth counting beforehand.
  private static let few = 10_000

  private func read(
    _ reader: RowsReader, _ order: (column: String, isDescending: Bool), _ most: Int, _ condition: String?,
    _ values: [Entry]
  ) throws {
    let (column, key) = (SQL.name(order.column), SQL.name(order.column) + (order.isDescending ? " desc" : ""))
    let given = condition.map { $0 + " and " } ?? ""
    let bound = try bound(of: reader.sweep, order, most, given, values)
    let first = bound.map { _ in "\(column) \(order.isDescending ? ">=" : "<=") ?" } ?? "\(column) is not null"
    // The numbers of the rows first: of what is not shown nothing else is read. Then those without a value.
    try read(
      reader,
      "where run in (select run from \(reader.sweep.table) where \(given)\(first) order by \(key), run limit \(most)) "
        + "order by \(key), run", values + (bound.map { [$0] } ?? []))
    guard reader.count < most else { return }
    let failed = "state in ('\(RunState.failed.rawValue)', '\(RunState.diverged.rawValue)')"
    try read(reader, "where \(given)\(column) is null order by \(failed), run limit \(most - reader.count)", values)
  }

  /// A value which none of the `most` first rows lies behind: the last of the first of a sample. Then all but a few rows are
  /// passed by at a comparison, where each would be put in order. nil where a sample is not worth it.
  private func bound(
    of sweep: Sweep, _ order: (column: String, isDescending: Bool), _ most: Int, _ given: String, _ values: [Entry]
  ) throws -> Entry? {
    let (pieces, size) = (16, 1000)
    let last = try lastRun(sweep)
    guard most > 0, most <= size, last > 4 * pieces * size else { return nil }
    let ranges = (0..<pieces).map { i in
      let first = 1 + last / pieces * i
      return "run between \(first) and \(first + size - 1)"
    }
    let name = SQL.name(order.column)
    let rows = try database.rows(
      "select \(name) from \(sweep.table) where (\(ranges.joined(separator: " or "))) and \(given)\(name) is not null "
        + "order by \(name)\(order.isDescending ? " desc" : "") limit 1 offset \(most - 1)")
    defer { rows.reset() }
    try rows.bind(values)
    return try rows.next() ? rows.entry(0) : nil
  }

  private func read(_ reader: RowsReader, _ end: String, _ values: [Entry]) throws {
    let columns = reader.sweep.columns.map(SQL.name).joined(separator: ", ")
    let rows = try database.rows("select \(columns) from \(reader.sweep.table) \(end)")
    defer { rows.reset() }
    try rows.bind(values)
    try reader.read(rows)
  }

  /// What a column's entries are, by one of them; nil where none has a value, or where they are of several kinds.
  public func kind(of column: String, _ sweep: Sweep) throws -> Cell? {
    try asking(sweep) {
      let kinds = try database.number(
        "select count(*) from kind where sweep = ? and name = ?", [.integer(sweep.id), .text(column)])
      guard kinds ?? 0 <= 1 else { return nil }
      let name = SQL.name(column)
      let rows = try database.rows("select \(name) from \(sweep.table) where \(name) is not null limit 1")
      defer { rows.reset() }
      guard try rows.next() else { return nil }
      return rows.kind(0) == .integer && Sweep.before.contains(column) ? .number(0) : rows.cell(0)
    }
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
}
