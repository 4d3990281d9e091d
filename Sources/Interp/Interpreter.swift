import Core

/// Runs text: parses and checks it whole, then executes statement by statement on the workspace.
public final class Interpreter {
  public private(set) var session: Session
  private let host: any Host
  /// `quit` was said.
  public private(set) var isLeaving = false

  /// - Parameter parameters: `name=value` pairs for the script's `param` statements; values are read as expressions, or else as strings.
  public init(host: any Host, settings: Settings = Settings(), parameters: [(name: String, value: String)] = []) {
    self.host = host
    var session = Session(workspace: Workspace(), settings: settings, host: host, given: [:])
    var given: [String: Value] = [:]
    for (name, text) in parameters {
      var parser = Parser(Source(text), verbs: [])
      let statements = parser.parse()
      if parser.errors.isEmpty, statements.count == 1, case .expression(let value) = statements[0].kind, value.isConstant,
        let constant = try? session.evaluate(value)
      {
        given[name] = constant
      } else {
        given[name] = .string(text)
      }
    }
    self.session = Session(workspace: Workspace(), settings: settings, host: host, given: given)
  }

  /// Whether a session should ask for another line before running this.
  public static func needsMore(_ text: String) -> Bool {
    var parser = Parser(Source(text), verbs: Registry.verbs)
    _ = parser.parse()
    return parser.isIncomplete
  }

  /// Runs a text. Nothing of it runs when any of it is wrong.
  public func run(_ source: Source, checkOnly: Bool = false) -> ExitStatus {
    var parser = Parser(source, verbs: Registry.verbs)
    let statements = parser.parse()
    var checker = Checker(session: session)
    checker.check(statements)
    let errors = Self.inOrder(parser.errors + checker.errors)
    guard errors.isEmpty else {
      errors.prefix(20).forEach(host.report)
      return .error
    }
    if checkOnly { return .fine }
    do {
      for name in session.given.keys.sorted() where !statements.contains(where: { $0.parameterName == name }) && source.name != nil {
        throw Diagnostic("unknown-parameter", "the script has no parameter `\(name)`", exitStatus: .usage)
      }
      let failed = session.workspace.expectations.failed
      try execute(statements)
      return session.workspace.expectations.failed > failed ? .expectationFailed : .fine
    } catch let error as Diagnostic {
      host.report(error)
      return error.exitStatus
    } catch is Leaving {
      isLeaving = true
      return session.workspace.expectations.failed > 0 ? .expectationFailed : .fine
    } catch is Interrupted {
      return .interrupted
    } catch {
      host.report(Diagnostic("internal", "\(error)"))
      return .error
    }
  }

  /// By place, the first of those at the same place.
  private static func inOrder(_ errors: [Diagnostic]) -> [Diagnostic] {
    func place(_ error: Diagnostic) -> Int { error.span?.range.lowerBound ?? 0 }
    var seen = Set<Int>()
    return errors.filter { seen.insert(place($0)).inserted }.sorted { place($0) < place($1) }
  }

  private func execute(_ statements: [Statement]) throws {
    for statement in statements {
      if host.isInterrupted { throw Interrupted() }
      try execute(statement)
    }
  }

  /// One statement on a copy of the session, which replaces the original when the statement succeeds.
  private func execute(_ statement: Statement) throws {
    switch statement.kind {
    case .loop(let name, let values, let body):
      for value in try transaction({ try $0.items(values) }) {
        session.workspace.variables[name.text] = value
        try execute(body)
      }
    case .branch(let condition, let then, let otherwise):
      let isTrue = try transaction { try $0.truth($0.evaluate(condition), at: condition.span) }
      try execute(isTrue ? then : otherwise)
    case .command(let call):
      try transaction { try $0.run(call, statement.span) }
    case .bind(let name, let expression):
      try transaction { session in
        session.workspace.variables[name.text] = try session.placed(expression.span) { session in
          try session.settled(session.evaluate(expression))
        }
      }
    case .parameter(let name, let expression):
      try transaction { session in
        session.workspace.variables[name.text] = try session.given[name.text] ?? session.evaluate(expression)
      }
    case .expression(let expression):
      try transaction { session in
        let value = try session.placed(expression.span) { session in try session.settled(session.evaluate(expression)) }
        session.workspace.variables["ans"] = value
        session.host.show(.value(value))
      }
    case .expectation(let condition, let why, let isAssertion):
      try transaction { try $0.expectation(condition, why, isAssertion: isAssertion, statement.span) }
    }
  }

  private func transaction<T>(_ body: (inout Session) throws -> T) throws -> T {
    var copy = session
    do {
      let result = try body(&copy)
      session = copy
      return result
    } catch let failure as KeptFailure {
      session = copy
      throw failure.diagnostic
    } catch is Interrupted {
      session = copy
      throw Interrupted()
    }
  }
}

/// Ctrl-C.
struct Interrupted: Error {}

extension Statement {
  var parameterName: String? { if case .parameter(let name, _) = kind { name.text } else { nil } }
}

extension Session {
  /// What a loop goes through.
  mutating func items(_ expression: Expression) throws -> [Value] {
    switch try evaluate(expression) {
    case .list(let items): return items
    case .vector(let v): return v.map { .number($0) }
    case let other:
      throw Diagnostic("wrong-type", "a loop goes through a list or a range, not \(other.kind)", at: expression.span)
    }
  }

  mutating func expectation(_ condition: Expression, _ why: Expression?, isAssertion: Bool, _ span: Span) throws {
    let holds = try placed(condition.span) { try $0.truth($0.evaluate(condition), at: condition.span) }
    guard !holds else {
      workspace.expectations.passed += 1
      return
    }
    var failure = Diagnostic(
      "expectation", "this does not hold: \(condition.span.text)", at: condition.span, exitStatus: .expectationFailed)
    if let why, case .string(let text) = try evaluate(why) { failure.label = text }
    if let sides = try measured(condition) { failure.notes = [sides] }
    if isAssertion { throw failure }
    workspace.expectations.failed += 1
    host.report(failure)
  }

  /// "max |drift(momentum)| = 0.03", for the message.
  private mutating func measured(_ condition: Expression) throws -> String? {
    guard case .binary(let op, let a, _) = condition.kind, op.precedence == 3, !a.isConstant else { return nil }
    switch try settled(evaluate(a)) {
    case .number(let x): return "\(a.span.text) is \(NumberFormat.standard(x))"
    case .series(let s):
      return "its largest magnitude is \(NumberFormat.standard(s.allValues.map(abs).max() ?? 0))"
    default: return nil
    }
  }

  /// A command: arguments evaluated in the way their parameters want, then run.
  mutating func run(_ written: CommandCall, _ span: Span) throws {
    let bound: BoundCommand
    do throws(Diagnostics) { bound = try BoundCommand(written, span: span) } catch { throw error.list[0] }
    var call = Call(command: bound.command, span: span, arguments: [:], until: bound.until, file: nil)
    for (parameter, expression) in bound.arguments {
      let value = try argument(expression, parameter)
      if parameter.kind.isRepeated, case .list(let items)? = call.arguments[parameter.name]?.value {
        call.arguments[parameter.name] = .init(value: .list(items + [value]), span: expression.span)
      } else {
        call.arguments[parameter.name] = .init(
          value: parameter.kind.isRepeated ? .list([value]) : value, span: expression.span)
      }
    }
    if let file = bound.file { call.file = .init(value: try evaluate(file), span: file.span) }
    try bound.command.validate(call)
    try placed(span) { try bound.command.run(call, &$0) }
  }

  private mutating func argument(_ expression: Expression, _ parameter: Parameter) throws -> Value {
    if parameter.kind == .words { return .string(expression.bareName ?? expression.span.text) }
    if let word = expression.bareName, workspace.variables[word] == nil {
      switch parameter.kind {
      case .choice, .newName: return .string(word)
      case .place, .cluster: return .cluster(word)
      case .layer where word == "last": return .string("last")
      default: break
      }
    }
    let value = try placed(expression.span) { try $0.evaluate(expression) }
    if parameter.kind == .number || parameter.kind == .count || parameter.kind == .values || parameter.kind == .layer {
      return try placed(expression.span) { try $0.settled(value) }
    }
    return value
  }
}
