import Checked
import Core
import Limits
import Syntax

/// What is true of values.
extension Value {
  /// A condition's value.
  func truth(at span: Span) throws -> Bool {
    guard case .bool(let b) = self else {
      let help =
        if case .list = self { "all(...) and any(...) make one truth of many" as String? } else { String?.none }
      throw Diagnostic(.wrongType, "a condition is true or false, not \(kind)", at: span, help: help)
    }
    return b
  }

  /// Numbers compare as usual, strings by the code points of their canonical composed form (NFC). A series is compared by
  /// magnitude, and the comparison holds when it holds for every entry: `drift(momentum) < 1e-10` says
  /// max |drift| < 1e-10. A list is compared entry by entry, with one value or a list as long; `==` and `!=` of two lists
  /// compare them whole. NaN makes every comparison false.
  static func compared(_ op: BinaryOperator, _ a: Value, _ b: Value, within memory: MemoryLimit, at span: Span) throws
    -> Value
  {
    if op == .within { return .bool(try b.contains(a, at: span)) }
    let isWhole = op == .equal || op == .different
    switch (a, b) {
    case (.range(let s), .range(let t)) where isWhole: return .bool((s == t) == (op == .equal))
    case (.range(let r), _): return try compared(op, r.list(within: memory), b, within: memory, at: span)
    case (_, .range(let r)): return try compared(op, a, r.list(within: memory), within: memory, at: span)
    case (.list, .list) where isWhole: return .bool(try areEqual(a, b, at: span) == (op == .equal))
    case (.list(let v), .list(let w)):
      guard v.count == w.count else { throw Diagnostic.lengths(v.count, w.count, at: span) }
      return try each(v.count, memory) { try compared(op, v[$0], w[$0], within: memory, at: span) }
    case (.list(let v), _):
      return try each(v.count, memory) { try compared(op, v[$0], b, within: memory, at: span) }
    case (_, .list(let w)):
      return try each(w.count, memory) { try compared(op, a, w[$0], within: memory, at: span) }
    default: return .bool(try compare(op, a, b, at: span))
    }
  }

  private static func each(_ count: Int, _ memory: MemoryLimit, _ f: (Int) throws -> Value) throws -> Value {
    try memory.allow(Double(count), "entries in a list")
    return .list(try patiently(count, every: 1024, f))
  }

  /// Of two values of which neither is a list.
  private static func compare(_ op: BinaryOperator, _ a: Value, _ b: Value, at span: Span) throws -> Bool {
    switch (a, b) {
    case (.number(let x), .number(let y)): return holds(op, x, y)
    case (.string(let s), .string(let t)): return holds(op, s, t)
    // What is missing is neither above nor below anything.
    case (.missing, _) where op != .equal && op != .different: return false
    case (_, .missing) where op != .equal && op != .different: return false
    case (.series(let s), .number(let y)), (.number(let y), .series(let s)):
      guard y >= 0 else {
        throw Diagnostic(
          .negativeBound, "a series is compared by magnitude, which is never negative", at: span,
          help: "compare max(...) or min(...) of the series instead")
      }
      let isFirst = if case .series = a { true } else { false }
      return s.allValues.allSatisfy { isFirst ? holds(op, abs($0), y) : holds(op, y, abs($0)) }
    default:
      guard op == .equal || op == .different, let areEqual = try same(a, b) else {
        throw Diagnostic(.wrongType, "`\(op.rawValue)` cannot compare \(a.kind) and \(b.kind)", at: span)
      }
      return areEqual == (op == .equal)
    }
  }

  private static func holds<T: Comparable>(_ op: BinaryOperator, _ x: T, _ y: T) -> Bool {
    switch op {
    case .less: x < y
    case .lessEqual: x <= y
    case .greater: x > y
    case .greaterEqual: x >= y
    case .equal: x == y
    default: x != y
    }
  }

  /// Whether two values are equal, entry by entry and member by member.
  ///
  /// - Throws: `Diagnostic` where two that stand in the same place are of kinds that cannot be compared.
  private static func areEqual(_ a: Value, _ b: Value, at span: Span) throws -> Bool {
    guard let equal = try same(a, b) else {
      throw Diagnostic(.wrongType, "`==` cannot compare \(a.kind) and \(b.kind)", at: span)
    }
    return equal
  }

  /// Whether two values are equal; nil where they are of kinds that cannot be compared.
  static func same(_ a: Value, _ b: Value) throws -> Bool? {
    switch (a, b) {
    case (.number(let x), .number(let y)): return x == y
    case (.string(let s), .string(let t)): return s == t
    case (.bool(let s), .bool(let t)): return s == t
    case (.vector(let s), .vector(let t)): return s == t
    case (.cluster(let s), .cluster(let t)): return s == t
    case (.process(let s), .process(let t)): return s == t
    case (.range(let s), .range(let t)): return s == t
    case (.list(let s), .list(let t)):
      return try s.count == t.count ? same(s.count) { (s[$0], t[$0]) } : false
    case (.range(let r), .list(let t)), (.list(let t), .range(let r)):
      return try r.count == t.count ? same(t.count) { (.number(r[$0]), t[$0]) } : false
    case (.missing, .missing): return true
    case (.missing, _), (_, .missing): return false
    case (.table(let s), .table(let t)): return try s.hasHeadings == t.hasHeadings && s.content.isEqual(to: t.content)
    case (.series(let s), .series(let t)):
      return s.axis == t.axis && s.indexName == t.indexName && s.first == t.first && s.places == t.places
        && s.columns.count == t.columns.count
        && zip(s.columns, t.columns).allSatisfy {
          $0.group == $1.group && $0.component == $1.component && $0.values == $1.values
        }
    case (.record(let s), .record(let t)):
      guard let places = s.places(in: t) else { return false }
      return try same(s.count) { (s.values[$0], t.values[places[$0]]) }
    default: return nil
    }
  }

  private static func same(_ count: Int, _ pair: (Int) -> (Value, Value)) throws -> Bool? {
    var turns = Turns()
    for i in 0..<count {
      try turns.check()
      let (a, b) = pair(i)
      guard let equal = try same(a, b) else { return nil }
      if !equal { return false }
    }
    return true
  }

  /// `x in xs`: an entry of a list, a range or a vector, a part of a string, a member's name of a record. What cannot be
  /// compared with an entry is not equal to it.
  private func contains(_ wanted: Value, at span: Span) throws -> Bool {
    switch (self, wanted) {
    case (.list(let items), _):
      var turns = Turns()
      return try items.contains {
        try turns.check()
        return try Value.same($0, wanted) ?? false
      }
    case (.range(let r), .number(let x)): return r.contains(x)
    case (.vector(let v), .number(let x)): return v.contains(x)
    case (.string(let text), .string(let part)): return try Search(text, part).first != nil
    case (.record(let record), .string(let name)): return record[name] != nil
    case (.series, _):
      throw Diagnostic(
        .wrongType, "`in` asks a list, and this is a series", at: span, help: "list(...) makes a list of it")
    case (.range, _), (.vector, _): return false
    case (.string, _), (.record, _):
      throw Diagnostic(.wrongType, "`in` looks for a string in \(kind), not for \(wanted.kind)", at: span)
    default:
      throw Diagnostic(
        .wrongType, "`in` looks into a list, a range, a vector, a string or a record, not into \(kind)", at: span)
    }
  }
}

extension Progression {
  /// Whether a number is one of them, exactly.
  func contains(_ x: Double) -> Bool {
    guard count > 0, x.isFinite else { return false }
    let near = Int(saturating: ((x - first) / step).rounded())
    return (-1...1).contains { d in
      let i = near.saturatingAdding(d)
      return i >= 0 && i < count && self[i] == x
    }
  }
}

extension Int {
  fileprivate func saturatingAdding(_ d: Int) -> Int {
    let (sum, isOver) = addingReportingOverflow(d)
    return isOver ? self : sum
  }
}
