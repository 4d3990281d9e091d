/// What stands behind a backslash in strings: \n \t \" \\ \{ \}.
public enum StringEscapes {
  private static let letters: [Unicode.Scalar: Unicode.Scalar] = [
    "n": "\n", "t": "\t", "\"": "\"", "\\": "\\", "{": "{", "}": "}",
  ]
  private static let escapes = Dictionary(uniqueKeysWithValues: letters.map { ($1, $0) })

  /// The text that a string's inside stands for; a backslash before anything else stands for itself.
  public static func read(_ inside: String) -> String {
    var (text, isEscaped) = (String.UnicodeScalarView(), false)
    for scalar in inside.unicodeScalars {
      if isEscaped {
        if let meant = letters[scalar] { text.append(meant) } else { text += ["\\", scalar] }
        isEscaped = false
      } else if scalar == "\\" {
        isEscaped = true
      } else {
        text.append(scalar)
      }
    }
    if isEscaped { text.append("\\") }
    return String(text)
  }

  /// A string's inside that stands for the text; nil where a control character in it has no escape.
  public static func written(_ text: String) -> String? {
    var inside = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if let letter = escapes[scalar] {
        inside += ["\\", letter]
      } else if scalar.value < 32 || scalar.value == 127 {
        return nil
      } else {
        inside.append(scalar)
      }
    }
    return String(inside)
  }
}
