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
    var i = 0
    let n = bytes.count
    guard n > 0 else { return nil }
    let isNegative = bytes[0] == UInt8(ascii: "-")
    if isNegative || bytes[0] == UInt8(ascii: "+") { i = 1 }
    var (digits, decimals, kept) = (0, 0, 0)
    var mantissa: UInt64 = 0
    var found: UInt8?
    while i < n {
      let b = bytes[i]
      if b &- 48 < 10 {
        digits += 1
        if found != nil { decimals += 1 }
        // Nineteen digits fit; zeros in front do not count.
        if kept < 19 {
          mantissa = mantissa * 10 + UInt64(clamping: b &- 48)
          if mantissa != 0 { kept += 1 }
        } else {
          kept = 20
        }
      } else if found == nil, b == UInt8(ascii: ".") || (allowsComma && b == UInt8(ascii: ",")) {
        found = b
      } else {
        break
      }
      i += 1
    }
    guard digits > 0 else { return nil }
    guard let exponent = Self.exponent(bytes, from: i), agrees(found) else { return nil }
    let power = exponent - decimals
    if kept < 20, mantissa <= 1 << 53, abs(power) <= 22 {
      // Both factors are exact, so that one rounding gives the nearest number.
      let value = power < 0 ? Double(mantissa) / Self.powers[-power] : Double(mantissa) * Self.powers[power]
      return isNegative ? -value : value
    }
    if kept < 20, mantissa > 0, power < 0, power >= -Self.exactFives {
      let value = Self.quotient(mantissa, tenTo: -power)
      return isNegative ? -value : value
    }
    return Double(Self.withPoint(bytes, found))
  }

  /// The text of a number, for whoever holds a string.
  public mutating func number(_ text: String) -> Double? {
    var text = text
    return text.withUTF8 { number(UnsafeRawBufferPointer($0)) }
  }

  /// `e-3` to the end; 0 where nothing stands, nil where something else does.
  private static func exponent(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    var i = start
    guard i < bytes.count else { return 0 }
    guard bytes[i] | 0x20 == UInt8(ascii: "e") else { return nil }
    i += 1
    var isNegative = false
    if i < bytes.count, bytes[i] == UInt8(ascii: "-") || bytes[i] == UInt8(ascii: "+") {
      isNegative = bytes[i] == UInt8(ascii: "-")
      i += 1
    }
    guard i < bytes.count else { return nil }
    var value = 0
    while i < bytes.count {
      guard bytes[i] &- 48 < 10 else { return nil }
      // Beyond that all is zero or infinite; the text says which.
      value = min(100_000_000, value * 10 + Int(clamping: bytes[i] &- 48))
      i += 1
    }
    return isNegative ? -value : value
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

  /// mantissa / 10^n, rounded to nearest: 10^n is 2^n 5^n, and 5^n fits into 64 bits, so that one division of integers
  /// gives 63 bits of the quotient at least, and its rest says whether more follow. What has up to nineteen digits is read
  /// so, in a fifth of the time that any number takes.
  private static func quotient(_ mantissa: UInt64, tenTo n: Int) -> Double {
    let (a, b) = (mantissa.leadingZeroBitCount, fives[n].leadingZeroBitCount)
    let (top, divisor) = (mantissa << UInt64(clamping: a), fives[n] << UInt64(clamping: b))
    // top / divisor lies between 1/2 and 2: 2^63 times of it is a whole number of 63 or 64 bits, and a rest.
    let (q, rest) = divisor.dividingFullWidth((top >> 1, top << 63))
    let extra = 11 - q.leadingZeroBitCount
    let half = UInt64(1) << UInt64(clamping: extra - 1)
    var kept = q >> UInt64(clamping: extra)
    let dropped = q & (2 * half - 1)
    if dropped > half || dropped == half && (rest > 0 || kept & 1 == 1) { kept += 1 }
    return Double(sign: .plus, exponent: extra - 63 + b - a - n, significand: Double(kept))
  }

  private static let exactFives = 27
  private static let fives: [UInt64] = (0...exactFives).map { n in (0..<n).reduce(1) { p, _ in p * 5 } }
  private static let powers: [Double] = (0...22).map { n in (0..<n).reduce(1.0) { p, _ in p * 10 } }
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
