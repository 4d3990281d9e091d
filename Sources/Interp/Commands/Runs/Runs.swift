import Core
import Limits
import Sweeps
import Syntax
import Tables

/// runs fit where rate < 0.01 sort=loss first=20
enum Runs {
  static let question = Option.optional(
    "runs", .name(.apart),
    "a sweep's name, which stands for the table of its runs: `fit`, `fit where rate < 0.01`; without it the sweeps are listed",
    positional: true)
  static let sort = Option.optional("sort", .name(.apart), "a column: rows from small to large")
  static let order = Option(
    "order", .either(no: "ascending", yes: "descending"), "descending: from large to small", default: false)
  static let first = Option.optional("first", .count, "so many rows at most")
  static let by = Option.optional("by", .name(.apart), "a column: for each of its values mean and sd of the results")

  static let command = Command(
    "runs", nil, "lists sweeps, or the runs of one: a table of what was swept, what came of it, how it ended",
    details: [
      "Columns: run, seed, the parameters, what was kept, state (done, unmet: an `expect` does not hold, diverged, failed), error, seconds, host. "
        + "A run that has failed or diverged has no results: they are missing.",
      "`runs fit by rate` puts runs of one rate together: their number, mean and standard deviation of each result.",
      "The store answers conditions of columns and numbers or strings itself, so that a million runs take a moment; anything else is asked of the table. `let t = runs fit` is that table.",
    ], [question, sort, order, first, by, SweepCommand.store],
    ranks: .ofStores, also: ["sweep", "results", "table", "query", "best", "store"],
    examples: [
      .init(
        "sweep fit rate=[1, 2, 3] keep=[y] { let y = rate^2 }\nruns fit where rate > 1 sort=y order=descending first=1",
        shows: "3 1 3 9 done -*"),
      .init("sweep fit rate=[1, 2] seed=1..3 keep=[y] { let y = rate }\nruns fit by rate", shows: "*2 3 2 0*"),
    ]
  ) { call, session in
    let store = try session.openStore(call, creates: false)
    guard let written = call.written[question.parameter.name]?.first else {
      for option in [sort.parameter, by.parameter] where call.arguments[option.name] != nil {
        throw Diagnostic(
          .missingArgument, "`\(option.name)` is for the runs of a sweep: which one?",
          at: call.span(of: option), label: "such as runs fit")
      }
      return session.show(.table(try sweeps(store, call)))
    }
    let asked = try RunsAsked(written, call, store, &session)
    session.presentSweep = PresentSweep(store: try session.storePath(call), name: asked.sweep.name)
    session.show(.table(try asked.table(call, &session)))
  }

  private static func sweeps(_ store: RunStore, _ call: Call) throws -> Table {
    let rows = try call.span.blamed {
      try store.snapshot {
        try store.sweeps().map { try row(of: $0, store) }
      }
    }
    return Table(
      headings: ["sweep", "runs", "left", "failed", "script", "parameters", "kept", "begun"], rows: rows,
      footer: rows.isEmpty ? "the store `\(store.name)` has no sweeps yet" : nil)
  }

  private static func row(of sweep: Sweep, _ store: RunStore) throws -> [Table.Cell] {
    let counts = try store.counts(sweep)
    let (done, asked) = (counts.values.reduce(0, +), try store.asked(sweep))
    let bad = (counts[.failed] ?? 0) + (counts[.diverged] ?? 0)
    return [
      .init(sweep.name), .number(Double(done)), .number(Double(max(0, asked - done))), .number(Double(bad)),
      .init(sweep.file ?? "a block"), .init(sweep.parameters.joined(separator: ", ")),
      .init((sweep.results + sweep.series).joined(separator: ", ")), .init(sweep.created),
    ]
  }
}

/// What is asked of a sweep's runs.
struct RunsAsked {
  let store: RunStore
  let sweep: Sweep
  /// With the sweep's name for its table.
  private let expression: Expression
  private let name: Name
  /// `by` that stands behind the name.
  private let group: Name?

  /// - Throws: `Diagnostic` where it names no sweep.
  init(_ written: Expression, _ call: Call, _ store: RunStore, _ session: inout Session) throws {
    var written = written
    var group: Name?
    if case .slice(let value, .by(let name)) = written.kind { (written, group) = (value, name) }
    guard let name = Self.leading(written) else {
      throw Diagnostic(
        .wrongType, "`\(call.command.name)` asks the runs of a sweep, by its name", at: written.span,
        label: "such as fit, or fit where rate < 0.01")
    }
    (self.store, expression, self.name, self.group) = (store, written, name, group)
    sweep = try session.sweep(name.text, in: store, at: name.span)
  }

  /// The name that it begins with.
  static func leading(_ expression: Expression) -> Name? {
    switch expression.kind {
    case .name(let name): Name(text: name, span: expression.span)
    case .selection(let value, _), .query(let value, _), .index(let value, _), .member(let value, _): leading(value)
    default: nil
    }
  }

  /// What the store can decide; nil where it cannot.
  private func condition(_ session: inout Session) throws -> (whole: Bool, condition: RunCondition?) {
    switch expression.kind {
    case .name: return (true, nil)
    case .selection(let value, let condition) where value.bareName != nil:
      let reader = RunConditions(store: store, sweep: sweep)
      if let read = try condition.span.blamed({ try reader.read(condition, &session) }) { return (true, read) }
      return (false, nil)
    default: return (false, nil)
    }
  }

  func table(_ call: Call, _ session: inout Session) throws -> Table {
    let (isWhole, condition) = try condition(&session)
    let sort = try isWhole ? column(Runs.sort, call) : call.written[Runs.sort.parameter.name]?.first.map(Self.name)
    let by = try group.map { try self.column(Expression(kind: .name($0.text), span: $0.span)) } ?? column(Runs.by, call)
    let (first, isDescending) = (try call[Runs.first], try call[Runs.order])
    if isDescending, sort == nil {
      throw Diagnostic(.unusedOption, "`order` is that of `sort`", at: call.span(of: Runs.order.parameter))
    }
    if let by {
      guard isWhole else {
        throw Diagnostic(
          .wrongCombination, "groups are made where the condition is one of columns, numbers and strings",
          at: expression.span, label: "write let t = runs ..., then t by \(by) mean(...)")
      }
      let groups = Table(try call.span.blamed { try store.groups(sweep, by: by, condition) })
      return try sorted(groups, sort, isDescending, first, call)
    }
    if isWhole {
      let order = sort.map { (column: $0, isDescending: isDescending) }
      return Table(
        try call.span.blamed { try store.table(sweep, RunQuestion(condition, order: order, first: first)) })
    }
    return try sorted(evaluated(&session), sort, isDescending, first, call)
  }

  /// The runs for which a condition holds.
  static func table(_ sweep: Sweep, _ store: RunStore, where condition: Expression?, _ session: inout Session) throws
    -> Table
  {
    guard let condition else { return Table(try store.table(sweep)) }
    return try condition.span.blamed {
      if let read = try RunConditions(store: store, sweep: sweep).read(condition, &session) {
        return Table(try store.table(sweep, RunQuestion(read)))
      }
      let whole = Table(try store.table(sweep))
      guard case .table(let table) = try session.evaluating({ try $0.rows(of: whole, where: condition) }) else {
        return whole
      }
      return table
    }
  }

  /// The expression, with the table for the sweep's name.
  private func evaluated(_ session: inout Session) throws -> Table {
    let whole = Table(try name.span.blamed { try store.table(sweep) })
    var trial = session
    trial.workspace.variables[name.text] = .table(whole)
    let value = try trial.evaluating { try $0.settledValue(expression) }
    guard case .table(let table) = value else {
      throw Diagnostic(.wrongType, "this is no table of runs but \(value.kind)", at: expression.span)
    }
    return table
  }

  private func sorted(_ table: Table, _ sort: String?, _ isDescending: Bool, _ first: Int?, _ call: Call) throws
    -> Table
  {
    var table = table
    if let sort {
      guard let column = table.content.column(sort) else {
        throw Diagnostic(
          .unknownMember, "the table has no column `\(sort)`", at: call.span(of: Runs.sort.parameter),
          label: "it has \(Table.list(table.headings))")
      }
      table = try call.span.blamed {
        try table.taking(SortKey.order([SortKey(column, isDescending: isDescending)], rows: table.count))
      }
    }
    if let first, first < table.count { table = try table.taking((0..<first).map { Int32(clamping: $0) }) }
    return table
  }

  private func column(_ option: Option<String?>, _ call: Call) throws -> String? {
    try call.written[option.parameter.name]?.first.map { try column($0) }
  }

  /// What a column is called, as it is written or in quotes.
  static func name(_ expression: Expression) -> String {
    if case .string(let pieces) = expression.kind, pieces.count == 1, case .text(let text) = pieces[0] { return text }
    return Printer.text(expression)
  }

  private func column(_ expression: Expression) throws -> String { try Self.column(expression, sweep) }

  static func column(_ expression: Expression, _ sweep: Sweep) throws -> String {
    let name = name(expression)
    if sweep.columns.contains(name) { return name }
    throw Diagnostic(
      .unknownMember, "the runs of `\(sweep.name)` have no column `\(name)`", at: expression.span,
      label: Suggestion.phrase(name, among: sweep.columns) ?? "they have " + Table.list(sweep.columns))
  }
}
