import Core
import Sweeps
import Syntax

/// A script that is swept: read, checked, and what is kept of its runs.
struct SweepScript {
  /// nil for a block.
  let file: String?
  let source: Source
  let statements: [Statement]
  /// In canonical form, with the statements of the files that it includes in their places: comments do not count.
  let text: String
  var hash: [UInt8] { SHA256.digest(text.utf8) }
  /// What may be swept: every `param` with its own value; of a block also what the call gives.
  let parameters: [(name: String, standard: Expression?)]
  /// Names that the call gives to a block, which has no `param` of them.
  let brought: [String]
  let kept: Kept
  let series: Kept

  /// Expressions that are looked at when a run is done, and what their columns are called.
  struct Kept {
    var names: [String] = []
    var expressions: [Expression] = []
  }

  /// - Throws: `Diagnostic`: what is wrong with the script or with what is to be kept of it.
  init(_ call: Call, _ session: inout Session) throws {
    let path = try call[SweepCommand.script]
    switch (path, call.block) {
    case (let path?, nil):
      let span = call.span(of: SweepCommand.script.parameter)
      let source = try Self.read(path, at: span, &session)
      try self.init(
        source, file: source.name, brought: [], kept: Self.kept(SweepCommand.keep, call),
        series: Self.kept(SweepCommand.series, call), at: call.span, session)
    case (nil, let block?):
      let declared = Set(call.command.parameters.map(\.name))
      let brought = call.arguments.keys.filter { !declared.contains($0) && $0 != "seed" }.sorted()
      let source = Source(name: "block", session.language.printer.text(block))
      try self.init(
        source, file: nil, brought: brought, kept: Self.kept(SweepCommand.keep, call),
        series: Self.kept(SweepCommand.series, call), at: call.span, session)
    case (_?, _?):
      throw Diagnostic(
        .wrongCombination, "a sweep runs a script or a block, not both",
        at: call.span(of: SweepCommand.script.parameter))
    case (nil, nil):
      throw Diagnostic(
        .emptySweep, "`sweep` needs a script to run", at: call.span, label: "script=\"FILE\", or a block in braces",
        help: "help sweep")
    }
    guard !kept.names.isEmpty || !series.names.isEmpty else {
      throw Diagnostic(.emptySweep, "nothing would be kept of the runs", at: call.span, label: "such as keep=[loss]")
    }
  }

  /// The script of a sweep that the store has: of a file as it is now.
  init(of sweep: Sweep, at span: Span, _ session: inout Session) throws {
    let source = try sweep.file.map { try Self.read($0, at: span, &session) } ?? Source(name: "block", sweep.script)
    func kept(_ names: [String], _ written: [String]) throws -> Kept {
      Kept(names: names, expressions: try written.map { try Self.expression($0, at: span, session) })
    }
    try self.init(
      source, file: sweep.file, brought: sweep.file == nil ? sweep.parameters : [],
      kept: kept(sweep.results, sweep.results), series: kept(sweep.series, sweep.series), at: span, session)
  }

  /// The same, where it is not to be run but only gone through.
  init(
    _ source: Source, file: String?, brought: [String], kept: Kept, series: Kept, at span: Span, _ session: Session
  ) throws {
    (self.source, self.file, self.brought, self.kept, self.series) = (source, file, brought, kept, series)
    let vocabulary = session.language.vocabulary
    var parser = Parser(source, vocabulary)
    var loader = Loader(host: session.host, vocabulary)
    statements = loader.load(parser.parse(), from: source)
    text = session.language.printer.text(statements.flattened)
    parameters =
      brought.map { ($0, nil) }
      + statements.flattened.compactMap {
        if case .parameter(let name, let standard) = $0.kind { (name.text, standard) } else { nil }
      }
    var scratch = Evaluator(session)
    var checker = Checker(session.language, known: KnownNames(Workspace())) { try? scratch.evaluate($0) }
    checker.known.names.formUnion(brought)
    checker.check(script: statements)
    try session.checkEnd(at: span)
    try Self.refuse(parser.errors + loader.errors + checker.errors, at: span)
    // Where clusters have names that are made at run time, what is asked of them may have any: `c1.at.x`. All else is known.
    let isOpen = checker.isOpen
    (checker.errors, checker.isOpen) = ([], false)
    for expression in kept.expressions + series.expressions { checker.check(expression) }
    try Self.refuse(checker.errors.filter { !(isOpen && $0.isOfMember) }, at: span)
  }

  private static func refuse(_ errors: [Diagnostic], at span: Span) throws {
    guard var first = errors.first else { return }
    if errors.count > 1 { first.notes.append("and \(errors.count - 1) more error\(errors.count == 2 ? "" : "s")") }
    throw first
  }

  /// By the name under which it was found.
  private static func read(_ path: String, at span: Span, _ session: inout Session) throws -> Source {
    try session.placed(span) { session in
      let bytes = try session.readNear(path, span)
      return Source(name: session.found(path, span), bytes: bytes)
    }
  }

  private static func expression(_ text: String, at span: Span, _ session: Session) throws -> Expression {
    var parser = Parser(Source(name: "keep", text), session.language.vocabulary)
    guard let only = parser.parse().first, case .expression(let value) = only.kind, parser.errors.isEmpty else {
      throw Diagnostic(.badFile, "the store keeps `\(text)`, which this nsh cannot read", at: span)
    }
    return value
  }

  /// [loss, drift(momentum)]
  private static func kept(_ option: Option<String?>, _ call: Call) throws -> Kept {
    var kept = Kept()
    for expression in call.written[option.parameter.name] ?? [] {
      let items: [Expression] = if case .list(let items) = expression.kind { items } else { [expression] }
      for item in items {
        kept.names.append(Printer.text(item))
        kept.expressions.append(item)
      }
    }
    guard kept.names.count <= 100 else {
      throw Diagnostic(
        .outOfRange, "at most 100 values can be kept, not \(kept.names.count)", at: call.span(of: option.parameter))
    }
    if let twice = kept.names.indices.first(where: { kept.names[..<$0].contains(kept.names[$0]) }) {
      throw Diagnostic(.twice, "`\(kept.names[twice])` is kept twice", at: kept.expressions[twice].span)
    }
    return kept
  }

  /// What has changed since the sweep began, if anything.
  func difference(to sweep: Sweep, _ session: Session) -> String? {
    if hash != sweep.hash { return "the script has changed" }
    if sweep.version != session.settings.version {
      return "it was begun by nsh \(sweep.version), and this is \(session.settings.version)"
    }
    let arithmetic = session.settings.arithmetic.rawValue
    return sweep.arithmetic == arithmetic
      ? nil : "it was begun with --arithmetic \(sweep.arithmetic), and this is \(arithmetic)"
  }
}

extension Diagnostic {
  /// Whether a member is asked of what is not known.
  fileprivate var isOfMember: Bool {
    guard let span, span.range.upperBound < span.source.bytes.count else { return false }
    return span.source.bytes[span.range.upperBound] == UInt8(ascii: ".")
  }
}

extension [Statement] {
  /// With the statements of included files in their places.
  var flattened: [Statement] {
    flatMap { statement -> [Statement] in
      if case .include(_, let statements) = statement.kind { return statements.flattened }
      return [statement.mapBlocks(\.flattened)]
    }
  }
}
