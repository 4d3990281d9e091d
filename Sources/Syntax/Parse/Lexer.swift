import Checked
import Limits

/// Text to tokens, in one pass and linear time. Newlines inside brackets, and after `\`, are white space.
public struct Lexer {
  let source: Source
  /// The source's, at hand.
  let bytes: [UInt8]
  var position: Int
  let limit: Int
  /// The brackets that are open, and whether one was closed by another's partner: more text mends that no more.
  private var brackets: [UInt8] = []
  private var isMismatched = false
  /// Before this place strings end at the first quote.
  var plainUntil = 0
  public internal(set) var errors: [Diagnostic] = []
  /// A bracket or a `\` waits for more text.
  public private(set) var isOpen = false

  public init(_ source: Source, range: Range<Int>? = nil) {
    (self.source, bytes) = (source, source.bytes)
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
  init(_ source: Source, from start: Int) {
    (self.source, bytes) = (source, source.bytes)
    (position, limit) = (start, source.bytes.count)
  }

  public mutating func tokens() -> [Token] {
    var result: [Token] = []
    result.reserveCapacity(min(Self.longestText, (limit - position) / 2))
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

  func byte(_ ahead: Int = 0) -> UInt8? {
    position + ahead < limit ? bytes[position + ahead] : nil
  }

  private mutating func skipLine() {
    while let b = byte(), !Self.endsLine(b) { position += 1 }
  }

  /// A line ends with either or with both in this order.
  static func endsLine(_ b: UInt8) -> Bool { b == UInt8(ascii: "\n") || b == UInt8(ascii: "\r") }

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
    if startsName { return token(name()) }
    if b == UInt8(ascii: "\"") { return token(string()) }
    if let second = Self.second(of: b), byte(1) == second {
      position += 2
      return token(.symbol(Symbol(b, second)))
    }
    position += 1
    follow(bracket: b)
    return Self.isSign(b) ? token(.symbol(Symbol(b))) : unknown(from: start, isSpaced: isSpaced)
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
        limit, Interpolation.plainStringEnd(bytes, from: ahead.position, before: limit) + 1)
    } else {
      return false
    }
    ahead.skipSpace()
    return ahead.byte() == UInt8(ascii: ":")
  }

  var startsName: Bool {
    guard let b = byte() else { return false }
    if b < 0x80 { return Self.isLetter(b) }
    return Identifier.scalar(bytes, at: position, before: limit).map { Identifier.isStart($0.scalar) } ?? false
  }

  /// Whether those that were passed over are letters of ASCII alone.
  @discardableResult
  mutating func skipLetters() -> Bool {
    var isASCII = true
    while let b = byte() {
      if b < 0x80 {
        guard Self.isLetter(b) || Self.isDigit(b) else { break }
        position += 1
      } else {
        guard let next = Identifier.scalar(bytes, at: position, before: limit), Identifier.isPart(next.scalar)
        else { break }
        position += next.width
        isASCII = false
      }
    }
    return isASCII
  }

  /// What makes one sign of two with a character: .. == != <= >= // ->
  private static func second(of first: UInt8) -> UInt8? {
    switch first {
    case UInt8(ascii: "."), UInt8(ascii: "/"): first
    case UInt8(ascii: "="), UInt8(ascii: "!"), UInt8(ascii: "<"), UInt8(ascii: ">"): UInt8(ascii: "=")
    case UInt8(ascii: "-"): UInt8(ascii: ">")
    default: nil
    }
  }

  private static func isSign(_ b: UInt8) -> Bool {
    switch b {
    case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"),
      UInt8(ascii: "}"), UInt8(ascii: ","), UInt8(ascii: "="), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "+"),
      UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: "%"), UInt8(ascii: "^"), UInt8(ascii: "."),
      UInt8(ascii: ":"), UInt8(ascii: "?"):
      true
    default: false
    }
  }

  public static let longestName = 200
  /// Words and signs; a bound on the memory that reading takes.
  private static let longestText = 4_000_000

  static func isDigit(_ b: UInt8) -> Bool { Identifier.isDigit(b) }
  static func isLetter(_ b: UInt8) -> Bool { Identifier.isLetter(b) }
}
