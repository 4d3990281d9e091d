import Core
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
    } else if let negated = try value.negated(within: session.settings.memory) {
      return negated
    }
    let wanted = op == .not ? "true or false" : "a number"
    throw Diagnostic(.wrongType, "`\(op.rawValue)` takes \(wanted), not \(value.kind)", at: span)
  }

  mutating func binary(_ op: BinaryOperator, _ a: Expression, _ b: Expression, at span: Span) throws -> Value {
    let left = try settledValue(a)
    if op == .and || op == .or {
      let first = try left.truth(at: a.span)
      if first == (op == .or) { return .bool(first) }
      return .bool(try evaluate(b).truth(at: b.span))
    }
    let right = try settledValue(b)
    return try joined(op, left, right, at: span)
  }

  /// Of two values.
  func joined(_ op: BinaryOperator, _ left: Value, _ right: Value, at span: Span) throws -> Value {
    let memory = session.settings.memory
    if op.precedence == 3 { return .bool(try Value.compare(op, left, right, within: memory, at: span)) }
    guard let value = try span.blamed({ try Value.arithmetic(op, left, right, within: memory) }) else {
      if case .series(let s) = left, case .series(let t) = right {
        throw Diagnostic(.wrongShape, "these series do not fit together: \(s.shape), and \(t.shape)", at: span)
      }
      throw Diagnostic(.wrongType, "`\(op.rawValue)` cannot join \(left.kind) and \(right.kind)", at: span)
    }
    return value
  }
}
