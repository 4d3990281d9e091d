import Checked
import Display

/// What stands behind the colon in a string's braces: `<`, `>` or `^` for left, right or middle, the width in columns, and
/// for numbers how they are printed, `.3e`, `8.2f`, `03d`; `s` is any text, `.5s` its first five characters.
///
/// Without a sign numbers stand at the right of their width and all else at the left.
public struct TextFormat: Sendable {
  public enum Side: Character, Sendable { case left = "<", right = ">", middle = "^" }

  /// How numbers are printed; nil for the usual way.
  public let numbers: NumberFormat?
  private let side: Side?
  private let width: Int
  private let longest: Int?

  /// Nil when the text is no format. Width and precision are at most 99.
  public init?(_ text: String) {
    var rest = Substring(text)
    side = rest.first.flatMap { Side(rawValue: $0) }
    if side != nil { rest = rest.dropFirst() }
    if let last = rest.last, "efgd".contains(last) {
      // With a side the width is that of the text.
      let digits = side == nil ? "" : rest.prefix { $0.isASCII && $0.isNumber }
      guard digits.first != "0", let width = digits.isEmpty ? 0 : Self.number(digits),
        let numbers = NumberFormat(String(rest.dropFirst(digits.count)))
      else { return nil }
      (self.numbers, self.width, longest) = (numbers, width, nil)
      return
    }
    numbers = nil
    let isText = rest.last == "s"
    if isText { rest = rest.dropLast() }
    let parts = rest.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts[0].first != "0", let width = parts[0].isEmpty ? 0 : Self.number(parts[0]) else { return nil }
    if parts.count == 2 {
      guard isText, let longest = Self.number(parts[1]) else { return nil }
      self.longest = longest
    } else {
      guard isText || width > 0 else { return nil }
      longest = nil
    }
    self.width = width
  }

  private static func number(_ digits: Substring) -> Int? {
    guard digits.utf8.allSatisfy(Identifier.isDigit), let number = Int(digits, radix: 10), number < 100 else {
      return nil
    }
    return number
  }

  /// The text in its width.
  ///
  /// - Parameter isNumber: it stands at the right by itself.
  public func callAsFunction(_ text: String, isNumber: Bool = false) -> String {
    let text = longest.map { String(text.prefix($0)) } ?? text
    guard width > 0 else { return text }
    switch side ?? (isNumber ? .right : .left) {
    case .left: return TextWidth.padded(text, to: width)
    case .right: return TextWidth.padded(text, to: width, atRight: true)
    case .middle:
      let missing = max(0, width - TextWidth.columns(of: text))
      return TextWidth.padded(String(repeating: " ", count: missing / 2) + text, to: width)
    }
  }
}
