/// How many columns of a terminal text takes, as `wcwidth` of the C library counts in a locale of Unicode: the same in
/// every locale, and on every system.
public enum TextWidth {
  /// The sum over the characters' codes.
  public static func columns(of text: some StringProtocol) -> Int {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
    return text.unicodeScalars.reduce(0) { $0 + width(of: $1) }
  }

  /// As much of a text as fits, whole characters only.
  public static func head(_ text: String, _ room: Int) -> Substring {
    var (left, end) = (room, text.startIndex)
    while end < text.endIndex {
      left -= columns(of: String(text[end]))
      if left < 0 { break }
      end = text.index(after: end)
    }
    return text[..<end]
  }

  /// With blanks behind, or before.
  public static func padded(_ text: String, to width: Int, atRight: Bool = false) -> String {
    let space = String(repeating: " ", count: max(0, width - columns(of: text)))
    return atRight ? space + text : text + space
  }

  /// 2 of East Asian wide characters and pictures, 0 of marks that join the character before, else 1.
  static func width(of scalar: Unicode.Scalar) -> Int {
    let v = scalar.value
    if v < 0x300 { return 1 }
    let properties = scalar.properties
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    case .format: return arabicSigns.contains(v) ? 1 : 0
    default: break
    }
    // Vowels and finals of Korean syllables join the letter before.
    if (0x1160...0x11FF).contains(v) || (0xD7B0...0xD7FF).contains(v) { return 0 }
    if v < 0x1100 { return 1 }
    if wide.contains(where: { $0.contains(v) }) { return 2 }
    // Regional indicators are half a flag each.
    return properties.isEmojiPresentation && !(0x1F1E6...0x1F1FF).contains(v) ? 2 : 1
  }

  /// Signs before numbers and the like, which take room though they are of the category of formats.
  private static let arabicSigns: Set<UInt32> = [
    0x600, 0x601, 0x602, 0x603, 0x604, 0x605, 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD,
  ]

  /// East Asian width W or F (Unicode Standard Annex 11) of what is no picture.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3,
    0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x16FF1,
    0x17000...0x18D08, 0x1AFF0...0x1B2FB, 0x1F200...0x1F265, 0x20000...0x3FFFD,
  ]
}
