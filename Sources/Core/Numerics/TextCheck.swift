/// Whether bytes are a text.
public enum TextCheck {
  /// U+FEFF at the start of a text, which means nothing there.
  public static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  public struct Fault: Equatable, Sendable {
    /// From 1.
    public let line: Int
    public let message: String
  }

  /// The first line that is not UTF-8, or holds the character NUL; lines end by LF, CRLF or CR.
  public static func fault(_ bytes: [UInt8]) -> Fault? {
    bytes.withUnsafeBufferPointer { text in
      guard let place = firstFault(text) else { return nil }
      var line = 1
      for i in 0..<place where text[i] == 10 || (text[i] == 13 && !(i + 1 < text.count && text[i + 1] == 10)) {
        line += 1
      }
      return Fault(
        line: line, message: text[place] == 0 ? "line \(line) holds the character NUL" : "line \(line) is not UTF-8")
    }
  }

  private static func firstFault(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
    var i = 0
    while i < text.count {
      if text[i] < 0x80 {
        if text[i] == 0 { return i }
        i += 1
        continue
      }
      guard let length = length(text, at: i) else { return i }
      i += length
    }
    return nil
  }

  /// The bytes of the character that begins here, by table 3-7 of the Unicode Standard; nil where none does.
  private static func length(_ text: UnsafeBufferPointer<UInt8>, at i: Int) -> Int? {
    let (length, second): (Int, ClosedRange<UInt8>)
    switch text[i] {
    case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: return nil
    }
    guard i + length <= text.count, second.contains(text[i + 1]),
      (2..<4).allSatisfy({ $0 >= length || 0x80...0xBF ~= text[i + $0] })
    else { return nil }
    return length
  }
}
