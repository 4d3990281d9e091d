import Checked

/// Names, numbers and strings, and characters that are none of these.
extension Lexer {
  mutating func name() -> Token.Kind {
    let start = position
    let isASCII = skipLetters()
    if position - start > Self.longestName {
      errors.append(
        Diagnostic(
          .longName, "a name of more than \(Self.longestName) letters",
          at: Span(source, Range(from: start, upTo: position)))
      )
    }
    let name = source.text(Range(from: start, upTo: min(position, start + Self.longestName)))
    return .name(isASCII ? name : Identifier.canonical(name))
  }

  /// What was probably meant by a character that other languages have.
  private static let hints: [UInt8: String] = [
    UInt8(ascii: "&"): "write `and`", UInt8(ascii: "|"): "write `or`", UInt8(ascii: "!"): "write `not`",
    UInt8(ascii: "'"): "strings stand between double quotes",
    UInt8(ascii: "`"): "there is no way to the system's shell",
    UInt8(ascii: "$"): "a name stands without it",
    UInt8(ascii: "~"): "a file's name stands in quotes",
  ]

  /// Reports one run of characters that the language does not know, and goes on after it.
  mutating func unknown(from start: Int, isSpaced: Bool) -> Token {
    while let c = byte(), !startsName, c >= 0x80 || (c < 32 && c != 9 && c != 10 && c != 13) { position += 1 }
    let first = bytes[start]
    let shown =
      first == UInt8(ascii: "`")
      ? "a backquote" : first >= 32 && first < 127 ? "`\(UnicodeScalar(first))`" : "this character"
    errors.append(
      Diagnostic(
        .unknownCharacter, "\(shown) means nothing here", at: Span(source, Range(from: start, upTo: position)),
        label: Self.hints[first]
      ))
    return Token(kind: .symbol("?"), range: Range(from: start, upTo: position), isSpaced: isSpaced)
  }

  mutating func number() -> Token.Kind {
    let start = position
    func digits() { while let c = byte(), Self.isDigit(c) || c == UInt8(ascii: "_") { position += 1 } }
    digits()
    if byte() == UInt8(ascii: "."), byte(1) != UInt8(ascii: "."), !(byte(1).map(Self.isLetter) ?? false) {
      position += 1
      digits()
    }
    if let e = byte(), e | 0x20 == UInt8(ascii: "e") {
      let sign = byte(1) == UInt8(ascii: "-") || byte(1) == UInt8(ascii: "+") ? 1 : 0
      if byte(1 + sign).map(Self.isDigit) == true {
        position += 1 + sign
        digits()
      }
    }
    let end = position
    skipLetters()
    if position == end, let whole = whole(Range(from: start, upTo: end)),
      byte() != UInt8(ascii: ".") || byte(1).map(Self.isDigit) != true
    {
      return .number(whole)
    }
    let text = source.text(Range(from: start, upTo: end)).filter { $0 != "_" }
    let unit = end
    let suffix = source.text(Range(from: unit, upTo: position))
    if suffix.isEmpty, byte() == UInt8(ascii: "."), let digit = byte(1), Self.isDigit(digit) {
      while let c = byte(), Self.isDigit(c) || c == UInt8(ascii: ".") { position += 1 }
      errors.append(
        Diagnostic(
          .badNumber, "`\(source.text(Range(from: start, upTo: min(position, start + 40))))` is not a number",
          at: Span(source, Range(from: start, upTo: position))))
    }
    if !suffix.isEmpty, suffix != "deg" {
      errors.append(
        Diagnostic(
          .unknownUnit, "`\(suffix)` is not a unit", at: Span(source, Range(from: unit, upTo: position)),
          label: "the only unit is `deg`"))
    }
    let value = Double(text) ?? .nan
    return .number(suffix == "deg" ? value * .pi / 180 : value)
  }

  /// The value of a few digits; nil of what else numbers have.
  private func whole(_ digits: Range<Int>) -> Double? {
    guard digits.count <= 15 else { return nil }
    var value = 0.0
    for place in digits {
      guard Self.isDigit(bytes[place]) else { return nil }
      value = 10 * value + Double(bytes[place] - UInt8(ascii: "0"))
    }
    return value
  }

  mutating func string() -> Token.Kind {
    let start = position
    let end = start < plainUntil ? nil : Interpolation.stringEnd(bytes, from: start, before: limit)
    position = end ?? Interpolation.plainStringEnd(bytes, from: start, before: limit)
    // Of a line on which a brace is left open each string is looked at once.
    if end == nil, plainUntil <= start {
      plainUntil = bytes[Range(from: start, upTo: limit)].firstIndex(where: Self.endsLine) ?? limit
    }
    let inside = Range(from: start + 1, upTo: min(position, limit))
    if byte() == UInt8(ascii: "\"") {
      position += 1
    } else {
      errors.append(
        Diagnostic(
          .unclosedString, "this string is not closed",
          at: Span(source, Range(from: start, upTo: min(position, limit))),
          label: "add a `\"`"))
    }
    return .string(inside)
  }
}
