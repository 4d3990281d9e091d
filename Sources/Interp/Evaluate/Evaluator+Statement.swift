import Syntax

/// Where a statement leaves the run.
enum Flow {
  case next
  case leave
  case skip
  case result(Value)
}

/// Statements to effects on the session.
extension Evaluator {
  mutating func execute(_ statements: [Statement]) throws -> Flow {
    for statement in statements {
      if session.host.isInterrupted { throw Interrupted() }
      let flow = try execute(statement)
      if case .next = flow { continue }
      return flow
    }
    return .next
  }

  /// One statement. What fails leaves the session as it was before; a block's statements succeed or fail one by one.
  mutating func execute(_ statement: Statement) throws -> Flow {
    do { return try flow(of: statement) } catch let interruption as Interrupted {
      throw session.reason(at: statement.span, interruption)
    } catch is CancellationError {
      throw session.reason(at: statement.span)
    } catch let error as Diagnostic where error.exitStatus == .error && session.host.isInterrupted {
      // What was left unfinished may look wrong.
      throw error.code == .outOfMemory ? error : session.reason(at: statement.span)
    }
  }

  private mutating func flow(of statement: Statement) throws -> Flow {
    switch statement.kind {
    case .loop(let name, let values, let body):
      if let flow = try compiled(statement) { return flow }
      return try loop(name, values, body)
    case .repetition(let condition, let body):
      if let flow = try compiled(statement) { return flow }
      return try repetition(condition, body)
    case .branch(let condition, let then, let otherwise):
      let isTrue = try asking(condition) { try $0.holds(condition) }
      return try execute(isTrue ? then : otherwise)
    case .attempt(let body, let otherwise): return try attempt(body, otherwise)
    case .jump(.leave): return .leave
    case .jump(.skip): return .skip
    case .jump(.result(let value)):
      return .result(try value.map { value in try whole { try $0.settledValue(value) } } ?? .nothing)
    case .include(_, let statements): return try execute(statements)
    default:
      try traced(statement)
      return .next
    }
  }

  /// Notes on the trail what was done. Within functions nothing is noted: the call is what a script repeats.
  private mutating func traced(_ statement: Statement) throws {
    let isNoted = session.scope.depth == 0
    let before = Version(session.workspace)
    do { try simple(statement) } catch {
      if isNoted, before != Version(session.workspace) { session.trail.add(.part(statement)) }
      throw error
    }
    if isNoted { session.trail.add(.done(statement)) }
  }

  /// The value of a condition, or of what a loop goes through.
  mutating func asking<T>(_ expression: Expression, _ body: (inout Evaluator) throws -> T) throws -> T {
    let before = Version(session.workspace)
    let result = try whole(body)
    if session.scope.depth == 0, before != Version(session.workspace) { session.trail.add(.asked(expression)) }
    return result
  }

  /// Gives a loop's variable, or `error`, its value.
  mutating func bind(_ name: String, _ value: Value) {
    session.assign(name, value)
    if session.scope.depth == 0 { session.trail.add(.binding(name, value)) }
  }

  /// A statement without others within it.
  private mutating func simple(_ statement: Statement) throws {
    switch statement.kind {
    case .command(let call):
      try transaction {
        try $0.run(call, statement.span)
        try $0.session.checkEnd(at: statement.span)
      }
    case .bindResult(let name, let call):
      try transaction { evaluator in
        let value = try evaluator.captured { try $0.run(call, statement.span) }
        try evaluator.session.checkEnd(at: statement.span)
        try evaluator.give(name, value)
      }
    case .bind(let name, let expression):
      let value = try whole { try $0.settledValue(expression) }
      try session.checkEnd(at: statement.span)
      try give(name, value)
    case .parameter(let name, let expression):
      let value = try parameter(name, expression)
      try session.checkEnd(at: statement.span)
      try give(name, value)
    case .definition(let definition):
      session.workspace.hasEffects = session.workspace.hasEffects || definition.hasEffects
      try give(definition.name, .function(definition))
    case .expression(let expression):
      let value = try whole { try $0.settledValue(expression) }
      if case .nothing = value { return }
      try session.checkEnd(at: statement.span)
      session.show(.value(value), isFinished: true)
    case .expectation(let condition, let why, let isAssertion):
      try whole { try $0.expectation(condition, why, isAssertion: isAssertion, statement.span) }
    default: break
    }
  }
}

extension Evaluator {
  /// Gives a value its name.
  mutating func give(_ name: Name, _ value: Value) throws {
    try checkFree(name)
    session.assign(name.text, value)
  }

  /// A name means one thing: those of clusters, processes, tables and quantities are taken, but within a function, whose
  /// variables hide what is outside.
  func checkFree(_ name: Name) throws {
    if session.scope.depth == 0, let taken = session.workspace.thing(named: name.text) {
      throw Diagnostic(.reservedName, "`\(name.text)` is \(taken); choose another name", at: name.span)
    }
  }
}

extension Definition {
  /// Holds commands or expectations: calling it may change the workspace.
  var hasEffects: Bool {
    if case .block(let statements) = body { statements.contains(where: \.hasEffects) } else { false }
  }
}

extension Statement {
  var parameterName: String? { if case .parameter(let name, _) = kind { name.text } else { nil } }

  fileprivate var hasEffects: Bool {
    switch kind {
    case .command, .bindResult, .expectation, .include: true
    case .loop(_, _, let body), .repetition(_, let body): body.contains(where: \.hasEffects)
    case .branch(_, let a, let b), .attempt(let a, let b): (a + b).contains(where: \.hasEffects)
    case .definition(let definition): definition.hasEffects
    default: false
    }
  }
}
