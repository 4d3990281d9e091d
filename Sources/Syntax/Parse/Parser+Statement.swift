import Checked

/// Statements: what a line, or a word with its blocks, does.
extension Parser {
  mutating func statement() throws -> Statement {
    let start = current
    let kind = try statementKind()
    return Statement(kind: kind, span: span(Range(from: start.range.lowerBound, upTo: previousEnd)))
  }

  mutating func statementKind() throws -> Statement.Kind {
    guard case .name(let word) = current.kind else { return try valueStatement() }
    if Self.keywordSet.contains(word) {
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
  mutating func valueStatement() throws -> Statement.Kind {
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
  mutating func calledOrPlain() throws -> Expression {
    guard case .name(let word) = current.kind, vocabulary.functions.contains(word), startsArgument(next), next.isSpaced,
      !startsSort, !startsNotIn
    else { return try expression() }
    let name = try self.name("a function")
    let argument = try expression()
    return Expression(kind: .call(name, [argument]), span: name.span.to(argument.span))
  }

  /// Whether the present word begins a command: a process may be called as a command is, and `train.momentum` is of it.
  func isVerb(_ word: String) -> Bool {
    vocabulary.verbs.contains(word) && !(next.isSymbol(".") && !next.isSpaced)
  }

  /// What follows a word that begins a statement.
  mutating func keyword(_ word: String, _ here: Span) throws -> Statement.Kind {
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
      if current.kind == .end, errors.last?.code === ErrorCode.unclosedBlock { return .attempt(body, otherwise: []) }
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

  mutating func binding() throws -> Statement.Kind {
    let name = try self.name("a name")
    if current.isSymbol("(") { throw unexpected("`=`", "a function is defined by `def \(name.text)(x) = ...`") }
    try expect("=")
    guard case .name(let word) = current.kind, isVerb(word), !next.isSymbol("(") || next.isSpaced else {
      return .bind(name, try calledOrPlain().named(name.text))
    }
    return .bindResult(name, try command())
  }

  mutating func definition() throws -> Definition {
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
  mutating func parameters(_ open: Token) throws -> ([Name], [Expression]) {
    let place = position - 1
    do { return try declared(open) } catch let error as Diagnostic {
      guard error.code != .unclosed, isUnmatched(place) else { throw error }
      throw unclosed(open, ")")
    }
  }

  mutating func declared(_ open: Token) throws -> ([Name], [Expression]) {
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
  var isAtEnd: Bool { current.kind == .newline || current.kind == .end || current.isSymbol("}") }

  /// if c { } else { }, or the value if c then a else b.
  mutating func branch(from start: Span) throws -> Statement.Kind {
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

  mutating func braces(inLoop: Bool = false) throws -> [Statement] {
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
      // What stands in it is known nevertheless, to who edits it.
      errors.append(Diagnostic(.unclosedBlock, "this block is not closed", at: span(open.range), label: "add a `}`"))
      return statements
    }
    advance()
    return statements
  }
}
