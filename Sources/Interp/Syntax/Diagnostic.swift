/// An error as data: what is wrong, where, and what to do about it.
public struct Diagnostic: Error, Sendable {
  public let code: String
  public let message: String
  public var span: Span?
  /// What stands behind the carets.
  public var label: String?
  public var notes: [String]
  public var help: String?
  public var exitStatus: ExitStatus

  public init(
    _ code: String, _ message: String, at span: Span? = nil, label: String? = nil, notes: [String] = [],
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
    var lines = ["\(style.error)error:\(style.reset) \(message)"]
    if let span {
      let line = span.line
      let excerpt = Excerpt(span)
      let isNamed = span.source.name != nil
      if let name = span.source.name {
        lines.append("\(style.place) \(name):\(line):\(span.column)\(style.reset)")
      }
      let number = String(line)
      let width = max(4, number.count + 1)
      let gutter = isNamed ? String(repeating: " ", count: width - number.count) + "\(number) | " : "  "
      let blank = isNamed ? String(repeating: " ", count: width) + " | " : "  "
      lines.append("\(style.place)\(gutter)\(style.reset)\(excerpt.text)")
      let pointer = excerpt.carets + (label.map { " \($0)" } ?? "")
      lines.append("\(style.place)\(blank)\(style.reset)\(excerpt.indent)\(style.caret)\(pointer)\(style.reset)")
    }
    lines += notes.map { "   \($0)" }
    if let help { lines.append(" help: \(help)") }
    return lines.joined(separator: "\n")
  }
}

/// A source line around a span, at most 100 characters of it, with control characters made visible.
struct Excerpt {
  let text: String
  let indent: String
  let carets: String

  init(_ span: Span) {
    let source = span.source
    let whole = source.range(ofLine: span.line)
    // A line of many megabytes is cut before it is decoded.
    let from = max(whole.lowerBound, span.range.lowerBound - 60)
    let to = min(whole.upperBound, max(from, span.range.lowerBound) + 100)
    let end = min(max(span.range.upperBound, span.range.lowerBound), to)
    let start = min(span.range.lowerBound, to)
    let before = Self.visible(source.text(from..<start))
    let inside = Self.visible(source.text(start..<end))
    let after = Self.visible(source.text(end..<to))
    let lead = from > whole.lowerBound ? "..." : ""
    text = lead + before + inside + after + (to < whole.upperBound ? "..." : "")
    indent = String(repeating: " ", count: Self.width(lead + before))
    carets = String(repeating: "^", count: max(1, Self.width(inside)))
  }

  private static func visible(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { scalar in
          if scalar == "\t" { return " " }
          return scalar.value < 32 || scalar.value == 127 ? "\u{FFFD}" : scalar
        }))
  }

  /// Terminal columns: wide (East Asian, emoji) characters take two.
  private static func width(_ text: String) -> Int {
    text.reduce(0) { sum, character in
      let v = character.unicodeScalars.first!.value
      let isWide =
        (0x1100...0x115F).contains(v) || (0x2E80...0xA4CF).contains(v) || (0xAC00...0xD7A3).contains(v)
        || (0xF900...0xFAFF).contains(v) || (0xFE30...0xFE6F).contains(v) || (0xFF00...0xFF60).contains(v)
        || (0x1F300...0x1FAFF).contains(v)
      return sum + (isWide ? 2 : 1)
    }
  }
}
