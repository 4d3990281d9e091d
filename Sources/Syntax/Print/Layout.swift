import Checked

/// A text laid out anew: the same words and comments in the same lines, with the usual indents and spaces.
///
/// Unlike `Printer`, which makes text of the tree, it keeps how numbers and strings are written, comments, empty lines
/// (one of several), where lines end, and several spaces in a row, which align what stands in a column.
public struct Layout {
  private let source: Source
  private let vocabulary: Vocabulary
  private let tokens: [Token]
  private let statements: [Statement]

  /// - Throws: the first `Diagnostic` of a text that cannot be read: nothing of it is moved.
  public init(_ source: Source, _ vocabulary: Vocabulary) throws {
    var parser = Parser(source, vocabulary)
    statements = parser.parse()
    if let error = parser.errors.first { throw error }
    (self.source, self.vocabulary, tokens) = (source, vocabulary, parser.tokens)
  }

  /// - Throws: `Diagnostic` where the text laid out would not say the same.
  public func text() throws -> String {
    let text = written()
    let after = Source(text)
    var parser = Parser(after, vocabulary)
    guard parser.parse() == statements, parser.errors.isEmpty, words == Self.words(after, parser.tokens),
      Self.comments(source, tokens) == Self.comments(after, parser.tokens)
    else { throw Diagnostic(.syntax, "this text cannot be laid out without a change of what it says") }
    return text
  }

  // MARK: What may not change

  private var words: [String] { Self.words(source, tokens) }

  private static func words(_ source: Source, _ tokens: [Token]) -> [String] {
    tokens.filter { $0.kind != .newline && $0.kind != .end }.map { source.text($0.range) }
  }

  private static func comments(_ source: Source, _ tokens: [Token]) -> [String] {
    gaps(source, tokens).flatMap { $0.compactMap { if case .comment(let text, _) = $0 { text } else { nil } } }
  }

  private static func gaps(_ source: Source, _ tokens: [Token]) -> [[Gap]] {
    var end = 0
    return tokens.map { token in
      defer { end = token.range.upperBound }
      return Gap.parts(source, Range(from: end, upTo: token.range.lowerBound))
    }
  }

  // MARK: Lines

  private func written() -> String {
    let lines = self.lines()
    let spacing = Spacing(source: source, tokens: tokens)
    var indents = Indents()
    var text = ""
    var isEmpty = true
    // Where the comment of the last line stood behind its words, and where it stands now.
    var column: (before: Int, after: Int)?
    for line in lines {
      if line.words.isEmpty, line.comment == nil, !line.isContinued, !line.goesOn {
        (isEmpty, column) = (true, nil)
        continue
      }
      if isEmpty, !text.isEmpty { text += newline }
      isEmpty = false
      var row = Self.spaces(indents.next(line, tokens)) + code(line, spacing)
      if line.comment == nil { column = nil }
      if let comment = line.comment {
        if !line.words.isEmpty {
          row += Self.spaces(line.space == 0 ? 2 : line.space)
          column = (line.column, row.unicodeScalars.count)
        } else if let above = column, above.before == line.column {
          // It goes on with the one above it.
          row = Self.spaces(above.after)
        } else {
          column = nil
        }
        row += comment
      }
      text += row + (line.isContinued ? " \\" : "") + newline
    }
    return text
  }

  private static func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }

  /// How the text's own lines end.
  private var newline: String {
    guard let end = source.bytes.firstIndex(of: UInt8(ascii: "\n")), end > 0 else { return "\n" }
    return source.bytes[end - 1] == UInt8(ascii: "\r") ? "\r\n" : "\n"
  }

  /// The words of each line of the text, by their tokens.
  private func lines() -> [LaidLine] {
    var lines = [LaidLine()]
    for (i, gap) in Self.gaps(source, tokens).enumerated() {
      for part in gap {
        switch part {
        case .space(let width): lines[lines.count - 1].space = width
        case .comment(let comment, let place):
          lines[lines.count - 1].comment = comment
          lines[lines.count - 1].column = column(of: place)
        case .end(let isContinued):
          lines[lines.count - 1].isContinued = isContinued
          lines.append(LaidLine(goesOn: isContinued))
        }
      }
      let token = tokens[i]
      if token.kind == .end { break }
      if token.kind == .newline, source.bytes[token.range.lowerBound] != UInt8(ascii: ";") {
        lines.append(LaidLine())
        continue
      }
      let space = lines[lines.count - 1].space
      lines[lines.count - 1].words.append((i, space))
      lines[lines.count - 1].space = 0
    }
    return lines
  }

  /// In characters.
  private func column(of place: Int) -> Int {
    let start = source.range(ofLine: source.line(at: place)).lowerBound
    return source.bytes[Range(from: start, upTo: place)].count { $0 & 0xC0 != 0x80 }
  }

  private func code(_ line: LaidLine, _ spacing: Spacing) -> String {
    var text = ""
    for (k, word) in line.words.enumerated() {
      if k > 0 {
        text += Self.spaces(spacing.between(line.words[k - 1].token, word.token, written: word.space))
      }
      text += source.text(tokens[word.token].range)
    }
    return text
  }
}

/// What stands between two tokens.
private enum Gap {
  case space(Int)
  /// And its place.
  case comment(String, Int)
  /// A line's end within brackets, or behind a backslash.
  case end(isContinued: Bool)

  static func parts(_ source: Source, _ range: Range<Int>) -> [Gap] {
    var parts: [Gap] = []
    var i = range.lowerBound
    func byte(_ k: Int) -> UInt8? { k < range.upperBound ? source.bytes[k] : nil }
    func isEnd(_ b: UInt8?) -> Bool { b == UInt8(ascii: "\n") || b == UInt8(ascii: "\r") }
    while let b = byte(i) {
      let start = i
      switch b {
      case UInt8(ascii: " "), UInt8(ascii: "\t"):
        while let c = byte(i), c == UInt8(ascii: " ") || c == UInt8(ascii: "\t") { i += 1 }
        let hasTab = source.bytes[Range(from: start, upTo: i)].contains(UInt8(ascii: "\t"))
        parts.append(.space(hasTab ? 1 : i - start))
      case UInt8(ascii: "#"):
        while let c = byte(i), !isEnd(c) { i += 1 }
        let text = source.bytes[Range(from: start, upTo: i)].reversed().drop {
          $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t")
        }
        parts.append(.comment(String(decoding: text.reversed(), as: UTF8.self), start))
      case UInt8(ascii: "\\"):
        i += byte(i + 1) == UInt8(ascii: "\r") && byte(i + 2) == UInt8(ascii: "\n") ? 3 : 2
        parts.append(.end(isContinued: true))
      case UInt8(ascii: "\r") where byte(i + 1) == UInt8(ascii: "\n"):
        i += 2
        parts.append(.end(isContinued: false))
      case UInt8(ascii: "\r")
      where i + 1 == range.upperBound && i + 1 < source.bytes.count
        && source.bytes[i + 1] == UInt8(ascii: "\n"):
        // The first half of an end that is a token.
        i += 1
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        i += 1
        parts.append(.end(isContinued: false))
      // The mark of byte order.
      default: i += 1
      }
    }
    return parts
  }
}

/// A line of the text.
struct LaidLine {
  /// Tokens, and how many spaces stand before each.
  var words: [(token: Int, space: Int)] = []
  var comment: String?
  /// Where that stands.
  var column = 0
  /// Before what comes next.
  var space = 0
  /// It ends with a backslash.
  var isContinued = false
  /// The line before does.
  var goesOn = false
}

/// How far lines are moved in: two spaces for each line whose brackets are still open.
private struct Indents {
  /// The lines of the brackets that are open, outermost first.
  private var open: [Int] = []
  private var line = 0

  mutating func next(_ line: LaidLine, _ tokens: [Token]) -> Int {
    self.line += 1
    var rest = line.words[...]
    while let word = rest.first, tokens[word.token].closes {
      _ = open.popLast()
      rest = rest.dropFirst()
    }
    defer {
      for word in rest {
        if tokens[word.token].closes { _ = open.popLast() }
        if tokens[word.token].opens { open.append(self.line) }
      }
    }
    return 2 * (Set(open).count + (line.goesOn ? 1 : 0))
  }
}
