import Checked

/// What the parts of a line are, for an editor that colours them.
public struct Highlighter: Sendable {
  private let vocabulary: Vocabulary

  public init(_ vocabulary: Vocabulary) { self.vocabulary = vocabulary }

  public enum Kind: Sendable { case command, word, number, string, quantity, function, comment }

  /// Stretches of bytes that are more than plain text, in order.
  public func runs(of line: String) -> [(range: Range<Int>, kind: Kind)] {
    let source = Source(line)
    var lexer = Lexer(source)
    let tokens = lexer.tokens()
    var runs: [(range: Range<Int>, kind: Kind)] = []
    var isFirst = true
    for (i, token) in tokens.enumerated() {
      if let kind = kind(of: token, next: i + 1 < tokens.count ? tokens[i + 1] : token, isFirst: isFirst) {
        runs.append((token.range, kind))
      }
      isFirst = token.kind == .newline || token.isSymbol("{") || token.isSymbol("}")
    }
    if let comment = Self.comment(source.bytes, tokens) { runs.append((comment, .comment)) }
    return runs
  }

  private func kind(of token: Token, next: Token, isFirst: Bool) -> Kind? {
    switch token.kind {
    case .number: return .number
    case .string: return .string
    case .name(let name):
      if next.isSymbol("="), !isFirst { return nil }
      if isFirst, vocabulary.verbs.contains(name) { return .command }
      if Parser.keywords.contains(name)
        || ["and", "or", "not", "by", "over", "of", "at", "until", "in", "step", "true", "false", "where", "then"]
          .contains(name)
      {
        return .word
      }
      if vocabulary.quantities.contains(name) { return .quantity }
      return vocabulary.functions.contains(name) && next.isSymbol("(") ? .function : nil
    default: return nil
    }
  }

  /// The comment at the end of a line: it begins at the first `#` behind the last token.
  private static func comment(_ bytes: [UInt8], _ tokens: [Token]) -> Range<Int>? {
    let end = tokens.last { $0.kind != .end && $0.kind != .newline }?.range.upperBound ?? 0
    guard let start = bytes[min(end, bytes.count)...].firstIndex(of: UInt8(ascii: "#")) else { return nil }
    return Range(from: start, upTo: bytes.count)
  }
}
