import Core
import Syntax

/// What values hold, their quantities asked for the numbers.
extension Session {
  /// The value with its quantities asked for their numbers.
  func settled(_ value: Value) throws -> Value {
    guard case .quantity(let reference) = value, let quantity = quantity(reference.quantity) else { return value }
    let experiment = try experiment(reference.process)
    return try Measurement(quantity: quantity, reference: reference, experiment: experiment).value(self)
  }

  /// Numbers of a value: a series' entries, a vector's components, a list's numbers.
  func numbers(_ value: Value) throws -> [Double] {
    switch value {
    case .number(let x): return [x]
    case .bool(let b): return [b ? 1 : 0]
    case .vector(let v): return v
    case .series(let s): return s.allValues
    case .list(let items): return try items.flatMap { try numbers($0) }
    case .range(let range):
      try settings.memory.allow(Double(range.count), "numbers in a list")
      return (0..<range.count).map { range[$0] }
    case .quantity: return try numbers(settled(value))
    default: throw ArgumentError(message: "numbers are needed here, not \(value.kind)")
    }
  }

  /// What a value holds, one after the other.
  func entries(_ value: Value) throws -> [Value] {
    switch try settled(value) {
    case .list(let items): return items
    case .vector(let v): return v.map { .number($0) }
    case .series(let s): return s.indices.map { s.entry(at: $0) }
    case .table(let t): return t.rows.map { .list($0.map(\.value)) }
    case .range(let range):
      guard case .list(let items) = try range.list(within: settings.memory) else { return [] }
      return items
    case let other: throw ArgumentError(message: "a list, range, vector or series is needed here, not \(other.kind)")
    }
  }

  /// Lets an evaluator work on the session, which is moved into it and back.
  mutating func evaluating<T>(_ body: (inout Evaluator) throws -> T) rethrows -> T {
    var evaluator = Evaluator(Session(language: language, settings: settings, host: host))
    swap(&evaluator.session, &self)
    defer { swap(&evaluator.session, &self) }
    return try body(&evaluator)
  }
}
