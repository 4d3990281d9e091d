import Checked

/// What the parser stands on, and its usual complaints.
extension Parser {
  /// Looked at in their places: a copy of each would cost more than what is asked of it.
  var current: Token { _read { yield tokens[position] } }
  var next: Token { _read { yield tokens[min(position + 1, tokens.count - 1)] } }
  var previousEnd: Int { position > 0 ? tokens[position - 1].range.upperBound : 0 }

  mutating func advance() { position = min(position + 1, tokens.count - 1) }

  func span(_ range: Range<Int>) -> Span { Span(source, range) }

  mutating func enter() throws {
    depth += 1
    if depth > Self.maximumDepth {
      depth -= 1
      let here = span(current.range)
      position = tokens.count - 1
      throw Diagnostic(
        .tooDeep, "brackets, signs or blocks are nested too deeply here", at: here)
    }
  }

  mutating func expect(_ symbol: Symbol) throws {
    guard current.isSymbol(symbol) else { throw unexpected("`\(symbol.text)`") }
    advance()
  }

  mutating func name(_ what: String) throws -> Name {
    guard case .name(let text) = current.kind else { throw unexpected(what) }
    defer { advance() }
    return Name(text: text, span: span(current.range))
  }

  /// A bracket without a partner is told where it was opened: within brackets lines go on, so that where the text ends, or
  /// where a later line makes no sense in it, says nothing of it.
  func unclosed(_ open: Token, _ close: Symbol) -> Diagnostic {
    Diagnostic(.unclosed, "this bracket is not closed", at: span(open.range), label: "add a `\(close.text)`")
  }

  /// Whether no bracket of its kind closes the one at this place. One that closes an outer bracket leaves those within
  /// open.
  func isUnmatched(_ place: Int) -> Bool {
    let partners: [Symbol: Symbol] = [")": "(", "]": "[", "}": "{"]
    var open: [Symbol] = []
    for token in tokens[place...] {
      guard case .symbol(let symbol) = token.kind else { continue }
      if token.opens { open.append(symbol) }
      guard let partner = partners[symbol] else { continue }
      guard let match = open.lastIndex(of: partner) else { return true }
      open.removeSubrange(match...)
      if open.isEmpty { return false }
    }
    return true
  }

  func unexpected(_ expected: String, _ label: String? = nil) -> Diagnostic {
    let found =
      switch current.kind {
      case .newline: "the line ends"
      case .end: "the text ends"
      default:
        "`\(source.text(Range(from: current.range.lowerBound, upTo: min(current.range.upperBound, current.range.lowerBound + 40))))` stands"
      }
    return Diagnostic(.syntax, "\(found) where \(expected) is expected", at: span(current.range), label: label)
  }
}
