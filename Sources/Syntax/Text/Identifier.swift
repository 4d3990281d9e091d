import Checked

#if canImport(Darwin)
  private import Foundation
#else
  @_spi(_Unicode) private import Swift
#endif

/// The letters that names are made of: those of any script, by the Unicode Standard, Annex 31 (XID_Start, XID_Continue),
/// and `_`.
///
/// A name is kept in its canonical composed form (NFC), so that it is the same name however its accents were typed.
/// Letters that only look alike stay different.
public enum Identifier {
  public static func isStart(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII ? isLetter(UInt8(ascii: scalar)) : scalar.properties.isXIDStart
  }

  public static func isPart(_ scalar: Unicode.Scalar) -> Bool {
    guard scalar.isASCII else { return scalar.properties.isXIDContinue }
    return isLetter(UInt8(ascii: scalar)) || isDigit(UInt8(ascii: scalar))
  }

  public static func isDigit(_ b: UInt8) -> Bool { b >= 48 && b <= 57 }
  /// Of ASCII, `_` among them.
  public static func isLetter(_ b: UInt8) -> Bool { (b | 0x20 >= 97 && b | 0x20 <= 122) || b == 95 }

  /// Whether a text could be a name.
  public static func isName(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first, isStart(first) else { return false }
    return text.unicodeScalars.allSatisfy(isPart)
  }

  static func canonical(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
    #if canImport(Darwin)
      return text.precomposedStringWithCanonicalMapping
    #else
      return String(String.UnicodeScalarView(text._nfc))
    #endif
  }

  /// The scalar at a byte of a text, and how many bytes it has; nil where there is none.
  static func scalar(_ bytes: [UInt8], at place: Int, before limit: Int) -> (scalar: Unicode.Scalar, width: Int)? {
    guard place < limit else { return nil }
    if bytes[place] < 0x80 { return (Unicode.Scalar(bytes[place]), 1) }
    let width = bytes[place] >= 0xF0 ? 4 : bytes[place] >= 0xE0 ? 3 : 2
    guard place + width <= limit else { return nil }
    var decoder = UTF8()
    var rest = bytes[Range(from: place, upTo: place + width)].makeIterator()
    guard case .scalarValue(let scalar) = decoder.decode(&rest) else { return nil }
    return (scalar, width)
  }
}
