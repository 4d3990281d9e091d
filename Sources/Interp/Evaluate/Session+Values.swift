import Core
import Limits
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
    case .list(let items):
      try settings.memory.require(8 * Double(items.count), for: "the numbers of a list")
      var numbers = Gathering<Double>("the numbers of a list", room: items.count)
      for item in items { try gather(item, into: &numbers) }
      return numbers.elements
    case .range(let range):
      try settings.memory.require(8 * Double(range.count), for: "the numbers of a range")
      return try patiently(range.count) { range[$0] }
    case .record(let fields): return try numbers(.list(fields.values))
    case .quantity: return try numbers(settled(value))
    case .missing: throw EngineError(.wrongType, "an entry is missing", help: Value.missingHelp)
    default: throw ArgumentError(message: "numbers are needed here, not \(value.kind)")
    }
  }

  private func gather(_ value: Value, into numbers: inout Gathering<Double>) throws {
    switch value {
    case .number(let x): try numbers.append(x)
    case .list(let items):
      try numbers.check()
      for item in items { try gather(item, into: &numbers) }
    case .record(let fields): for x in fields.values { try gather(x, into: &numbers) }
    case .vector(let v):
      throw ArgumentError(
        message:
          "numbers are needed here, not points, whose components do not mix: take one by `.\(v.count > 2 ? "..." : "x")`, or lengths by `norm`"
      )
    default: for x in try self.numbers(value) { try numbers.append(x) }
    }
  }

  /// The points of a list of points of one dimension; nil of a value without points.
  func points(_ value: Value) throws -> [[Double]]? {
    guard case .list(let items) = value else { return nil }
    let points = items.compactMap { if case .vector(let v) = $0 { v } else { nil } }
    guard let first = points.first else { return nil }
    guard points.count == items.count, points.allSatisfy({ $0.count == first.count }) else {
      throw ArgumentError(message: "the entries are neither all numbers nor all points of one dimension")
    }
    return points
  }

  /// What a function of numbers gives entry by entry: of points and of a series' vectors component by component, of
  /// groups group by group.
  func reduced(_ value: Value, _ f: ([Double]) throws -> Double) throws -> Value {
    let value = try settled(value)
    if let points = try points(value) {
      return .vector(try points[0].indices.map { c in try f(points.map { $0[c] }) })
    }
    guard case .series(let series) = value, series.columns.count > 1 else { return .number(try f(numbers(value))) }
    let results = try series.columns.map { try f($0.values) }
    return Series(
      name: series.name, axis: series.axis, first: 0,
      columns: zip(series.columns, results).map {
        Series.Column(group: $0.group, component: $0.component, values: [$1])
      }
    ).entry(at: 0) ?? .nothing
  }

  /// Numbers that have an order, or a product: those of one column, never components beside each other.
  func scalars(_ value: Value, for name: String) throws -> [Double] {
    let value = try settled(value)
    if case .series(let series) = value, series.columns.count > 1 {
      throw ArgumentError(message: "`\(name)` takes one column of a series, such as norm(momentum) or momentum.x")
    }
    return try numbers(value)
  }

  /// What a value holds, one after the other.
  func entries(_ value: Value) throws -> [Value] {
    switch try settled(value) {
    case .list(let items): return items
    case .vector(let v): return v.map { .number($0) }
    case .series(let s): return s.entries
    case .table(let t): return try t.allRows()
    case .range(let range):
      guard case .list(let items) = try range.list(within: settings.memory) else { return [] }
      return items
    case let other: throw ArgumentError(message: "a list, range, vector or series is needed here, not \(other.kind)")
    }
  }

  /// Lets an evaluator work on the session, which is moved into it and back.
  mutating func evaluating<T>(_ body: (inout Evaluator) throws -> T) rethrows -> T {
    var evaluator = Evaluator(
      Session(language: language, settings: settings, host: host, compilation: compilation))
    swap(&evaluator.session, &self)
    defer { swap(&evaluator.session, &self) }
    return try body(&evaluator)
  }
}
