/// What the parts of a line are, for an editor that colours them.
public enum Highlighter {
  public enum Kind: Sendable { case command, word, number, string, quantity, function, comment }

  /// Stretches of bytes that are more than plain text, in order.
  public static func runs(of line: String) -> [(range: Range<Int>, kind: Kind)] {
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
    if let comment = comment(source.bytes, tokens) { runs.append((comment, .comment)) }
    return runs
  }

  private static func kind(of token: Token, next: Token, isFirst: Bool) -> Kind? {
    switch token.kind {
    case .number: return .number
    case .string: return .string
    case .name(let name):
      if next.isSymbol("="), !isFirst { return nil }
      if isFirst, Registry.verbs.contains(name) { return .command }
      if Parser.keywords.contains(name)
        || ["and", "or", "not", "by", "over", "of", "at", "until", "in", "step", "true", "false"].contains(name)
      {
        return .word
      }
      if Registry.quantity(name) != nil { return .quantity }
      return Registry.function(name) != nil && next.isSymbol("(") ? .function : nil
    default: return nil
    }
  }

  /// The comment at the end of a line: it begins at the first `#` behind the last token.
  private static func comment(_ bytes: [UInt8], _ tokens: [Token]) -> Range<Int>? {
    let end = tokens.last { $0.kind != .end && $0.kind != .newline }?.range.upperBound ?? 0
    guard let start = bytes[min(end, bytes.count)...].firstIndex(of: UInt8(ascii: "#")) else { return nil }
    return start..<bytes.count
  }
}

extension Interpreter {
  /// What could come next, to be shown greyed behind the cursor: the rest of the only word that fits, or the options
  /// that are left.
  public func hint(for line: String) -> String {
    guard !line.isEmpty, line.utf8.count < 200 else { return "" }
    let completion = complete(line: line, cursor: line.utf8.count)
    let typed = completion.range.count
    if typed > 0 {
      guard completion.candidates.count == 1, let only = completion.candidates.first, only.utf8.count > typed else {
        return ""
      }
      return String(decoding: Array(only.utf8)[typed...], as: UTF8.self)
    }
    return line.last == " " ? next(after: line) : ""
  }

  /// The subjects that a verb knows, or the parameters that a command has not been given yet.
  private func next(after line: String) -> String {
    var lexer = Lexer(Source(line))
    let tokens = lexer.tokens().dropLast()
    guard let first = tokens.first, case .name(let verb) = first.kind, !tokens.last!.isSymbol("=") else { return "" }
    let commands = Registry.commands(verb: verb)
    let names = tokens.compactMap { if case .name(let name) = $0.kind { name } else { nil } }
    if tokens.count == 1, commands.count > 1 { return commands.compactMap(\.subject).joined(separator: "|") }
    let bySubject = names.count > 1 ? commands.first { $0.subject == names[1] } : nil
    guard let command = bySubject ?? commands.first(where: { $0.subject == nil }) else { return "" }
    let words = tokens.count - (command.subject == nil ? 1 : 2)
    let left = command.parameters.filter { p in p.isPositional ? words == 0 : !names.contains(p.name) }
    return left.prefix(4).map { $0.isPositional ? $0.name.uppercased() : "[\($0.name)=\($0.standard ?? "...")]" }
      .joined(separator: " ")
  }
}
