import Checked

/// Commands with their arguments.
extension Parser {
  /// Whether a token after a word makes the line a command: nothing that an expression could go on with.
  func startsArgument(_ token: Token) -> Bool {
    switch token.kind {
    case .number, .string: true
    case .name(let word): !Self.infixWords.contains(word)
    default: false
    }
  }

  /// x not in xs
  var startsNotIn: Bool {
    next.isName("not") && position + 2 < tokens.count && tokens[position + 2].isName("in")
  }

  mutating func command() throws -> CommandCall {
    let verb = try name("a command")
    separatesBySpace = true
    defer { separatesBySpace = false }
    var arguments: [Argument] = []
    arguments.reserveCapacity(4)
    var redirect: Expression?
    var block: [Statement]?
    while current.kind != .newline, current.kind != .end, !(depth > 0 && current.isSymbol("}")) {
      if isRedirect {
        advance()
        redirect = try primary()
        break
      }
      if current.isSymbol("{"), vocabulary.blockVerbs.contains(verb.text) {
        separatesBySpace = false
        block = try apart { try $0.braces() }
        break
      }
      if current.isSymbol(">"), let range = unquotedFile {
        throw Diagnostic(
          .syntax, "a file's name stands in quotes", at: span(range), label: "write \"\(source.text(range))\"")
      }
      arguments.append(try argument())
    }
    return CommandCall(verb: verb, arguments: arguments, redirect: redirect, block: block)
  }

  /// A script of its own: what stands around it is no loop and no function of its own.
  private mutating func apart<T>(_ body: (inout Parser) throws -> T) rethrows -> T {
    let outer = (isInLoop, isInFunction)
    (isInLoop, isInFunction) = (false, false)
    defer { (isInLoop, isInFunction) = outer }
    return try body(&self)
  }

  var isRedirect: Bool {
    if current.isSymbol(">"), case .string = next.kind { return true }
    return false
  }

  /// The file's name behind a `>`, where it stands without quotes: a word with an ending that files have, or one that
  /// begins as paths do. A comparison has neither.
  var unquotedFile: Range<Int>? {
    let start = next.range.lowerBound
    let rest = source.bytes[Range(from: start, upTo: source.bytes.count)]
    let word = rest.prefix { !" \t\r\n;#\"()[]{}".utf8.contains($0) }
    let text = source.text(Range(from: start, upTo: word.endIndex))
    let isPath = ["/", "./", "../", "~"].contains(where: text.hasPrefix)
    let isFile = Self.endings.contains { text.lowercased().hasSuffix("." + $0) && text.utf8.count > $0.utf8.count + 1 }
    return isPath || isFile ? Range(from: start, upTo: word.endIndex) : nil
  }

  static let endings = [
    "svg", "png", "pdf", "gif", "html", "txt", "csv", "json", "npz", "jpg", "jpeg", "nsh", "log", "tsv", "dat",
  ]

  mutating func argument() throws -> Argument {
    if case .name(let word) = current.kind {
      let name = Name(text: word, span: span(current.range))
      if startsSignature {
        let signature = try signature()
        if current.kind == .newline || current.kind == .end { throw unexpected("a formula") }
        return Argument(kind: .definition(signature), value: try expression())
      }
      if next.isSymbol("=") {
        advance()
        advance()
        if current.kind == .newline || current.kind == .end { throw unexpected("a value for `\(word)`") }
        return Argument(kind: .option(name), value: try expression())
      }
      if word == "of", next.kind == .newline || next.kind == .end || next.isSymbol("}") {
        advance()
        return Argument(kind: .of(name), value: Expression(kind: .name(word), span: name.span))
      }
      // help where
      if Self.joints.contains(word), next.kind == .newline || next.kind == .end {
        advance()
        return Argument(kind: .positional, value: Expression(kind: .name(word), span: name.span))
      }
      if word == "until" {
        advance()
        return Argument(kind: .until(name), value: try expression())
      }
      if word == "by", next.isNameOrString {
        advance()
        return Argument(kind: .option(name), value: try primary())
      }
      if word == "of" {
        advance()
        if case .string = current.kind { return Argument(kind: .of(name), value: try primary()) }
        return Argument(kind: .of(name), value: try self.word(of: "a process"))
      }
    }
    return Argument(kind: .positional, value: try expression())
  }

  mutating func word(of what: String) throws -> Expression {
    let name = try name(what)
    return Expression(kind: .name(name.text), span: name.span)
  }
}
