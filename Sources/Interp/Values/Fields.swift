import Core
import Syntax

/// A record's members, in the order in which they were written: {a: 1, b: (2, 3)}.
public struct Fields: Sendable {
  public private(set) var names: [String]
  public private(set) var values: [Value]

  public init() { (names, values) = ([], []) }

  /// - Parameter members: each name once.
  public init(_ members: [(name: String, value: Value)]) {
    (names, values) = (members.map(\.name), members.map(\.value))
  }

  /// As many names, each once, as values.
  init(names: [String], values: [Value]) { (self.names, self.values) = (names, values) }

  public var count: Int { names.count }

  public subscript(_ name: String) -> Value? { names.firstIndex(of: name).map { values[$0] } }

  /// For each member the place of the other's of the same name; nil where the other has not the same names.
  func places(in other: Fields) -> [Int]? {
    guard count == other.count else { return nil }
    if names == other.names { return Array(names.indices) }
    let places = Dictionary(zip(other.names, other.names.indices)) { first, _ in first }
    let found = names.compactMap { places[$0] }
    return found.count == count ? found : nil
  }

  /// With a member given another value, or added behind the others.
  func with(_ name: String, _ value: Value) -> Fields {
    var result = self
    if let i = names.firstIndex(of: name) {
      result.values[i] = value
    } else {
      result.names.append(name)
      result.values.append(value)
    }
    return result
  }

  /// The members by themselves, each value replaced.
  func mapValues(_ f: (Value) throws -> Value) rethrows -> Fields {
    Fields(Array(zip(names, try values.map(f))))
  }

  /// Nil where the other has not the same names.
  func combined(with other: Fields, _ f: (Value, Value) throws -> Value?) rethrows -> Fields? {
    guard let places = places(in: other) else { return nil }
    var result: [Value] = []
    for (value, place) in zip(values, places) {
      guard let joined = try f(value, other.values[place]) else { return nil }
      result.append(joined)
    }
    return Fields(names: names, values: result)
  }

  /// A member's name as a script writes it.
  static func written(_ name: String) -> String { Printer.member(Name(text: name, span: Span(Source(""), 0..<0))) }

  /// - Throws: `Diagnostic` at the name when there is no such member.
  func member(_ name: Name) throws -> Value {
    if let value = self[name.text] { return value }
    throw Diagnostic(
      .unknownMember, "the record has no `\(name.text)`", at: name.span,
      label: Suggestion.phrase(member: name.text, among: names)
        ?? (names.isEmpty ? "it is empty" : "it has " + names.joined(separator: ", ")))
  }
}
