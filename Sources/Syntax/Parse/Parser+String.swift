import Checked

/// Strings, and the expressions between their braces.
extension Parser {
  /// A string's text, its escapes undone, and the expressions between its braces.
  mutating func pieces(_ range: Range<Int>) throws -> [Expression.Piece] {
    var pieces: [Expression.Piece] = []
    var text: [UInt8] = []
    func flush() {
      if !text.isEmpty { pieces.append(.text(String(decoding: text, as: UTF8.self))) }
      text = []
    }
    var i = range.lowerBound
    while i < range.upperBound {
      let byte = source.bytes[i]
      if byte == UInt8(ascii: "\\") {
        guard i + 1 < range.upperBound, let escaped = Self.escapes[source.bytes[i + 1]] else {
          throw Diagnostic(
            .unknownEscape, "strings know the escapes \\n \\t \\\" \\\\ \\{ \\}",
            at: span(Range(from: i, upTo: min(i + 2, range.upperBound))))
        }
        text.append(escaped)
        i += 2
      } else if byte == UInt8(ascii: "{") {
        flush()
        guard let close = Interpolation.braceEnd(source.bytes, from: i + 1, before: range.upperBound) else {
          throw Diagnostic(
            .unclosed, "this brace is not closed", at: span(Range(from: i, upTo: i + 1)),
            label: "add a `}`, or write `\\{`")
        }
        pieces.append(try interpolation(Range(from: i + 1, upTo: close)))
        i = close + 1
      } else {
        text.append(byte)
        i += 1
      }
    }
    flush()
    return pieces
  }

  private static let escapes: [UInt8: UInt8] = [
    UInt8(ascii: "n"): 10, UInt8(ascii: "t"): 9, UInt8(ascii: "\""): 34, UInt8(ascii: "\\"): 92,
    UInt8(ascii: "{"): 123, UInt8(ascii: "}"): 125,
  ]

  private mutating func interpolation(_ range: Range<Int>) throws -> Expression.Piece {
    let colon = Interpolation.colon(source.bytes, in: range)
    let body = Range(from: range.lowerBound, upTo: colon ?? range.upperBound)
    var parser = Parser(source, range: body, depth: depth)
    let value = try parser.whole(end: "`}`")
    height = max(height, parser.height)
    guard let colon else { return .value(value, format: nil) }
    let format = source.text(Range(from: colon + 1, upTo: range.upperBound))
    guard TextFormat(format) != nil else {
      throw Diagnostic(
        .badFormat, "`\(format)` is not a format", at: span(Range(from: colon + 1, upTo: range.upperBound)),
        label: "such as `.3e`, `8.2f`, `03d`, or `10`, `>10`, `^10` for any text; width and digits are below 100")
    }
    return .value(value, format: format)
  }
}
