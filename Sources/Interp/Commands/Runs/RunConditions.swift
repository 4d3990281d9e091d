import Sweeps
import Syntax
import Tables

/// Makes of a condition one that the store decides: comparisons of columns with values, joined by and, or, not.
struct RunConditions {
  let store: RunStore
  let sweep: Sweep

  /// - Returns: nil of what the store cannot decide, or would decide otherwise: that is asked of the table.
  func read(_ expression: Expression, _ session: inout Session) throws -> RunCondition? {
    try decided(expression.naming(sweep.columns), &session)
  }

  private func decided(_ expression: Expression, _ session: inout Session) throws -> RunCondition? {
    switch expression.kind {
    case .binary(.and, let a, let b): return try joined(a, b, RunCondition.both, &session)
    case .binary(.or, let a, let b): return try joined(a, b, RunCondition.either, &session)
    case .unary(.not, let a): return try decided(a, &session).map { .fails($0) }
    case .binary(let op, let a, let b):
      guard let comparison = Self.comparisons[op] else { return nil }
      if let column = a.bareName, sweep.columns.contains(column) {
        return try compared(column, comparison, b, &session)
      }
      if let column = b.bareName, sweep.columns.contains(column), let turned = Self.turned[comparison] {
        return try compared(column, turned, a, &session)
      }
      return nil
    default: return nil
    }
  }

  private func joined(
    _ a: Expression, _ b: Expression, _ join: (RunCondition, RunCondition) -> RunCondition, _ session: inout Session
  ) throws -> RunCondition? {
    guard let left = try decided(a, &session), let right = try decided(b, &session) else { return nil }
    return join(left, right)
  }

  private func compared(
    _ column: String, _ comparison: RunCondition.Comparison, _ expression: Expression, _ session: inout Session
  ) throws -> RunCondition? {
    guard expression.usedNames.isDisjoint(with: sweep.columns), let value = try constant(expression, &session) else {
      return nil
    }
    guard let kind = try store.kind(of: column, sweep) else { return nil }
    switch (kind, value) {
    case (.number, .number(let x)) where !x.isNaN: return .compares(column, comparison, value)
    case (.text, .text), (.truth, .truth):
      return comparison == .equal || comparison == .unequal ? .compares(column, comparison, value) : nil
    default: return nil
    }
  }

  private func constant(_ expression: Expression, _ session: inout Session) throws -> Cell? {
    if let name = expression.bareName, session.variable(name) == nil, !session.language.isConstant(expression) {
      return nil
    }
    guard expression.bareName != nil || session.language.isConstant(expression) else { return nil }
    return try session.evaluating { try $0.settledValue(expression) }.cell
  }

  private static let comparisons: [BinaryOperator: RunCondition.Comparison] = [
    .less: .less, .lessEqual: .lessEqual, .greater: .greater, .greaterEqual: .greaterEqual, .equal: .equal,
    .different: .unequal,
  ]
  private static let turned: [RunCondition.Comparison: RunCondition.Comparison] = [
    .less: .greater, .lessEqual: .greaterEqual, .greater: .less, .greaterEqual: .lessEqual, .equal: .equal,
    .unequal: .unequal,
  ]
}
