import Core
import Sweeps
import Syntax
import Tables

/// A run that a store has, as commands ask for it by its number.
struct OneStoredRun {
  let store: RunStore
  let sweep: Sweep
  let number: Int
  /// Its entries, in the order of `sweep.columns`.
  let entries: [Tables.Cell]

  static let sweep = Option.optional(
    "sweep", .name(.sweep), "the sweep whose run it is; without it the one that was asked last")

  /// The sweep that a command names, the one that was asked last, or the only one that there is.
  static func sweep(_ call: Call, _ session: inout Session) throws -> (RunStore, Sweep) {
    let store = try session.openStore(call, creates: false)
    let span = call.span(of: sweep.parameter)
    let sweeps = try span.blamed { try store.sweeps() }
    let wanted = try call[sweep] ?? session.presentSweep.name ?? (sweeps.count == 1 ? sweeps[0].name : nil)
    guard let wanted else {
      throw Diagnostic(
        .unknownSweep,
        sweeps.isEmpty
          ? "the store `\(store.name)` has no sweeps yet"
          : "of which sweep? There are \(Table.list(sweeps.map(\.name)))",
        at: call.span, help: sweeps.first.map { "sweep=\($0.name)" } ?? "help sweep")
    }
    let found = try session.sweep(wanted, in: store, at: span)
    session.presentSweep = PresentSweep(store: try session.storePath(call), name: found.name)
    return (store, found)
  }

  init(_ number: Int, _ store: RunStore, _ sweep: Sweep, at span: Span) throws {
    let question = RunQuestion(.compares("run", .equal, .number(Double(number))))
    let found = try span.blamed { try store.table(sweep, question) }
    guard found.count == 1 else {
      let last = try span.blamed { try store.lastRun(sweep) }
      throw Diagnostic(
        .unknownRun, "`\(sweep.name)` has no run \(number)", at: span,
        label: last == 0 ? "it has none yet" : number > last ? "the last one is \(last)" : "it is not done yet",
        help: "runs \(sweep.name)")
    }
    (self.store, self.sweep, self.number) = (store, sweep, number)
    entries = found.columns.map { $0[0] }
  }

  func entry(_ column: String) -> Tables.Cell { sweep.columns.firstIndex(of: column).map { entries[$0] } ?? .missing }

  /// Whether it came to its end.
  var hasResults: Bool {
    if case .text(let state) = entry("state") { RunState(rawValue: state)?.hasResults == true } else { false }
  }

  /// The series that are kept of it, put together.
  func series(at span: Span) throws -> [(name: String, value: Value)] {
    var found: [(name: String, value: Value)] = []
    let all = try span.blamed { try store.series(number, sweep) }
    for name in sweep.series {
      let own = all.filter { $0.name == name }
      guard let first = own.first else { continue }
      if first.axis.isEmpty {
        found.append((name, .list(first.values.map { .number($0) })))
        continue
      }
      let places = own.first { $0.component == OneRun.place && own.count > 1 }
      let columns = own.filter { $0.component != OneRun.place || own.count == 1 }.map {
        Series.Column(group: $0.group, component: $0.component, values: $0.values)
      }
      let axis = Series.Axis(rawValue: first.axis)
      found.append(
        (
          name,
          .series(
            Series(
              name: name, axis: axis ?? .step, first: first.first, columns: columns,
              places: places?.values.map { Int(saturating: $0) }, part: axis == nil ? first.axis : nil))
        ))
    }
    return found
  }

  /// The parameters with their values; `seed` where it was swept or set.
  var parameters: [(name: String, value: Tables.Cell)] {
    (["seed"] + sweep.parameters).map { ($0, entry($0)) }.filter { $0.value != .missing }
  }

  /// What was swept, with its values: the seed only where it was given, since a script may set several of its own.
  func swept(at span: Span) throws -> [(name: String, value: Tables.Cell)] {
    let hasSeed = try span.blamed { try store.sweepsSeed(number, of: sweep) }
    return (hasSeed ? ["seed"] : []).map { ($0, entry($0)) } + sweep.parameters.map { ($0, entry($0)) }
  }

  /// The line that does it alone; nil of a block.
  func line(_ session: Session, at span: Span) throws -> String? {
    guard let file = sweep.file else { return nil }
    var values = try swept(at: span)
    // Alone, a script that sets no seed draws one.
    var parser = Parser(Source(name: file, sweep.script), session.language.vocabulary)
    if parser.parse().seeds.isEmpty, values.first?.name != "seed" { values.insert(("seed", entry("seed")), at: 0) }
    let settings = values.filter { $0.value != .missing }.map { name, value in
      switch value {
      case .number(let x): ShellWord.setting(name, NumberFormat.literal(x))
      case .text(let text): ShellWord.setting(name, text)
      default: ShellWord.setting(name, Value(value).text)
      }
    }
    return (["nsh", ShellWord.file(file)] + settings).joined(separator: " ")
  }
}

/// inspect run 17
enum InspectRun {
  static let number = Option.required("run", .count, "the run's number", positional: true)
  static let series = Option.optional(
    "series", .name(.apart),
    "one of the series that were kept of it, as a value: `let s = inspect run 17 series=loss over step`")
  static let command = Command(
    "inspect", "run", "shows one run of a sweep: its parameters, what came of it, and the line that does it alone",
    [number, series, OneStoredRun.sweep, SweepCommand.store],
    ranks: .ofStores, also: ["look", "show", "sweep", "result"],
    examples: [
      .init(
        "sweep fit rate=[1, 2] keep=[y] series=[ys] { let y = rate ; let ys = 1..3 }\ninspect run 2", shows: "*rate 2*"),
      .init("sweep fit rate=[1, 2] series=[ys] { let ys = [rate, 5] }\ninspect run 2 series=ys", shows: "[2, 5]"),
    ]
  ) { call, session in
    let (store, sweep) = try OneStoredRun.sweep(call, &session)
    let run = try OneStoredRun(try call[number], store, sweep, at: call.span(of: number.parameter))
    let kept = try run.series(at: call.span)
    if let wanted = call.written[series.parameter.name]?.first {
      let name = RunsAsked.name(wanted)
      guard let found = kept.first(where: { $0.name == name }) else {
        throw Diagnostic(
          .unknownMember, "of run \(run.number) no series `\(name)` is kept", at: wanted.span,
          label: Suggestion.phrase(name, among: kept.map(\.name))
            ?? (kept.isEmpty
              ? "sweep ... series=[loss over step] keeps one" : "there are \(Table.list(kept.map(\.name)))"))
      }
      return session.show(.value(found.value))
    }
    var rows: [[Table.Cell]] = zip(sweep.columns, run.entries).filter { $0.0 != "error" || $0.1 != .missing }.map {
      [.init($0), Table.Cell(Table.shown($1), value: $1)]
    }
    for (name, value) in kept {
      let count =
        if case .series(let s) = value { s.count } else if case .list(let items) = value { items.count } else { 0 }
      rows.append([.init(name), .init("\(value.kind) of \(count) numbers")])
    }
    let line = try run.line(session, at: call.span)
    session.show(
      .table(
        Table(
          title: "run \(run.number) of \(sweep.name)", headings: [], rows: rows, footer: line.map { "alone: \($0)" })))
  }
}

extension Table {
  /// An entry as a table shows it.
  static func shown(_ cell: Tables.Cell) -> String { cell == .missing ? "-" : Value(cell).text }
}

/// compare runs 17 42
enum CompareRuns {
  static let first = Option.required("first", .count, "a run's number", positional: true)
  static let second = Option.required("second", .count, "another one's", positional: true)
  static let command = Command(
    "compare", "runs",
    "puts two runs of a sweep side by side: which parameters differ, and whether results are the same bits",
    [first, second, OneStoredRun.sweep, SweepCommand.store],
    ranks: .ofStores, also: ["difference", "diff", "sweep", "bits"],
    examples: [
      .init("sweep fit rate=[1, 2] keep=[y] { let y = rate^2 }\ncompare runs 1 2", shows: "rate 1 2 1\ny 1 4 3")
    ]
  ) { call, session in
    let (store, sweep) = try OneStoredRun.sweep(call, &session)
    let a = try OneStoredRun(try call[first], store, sweep, at: call.span(of: first.parameter))
    let b = try OneStoredRun(try call[second], store, sweep, at: call.span(of: second.parameter))
    session.show(.table(try table(a, b, at: call.span)))
  }

  private static func table(_ a: OneStoredRun, _ b: OneStoredRun, at span: Span) throws -> Table {
    let sweep = a.sweep
    var rows: [[Table.Cell]] = []
    var isSame = true
    for name in ["seed"] + sweep.parameters where !isAlike(a.entry(name), b.entry(name)) {
      rows.append(row(name, a.entry(name), b.entry(name)))
    }
    let differing = rows.count
    for name in sweep.results + ["state", "error"] {
      let (x, y) = (a.entry(name), b.entry(name))
      if isAlike(x, y), name == "state" || name == "error" { continue }
      isSame = isSame && isAlike(x, y)
      rows.append(row(name, x, y))
    }
    let (own, other) = (try a.series(at: span), try b.series(at: span))
    for (name, x) in own {
      guard let y = other.first(where: { $0.name == name })?.value else { continue }
      let (u, v) = (numbers(x), numbers(y))
      let isAlike = u.count == v.count && zip(u, v).allSatisfy(isAlike)
      isSame = isSame && isAlike
      // Not a number where one of two is none.
      let most = zip(u, v).reduce(0) {
        let difference = Self.isAlike($1.0, $1.1) ? 0 : abs($1.0 - $1.1)
        return $0.isNaN || difference.isNaN ? .nan : max($0, difference)
      }
      rows.append([
        .init(name), .init("\(u.count) numbers"), .init("\(v.count) numbers"),
        isAlike ? .init("same bits") : u.count == v.count ? .number(most, .short) : .init("other length"),
      ])
    }
    let names =
      differing == 0 ? "no parameter differs" : "\(differing) parameter\(differing == 1 ? " differs" : "s differ")"
    let whole = [a, b].filter(\.hasResults).count
    let verdict =
      whole == 0
      ? "neither run has results"
      : whole == 1
        ? "one run has no results" : "the results are \(isSame ? "the same to the last bit" : "not the same")"
    return Table(
      headings: ["", "run \(a.number)", a.number == b.number ? "run \(b.number)'" : "run \(b.number)", "difference"],
      rows: rows,
      footer: "\(names); \(verdict)")
  }

  private static func numbers(_ value: Value) -> [Double] {
    switch value {
    case .series(let s): s.allValues
    case .list(let items): items.compactMap { if case .number(let x) = $0 { x } else { nil } }
    default: []
    }
  }

  /// To the last bit; what is not a number is alike.
  private static func isAlike(_ a: Tables.Cell, _ b: Tables.Cell) -> Bool {
    switch (a, b) {
    case (.number(let x), .number(let y)): isAlike(x, y)
    default: a == b
    }
  }

  private static func isAlike(_ x: Double, _ y: Double) -> Bool {
    x.bitPattern == y.bitPattern || (x.isNaN && y.isNaN)
  }

  private static func row(_ name: String, _ a: Tables.Cell, _ b: Tables.Cell) -> [Table.Cell] {
    func shown(_ cell: Tables.Cell) -> Table.Cell { Table.Cell(Table.shown(cell), value: cell) }
    let difference: Table.Cell
    if a == .missing, b == .missing {
      difference = .none
    } else if isAlike(a, b) {
      difference = .init("same bits")
    } else if case .number(let x) = a, case .number(let y) = b {
      difference = .number(y - x, .short)
    } else {
      difference = .init("differs")
    }
    return [.init(name), shown(a), shown(b), difference]
  }
}
