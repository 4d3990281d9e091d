/// Text that comes from files, names and messages, as a terminal or a picture may show it.
///
/// Some characters are orders: they colour, move the cursor, set a window's title, or turn the direction of what follows.
/// They are shown as `\u{1B}`, so that no text can act on who reads it.
public enum Visible {
  /// Keeps line ends and tabs.
  public static func text(_ text: String) -> String { escaped(text) { $0 == "\n" || $0 == "\t" } }

  /// In one line: line ends and tabs are shown as `\n` and `\t`.
  public static func line(_ text: String) -> String { escaped(text) { _ in false } }

  private static func escaped(_ text: String, keeping isKept: (Unicode.Scalar) -> Bool) -> String {
    let isPlain = text.utf8.allSatisfy { $0 >= 32 && $0 < 127 }
    if isPlain || !text.unicodeScalars.contains(where: { isOrder($0) && !isKept($0) }) { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if isOrder(scalar), !isKept(scalar) {
        result.append(contentsOf: name(scalar).unicodeScalars)
      } else {
        result.append(scalar)
      }
    }
    return String(result)
  }

  private static func name(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    default: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    }
  }

  /// Control characters, line and paragraph separators, marks of direction and order, and what is no character.
  public static func isOrder(_ scalar: Unicode.Scalar) -> Bool {
    let v = scalar.value
    if v < 0x80 { return v < 32 || v == 127 }
    return v < 0xA0 || v == 0x61C || (0x200E...0x200F).contains(v) || (0x2028...0x202E).contains(v)
      || (0x2060...0x206F).contains(v) || v == 0xFEFF || (0xFFF9...0xFFFB).contains(v) || v & 0xFFFE == 0xFFFE
      || (0xFDD0...0xFDEF).contains(v) || (0xE0000...0xE007F).contains(v)
  }

  /// A string in JSON's quotes, orders by JSON's codes for them.
  ///
  /// - Parameter isInPage: `<`, with which a page's script would end, is written by its code too.
  public static func json(_ text: String, isInPage: Bool = false) -> String {
    let isPlain = text.utf8.allSatisfy {
      $0 >= 32 && $0 < 127 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") && $0 != UInt8(ascii: "<")
    }
    if isPlain { return "\"" + text + "\"" }
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\" + String(scalar)
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where isOrder(scalar) || (isInPage && scalar == "<"):
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          result += "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        }
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
