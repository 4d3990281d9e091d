import Core
import Limits
import Syntax

/// The operators of the language.
extension Evaluator {
  mutating func unary(_ op: UnaryOperator, _ operand: Expression) throws -> Value {
    let value = try settledValue(operand)
    return try unary(op, value, at: operand.span)
  }

  /// Of a value, which stands at the span.
  func unary(_ op: UnaryOperator, _ value: Value, at span: Span) throws -> Value {
    if op == .not {
      if case .bool(let b) = value { return .bool(!b) }
      if case .list(let items) = value {
        return .list(try items.patientlyMapped { .bool(!(try $0.truth(at: span))) })
      }
    } else if let negated = try value.negated(within: session.settings.memory) {
      return negated
    }
    let wanted = op == .not ? "true or false" : "a number"
    throw Diagnostic(.wrongType, "`\(op.rawValue)` takes \(wanted), not \(value.kind)", at: span)
  }

  mutating func binary(_ op: BinaryOperator, _ a: Expression, _ b: Expression, at span: Span) throws -> Value {
    let left = try settledValue(a)
    if op == .and || op == .or {
      if case .list = left {} else if try left.truth(at: a.span) == (op == .or) { return left }
      return try joined(op, left, evaluate(b), a, b, at: span)
    }
    let right = try settledValue(b)
    return try joined(op, left, right, at: span)
  }

  /// Of two values.
  func joined(_ op: BinaryOperator, _ left: Value, _ right: Value, at span: Span) throws -> Value {
    let memory = session.settings.memory
    if op.precedence == 3 { return try span.blamed { try Value.compared(op, left, right, within: memory, at: span) } }
    guard let value = try span.blamed({ try Value.arithmetic(op, left, right, within: memory) }) else {
      if case .series(let s) = left, case .series(let t) = right {
        throw Diagnostic(.wrongShape, "these series do not fit together: \(s.shape), and \(t.shape)", at: span)
      }
      if case .list(let s) = left, case .list(let t) = right, s.count != t.count {
        throw Diagnostic.lengths(s.count, t.count, at: span)
      }
      throw Diagnostic(.wrongType, "`\(op.rawValue)` cannot join \(left.kind) and \(right.kind)", at: span)
    }
    return value
  }

  /// and, or: of two truths, or of lists of truths entry by entry.
  func joined(
    _ op: BinaryOperator, _ left: Value, _ right: Value, _ a: Expression, _ b: Expression, at span: Span
  ) throws -> Value {
    func join(_ x: Bool, _ y: Bool) -> Bool { op == .or ? x || y : x && y }
    switch (left, right) {
    case (.list(let v), .list(let w)):
      guard v.count == w.count else { throw Diagnostic.lengths(v.count, w.count, at: span) }
      return .list(try patiently(v.count) { .bool(join(try v[$0].truth(at: a.span), try w[$0].truth(at: b.span))) })
    case (.list(let v), _):
      let second = try right.truth(at: b.span)
      return .list(try v.patientlyMapped { .bool(join(try $0.truth(at: a.span), second)) })
    case (_, .list(let w)):
      let first = try left.truth(at: a.span)
      return .list(try w.patientlyMapped { .bool(join(first, try $0.truth(at: b.span))) })
    default: return .bool(join(try left.truth(at: a.span), try right.truth(at: b.span)))
    }
  }

  /// Whether a condition holds. The parts of `and` are asked one by one, so that what is wrong is told of the part.
  mutating func holds(_ condition: Expression) throws -> Bool {
    if case .binary(.and, let a, let b) = condition.kind { return try holds(a) && holds(b) }
    let value = try settledValue(condition)
    return try value.truth(at: condition.span)
  }
}

extension Diagnostic {
  static func lengths(_ a: Int, _ b: Int, at span: Span) -> Diagnostic {
    Diagnostic(.wrongShape, "these lists have \(a) and \(b) entries", at: span)
  }
}
