import Checked
import Limits

/// Text to tokens, in one pass and linear time. Newlines inside brackets, and after `\`, are white space.
public struct Lexer {
  private let source: Source
  private var position: Int
  private let limit: Int
  /// The brackets that are open, and whether one was closed by another's partner: more text mends that no more.
  private var brackets: [UInt8] = []
  private var isMismatched = false
  /// Before this place strings end at the first quote.
  private var plainUntil = 0
  public private(set) var errors: [Diagnostic] = []
  /// A bracket or a `\` waits for more text.
  public private(set) var isOpen = false

  public init(_ source: Source, range: Range<Int>? = nil) {
    self.source = source
    position = range?.lowerBound ?? 0
    limit = range?.upperBound ?? source.bytes.count
    guard range == nil else { return }
    if let place = source.bytes.firstInvalid {
      errors = [
        Diagnostic(
          .badEncoding, "this is not UTF-8",
          at: Span(source, Range(from: place, upTo: min(place + 1, source.bytes.count))))
      ]
      position = limit
    }
    if source.bytes.starts(with: [UInt8].byteOrderMark) { position = max(position, 3) }
    if source.bytes[min(position, limit)...].starts(with: Array("#!".utf8)) { skipLine() }
  }

  /// From a place on, outside of brackets.
  init(_ source: Source, from start: Int) { (self.source, position, limit) = (source, start, source.bytes.count) }

  public mutating func tokens() -> [Token] {
    var result: [Token] = []
    result.reserveCapacity(min(Self.longestText, (limit - position) / 3))
    // Left where the work should end; whoever asked for the tokens asks as well.
    var turns = Turns(every: 1024)
    while !turns.isOver {
      let start = position
      skipSpace()
      let token = next(isSpaced: position > start || start == 0)
      result.append(token)
      if token.kind == .end || errors.count >= Diagnostic.most { break }
      if result.count > Self.longestText {
        errors = [
          Diagnostic(
            .tooLong, "a text of more than \(Self.longestText / 1_000_000) million words",
            at: Span(source, token.range))
        ]
        result = []
        break
      }
    }
    if result.last?.kind != .end {
      result.append(Token(kind: .end, range: Range(from: limit, upTo: limit), isSpaced: true))
    }
    isOpen = isOpen || !brackets.isEmpty && !isMismatched
    return result
  }

  private func byte(_ ahead: Int = 0) -> UInt8? {
    position + ahead < limit ? source.bytes[position + ahead] : nil
  }

  private mutating func skipLine() {
    while let b = byte(), !Self.endsLine(b) { position += 1 }
  }

  /// A line ends with either or with both in this order.
  private static func endsLine(_ b: UInt8) -> Bool { b == UInt8(ascii: "\n") || b == UInt8(ascii: "\r") }

  private mutating func skipSpace() {
    while let b = byte() {
      switch b {
      case UInt8(ascii: " "), UInt8(ascii: "\t"): position += 1
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        guard !brackets.isEmpty || (b == UInt8(ascii: "\r") && byte(1) == UInt8(ascii: "\n")) else { return }
        position += 1
      case UInt8(ascii: "#"): skipLine()
      case UInt8(ascii: "\\"):
        guard byte(1).map(Self.endsLine) == true else {
          if position + 1 == limit { isOpen = true }
          return
        }
        position += byte(1) == UInt8(ascii: "\r") && byte(2) == UInt8(ascii: "\n") ? 3 : 2
        if position == limit { isOpen = true }
      default: return
      }
    }
  }

  private mutating func next(isSpaced: Bool) -> Token {
    let start = position
    guard let b = byte() else { return Token(kind: .end, range: Range(from: limit, upTo: limit), isSpaced: true) }
    func token(_ kind: Token.Kind) -> Token {
      Token(kind: kind, range: Range(from: start, upTo: position), isSpaced: isSpaced)
    }
    if Self.endsLine(b) || b == UInt8(ascii: ";") {
      position += 1
      return token(.newline)
    }
    if Self.isDigit(b) || (b == UInt8(ascii: ".") && byte(1).map(Self.isDigit) == true) {
      return token(number())
    }
    if startsName {
      skipLetters()
      if position - start > Self.longestName {
        errors.append(
          Diagnostic(
            .longName, "a name of more than \(Self.longestName) letters",
            at: Span(source, Range(from: start, upTo: position)))
        )
      }
      let name = source.text(Range(from: start, upTo: min(position, start + Self.longestName)))
      return token(.name(Identifier.canonical(name)))
    }
    if b == UInt8(ascii: "\"") { return token(string()) }
    for symbol in Self.pairs where byte() == symbol.utf8.first && byte(1) == symbol.utf8.last {
      position += 2
      return token(.symbol(symbol))
    }
    position += 1
    follow(bracket: b)
    if "()[]{},=<>+-*/%^.:?".utf8.contains(b) { return token(.symbol(String(UnicodeScalar(b)))) }
    return unknown(from: start, isSpaced: isSpaced)
  }

  /// Keeps the brackets that are open, within which lines go on.
  private mutating func follow(bracket b: UInt8) {
    switch b {
    case UInt8(ascii: "("), UInt8(ascii: "["): brackets.append(b)
    case UInt8(ascii: ")"), UInt8(ascii: "]"):
      let partner = b == UInt8(ascii: ")") ? UInt8(ascii: "(") : UInt8(ascii: "[")
      if brackets.popLast() != partner { isMismatched = true }
    // Behind a block's brace lines end again, whatever was left open before it.
    case UInt8(ascii: "{"): if startsRecord { brackets.append(b) } else { brackets = [] }
    case UInt8(ascii: "}"):
      if let open = brackets.lastIndex(of: UInt8(ascii: "{")) {
        if open < brackets.count - 1 { isMismatched = true }
        brackets.removeSubrange(open...)
      } else {
        brackets = []
      }
    default: break
    }
  }

  /// Whether what follows a brace is a record's: a name or a string and a colon, or, within brackets, its end. No block
  /// begins so.
  private var startsRecord: Bool {
    var ahead = self
    // Lines and comments are passed over; what is asked for is one word away.
    ahead.brackets = [UInt8(ascii: "{")]
    ahead.skipSpace()
    if ahead.byte() == UInt8(ascii: "}") { return !brackets.isEmpty }
    if ahead.startsName {
      ahead.skipLetters()
    } else if ahead.byte() == UInt8(ascii: "\"") {
      ahead.position = min(
        limit, Interpolation.plainStringEnd(source.bytes, from: ahead.position, before: limit) + 1)
    } else {
      return false
    }
    ahead.skipSpace()
    return ahead.byte() == UInt8(ascii: ":")
  }

  private var startsName: Bool {
    guard let b = byte() else { return false }
    if b < 0x80 { return Self.isLetter(b) }
    return Identifier.scalar(source.bytes, at: position, before: limit).map { Identifier.isStart($0.scalar) } ?? false
  }

  private mutating func skipLetters() {
    while let b = byte() {
      if b < 0x80 {
        guard Self.isLetter(b) || Self.isDigit(b) else { return }
        position += 1
      } else {
        guard let next = Identifier.scalar(source.bytes, at: position, before: limit), Identifier.isPart(next.scalar)
        else { return }
        position += next.width
      }
    }
  }

  /// What was probably meant by a character that other languages have.
  private static let hints: [UInt8: String] = [
    UInt8(ascii: "&"): "write `and`", UInt8(ascii: "|"): "write `or`", UInt8(ascii: "!"): "write `not`",
    UInt8(ascii: "'"): "strings stand between double quotes",
    UInt8(ascii: "`"): "there is no way to the system's shell",
    UInt8(ascii: "$"): "a name stands without it",
    UInt8(ascii: "~"): "a file's name stands in quotes",
  ]

  private static let pairs = ["..", "==", "!=", "<=", ">=", "//", "->"]

  /// Reports one run of characters that the language does not know, and goes on after it.
  private mutating func unknown(from start: Int, isSpaced: Bool) -> Token {
    while let c = byte(), !startsName, c >= 0x80 || (c < 32 && c != 9 && c != 10 && c != 13) { position += 1 }
    let first = source.bytes[start]
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

  private mutating func number() -> Token.Kind {
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
    if position == end, let whole = Self.whole(source.bytes[Range(from: start, upTo: end)]),
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
  private static func whole(_ digits: ArraySlice<UInt8>) -> Double? {
    guard digits.count <= 15, digits.allSatisfy(isDigit) else { return nil }
    return digits.reduce(0) { 10 * $0 + Double($1 - UInt8(ascii: "0")) }
  }

  private mutating func string() -> Token.Kind {
    let start = position
    let end = start < plainUntil ? nil : Interpolation.stringEnd(source.bytes, from: start, before: limit)
    position = end ?? Interpolation.plainStringEnd(source.bytes, from: start, before: limit)
    // Of a line on which a brace is left open each string is looked at once.
    if end == nil, plainUntil <= start {
      plainUntil = source.bytes[Range(from: start, upTo: limit)].firstIndex(where: Self.endsLine) ?? limit
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

  public static let longestName = 200
  /// Words and signs; a bound on the memory that reading takes.
  private static let longestText = 4_000_000

  static func isDigit(_ b: UInt8) -> Bool { Identifier.isDigit(b) }
  static func isLetter(_ b: UInt8) -> Bool { Identifier.isLetter(b) }
}
