import Checked

/// Where strings end whose braces hold expressions, which may hold strings: "{join(names, ", ")}".
enum Interpolation {
  private static let quote = UInt8(ascii: "\"")
  private static let deepest = 20

  /// The closing quote of the string that opens at a place, or where its line ends; braces mean nothing.
  static func plainStringEnd(_ bytes: [UInt8], from start: Int, before limit: Int) -> Int {
    var i = start + 1
    while i < limit, bytes[i] != quote, !endsLine(bytes[i]) { i += step(bytes, i, limit) }
    return min(i, limit)
  }

  /// The closing quote of the string that opens at a place, strings within its braces passed over; nil where a brace or
  /// the string itself is not closed on the line.
  static func stringEnd(_ bytes: [UInt8], from start: Int, before limit: Int, depth: Int = 0) -> Int? {
    guard depth < deepest else { return nil }
    var i = start + 1
    while i < limit, !endsLine(bytes[i]) {
      if bytes[i] == quote { return i }
      if bytes[i] == UInt8(ascii: "{") {
        guard let close = braceEnd(bytes, from: i + 1, before: limit, depth: depth) else { return nil }
        i = close + 1
      } else {
        i += step(bytes, i, limit)
      }
    }
    return nil
  }

  /// The brace that closes the one before a place.
  static func braceEnd(_ bytes: [UInt8], from start: Int, before limit: Int, depth: Int = 0) -> Int? {
    var (i, open) = (start, 1)
    while i < limit, !endsLine(bytes[i]) {
      switch bytes[i] {
      case UInt8(ascii: "{"): open += 1
      case UInt8(ascii: "}"):
        open -= 1
        if open == 0 { return i }
      case quote:
        guard let end = stringEnd(bytes, from: i, before: limit, depth: depth + 1) else { return nil }
        i = end
      default: break
      }
      i += 1
    }
    return nil
  }

  /// The colon before the format: the last that stands in no bracket and no string.
  static func colon(_ bytes: [UInt8], in range: Range<Int>) -> Int? {
    var (i, open, found) = (range.lowerBound, 0, Int?.none)
    while i < range.upperBound {
      switch bytes[i] {
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): open += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): open -= 1
      case UInt8(ascii: ":") where open == 0: found = i
      case quote: i = stringEnd(bytes, from: i, before: range.upperBound) ?? i
      default: break
      }
      i += 1
    }
    return found
  }

  /// An escape is two bytes.
  private static func step(_ bytes: [UInt8], _ i: Int, _ limit: Int) -> Int {
    bytes[i] == UInt8(ascii: "\\") && i + 1 < limit && !endsLine(bytes[i + 1]) ? 2 : 1
  }

  private static func endsLine(_ b: UInt8) -> Bool { b == UInt8(ascii: "\n") || b == UInt8(ascii: "\r") }
}
