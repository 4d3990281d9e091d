import Syntax

/// Where a statement leaves the run.
enum Flow {
  case next
  case leave
  case skip
  case result(Value)
}

/// Statements to effects on the session.
extension Session {
  mutating func execute(_ statements: [Statement]) throws -> Flow {
    for statement in statements {
      if host.isInterrupted { throw Interrupted() }
      let flow = try execute(statement)
      if case .next = flow { continue }
      return flow
    }
    return .next
  }

  /// One statement. What fails leaves the session as it was before; a block's statements succeed or fail one by one.
  mutating func execute(_ statement: Statement) throws -> Flow {
    switch statement.kind {
    case .loop(let name, let values, let body): return try loop(name, values, body)
    case .repetition(let condition, let body): return try repetition(condition, body)
    case .branch(let condition, let then, let otherwise):
      let isTrue = try whole { try $0.truth($0.evaluate(condition), at: condition.span) }
      return try execute(isTrue ? then : otherwise)
    case .attempt(let body, let otherwise): return try attempt(body, otherwise)
    case .jump(.leave): return .leave
    case .jump(.skip): return .skip
    case .jump(.result(let value)):
      return .result(try value.map { value in try whole { try $0.settledValue(value) } } ?? .nothing)
    case .include(_, let statements): return try execute(statements)
    default:
      try simple(statement)
      return .next
    }
  }

  /// A statement without others within it.
  private mutating func simple(_ statement: Statement) throws {
    switch statement.kind {
    case .command(let call): try transaction { try $0.run(call, statement.span) }
    case .bindResult(let name, let call):
      try transaction { session in
        session.assign(name.text, try session.captured { try $0.run(call, statement.span) })
      }
    case .bind(let name, let expression): assign(name.text, try whole { try $0.settledValue(expression) })
    case .parameter(let name, let expression):
      try assign(name.text, given[name.text] ?? whole { try $0.settledValue(expression) })
    case .definition(let definition):
      workspace.hasEffects = workspace.hasEffects || definition.hasEffects
      assign(definition.name.text, .function(definition))
    case .expression(let expression):
      let value = try whole { try $0.settledValue(expression) }
      if case .nothing = value { return }
      show(.value(value))
    case .expectation(let condition, let why, let isAssertion):
      try whole { try $0.expectation(condition, why, isAssertion: isAssertion, statement.span) }
    default: break
    }
  }

  mutating func settledValue(_ expression: Expression) throws -> Value {
    try placed(expression.span) { try $0.settled($0.evaluate(expression)) }
  }

  // MARK: Blocks

  private mutating func loop(_ name: Name, _ values: Expression, _ body: [Statement]) throws -> Flow {
    let items = try whole { try $0.items(values) }
    for i in 0..<items.count {
      if host.isInterrupted { throw Interrupted() }
      assign(name.text, items[i])
      switch try execute(body) {
      case .leave: return .next
      case .result(let value): return .result(value)
      case .next, .skip: continue
      }
    }
    return .next
  }

  private mutating func repetition(_ condition: Expression, _ body: [Statement]) throws -> Flow {
    while try whole({ try $0.truth($0.evaluate(condition), at: condition.span) }) {
      if host.isInterrupted { throw Interrupted() }
      switch try execute(body) {
      case .leave: return .next
      case .result(let value): return .result(value)
      case .next, .skip: continue
      }
    }
    return .next
  }

  /// try { } otherwise { }: in the second block `error` is the first one's message. A failed `assert` is not caught.
  private mutating func attempt(_ body: [Statement], _ otherwise: [Statement]) throws -> Flow {
    let failure: Diagnostic
    do { return try execute(body) } catch let error as Diagnostic { failure = error } catch let error as KeptFailure {
      failure = error.diagnostic
    }
    guard failure.exitStatus != .expectationFailed else { throw failure }
    assign("error", .string(failure.message))
    return try execute(otherwise)
  }

  // MARK: All or nothing

  /// Runs on a copy, which replaces the session when the body succeeds, or when it fails in a way that keeps what was
  /// done.
  mutating func transaction<T>(_ body: (inout Session) throws -> T) throws -> T {
    var copy = self
    do {
      let result = try body(&copy)
      self = copy
      return result
    } catch let failure as KeptFailure {
      self = copy
      throw failure
    } catch is Interrupted {
      self = copy
      throw Interrupted()
    }
  }

  /// An expression changes nothing, unless it calls a function of the script that holds commands.
  private mutating func whole<T>(_ body: (inout Session) throws -> T) throws -> T {
    workspace.hasEffects ? try transaction(body) : try body(&self)
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

  /// "drift(momentum) is 0.03", for the message.
  private mutating func measured(_ condition: Expression) throws -> String? {
    guard case .binary(let op, let a, _) = condition.kind, op.precedence == 3, !a.isConstant else { return nil }
    switch try settled(evaluate(a)) {
    case .number(let x): return "\(a.span.text) is \(NumberFormat.standard(x))"
    case .series(let s): return "its largest magnitude is \(NumberFormat.standard(s.allValues.map(abs).max() ?? 0))"
    default: return nil
    }
  }
}

/// What a loop goes through.
enum Items {
  case list([Value])
  case range(Progression)

  var count: Int {
    switch self {
    case .list(let items): items.count
    case .range(let range): range.count
    }
  }

  subscript(i: Int) -> Value {
    switch self {
    case .list(let items): items[i]
    case .range(let range): .number(range[i])
    }
  }
}

extension Session {
  mutating func items(_ expression: Expression) throws -> Items {
    switch try settledValue(expression) {
    case .list(let items): return .list(items)
    case .range(let range): return .range(range)
    case .vector(let v): return .list(v.map { .number($0) })
    case .series(let s): return .list(s.indices.map { s.entry(at: $0) })
    case let other:
      throw Diagnostic(
        "wrong-type", "a loop goes through a range, a list, a vector or a series, not \(other.kind)",
        at: expression.span)
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
