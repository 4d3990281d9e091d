import Syntax

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The operators of the language.
extension Session {
  mutating func unary(_ op: UnaryOperator, _ operand: Expression) throws -> Value {
    let value = try settledValue(operand)
    switch value {
    case .list, .range: if op == .minus, let negated = try arithmetic(.times, .number(-1), value) { return negated }
    default: break
    }
    switch (op, value) {
    case (.not, .bool(let b)): return .bool(!b)
    case (.minus, .number(let x)): return .number(-x)
    case (.minus, .vector(let v)): return .vector(v.map { -$0 })
    case (.minus, .series(let s)): return .series(s.map("-\(s.name)") { -$0 })
    default:
      let wanted = op == .not ? "true or false" : "a number"
      throw Diagnostic("wrong-type", "`\(op.rawValue)` takes \(wanted), not \(value.kind)", at: operand.span)
    }
  }

  mutating func binary(_ op: BinaryOperator, _ a: Expression, _ b: Expression, at span: Span) throws -> Value {
    let left = try settledValue(a)
    if op == .and || op == .or {
      let first = try truth(left, at: a.span)
      if first == (op == .or) { return .bool(first) }
      return .bool(try truth(evaluate(b), at: b.span))
    }
    let right = try settledValue(b)
    if op.precedence == 3 { return .bool(try compare(op, left, right, at: span)) }
    guard let value = try placed(span, { try $0.arithmetic(op, left, right) }) else {
      if case .series(let s) = left, case .series(let t) = right {
        throw Diagnostic("wrong-shape", "these series do not fit together: \(s.shape), and \(t.shape)", at: span)
      }
      throw Diagnostic("wrong-type", "`\(op.rawValue)` cannot join \(left.kind) and \(right.kind)", at: span)
    }
    return value
  }

  func truth(_ value: Value, at span: Span) throws -> Bool {
    guard case .bool(let b) = value else {
      throw Diagnostic("wrong-type", "a condition is true or false, not \(value.kind)", at: span)
    }
    return b
  }

  private func arithmetic(_ op: BinaryOperator, _ a: Value, _ b: Value) throws -> Value? {
    let f = Self.function(op)
    let scales = op == .times || op == .over
    switch (a, b) {
    case (.number(let x), .number(let y)): return .number(f(x, y))
    case (.list(let v), .list(let w)) where op == .plus:
      try allow(Double(v.count + w.count), "entries in a list")
      return .list(v + w)
    case (.range(let r), _): return try arithmetic(op, list(of: r), b)
    case (_, .range(let r)): return try arithmetic(op, a, list(of: r))
    case (.list(let items), .number): return try each(items) { try arithmetic(op, $0, b) }
    case (.number, .list(let items)): return try each(items) { try arithmetic(op, a, $0) }
    case (.list(let v), .list(let w)) where v.count == w.count:
      return try each(Array(v.indices)) { try arithmetic(op, v[$0], w[$0]) }
    case (.vector(let v), .vector(let w)) where v.count == w.count && (op == .plus || op == .minus):
      return .vector(zip(v, w).map(f))
    case (.vector(let v), .number(let y)) where scales: return .vector(v.map { f($0, y) })
    case (.number(let x), .vector(let w)) where op == .times: return .vector(w.map { f(x, $0) })
    case (.series(let s), .number(let y)):
      return .series(s.map("\(s.name) \(op.rawValue) \(NumberFormat.standard(y))") { f($0, y) })
    case (.number(let x), .series(let s)):
      return .series(s.map("\(NumberFormat.standard(x)) \(op.rawValue) \(s.name)") { f(x, $0) })
    case (.series(let s), .series(let t)):
      return s.combined(with: t, name: "\(s.name) \(op.rawValue) \(t.name)", f).map { .series($0) }
    case (.string(let s), .string(let t)) where op == .plus:
      try settings.memory.require(Double(s.utf8.count + t.utf8.count), for: "the string")
      return .string(s + t)
    default: return nil
    }
  }

  /// Every entry's result; nil when one has none.
  private func each<T>(_ items: [T], _ f: (T) throws -> Value?) rethrows -> Value? {
    var results: [Value] = []
    for item in items {
      guard let value = try f(item) else { return nil }
      results.append(value)
    }
    return .list(results)
  }

  private static func function(_ op: BinaryOperator) -> @Sendable (Double, Double) -> Double {
    switch op {
    case .plus: { $0 + $1 }
    case .minus: { $0 - $1 }
    case .times: { $0 * $1 }
    case .over: { $0 / $1 }
    case .floored: { ($0 / $1).rounded(.down) }
    case .modulo: { $0 - $1 * ($0 / $1).rounded(.down) }
    case .power: { pow($0, $1) }
    default: { _, _ in .nan }
    }
  }

  /// Numbers and strings compare as usual. A series is compared by magnitude, and the comparison holds when it holds
  /// for every entry: `drift(momentum) < 1e-10` says max |drift| < 1e-10. NaN makes every comparison false.
  private func compare(_ op: BinaryOperator, _ a: Value, _ b: Value, at span: Span) throws -> Bool {
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
          "negative-bound", "a series is compared by magnitude, which is never negative", at: span,
          help: "compare max(...) or min(...) of the series instead")
      }
      let isFirst = if case .series = a { true } else { false }
      return s.allValues.allSatisfy { isFirst ? holds(abs($0), y) : holds(y, abs($0)) }
    case (.string(let s), .string(let t)) where op == .equal || op == .different: return (s == t) == (op == .equal)
    case (.bool(let s), .bool(let t)) where op == .equal || op == .different: return (s == t) == (op == .equal)
    case (.vector(let s), .vector(let t)) where op == .equal || op == .different: return (s == t) == (op == .equal)
    case (.cluster(let s), .cluster(let t)) where op == .equal || op == .different: return (s == t) == (op == .equal)
    case (.chain(let s), .chain(let t)) where op == .equal || op == .different: return (s == t) == (op == .equal)
    case (.list(let s), .list(let t)) where op == .equal || op == .different:
      let areEqual = try s.count == t.count && zip(s, t).allSatisfy { try compare(.equal, $0, $1, at: span) }
      return areEqual == (op == .equal)
    case (.range(let s), .range(let t)) where op == .equal || op == .different: return (s == t) == (op == .equal)
    case (.range(let r), .list):
      return try compare(op, list(of: r), b, at: span)
    default:
      throw Diagnostic("wrong-type", "`\(op.rawValue)` cannot compare \(a.kind) and \(b.kind)", at: span)
    }
  }
}
