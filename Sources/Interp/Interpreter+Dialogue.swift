import Syntax

/// What a dialogue adds: lines that wait for more, help by `X?`, a log that can be undone, completion.
extension Interpreter {
  /// Whether a session should ask for another line before running this.
  public static func needsMore(_ text: String, in language: Language = .nsh) -> Bool {
    if helpTopic(text) != nil { return false }
    var parser = Parser(Source(text), language.vocabulary)
    _ = parser.parse()
    return parser.isIncomplete
  }

  /// The words beside a `?`: `train adam?`, `?momentum`.
  static func helpTopic(_ text: String) -> String? {
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    guard words.hasSuffix("?") || words.hasPrefix("?") else { return nil }
    let topic = words.split(separator: "?").joined()
    let isPlain = topic.unicodeScalars.allSatisfy { Identifier.isPart($0) || $0 == " " }
    return isPlain ? topic.trimmingSpaces : nil
  }

  /// What Tab offers at the cursor, a byte of the line.
  public func complete(line: String, cursor: Int) -> Completion {
    Completer(session: session).complete(line: line, cursor: cursor)
  }

  /// What could come next, to be shown greyed behind the cursor: the rest of the only word that fits, or the options
  /// that are left.
  public func hint(for line: String) -> String { Completer(session: session).hint(for: line) }
}

extension StringProtocol {
  var trimmingSpaces: String {
    var rest = Substring(self)
    while rest.first == " " { rest.removeFirst() }
    while rest.last == " " { rest.removeLast() }
    return String(rest)
  }
}
