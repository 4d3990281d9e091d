import Core
import Limits
import Syntax

extension Function {
  /// sort(values, by=f)
  static let sort = Function(
    name: "sort", parameters: ["values", "by?"],
    summary:
      "numbers from small to large, strings by their code points; anything by a key, a function that gives one of these: what has equal keys keeps its order, and NaN comes last",
    example: .init("print sort([3, 1, 2]) sort([(1, 5), (2, 3)], by=p -> p.y)", shows: "[1, 2, 3] [(2, 3), (1, 5)]")
  ) { arguments, session in
    guard arguments.count > 1 else { return try session.sorted(session.settled(arguments[0])) }
    let f = try arguments[1].callable("sort", of: 1)
    let entries = try session.entries(arguments[0])
    let keys = try session.evaluating { e in
      try entries.patientlyMapped(every: 64) { try e.call(f, [$0], at: f.name.span) }
    }
    return .list(try order(of: keys).patientlyMapped { entries[$0] })
  }

  /// The places of keys from small to large.
  private static func order(of keys: [Value]) throws -> [Int] {
    func order<T>(_ keys: [T], _ precedes: (T, T) -> Bool) throws -> [Int] {
      try Array(keys.indices).patientlySorted { a, b in
        precedes(keys[a], keys[b]) || a < b && !precedes(keys[b], keys[a])
      }
    }
    let numbers = keys.compactMap { if case .number(let x) = $0 { x } else { nil } }
    if numbers.count == keys.count { return try order(numbers) { $0 < $1 || $1.isNaN && !$0.isNaN } }
    let words = keys.compactMap { if case .string(let s) = $0 { s } else { nil } }
    if words.count == keys.count { return try order(words) { $0 < $1 } }
    let truths = keys.compactMap { if case .bool(let b) = $0 { b } else { nil } }
    if truths.count == keys.count { return try order(truths) { !$0 && $1 } }
    let first = keys[0].kind
    if let other = keys.first(where: { $0.kind != first }) {
      throw ArgumentError(message: "`sort` has keys of one kind; there are \(first) and \(other.kind)")
    }
    throw ArgumentError(message: "a key of `sort` is a number, a string or a truth, not \(first)")
  }
}

extension Session {
  fileprivate func sorted(_ value: Value) throws -> Value {
    if case .list(let items) = value {
      let words = items.compactMap { if case .string(let s) = $0 { s } else { nil } }
      if !items.isEmpty, words.count == items.count {
        return .list(try words.patientlySorted(by: <).patientlyMapped { .string($0) })
      }
      for item in items {
        switch item {
        case .vector, .record, .bool, .string:
          throw ArgumentError(
            message:
              "`sort` orders numbers or strings, and \(item.kind) among other things by a key: sort(values, by=f)")
        default: break
        }
      }
    }
    let sorted = try scalars(value, for: "sort").patientlySorted { $0 < $1 || $1.isNaN && !$0.isNaN }
    return .list(try sorted.patientlyMapped { .number($0) })
  }
}

extension Value {
  /// A function that may be called with so many arguments.
  func callable(_ name: String, of count: Int) throws -> Definition {
    guard case .function(let definition) = self, definition.arity.contains(count) else {
      let wanted = count == 1 ? "one argument" : "\(count) arguments"
      throw ArgumentError(message: "`\(name)` takes a function of \(wanted), not \(text)")
    }
    return definition
  }
}
