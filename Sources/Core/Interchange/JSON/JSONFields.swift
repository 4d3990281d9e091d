/// The members of a JSON object, asked for by name and kind.
///
/// What is missing or of another kind is an `EngineError` that names the member, as `theta[2][0]`, and what is expected.
public struct JSONFields: Sendable {
  private let members: [String: JSONText]
  /// Where they are within the file, with a dot behind it.
  private let place: String

  /// - Throws: `EngineError` when the text is no JSON, or no object.
  public init(_ bytes: [UInt8], pause: @escaping () throws -> Void = {}) throws {
    try self.init(JSONText(bytes, pause: pause))
  }

  public init(_ text: JSONText) throws {
    guard case .object(let members) = text else {
      throw EngineError(.badFile, "the file holds no object: {\"family\": ...} is expected")
    }
    self.init(members, at: "")
  }

  fileprivate init(_ members: [(key: String, value: JSONText)], at place: String) {
    self.members = Dictionary(uniqueKeysWithValues: members.map { ($0.key, $0.value) })
    self.place = place
  }

  /// A member as it is told: `training.steps`.
  func path(_ name: String) -> String { place + name }

  /// What a kind of value is called, and how it is read; nil where it is another.
  struct Kind<T> {
    let name: String
    let read: (_ value: JSONText, _ path: () -> String) throws -> T
  }

  /// A member that must be there.
  func get<T>(_ name: String, _ kind: Kind<T>) throws -> T {
    guard let value = try find(name, kind) else {
      throw EngineError(.badFile, "the field `\(path(name))` is missing")
    }
    return value
  }

  /// A member that may be left out, or null.
  func find<T>(_ name: String, _ kind: Kind<T>) throws -> T? {
    switch members[name] {
    case nil, .null?: nil
    case let value?: try kind.read(value) { path(name) }
    }
  }

  /// Whether there is such a member, of any kind.
  public func has(_ name: String) -> Bool { members[name] != nil }
}

// MARK: Fields within

extension JSONFields {
  /// A member that is an object; nil where there is none.
  func part(_ name: String) throws -> JSONFields? { try find(name, .fields) }

  /// A member that is a list of objects; nil where there is none.
  func parts(_ name: String) throws -> [JSONFields]? { try find(name, .list(of: .fields)) }

  /// A member that is an object of objects, each with its name, in their order; nil where there is none. Their members are
  /// told without the place.
  func namedParts(_ name: String) throws -> [(name: String, fields: JSONFields)]? {
    let kind = Kind<[(name: String, fields: JSONFields)]>(name: "an object of objects") { value, path in
      guard case .object(let members) = value else { throw value.refused(path(), "an object") }
      return try members.map { key, value in
        guard case .object(let inner) = value else { throw value.refused("\(path()).\(key)", "an object") }
        return (key, JSONFields(inner, at: ""))
      }
    }
    return try find(name, kind)
  }
}

extension JSONFields.Kind where T == JSONFields {
  fileprivate static var fields: Self {
    .init(name: "an object") { value, path in
      guard case .object(let members) = value else { throw value.refused(path(), "an object") }
      return JSONFields(members, at: path() + ".")
    }
  }
}

extension JSONFields.Kind {
  /// - Parameter convert: nil of what is of another kind.
  init(_ name: String, convert: @escaping (JSONText) -> T?) {
    self.init(name: name) { value, path in
      guard let result = convert(value) else { throw value.refused(path(), name) }
      return result
    }
  }
}

extension JSONText {
  fileprivate func refused(_ path: String, _ expected: String) -> EngineError {
    EngineError(.badFile, "`\(path)` does not hold what is expected (\(expected)), \(shown)")
  }

  private var shown: String {
    switch self {
    case .null: "but null"
    case .bool(let b): "not \(b)"
    case .number(let x):
      !x.text.isEmpty
        ? "not \(x.text.prefix(40))"
        : x.value.isFinite ? "not \(x.value)" : "but a number beyond the range"
    case .string(let s): "but the text \"\(s.prefix(40))\""
    case .numbers, .array: "but a list"
    case .object: "but an object"
    }
  }
}

extension JSONFields.Kind where T == String {
  static var text: Self {
    .init("a text") { if case .string(let s) = $0 { s } else { nil } }
  }
}

extension JSONFields.Kind where T == Double {
  static var number: Self {
    .init("a finite number") { if case .number(let x) = $0, x.value.isFinite { x.value } else { nil } }
  }
}

extension JSONFields.Kind where T == Int {
  static var whole: Self {
    .init("a whole number") { if case .number(let x) = $0 { Int(exactly: x.value) } else { nil } }
  }
}

extension JSONFields.Kind where T == UInt64 {
  static var seed: Self {
    .init("a whole number from 0 to 2^64-1") {
      // Beyond 2^53 the digits tell more than the double does.
      if case .number(let x) = $0 { UInt64(x.text, radix: 10) ?? UInt64(exactly: x.value) } else { nil }
    }
  }
}

extension JSONFields.Kind where T == [Double] {
  static var row: Self { .list(of: .number) }
}

extension JSONFields.Kind where T == [[Double]] {
  static var rows: Self { .list(of: .row) }
}

extension JSONFields.Kind {
  /// A list of these.
  static func list<E>(of kind: JSONFields.Kind<E>) -> JSONFields.Kind<[E]> where T == [E] {
    let name = "a list"
    return .init(name: name) { value, path in
      switch value {
      case .numbers(let numbers):
        var result: [E] = []
        result.reserveCapacity(numbers.count)
        for (i, x) in numbers.enumerated() {
          result.append(try kind.read(.number(.init(value: x, text: ""))) { "\(path())[\(i)]" })
        }
        return result
      case .array(let items): return try items.enumerated().map { i, item in try kind.read(item) { "\(path())[\(i)]" } }
      default: throw value.refused(path(), name)
      }
    }
  }
}
