import Checked

/// A decimal number where it stands in a text, taken apart: its digits as one whole number, and a power of ten.
struct Decimal {
  private(set) var mantissa: UInt64 = 0
  /// The value is mantissa 10^power.
  private(set) var power = 0
  private(set) var isNegative = false
  /// The point, or the comma, before the decimals.
  private(set) var mark: UInt8?
  /// Where it ends: behind it stands no digit.
  private(set) var end: Int
  /// Whether the mantissa has all digits: nineteen fit.
  private var isWhole = true

  /// The longest number of the grammar (`DecimalText`) that begins at a place.
  ///
  /// - Returns: nil where none does, or where an `e` stands behind it without an exponent.
  @inline(__always)
  init?(_ text: UnsafeRawBufferPointer, from start: Int, allowsComma: Bool) {
    end = start
    guard start < text.count else { return nil }
    isNegative = text[start] == UInt8(ascii: "-")
    if isNegative || text[start] == UInt8(ascii: "+") { end += 1 }
    let first = end
    passDigits(text)
    var digits = end - first
    if end < text.count, text[end] == UInt8(ascii: ".") || allowsComma && text[end] == UInt8(ascii: ",") {
      mark = text[end]
      end += 1
      let decimals = end
      passDigits(text)
      power = decimals - end
      digits += end - decimals
    }
    guard digits > 0 else { return nil }
    if digits > 19 { isWhole = digits - Self.zeros(text, from: first) <= 19 }
    if end < text.count, text[end] | 0x20 == UInt8(ascii: "e"), !passExponent(text) { return nil }
  }

  /// Adds the digits that follow to the mantissa, eight at a time where there are so many.
  @inline(__always)
  private mutating func passDigits(_ text: UnsafeRawBufferPointer) {
    while end + 8 <= text.count, let eight = Self.eight(text.loadUnaligned(fromByteOffset: end, as: UInt64.self)) {
      mantissa = mantissa &* 100_000_000 &+ eight
      end += 8
    }
    while end < text.count, text[end] &- 48 < 10 {
      mantissa = mantissa &* 10 &+ UInt64(truncatingIfNeeded: text[end] &- 48)
      end += 1
    }
  }

  /// The number of eight digits, the first one in the lowest byte; nil where one of the bytes is no digit.
  @inline(__always)
  private static func eight(_ bytes: UInt64) -> UInt64? {
    let word = bytes.littleEndian
    // The upper half of a digit's byte is 3, and stays so when 6 is added: only 0 to 9 do both.
    let halves: UInt64 = 0xF0F0_F0F0_F0F0_F0F0
    guard (word & halves) | ((word &+ 0x0606_0606_0606_0606) & halves) >> 4 == 0x3333_3333_3333_3333 else { return nil }
    // Pairs of digits, then fours, then all eight.
    let pairs = ((word & 0x0F0F_0F0F_0F0F_0F0F) &* 2561) >> 8
    let fours = ((pairs & 0x00FF_00FF_00FF_00FF) &* 6_553_601) >> 16
    return ((fours & 0x0000_FFFF_0000_FFFF) &* 42_949_672_960_001) >> 32
  }

  /// How many zeros stand in front.
  private static func zeros(_ text: UnsafeRawBufferPointer, from start: Int) -> Int {
    var (i, count) = (start, 0)
    while i < text.count, text[i] &- 48 == 0 || text[i] == UInt8(ascii: ".") || text[i] == UInt8(ascii: ",") {
      if text[i] == UInt8(ascii: "0") { count += 1 }
      i += 1
    }
    return count
  }

  /// `e-3`; false where no digit follows.
  private mutating func passExponent(_ text: UnsafeRawBufferPointer) -> Bool {
    var i = end + 1
    let isBelow = i < text.count && text[i] == UInt8(ascii: "-")
    if i < text.count, isBelow || text[i] == UInt8(ascii: "+") { i += 1 }
    let first = i
    var exponent = 0
    while i < text.count, text[i] &- 48 < 10 {
      // Beyond that all is zero or infinite.
      exponent = min(100_000_000, exponent * 10 + Int(clamping: text[i] &- 48))
      i += 1
    }
    end = i
    power += isBelow ? -exponent : exponent
    return i > first
  }

  /// The nearest double; nil where the mantissa lacks digits.
  @inline(__always)
  var value: Double? {
    guard isWhole else { return nil }
    let size: Double
    if mantissa <= 1 << 53, -22 <= power, power <= 22 {
      // Both factors are exact, so that one rounding gives the nearest number.
      let factor = PowersOfTen.exact[abs(power)]
      size = power < 0 ? Double(mantissa) / factor : Double(mantissa) * factor
    } else {
      size = PowersOfTen.nearest(mantissa, power)
    }
    return isNegative ? -size : size
  }
}
