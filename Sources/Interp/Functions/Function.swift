import Syntax

/// A function of the language, declared once.
public struct Function: Sendable {
  public let name: String
  /// The names of its arguments; the last may be left out when it ends in `?`.
  public let parameters: [String]
  public let summary: String
  public let example: Command.Example
  /// Its value follows from its arguments alone.
  var isPure = true
  let apply: @Sendable ([Value], inout Session) throws -> Value

  public var usage: String { "\(name)(\(parameters.joined(separator: ", ")))" }
  var arity: ClosedRange<Int> {
    parameters.filter { !$0.hasSuffix("?") }.count...parameters.count
  }
}

extension Function {
  /// The function as a value, for `map` and the like.
  func definition(at span: Span) -> Definition {
    let needed = parameters.filter { !$0.hasSuffix("?") }.map { Name(text: $0, span: span) }
    let call = Expression.Kind.call(
      Name(text: name, span: span), needed.map { Expression(kind: .name($0.text), span: span) })
    return Definition(
      name: Name(text: name, span: span), parameters: needed, body: .expression(Expression(kind: call, span: span)))
  }
}

/// An argument that a function cannot take.
struct ArgumentError: Error {
  let message: String
}

extension Session {
  /// Numbers of a value: a series' entries, a vector's components, a list's numbers.
  func numbers(_ value: Value) throws -> [Double] {
    switch value {
    case .number(let x): return [x]
    case .bool(let b): return [b ? 1 : 0]
    case .vector(let v): return v
    case .series(let s): return s.allValues
    case .list(let items): return try items.flatMap { try numbers($0) }
    case .range(let range):
      try allow(Double(range.count), "numbers in a list")
      return (0..<range.count).map { range[$0] }
    case .quantity: return try numbers(settled(value))
    default: throw ArgumentError(message: "numbers are needed here, not \(value.kind)")
    }
  }

  /// The value with its quantities asked for their numbers.
  func settled(_ value: Value) throws -> Value {
    guard case .quantity(let reference) = value else { return value }
    return try reference.value(in: experiment(reference.chain), self)
  }
}
