import Checked
import Limits

/// Text to statements. Several errors are found in one run: after each the parser goes on at the next statement.
///
///     script     = { statement ( newline | ";" ) }
///     statement  = "let" NAME "=" ( expr | command ) | "param" NAME "=" expr
///                | "for" NAME "in" expr block | "while" expr block | "break" | "continue"
///                | "if" expr block [ "else" ( block | if ) ]
///                | "def" NAME "(" [ NAME [ "=" expr ] { "," ... } ] ")" ( "=" expr | block ) | "return" [ expr ]
///                | "try" block "otherwise" block | "include" STRING
///                | ( "expect" | "assert" ) expr [ STRING ]
///                | VERB { argument } [ ">" STRING ]            a command
///                | expr
///     block      = "{" script "}"
///     argument   = NAME "=" expr | "until" expr | ( "by" | "of" ) ( NAME | STRING ) | expr
///     expr       = NAME "->" expr | "(" [ NAME { "," NAME } ] ")" "->" expr
///                | "if" expr "then" expr "else" expr
///                | operators { "where" operators }
///     operators  = range with operators, weakest first:
///                  or | and | not | < <= > >= == != in | a..b [ step h ] | + - | * / // % | - (sign) | ^ | postfix
///     postfix    = primary { "(" args ")" | "[" expr "]" | "." NAME
///                | "by" NAME | "by" primary { call, index or member } | "over" NAME | "of" NAME | "at" NAME expr }
///     args       = [ expr { "," expr } ] { "," NAME "=" expr }
///     primary    = NUMBER | STRING | "true" | "false" | NAME | "(" expr { "," expr } ")" | "[" { expr "," } "]"
///                | "{" { ( NAME | STRING ) ":" expr "," } "}"
///
/// In a command's arguments white space separates: `(` and `[` belong to the word before only when they touch it, a `-`
/// with a space before and none after begins a new argument, `of` and `by` belong to a name before them and else to the
/// command, and `>` before a string names the file that takes the output.
public struct Parser {
  let source: Source
  var tokens: [Token]
  var position = 0
  var depth = 0
  /// How many operators lie within each other in what was parsed of the present expression.
  var height = 0
  /// How many `else if` the present block lies behind, each within the one before it.
  private var branches = 0
  /// Within a command's arguments, outside brackets.
  var separatesBySpace = false
  /// `by` belongs to what stands around: sort t by loss.
  var stopsAtBy = false
  /// `>` before a file's name ends the expression: it is a statement by itself.
  var endsAtRedirect = false
  /// Behind `at layer`, where `of` belongs to what stands before the `at`.
  var isInPlace = false
  private var isInLoop = false
  private var isInFunction = false
  public internal(set) var errors: [Diagnostic]
  /// The text ends within a bracket, a block or a continued line: a session asks for more.
  public private(set) var isIncomplete: Bool
  private let vocabulary: Vocabulary

  /// The words that begin a statement of the language itself.
  public static let keywords = [
    "let", "param", "for", "while", "break", "continue", "if", "else", "def", "return", "try", "otherwise", "include",
    "expect",
    "assert",
  ]
  static let maximumDepth = 200
  private static let mostBranches = 500

  public init(_ source: Source, _ vocabulary: Vocabulary) {
    var lexer = Lexer(source)
    self.source = source
    tokens = lexer.tokens()
    errors = lexer.errors
    isIncomplete = lexer.isOpen
    self.vocabulary = vocabulary
  }

  /// A part of a source: what stands between the braces of a string.
  init(_ source: Source, range: Range<Int>, depth: Int) {
    var lexer = Lexer(source, range: range)
    self.source = source
    tokens = lexer.tokens()
    errors = lexer.errors
    isIncomplete = false
    vocabulary = Vocabulary()
    self.depth = depth
  }

  public mutating func parse() -> [Statement] {
    let statements = block(until: nil)
    return statements
  }

  private mutating func block(until close: String?) -> [Statement] {
    var statements: [Statement] = []
    // Left where the work should end; whoever asked for the statements asks as well.
    var turns = Turns(every: 256)
    while !turns.isOver {
      while current.kind == .newline { advance() }
      if current.kind == .end { break }
      if let close, current.isSymbol(close) { break }
      if errors.count >= Diagnostic.most {
        position = tokens.count - 1
        break
      }
      do {
        let start = position
        statements.append(try statement())
        try endOfStatement()
        if position == start { advance() }
      } catch let error as Diagnostic {
        errors.append(error)
        recover()
      } catch {}
    }
    return statements
  }

  private mutating func endOfStatement() throws {
    switch current.kind {
    case .newline, .end: return
    case .symbol("}") where depth > 0: return
    case .symbol("="): throw unexpected("the end of the statement", definitionAdvice)
    default: throw unexpected("the end of the statement", callAdvice)
    }
  }

  /// The present statement's first token.
  private var beginning: Int {
    var first = position
    while first > 0, tokens[first - 1].kind != .newline, !tokens[first - 1].isSymbol("{") { first -= 1 }
    return first
  }

  /// Where `=` compares nothing: f(x) = x^2, t where a = 1.
  private var definitionAdvice: String {
    let first = beginning
    if tokens[position - 1].isSymbol("]") {
      return "nothing is set within a value: make it anew, such as `let a = append(a, 3)`"
    }
    guard first + 1 < position, case .name(let word) = tokens[first].kind, tokens[first + 1].isSymbol("("),
      tokens[position - 1].isSymbol(")")
    else { return "`==` compares, `let` gives a name" }
    return "a function is defined by `def \(word)(...) = ...`"
  }

  /// Where a function of several things was written without brackets: join t u.
  private var callAdvice: String? {
    if current.isName("with") { return "a column has a name: t with NAME=VALUE" }
    let first = beginning
    guard first + 1 < position, case .name(let word) = tokens[first].kind, vocabulary.functions.contains(word),
      !tokens[first + 1].isSymbol("(")
    else { return nil }
    return "several arguments stand in brackets: \(word)(a, b)"
  }

  /// To the end of the line, past blocks that were opened on it.
  private mutating func recover() {
    separatesBySpace = false
    var open = 0
    while current.kind != .end {
      if current.isSymbol("{") { open += 1 }
      if current.isSymbol("}") {
        if open == 0 {
          if depth == 0 { advance() }
          return
        }
        open -= 1
      }
      if current.kind == .newline, open == 0 { return }
      advance()
    }
  }

  // MARK: Statements

  private mutating func statement() throws -> Statement {
    let start = current
    let kind = try statementKind()
    return Statement(kind: kind, span: span(Range(from: start.range.lowerBound, upTo: previousEnd)))
  }

  private mutating func statementKind() throws -> Statement.Kind {
    guard case .name(let word) = current.kind else { return try valueStatement() }
    if Self.keywords.contains(word) {
      let here = span(current.range)
      advance()
      return try keyword(word, here)
    }
    if next.isSymbol("=") {
      throw Diagnostic(
        .assignment, "a value gets its name by `let`", at: span(current.range), label: "write `let \(word) = ...`")
    }
    if isVerb(word) { return .command(try command()) }
    if startsArgument(next), !startsNotIn, !startsSort, !vocabulary.functions.contains(word) {
      return .command(try command())
    }
    return try valueStatement()
  }

  /// An expression by itself, or `t > "t.csv"`, which is `write t > "t.csv"`.
  private mutating func valueStatement() throws -> Statement.Kind {
    let start = span(Range(from: current.range.lowerBound, upTo: current.range.lowerBound))
    endsAtRedirect = true
    defer { endsAtRedirect = false }
    let value = try calledOrPlain()
    if current.isSymbol(">"), let range = unquotedFile {
      throw Diagnostic(
        .syntax, "a file's name stands in quotes", at: span(range), label: "write \"\(source.text(range))\"")
    }
    guard isRedirect else { return .expression(value) }
    advance()
    let file = try primary()
    return .command(
      CommandCall(
        verb: Name(text: "write", span: start), arguments: [Argument(kind: .positional, value: value)], redirect: file))
  }

  /// An expression; where it begins a statement or a name's value, a function of one thing needs no brackets: `summary t`.
  private mutating func calledOrPlain() throws -> Expression {
    guard case .name(let word) = current.kind, vocabulary.functions.contains(word), startsArgument(next), next.isSpaced,
      !startsSort, !startsNotIn
    else { return try expression() }
    let name = try self.name("a function")
    let argument = try expression()
    return Expression(kind: .call(name, [argument]), span: name.span.to(argument.span))
  }

  /// Whether the present word begins a command: a process may be called as a command is, and `train.momentum` is of it.
  private func isVerb(_ word: String) -> Bool {
    vocabulary.verbs.contains(word) && !(next.isSymbol(".") && !next.isSpaced)
  }

  /// What follows a word that begins a statement.
  private mutating func keyword(_ word: String, _ here: Span) throws -> Statement.Kind {
    switch word {
    case "let": return try binding()
    case "param":
      let name = try self.name("a name")
      try expect("=")
      return .parameter(name, try expression())
    case "for":
      let name = try self.name("the name of the loop's variable")
      guard current.isName("in") else { throw unexpected("`in`") }
      advance()
      let values = try expression()
      return .loop(name, values, try braces(inLoop: true))
    case "while":
      let condition = try expression()
      return .repetition(condition, try braces(inLoop: true))
    case "if": return try branch(from: here)
    case "def": return .definition(try definition())
    case "break", "continue":
      guard isInLoop else { throw Diagnostic(.noLoop, "`\(word)` stands outside a loop", at: here) }
      return .jump(word == "break" ? .leave : .skip)
    case "return":
      guard isInFunction else { throw Diagnostic(.noFunction, "`return` stands outside a function", at: here) }
      return .jump(.result(isAtEnd ? nil : try expression()))
    case "try":
      let body = try braces()
      while current.kind == .newline { advance() }
      guard current.isName("otherwise") else { throw unexpected("`otherwise`") }
      advance()
      return .attempt(body, otherwise: try braces())
    case "include":
      guard case .string = current.kind else { throw unexpected("a file name in quotes") }
      return .include(try primary(), [])
    case "expect", "assert":
      let condition = try expression()
      var why: Expression?
      if case .string = current.kind { why = try primary() }
      return .expectation(condition, why: why, isAssertion: word == "assert")
    default:
      throw Diagnostic(.syntax, "`\(word)` goes on with a statement that does not stand before it", at: here)
    }
  }

  private mutating func binding() throws -> Statement.Kind {
    let name = try self.name("a name")
    if current.isSymbol("(") { throw unexpected("`=`", "a function is defined by `def \(name.text)(x) = ...`") }
    try expect("=")
    guard case .name(let word) = current.kind, isVerb(word), !next.isSymbol("(") || next.isSpaced else {
      return .bind(name, try calledOrPlain().named(name.text))
    }
    return .bindResult(name, try command())
  }

  private mutating func definition() throws -> Definition {
    let name = try self.name("the function's name")
    let open = current
    try expect("(")
    let (parameters, defaults) = try parameters(open)
    if current.isSymbol("=") {
      advance()
      return Definition(
        name: name, parameters: parameters, defaults: defaults, body: .expression(try expression()))
    }
    if !current.isSymbol("{") { throw unexpected("`=` or `{`", "def \(name.text)(...) = VALUE, or a block in braces") }
    let outer = (isInLoop, isInFunction)
    (isInLoop, isInFunction) = (false, true)
    defer { (isInLoop, isInFunction) = outer }
    return Definition(name: name, parameters: parameters, defaults: defaults, body: .block(try braces()))
  }

  /// x, n = 2), `open` being the bracket before.
  private mutating func parameters(_ open: Token) throws -> ([Name], [Expression]) {
    let place = position - 1
    do { return try declared(open) } catch let error as Diagnostic {
      guard error.code != .unclosed, isUnmatched(place) else { throw error }
      throw unclosed(open, ")")
    }
  }

  private mutating func declared(_ open: Token) throws -> ([Name], [Expression]) {
    var (parameters, defaults): ([Name], [Expression]) = ([], [])
    while !current.isSymbol(")") {
      if current.kind == .end { throw unclosed(open, ")") }
      let parameter = try name("a parameter's name")
      parameters.append(parameter)
      if current.isSymbol("=") {
        advance()
        defaults.append(try expression())
      } else if !defaults.isEmpty {
        throw Diagnostic(
          .syntax, "`\(parameter.text)` stands behind a parameter with a default", at: parameter.span,
          label: "give it one as well, or put it first")
      }
      if current.isSymbol(",") { advance() } else if !current.isSymbol(")") { throw unexpected("`,` or `)`") }
    }
    advance()
    try checkDistinct(parameters)
    return (parameters, defaults)
  }

  /// Nothing more stands in the statement.
  private var isAtEnd: Bool { current.kind == .newline || current.kind == .end || current.isSymbol("}") }

  /// if c { } else { }, or the value if c then a else b.
  private mutating func branch(from start: Span) throws -> Statement.Kind {
    let condition = try expression()
    if current.isName("then") { return .expression(try conditional(condition, from: start)) }
    let then = try braces()
    let mark = position
    while current.kind == .newline { advance() }
    guard current.isName("else") else {
      position = mark
      return .branch(condition, then, otherwise: [])
    }
    advance()
    if current.isName("if") {
      let start = current
      guard branches < Self.mostBranches else {
        position = tokens.count - 1
        throw Diagnostic(.tooLong, "more than \(Self.mostBranches) `else if` in a row", at: span(start.range))
      }
      branches += 1
      defer { branches -= 1 }
      advance()
      let kind = try branch(from: span(start.range))
      return .branch(
        condition, then,
        otherwise: [Statement(kind: kind, span: span(Range(from: start.range.lowerBound, upTo: previousEnd)))])
    }
    return .branch(condition, then, otherwise: try braces())
  }

  private mutating func braces(inLoop: Bool = false) throws -> [Statement] {
    guard current.isSymbol("{") else { throw unexpected("`{`", "a block stands in braces") }
    let open = current
    let outer = isInLoop
    isInLoop = isInLoop || inLoop
    try enter()
    defer {
      depth -= 1
      isInLoop = outer
    }
    advance()
    let statements = block(until: "}")
    guard current.isSymbol("}") else {
      isIncomplete = true
      throw Diagnostic(.unclosedBlock, "this block is not closed", at: span(open.range), label: "add a `}`")
    }
    advance()
    return statements
  }

  /// Whether a token after a word makes the line a command: nothing that an expression could go on with.
  private func startsArgument(_ token: Token) -> Bool {
    switch token.kind {
    case .number, .string: true
    case .name(let word): !Self.infixWords.contains(word)
    default: false
    }
  }

  /// x not in xs
  private var startsNotIn: Bool {
    next.isName("not") && position + 2 < tokens.count && tokens[position + 2].isName("in")
  }

  private mutating func command() throws -> CommandCall {
    let verb = try name("a command")
    separatesBySpace = true
    defer { separatesBySpace = false }
    var arguments: [Argument] = []
    var redirect: Expression?
    while current.kind != .newline, current.kind != .end, !(depth > 0 && current.isSymbol("}")) {
      if isRedirect {
        advance()
        redirect = try primary()
        break
      }
      if current.isSymbol(">"), let range = unquotedFile {
        throw Diagnostic(
          .syntax, "a file's name stands in quotes", at: span(range), label: "write \"\(source.text(range))\"")
      }
      arguments.append(try argument())
    }
    return CommandCall(verb: verb, arguments: arguments, redirect: redirect)
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

  private static let endings = [
    "svg", "png", "pdf", "gif", "html", "txt", "csv", "json", "npz", "jpg", "jpeg", "nsh", "log", "tsv", "dat",
  ]

  private mutating func argument() throws -> Argument {
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

  private mutating func word(of what: String) throws -> Expression {
    let name = try name(what)
    return Expression(kind: .name(name.text), span: name.span)
  }
}
