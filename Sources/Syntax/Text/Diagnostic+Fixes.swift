import Checked

/// What could be written to mend an error, where its label says so.
extension Diagnostic {
  /// A change of the text.
  public struct Fix: Sendable {
    /// What it does, in words: write `chain`.
    public let title: String
    public let span: Span
    public let text: String
    /// There is no other.
    public let isOnly: Bool
  }

  /// By the label: "did you mean `chain`?", "it could be `a` or `b`", "write "iris.csv"", "write `and`", "add a `)`".
  public var fixes: [Fix] {
    guard let label, let span, !span.source.isForeign else { return [] }
    let words = Suggestion.words(in: label).filter { !$0.contains("...") }
    if !words.isEmpty {
      return words.map { Fix(title: "write `\($0)`", span: span, text: $0, isOnly: words.count == 1) }
    }
    if label.hasPrefix("write \""), label.hasSuffix("\""), label.utf8.count > 8 {
      let text = String(label.dropFirst(6))
      return [Fix(title: "write \(text)", span: span, text: text, isOnly: true)]
    }
    if code === ErrorCode.assignment, label.hasPrefix("write `let ") {
      let start = Span(span.source, Range(from: span.range.lowerBound, upTo: span.range.lowerBound))
      return [Fix(title: "write `let \(span.text) = ...`", span: start, text: "let ", isOnly: true)]
    }
    if code === ErrorCode.unclosedString {
      let end = Span(span.source, Range(from: span.range.upperBound, upTo: span.range.upperBound))
      return [Fix(title: "add a `\"`", span: end, text: "\"", isOnly: true)]
    }
    return []
  }
}
