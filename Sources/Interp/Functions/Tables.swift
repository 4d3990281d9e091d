import Core
import Limits
import Syntax
import Tables

extension Function {
  /// Tables from lists and from tables.
  static let tables: [Function] = [
    Function(
      name: "table", parameters: ["columns..."],
      summary:
        "a table: of columns by name, lists of one length or one value for all rows; of a series; or of a list of records",
      example: .init(
        "let t = table(rate=[0.1, 0.2], loss=[3, 1])\nsort t by loss",
        shows: "  rate  loss\n   0.2     1\n   0.1     3"), takesNames: true
    ) { arguments, session in
      guard case .record(let named)? = arguments.last else {
        throw ArgumentError(message: "`table` needs columns: table(rate=[0.1, 0.2], loss=[3, 1])")
      }
      let given = try arguments.dropLast().map { try session.settled($0) }
      guard given.isEmpty || given.count == 1 && named.count == 0 else {
        throw ArgumentError(message: "`table` takes columns by their names, or one series, table or list of records")
      }
      if let only = given.first { return .table(try Table(of: only)) }
      return .table(try Table(columns: named.mapValues { try session.settled($0) }))
    }.also("dataframe"),
    Function(
      name: "columns", parameters: ["table"], summary: "the names of a table's columns",
      example: .init("print columns(table(a=1, b=2))", shows: "[a, b]")
    ) { arguments, _ in
      .list(try arguments[0].asTable("columns").headings.map { .string($0) })
    }.also("fields"),
    Function(
      name: "select", parameters: ["table", "columns"],
      summary: "the table with these columns alone, in this order: a list of names, or of [name, new name]",
      example: .init("print columns(select(table(a=1, b=2, c=3), [\"c\", [\"a\", \"first\"]]))", shows: "[c, first]")
    ) { arguments, _ in .table(try arguments[0].asTable("select").selecting(arguments[1])) },
    Function(
      name: "unique", parameters: ["values"],
      summary: "the different entries of a list, or rows of a table, in the order in which they come first",
      example: .init("print unique([3, 1, 3, 2, 1])", shows: "[3, 1, 2]")
    ) { arguments, session in
      if case .table(let table) = arguments[0] {
        let groups = try Groups(by: table.content.columns, rows: table.count)
        return .table(try table.taking(groups.first))
      }
      let entries = try session.entries(arguments[0])
      let column = try entries.tableColumn("unique")
      return .list(try Groups(by: [column], rows: entries.count).first.map { entries[Int(clamping: $0)] })
    }.also("distinct"),
    Function(
      name: "count", parameters: ["values?"],
      summary: "how many entries there are that are not missing; of a table, or in `by ... count()`, how many rows",
      example: .init("let t = table(c=[\"a\", \"b\", \"a\"])\nprint count(t) count([1, missing])", shows: "3 1")
    ) { arguments, session in
      guard let value = arguments.first else {
        guard case .group(let rows)? = session.scope.rows.last?.part else {
          throw ArgumentError(message: "count() without values stands behind `by`: t by cluster count()")
        }
        return .number(Double(rows.count))
      }
      if case .table(let table) = value { return .number(Double(table.count)) }
      let entries = try session.entries(value)
      return .number(Double(entries.count { if case .missing = $0 { false } else { true } }))
    }.also("tally"),
    Function(
      name: "quantile", parameters: ["values", "p"],
      summary: "what a share p of the numbers lies below, between two of them in proportion; p is a number or a list",
      example: .init("print quantile([1, 2, 3, 4], 0.5) quantile(1..5, [0, 0.25, 1])", shows: "2.5 [1, 2, 5]")
    ) { arguments, session in
      let numbers = try session.scalars(arguments[0], for: "quantile")
      guard !numbers.isEmpty else { throw ArgumentError(message: "there is nothing to take the quantile of") }
      let shares = try session.numbers(arguments[1])
      guard shares.allSatisfy({ $0 >= 0 && $0 <= 1 }) else {
        throw ArgumentError(message: "a share is a number from 0 to 1")
      }
      let sorted = try numbers.patientlySorted { $0 < $1 || $1.isNaN && !$0.isNaN }
      let results = shares.map { Quantiles.value(sorted, $0) }
      if case .number = arguments[1] { return .number(results[0]) }
      return .list(results.map { .number($0) })
    }.also("percentile", "quartile"),
    Function(
      name: "shuffle", parameters: ["values"],
      summary: "the entries of a list, or the rows of a table, in an order that the seed chooses",
      example: .init("seed 1\nprint sort(shuffle(1..5))", shows: "[1, 2, 3, 4, 5]"), isPure: false
    ) { arguments, session in
      session.workspace.draws += 1
      var random = session.random(for: "draw \(session.workspace.draws)")
      if case .table(let table) = arguments[0] { return .table(try table.taking(random.order(table.count))) }
      let entries = try session.entries(arguments[0])
      return .list(try random.order(entries.count).patientlyMapped { entries[Int(clamping: $0)] })
    }.also("permute"),
    Function(
      name: "summary", parameters: ["values"],
      summary:
        "a table's columns, a line for each: their kind, how many entries, and of numbers mean, sd and quartiles",
      example: .init("let t = table(loss=[1, 2, 6], name=[\"a\", \"b\", \"a\"])\nsummary t", shows: "*loss*numbers*")
    ) { arguments, session in
      let value = try session.settled(arguments[0])
      if case .table(let table) = value { return .table(try table.summary()) }
      let column = try session.entries(value).tableColumn("summary")
      return .table(try Table(ColumnTable(names: ["value"], columns: [column])).summary())
    }.also("describe", "statistics"),
  ]
}

extension Random {
  /// The places 0, 1, ..., n - 1 in an order in which each is as likely as any other (Fisher and Yates).
  mutating func order(_ n: Int) throws -> [Int32] {
    try MemoryLimit.present.require(4 * Double(n), for: "the order of \(n) entries")
    var places = try patiently(n, every: 1 << 16) { Int32(clamping: $0) }
    var turns = Turns(every: 1 << 14)
    for i in Range(from: 1, upTo: n).reversed() {
      try turns.check()
      places.swapAt(i, min(i, Int(floor: uniform() * Double(i + 1))))
    }
    return places
  }
}

extension [Value] {
  fileprivate func tableColumn(_ name: String) throws -> Column {
    guard let column = try Value.list(self).column() else {
      throw ArgumentError(message: "`\(name)` takes a list or a table")
    }
    return column
  }
}

extension Value {
  fileprivate func asTable(_ name: String) throws -> Table {
    guard case .table(let table) = self, table.hasHeadings else {
      throw ArgumentError(message: "`\(name)` takes a table with headings, not \(kind)")
    }
    return table
  }
}
