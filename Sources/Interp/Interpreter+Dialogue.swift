import Checked
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
    guard text.utf8.contains(UInt8(ascii: "?")) else { return nil }
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    guard words.hasSuffix("?") || words.hasPrefix("?") else { return nil }
    let topic = words.split(separator: "?").joined()
    let isPlain = topic.unicodeScalars.allSatisfy { Identifier.isPart($0) || $0 == " " || $0 == "-" }
    return isPlain ? topic.trimmingSpaces : nil
  }

  /// What was entered, for `edit`: in earlier dialogues, or now. What is about the dialogue itself is left out.
  public func remember(_ text: String) {
    let verb = text.drop { !$0.isLetter }.prefix(while: \.isLetter)
    if !verb.isEmpty, language.commands(verb: String(verb)).first?.isAboutTheDialogue == true { return }
    session.dialogue.remember(text)
  }

  /// What `edit` left, to be run as if it had been typed.
  public func takeEntered() -> String? {
    defer { session.entered = nil }
    return session.entered
  }

  /// Shows a statement of a script with the comments before it.
  func present(_ statement: Statement, after last: Statement?) {
    let (source, range) = (statement.span.source, statement.span.range)
    let between = source.text(Range(from: last?.span.range.upperBound ?? 0, upTo: range.lowerBound))
    let rows = between.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map {
      $0.drop { $0 == " " || $0 == "\t" }
    }
    // What stands behind the last statement on its line is shown with that.
    let comments = (last == nil ? rows[...] : rows.dropFirst()).filter { $0.hasPrefix("#") && !$0.hasPrefix("#!") }
    if !comments.isEmpty { host.show(.text("\n" + comments.joined(separator: "\n"))) }
    let end = source.range(ofLine: source.line(at: range.upperBound)).upperBound
    let rest = source.text(Range(from: range.upperBound, upTo: end))
    let isComment = rest.drop { $0 == " " || $0 == "\t" }.hasPrefix("#")
    host.present(statement.span.text + (isComment ? rest : ""))
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
