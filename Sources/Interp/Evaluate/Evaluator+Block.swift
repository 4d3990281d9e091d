import Syntax

/// Loops and attempts.
extension Evaluator {
  mutating func loop(_ name: Name, _ values: Expression, _ body: [Statement]) throws -> Flow {
    let items = try asking(values) { try $0.items(values) }
    try checkFree(name)
    for i in 0..<items.count {
      // Each statement of the body asks as well.
      if i % 16 == 0, session.host.isInterrupted { throw Interrupted() }
      bind(name.text, items[i])
      switch try execute(body) {
      case .leave: return .next
      case .result(let value): return .result(value)
      case .next, .skip: continue
      }
    }
    return .next
  }

  mutating func repetition(_ condition: Expression, _ body: [Statement]) throws -> Flow {
    while try asking(condition, { try $0.holds(condition) }) {
      if session.host.isInterrupted { throw Interrupted() }
      switch try execute(body) {
      case .leave: return .next
      case .result(let value): return .result(value)
      case .next, .skip: continue
      }
    }
    return .next
  }

  /// try { } otherwise { }: in the second block `error` is the first one's message. A failed `assert` is not caught.
  mutating func attempt(_ body: [Statement], _ otherwise: [Statement]) throws -> Flow {
    do { return try execute(body) } catch {
      guard let message = caughtMessage(error) else { throw error }
      bind("error", message)
    }
    return try execute(otherwise)
  }

  /// What `error` is after an error; nil of one that is not caught.
  func caughtMessage(_ error: any Error) -> Value? {
    guard let failure = error as? Diagnostic ?? (error as? KeptFailure)?.diagnostic,
      failure.exitStatus != .expectationFailed
    else { return nil }
    if failure.code == .outOfMemory {
      // Other ranks may have had room, and would go another way.
      if session.settings.ranks != nil { return nil }
      session.host.settleMemory()
    }
    return .string(failure.message)
  }

  private mutating func items(_ expression: Expression) throws -> Items {
    // for q in [momentum, angular]: what is gone through stays a quantity.
    let value = try expression.isList ? evaluate(expression) : settledValue(expression)
    return try items(value, at: expression.span)
  }

  /// What a loop goes through, of a value.
  func items(_ value: Value, at span: Span) throws -> Items {
    switch value {
    case .list(let items): return .list(items)
    case .range(let range): return .range(range)
    case .vector(let v): return .list(v.map { .number($0) })
    case .series(let s): return .list(s.entries)
    case .table(let t): return .list(try span.blamed { try t.allRows() })
    case let other:
      throw Diagnostic(
        .wrongType, "a loop goes through a range, a list, a vector, a series or a table, not \(other.kind)",
        at: span)
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
