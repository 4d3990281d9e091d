#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Checked
import Core
import Limits
import Syntax

/// The arithmetic of values: numbers, vectors, lists and series entry by entry, strings joined.
extension Value {
  /// -value; nil where it has no negative.
  func negated(within memory: MemoryLimit) throws -> Value? {
    switch self {
    case .number(let x): .number(-x)
    case .vector(let v): .vector(v.map { -$0 })
    case .series(let s): .series(s.map("-\(s.name)") { -$0 })
    case .list, .range, .record: try Value.arithmetic(.times, .number(-1), self, within: memory)
    default: nil
    }
  }

  /// What can be done about entries that are missing.
  static let missingHelp = "leave such entries out: xs where xs != missing, or rows: t where loss != missing"

  /// - Returns: nil where the operator does not join values of these kinds and shapes.
  /// - Throws: `EngineError` when the result would not fit into the memory limit.
  static func arithmetic(_ op: BinaryOperator, _ a: Value, _ b: Value, within memory: MemoryLimit) throws -> Value? {
    let f = Self.function(op)
    let scales = op == .times || op == .over
    switch (a, b) {
    case (.number(let x), .number(let y)): return .number(f(x, y))
    case (.list(let v), .list(let w)) where op == .plus:
      try memory.allow(Double(v.count + w.count), "entries in a list")
      return .list(v + w)
    case (.missing, _), (_, .missing):
      throw EngineError(.wrongType, "nothing is computed of an entry that is missing", help: missingHelp)
    case (.table(let s), .table(let t)) where op == .plus: return .table(try s.above(t))
    case (.range(let r), _): return try arithmetic(op, r.list(within: memory), b, within: memory)
    case (_, .range(let r)): return try arithmetic(op, a, r.list(within: memory), within: memory)
    case (.list(let items), .number) where items.isEmpty && op == .plus,
      (.number, .list(let items)) where items.isEmpty && op == .plus:
      throw EngineError(
        .wrongType, "an empty list has no entries that a number could be added to", help: "to append, write [] + [1]")
    case (.list(let items), .number):
      return try each(items.count, memory) { try arithmetic(op, items[$0], b, within: memory) }
    case (.number, .list(let items)):
      return try each(items.count, memory) { try arithmetic(op, a, items[$0], within: memory) }
    case (.list(let v), .list(let w)) where v.count == w.count:
      return try each(v.count, memory) { try arithmetic(op, v[$0], w[$0], within: memory) }
    case (.record(let s), .record(let t)):
      return try s.combined(with: t) { try arithmetic(op, $0, $1, within: memory) }.map { .record($0) }
    case (.record(let s), .number): return try each(s) { try arithmetic(op, $0, b, within: memory) }
    case (.number, .record(let t)): return try each(t) { try arithmetic(op, a, $0, within: memory) }
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
      try memory.require(Double(s.utf8.count + t.utf8.count), for: "the string")
      var text = s
      try text.append(patiently: t)
      return .string(text)
    default: return nil
    }
  }

  /// Every entry's result; nil when one has none.
  private static func each(_ count: Int, _ memory: MemoryLimit, _ f: (Int) throws -> Value?) throws -> Value? {
    try memory.allow(Double(count), "entries in a list")
    var results: [Value] = []
    results.reserveCapacity(count)
    var turns = Turns()
    for i in 0..<count {
      try turns.check()
      guard let value = try f(i) else { return nil }
      results.append(value)
    }
    return .list(results)
  }

  private static func each(_ fields: Fields, _ f: (Value) throws -> Value?) throws -> Value? {
    let values = try fields.values.map(f)
    let there = values.compactMap { $0 }
    return there.count == values.count ? .record(Fields(Array(zip(fields.names, there)))) : nil
  }

  /// Whole numbers that are exact as such, and divide: for them the same comes faster.
  @inline(__always)
  private static func whole(_ x: Double, _ y: Double) -> (Int, Int)? {
    guard abs(x) < Double.largestCount, abs(y) < Double.largestCount, let a = Int(exactly: x), let b = Int(exactly: y),
      b != 0
    else { return nil }
    return (a, b)
  }

  /// The rest of x / y, exactly, with the sign of y, as in Python: fmod has the sign of x. Of y = 0 there is none.
  @Sendable static func modulo(_ x: Double, _ y: Double) -> Double {
    if let (a, b) = whole(x, y) {
      let rest = a % b
      if rest == 0 { return y < 0 ? -0.0 : 0 }
      return Double((rest < 0) == (b < 0) ? rest : rest + b)
    }
    let rest = fmod(x, y)
    if rest == 0 { return y < 0 ? -0.0 : 0 }
    return (rest < 0) == (y < 0) ? rest : rest + y
  }

  /// The largest whole number not above x / y, of the exact quotient and not of the rounded one: x = (x // y) y + x % y.
  @Sendable static func floored(_ x: Double, _ y: Double) -> Double {
    if let (a, b) = whole(x, y) {
      let quotient = a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0)
      return quotient == 0 && y < 0 ? -0.0 : Double(quotient)
    }
    let rest = fmod(x, y)
    if y == 0 || rest.isNaN { return (x / y).rounded(.down) }
    // Whole but for rounding, which is why it is rounded to the nearest.
    let quotient = ((x - rest) / y).rounded()
    return rest != 0 && (rest < 0) != (y < 0) ? quotient - 1 : quotient
  }

  static func function(_ op: BinaryOperator) -> @Sendable (Double, Double) -> Double {
    switch op {
    case .plus: { $0 + $1 }
    case .minus: { $0 - $1 }
    case .times: { $0 * $1 }
    case .over: { $0 / $1 }
    case .floored: floored
    case .modulo: modulo
    case .power: { pow($0, $1) }
    default: { _, _ in .nan }
    }
  }
}
