/// What readers ask of JSON.
extension JSONText {
  package var members: [(key: String, value: JSONText)]? {
    if case .object(let members) = self { members } else { nil }
  }
  package subscript(_ key: String) -> JSONText? { members?.first { $0.key == key }?.value }
  package var text: String? { if case .string(let text) = self { text } else { nil } }
  package var bool: Bool? { if case .bool(let b) = self { b } else { nil } }
  package var isNull: Bool { if case .null = self { true } else { false } }
  package var number: Double? { if case .number(let x) = self, x.value.isFinite { x.value } else { nil } }

  /// A whole number, not negative.
  package var count: Int? { number.flatMap { Int(exactly: $0) }.flatMap { $0 >= 0 ? $0 : nil } }

  package var counts: [Int]? {
    if case .array(let items) = self, items.isEmpty { return [] }
    guard case .numbers(let numbers) = self else { return nil }
    let whole = numbers.compactMap { Int(exactly: $0) }.filter { $0 >= 0 && $0 <= 1 << 53 }
    return whole.count == numbers.count ? whole : nil
  }

  package var items: [JSONText]? {
    switch self {
    case .array(let items): items
    case .numbers(let numbers): numbers.isEmpty ? [] : nil
    default: nil
    }
  }

  package var texts: [String]? {
    guard let items else { return nil }
    let texts = items.compactMap(\.text)
    return texts.count == items.count ? texts : nil
  }
}
