import Checked

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
    indent = String(repeating: " ", count: Self.width(lead + head))
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
