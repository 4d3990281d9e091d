import Core
import Limits
import Syntax

/// What is true of values.
extension Value {
  /// A condition's value.
  func truth(at span: Span) throws -> Bool {
    guard case .bool(let b) = self else {
      throw Diagnostic(.wrongType, "a condition is true or false, not \(kind)", at: span)
    }
    return b
  }

  /// Numbers and strings compare as usual. A series is compared by magnitude, and the comparison holds when it holds
  /// for every entry: `drift(momentum) < 1e-10` says max |drift| < 1e-10. NaN makes every comparison false.
  static func compare(_ op: BinaryOperator, _ a: Value, _ b: Value, within memory: MemoryLimit, at span: Span) throws
    -> Bool
  {
    func holds(_ x: Double, _ y: Double) -> Bool {
      switch op {
      case .less: x < y
      case .lessEqual: x <= y
      case .greater: x > y
      case .greaterEqual: x >= y
      case .equal: x == y
      default: x != y
      }
    }
    switch (a, b) {
    case (.number(let x), .number(let y)): return holds(x, y)
    case (.series(let s), .number(let y)), (.number(let y), .series(let s)):
      guard y >= 0 else {
        throw Diagnostic(
          .negativeBound, "a series is compared by magnitude, which is never negative", at: span,
          help: "compare max(...) or min(...) of the series instead")
      }
      let isFirst = if case .series = a { true } else { false }
      return s.allValues.allSatisfy { isFirst ? holds(abs($0), y) : holds(y, abs($0)) }
    case (.string(let s), .string(let t)) where op == .equal || op == .different: return (s == t) == (op == .equal)
    case (.bool(let s), .bool(let t)) where op == .equal || op == .different: return (s == t) == (op == .equal)
    case (.vector(let s), .vector(let t)) where op == .equal || op == .different: return (s == t) == (op == .equal)
    case (.cluster(let s), .cluster(let t)) where op == .equal || op == .different: return (s == t) == (op == .equal)
    case (.process(let s), .process(let t)) where op == .equal || op == .different: return (s == t) == (op == .equal)
    case (.list(let s), .list(let t)) where op == .equal || op == .different:
      var turns = Turns()
      let areEqual =
        try s.count == t.count
        && zip(s, t).allSatisfy {
          try turns.check()
          return try compare(.equal, $0, $1, within: memory, at: span)
        }
      return areEqual == (op == .equal)
    case (.range(let s), .range(let t)) where op == .equal || op == .different: return (s == t) == (op == .equal)
    case (.range(let r), .list):
      return try compare(op, r.list(within: memory), b, within: memory, at: span)
    default:
      throw Diagnostic(.wrongType, "`\(op.rawValue)` cannot compare \(a.kind) and \(b.kind)", at: span)
    }
  }
}
