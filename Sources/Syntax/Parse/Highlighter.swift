import Checked

/// What the parts of a text are, for an editor that colours them.
public struct Highlighter: Sendable {
  private let vocabulary: Vocabulary

  public init(_ vocabulary: Vocabulary) { self.vocabulary = vocabulary }

  public enum Kind: String, CaseIterable, Sendable { case command, word, number, string, quantity, function, comment }

  /// Words within statements that are coloured, besides `Parser.keywords`.
  public static let words = [
    "and", "or", "not", "by", "over", "of", "at", "until", "in", "step", "true", "false", "where", "then", "with",
    "descending", "ascending",
  ]

  private static let allWords = Set(Parser.keywords + words)

  /// Stretches of bytes that are more than plain text, in order.
  public func runs(of text: String) -> [(range: Range<Int>, kind: Kind)] { runs(of: Source(text)) }

  public func runs(of source: Source) -> [(range: Range<Int>, kind: Kind)] {
    var lexer = Lexer(source)
    return runs(of: source, lexer.tokens())
  }

  /// - Parameter tokens: those of the source.
  public func runs(of source: Source, _ tokens: [Token]) -> [(range: Range<Int>, kind: Kind)] {
    var runs: [(range: Range<Int>, kind: Kind)] = []
    var end = 0
    var first = 0
    for (i, token) in tokens.enumerated() {
      runs += Self.comments(source.bytes, Range(from: end, upTo: token.range.lowerBound)).map { ($0, .comment) }
      end = token.range.upperBound
      if let kind = kind(of: tokens, i, begins: mayBegin(tokens, i, from: first)) { runs.append((token.range, kind)) }
      if token.kind == .newline || token.isSymbol("{") || token.isSymbol("}") { first = i + 1 }
    }
    return runs
  }

  /// Whether a command may begin at a token: at a statement's start, `first`, or behind `let NAME =`; not a record's `name:`.
  private func mayBegin(_ tokens: [Token], _ i: Int, from first: Int) -> Bool {
    if i == first { return !tokens[min(i + 1, tokens.count - 1)].isSymbol(":") }
    return i == first + 3 && tokens[first].isName("let") && tokens[first + 2].isSymbol("=")
  }

  private func kind(of tokens: [Token], _ i: Int, begins: Bool) -> Kind? {
    switch tokens[i].kind {
    case .number: return .number
    case .string: return .string
    case .name(let name):
      let next = tokens[min(i + 1, tokens.count - 1)]
      // A process may be called as a command is: train.momentum.
      if begins, vocabulary.verbs.contains(name), !(next.isSymbol(".") && !next.isSpaced) { return .command }
      // An option's name; a member.
      if next.isSymbol("=") || (i > 0 && tokens[i - 1].isSymbol(".") && !tokens[i].isSpaced) { return nil }
      if Self.allWords.contains(name) { return .word }
      if vocabulary.quantities.contains(name) { return .quantity }
      return vocabulary.functions.contains(name) && next.isSymbol("(") ? .function : nil
    default: return nil
    }
  }

  /// The comments in what stands between two tokens: each begins at a `#`, since nothing else there holds one.
  private static func comments(_ bytes: [UInt8], _ gap: Range<Int>) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var rest = bytes[gap]
    while let start = rest.firstIndex(of: UInt8(ascii: "#")) {
      let end = rest[start...].firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") } ?? gap.upperBound
      found.append(Range(from: start, upTo: end))
      rest = rest[end...]
    }
    return found
  }
}
