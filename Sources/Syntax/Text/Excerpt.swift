import Checked
import Display

/// A source line around a span, at most 100 characters of it, with control characters made visible.
struct Excerpt {
  let text: String
  let indent: String
  let carets: String

  init(_ span: Span) {
    let source = span.source
    let whole = source.range(ofLine: span.line)
    // A line of many megabytes is cut before it is decoded.
    let (before, behind) = source.isForeign ? (0, min(12, max(1, span.range.count))) : (60, 100)
    let from = max(whole.lowerBound, span.range.lowerBound - before)
    let to = min(whole.upperBound, max(from, span.range.lowerBound) + behind)
    let end = min(max(span.range.upperBound, span.range.lowerBound), to)
    let start = min(span.range.lowerBound, to)
    let head = Self.visible(source.text(Range(from: from, upTo: start)))
    let inside = Self.visible(source.text(Range(from: start, upTo: end)))
    let after = Self.visible(source.text(Range(from: end, upTo: to)))
    let lead = from > whole.lowerBound ? "..." : ""
    text = lead + head + inside + after + (to < whole.upperBound ? "..." : "")
    indent = String(repeating: " ", count: TextWidth.columns(of: lead + head))
    carets = String(repeating: "^", count: max(1, TextWidth.columns(of: inside)))
  }

  private static func visible(_ text: String) -> String {
    Visible.line(String(text.unicodeScalars.map { $0 == "\t" ? " " : Character($0) }))
  }
}
