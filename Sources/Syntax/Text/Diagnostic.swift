import Display

/// An error as data: what is wrong, where, and what to do about it.
public struct Diagnostic: Error, Sendable {
  /// More of one text are not looked for.
  public static let most = 100

  public let code: ErrorCode
  public let message: String
  public var span: Span?
  /// What stands behind the carets.
  public var label: String?
  public var notes: [String]
  public var help: String?
  public var exitStatus: ExitStatus
  /// Within how many calls of functions it happened, of which the notes tell.
  public var calls = 0

  public init(
    _ code: ErrorCode, _ message: String, at span: Span? = nil, label: String? = nil, notes: [String] = [],
    help: String? = nil, exitStatus: ExitStatus = .error
  ) {
    self.code = code
    self.message = message
    self.span = span
    self.label = label
    self.notes = notes
    self.help = help
    self.exitStatus = exitStatus
  }
}

/// How a run ended, as the process tells it.
public enum ExitStatus: Int32, Sendable {
  case fine = 0
  case error = 1
  case usage = 2
  case expectationFailed = 3
  case diverged = 4
  case interrupted = 130
}

/// How a diagnostic is dressed.
public struct DiagnosticStyle: Sendable {
  let error: String
  let place: String
  let caret: String
  let reset: String

  public static let plain = DiagnosticStyle(error: "", place: "", caret: "", reset: "")
  public static let colour = DiagnosticStyle(
    error: "\u{1B}[1;31m", place: "\u{1B}[2m", caret: "\u{1B}[1;33m", reset: "\u{1B}[0m")
}

extension Diagnostic {
  /// The text a person reads: message, place, source line, carets with their label, notes, help.
  public func rendered(_ style: DiagnosticStyle = .plain) -> String {
    var lines = ["\(style.error)error:\(style.reset) \(Visible.line(message))"]
    if let span {
      let line = span.line
      let excerpt = Excerpt(span)
      let place = span.place
      let isNamed = place != nil
      if let place { lines.append("\(style.place) \(Visible.line(place))\(style.reset)") }
      let number = String(line)
      let width = max(4, number.count + 1)
      let gutter = isNamed ? String(repeating: " ", count: max(0, width - number.count)) + "\(number) | " : "  "
      let blank = isNamed ? String(repeating: " ", count: width) + " | " : "  "
      lines.append("\(style.place)\(gutter)\(style.reset)\(excerpt.text)")
      let pointer = excerpt.carets + (label.map { " \(Visible.line($0))" } ?? "")
      lines.append("\(style.place)\(blank)\(style.reset)\(excerpt.indent)\(style.caret)\(pointer)\(style.reset)")
    }
    lines += notes.map { "   \(Visible.text($0))" }
    if let help { lines.append(" help: \(Visible.text(help))") }
    return lines.joined(separator: "\n")
  }
}
