import Core
import Limits
import Syntax
import Tables

/// Questions to tables: `t where loss < 1`, `t with ratio=loss/rate`, `sort t by loss`, `t by cluster mean(loss)`.
extension Evaluator {
  /// The rows for which the condition is true.
  mutating func rows(of table: Table, where condition: Expression) throws -> Value {
    let marks = try condition.span.blamed { () -> [Bool] in
      let column = try self.column(condition.naming(table.headings), in: table)
      guard case .truths(let marks) = column.storage, column.missing == nil || table.count == 0 else {
        if table.count == 0 { return [] }
        throw Diagnostic(
          .wrongType, "a condition is true or false for every row, not \(column.kindWithMissing)", at: condition.span)
      }
      return marks
    }
    return .table(try condition.span.blamed { try table.taking(ColumnTable.places(marks)) })
  }

  mutating func query(_ value: Expression, _ query: Query, at span: Span) throws -> Value {
    let table = try table(value, for: query)
    switch query {
    case .extend(let name, let value):
      let expression = value.naming(table.headings)
      let column = try expression.span.blamed {
        try whole(expression, of: table) ?? self.column(expression, in: table)
      }
      return .table(table.with(name.text, column))
    case .order(let keys):
      let columns = try keys.map { key -> SortKey in
        let column = try key.value.span.blamed { try self.column(key.value.naming(table.headings), in: table) }
        if let complaint = SortKey.complaint(column) {
          throw Diagnostic(.wrongType, complaint.message, at: key.value.span, help: complaint.help)
        }
        return SortKey(column, isDescending: key.isDescending)
      }
      return .table(try span.blamed { try table.taking(SortKey.order(columns, rows: table.count)) })
    case .group(let keys, let measures): return try group(table, keys, measures, at: span)
    }
  }

  private mutating func table(_ value: Expression, for query: Query) throws -> Table {
    switch try settledValue(value) {
    case .table(let table) where table.hasHeadings: return table
    case .table:
      throw Diagnostic(.wrongType, "a table without headings has no columns to ask for", at: value.span)
    case .list where query.isOrder:
      throw Diagnostic(.wrongType, "`sort ... by` sorts a table, not a list", at: value.span, label: "write sort(...)")
    case let other:
      throw Diagnostic(
        .wrongType, "`\(query.word)` asks a table, not \(other.kind)", at: value.span, help: query.help)
    }
  }

  // MARK: Columns

  /// t with rank=cumsum(t.loss): a list that says nothing of single rows is the column itself.
  private mutating func whole(_ expression: Expression, of table: Table) throws -> Column? {
    guard !ColumnEvaluation.speaks(expression, of: table) else { return nil }
    // What is no list is asked for in every row: what it drew then is forgotten.
    var copy = self
    guard let column = try copy.settledValue(expression).column() else { return nil }
    guard column.count == table.count else {
      throw Diagnostic(
        .wrongShape, "the column has \(column.count) entries, and the table \(table.count) rows", at: expression.span)
    }
    self = copy
    return column
  }

  /// An expression's values in all rows.
  private mutating func column(_ expression: Expression, in table: Table) throws -> Column {
    if let vector = try vector(expression, in: table) {
      switch vector {
      case .column(let column): return column
      case .constant(let value):
        let cell = try Self.cell(value, at: expression.span)
        return Column([Tables.Cell](repeating: cell, count: table.count))
      }
    }
    let outer = session.scope.rows
    defer { session.scope.rows = outer }
    session.scope.rows.append(RowScope(table: table, depth: session.scope.depth, part: .row(0)))
    let last = outer.count
    try MemoryLimit.present.require(
      Double(MemoryLayout<Tables.Cell>.stride * table.count), for: "a column of \(table.count) entries")
    var cells: [Tables.Cell] = []
    cells.reserveCapacity(table.count)
    var turns = Turns(every: 64)
    for row in 0..<table.count {
      try turns.check()
      session.scope.rows[last].part = .row(row)
      cells.append(try told(table, row) { try Self.cell($0.settledValue(expression), at: expression.span) })
    }
    return Column(cells)
  }

  /// What fails is told with its row.
  private mutating func told<T>(_ table: Table, _ row: Int, _ body: (inout Evaluator) throws -> T) throws -> T {
    do { return try body(&self) } catch var error as Diagnostic {
      if error.code == .unknownName, let span = error.span {
        error.label =
          Suggestion.phrase(span.text, among: table.headings) ?? error.label
          ?? "the columns are " + Table.list(table.headings)
      } else {
        error.notes.append("in row \(row + 1) of the table")
      }
      throw error
    }
  }

  private static func cell(_ value: Value, at span: Span) throws -> Tables.Cell {
    if let cell = value.cell { return cell }
    throw Diagnostic(
      .wrongType, "an entry of a table is a number, a point, a string, true, false or missing, not \(value.kind)",
      at: span)
  }

  /// The values in all rows at once, where they can be had so.
  private mutating func vector(_ expression: Expression, in table: Table) throws -> ColumnVector? {
    var evaluator = self
    let outer = session
    let evaluation = ColumnEvaluation(
      table: table, constant: { part in try evaluator.constant(inEveryRow: part) },
      function: { name -> ((Double) -> Double)? in
        if outer.variable(name) != nil { return nil }
        return outer.language.function(name)?.number
      })
    return try evaluation.vector(expression)
  }

  /// What is worth the same in every row: a constant, or a variable of a plain value.
  private mutating func constant(inEveryRow part: Expression) throws -> Value? {
    if let name = part.bareName, let value = session.variable(name) { return value.isPlain ? value : nil }
    return session.language.isConstant(part) ? try settledValue(part) : nil
  }

  // MARK: Groups

  private mutating func group(_ table: Table, _ keys: [Name], _ measures: [Query.Measure], at span: Span) throws
    -> Value
  {
    let columns = try keys.map { try table.content.named($0) }
    let (groups, rows, starts) = try span.blamed {
      let groups = try Groups(by: columns, rows: table.count)
      let (rows, starts) = try groups.rows()
      return (groups, rows, starts)
    }
    var (titles, results) = (keys.map(\.text), try span.blamed { try columns.map { try $0.taking(groups.first) } })
    var taken = Set(titles)
    for measure in measures {
      let title = measure.name?.text ?? Printer.text(measure.value)
      guard taken.insert(title).inserted else {
        throw Diagnostic(
          .twice, "two columns would be called `\(title)`", at: measure.name?.span ?? measure.value.span)
      }
      titles.append(title)
      results.append(Column(try measured(measure.value.naming(table.headings), table, rows, starts)))
    }
    return .table(Table(ColumnTable(names: titles, columns: results, count: groups.count)))
  }

  /// An expression's value in each group.
  private mutating func measured(_ expression: Expression, _ table: Table, _ rows: [Int32], _ starts: [Int]) throws
    -> [Tables.Cell]
  {
    let outer = session.scope.rows
    defer { session.scope.rows = outer }
    session.scope.rows.append(RowScope(table: table, depth: session.scope.depth, part: .group([])))
    let last = outer.count
    let direct = directNumbers(expression, table)
    var cells: [Tables.Cell] = []
    for g in 0..<max(0, starts.count - 1) {
      if session.host.isInterrupted { throw Interrupted() }
      let own = rows[Range(from: starts[g], upTo: starts[g + 1])]
      if let (function, x) = direct {
        let numbers = own.map { x[Int(clamping: $0)] }
        let value = try expression.span.blamed { try function.apply([.vector(numbers)], &session) }
        cells.append(try Self.cell(value, at: expression.span))
        continue
      }
      session.scope.rows[last].part = .group(Array(own))
      cells.append(
        try told(table, Int(clamping: own.first ?? 0)) {
          try Self.cell($0.settledValue(expression), at: expression.span)
        })
    }
    return cells
  }

  /// mean(loss): a reduction of a column of numbers, which needs no list of values.
  private func directNumbers(_ expression: Expression, _ table: Table) -> (Function, [Double])? {
    guard case .call(let name, let arguments) = expression.kind, arguments.count == 1,
      let column = arguments[0].bareName,
      session.variable(name.text) == nil, let function = session.language.function(name.text), function.isReduction,
      let found = table.content.column(column), found.missing == nil, case .numbers(let x) = found.storage
    else { return nil }
    return (function, x)
  }
}

extension ColumnTable {
  /// - Throws: `Diagnostic` at the name where there is no such column.
  func named(_ name: Name) throws -> Column {
    if let column = column(name.text) { return column }
    throw Diagnostic(
      .unknownMember, "the table has no column `\(name.text)`", at: name.span,
      label: Suggestion.phrase(name.text, among: names) ?? "it has " + Table.list(names))
  }
}

extension Column {
  fileprivate var kindWithMissing: String { missingCount > 0 && missingCount < count ? "\(kind), some missing" : kind }
}

extension Value {
  /// Whether it is worth the same wherever it is asked for.
  fileprivate var isPlain: Bool {
    switch self {
    case .number, .bool, .string, .vector, .missing: true
    default: false
    }
  }
}

extension Query {
  fileprivate var isOrder: Bool { if case .order = self { true } else { false } }

  fileprivate var word: String {
    switch self {
    case .extend: "with"
    case .order: "sort ... by"
    case .group: "by"
    }
  }

  fileprivate var help: String? {
    if case .group = self {
      return "t by cluster mean(loss) takes the means of a table's groups; what stands before `by` may need brackets"
    }
    return nil
  }
}
