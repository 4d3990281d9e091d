/// Decimal numbers as files hold them: `-1.5`, `.5`, `2e-3`.
///
/// One grammar for every table: an optional sign, digits with at most one decimal mark and at least one digit, and an
/// optional `e` or `E` with a whole number. Nothing else is a number: no `0x10`, `1_000`, `1.0D+00`, `inf` or `nan`.
public struct DecimalText {
  /// What stands before the decimals, where a file has shown it: all its numbers must agree.
  public private(set) var mark: UInt8?
  /// Whether a decimal comma may be one, which it cannot where commas separate columns.
  let allowsComma: Bool

  public init(allowsComma: Bool = false) { self.allowsComma = allowsComma }

  /// The number that the bytes are, rounded to nearest; infinite beyond the range of a double.
  ///
  /// - Returns: nil when the bytes are no number of the grammar, or one with another decimal mark than those before.
  public mutating func number(_ bytes: UnsafeRawBufferPointer) -> Double? {
    guard let found = Decimal(bytes, from: 0, allowsComma: allowsComma), found.end == bytes.count, agrees(found.mark)
    else { return nil }
    return found.value ?? Double(Self.withPoint(bytes, found.mark))
  }

  /// Whether a number agrees with those before it that has a point, or no mark at all.
  mutating func agrees(hasPoint: Bool) -> Bool { agrees(hasPoint ? UInt8(ascii: ".") : nil) }

  /// Whether a comma is none for certain, whatever is read.
  public var hasPoints: Bool { !allowsComma || mark == UInt8(ascii: ".") }

  /// The text of a number, for whoever holds a string.
  public mutating func number(_ text: String) -> Double? {
    var text = text
    return text.withUTF8 { number(UnsafeRawBufferPointer($0)) }
  }

  private mutating func agrees(_ found: UInt8?) -> Bool {
    guard let found else { return true }
    if mark == nil { mark = found }
    return mark == found
  }

  private static func withPoint(_ bytes: UnsafeRawBufferPointer, _ found: UInt8?) -> String {
    let text = String(decoding: bytes, as: UTF8.self)
    guard found == UInt8(ascii: ",") else { return text }
    return String(decoding: bytes.map { $0 == UInt8(ascii: ",") ? UInt8(ascii: ".") : $0 }, as: UTF8.self)
  }
}

extension DecimalText {
  /// The value of a word that is a whole decimal number with a point; nil of any other.
  static func value(of word: String) -> Double? {
    var reader = DecimalText()
    return reader.number(word).flatMap { $0.isFinite ? $0 : nil }
  }

  /// Whether a text begins as a number does, whatever follows: `0.1 m`, `1.0D+00`, `-3`.
  static func begins(_ text: String) -> Bool {
    var rest = text.utf8[...]
    if let sign = rest.first, "+-".utf8.contains(sign) { rest = rest.dropFirst() }
    if let mark = rest.first, ".,".utf8.contains(mark) { rest = rest.dropFirst() }
    return rest.first.map { $0 &- 48 < 10 } ?? false
  }

  /// What to do about a text that is no number, where that can be said.
  static func help(for text: String) -> String? {
    let letters = text.lowercased()
    var comma = DecimalText(allowsComma: true)
    if text.contains(","), comma.number(text) != nil {
      return "a decimal comma is read where semicolons or tabs separate the columns, and in all numbers of a file alike"
    }
    if begins(text), letters.contains("d"), value(of: letters.replacing("d", with: "e")) != nil {
      return "write the exponent with e, as in 1.5e-3"
    }
    return begins(text) ? "a number is written in decimals, as -1.5e-3, and nothing else stands beside it" : nil
  }
}

extension String {
  fileprivate func replacing(_ letter: Character, with other: Character) -> String {
    String(map { $0 == letter ? other : $0 })
  }
}
