import Checked
import Limits

/// Values that bring names along: functions without a name, records, a call's named arguments, and `if` as a value.
extension Parser {
  /// Words that join the parts of an expression, and so are no values themselves.
  static let joints: Set<String> = ["then", "else", "where", "in", "if"]

  // MARK: Functions

  /// Whether `x ->` or `(x, y) ->` stands here.
  var startsLambda: Bool {
    if case .name = current.kind { return next.isSymbol("->") }
    guard current.isSymbol("(") else { return false }
    var at = position + 1
    while at < tokens.count {
      switch tokens[at].kind {
      case .name, .symbol(","): at += 1
      case .symbol(")"): return at + 1 < tokens.count && tokens[at + 1].isSymbol("->")
      default: return false
      }
    }
    return false
  }

  mutating func lambda() throws -> Expression {
    let start = current
    try enter()
    defer { depth -= 1 }
    var parameters: [Name] = []
    if start.isSymbol("(") {
      advance()
      while !current.isSymbol(")") {
        parameters.append(try name("a parameter's name"))
        if current.isSymbol(",") { advance() } else if !current.isSymbol(")") { throw unexpected("`,` or `)`") }
      }
      advance()
    } else {
      parameters = [try name("a parameter's name")]
    }
    try checkDistinct(parameters)
    try expect("->")
    if current.isSymbol("{"), !startsRecord {
      throw Diagnostic(
        .syntax, "a function without a name is one expression", at: span(current.range),
        label: "several statements need def f(x) { ... }")
    }
    let body = try expression()
    let none = Name(text: "", span: span(start.range))
    return Expression(
      kind: .lambda(Definition(name: none, parameters: parameters, body: .expression(body))),
      span: span(start.range).to(body.span))
  }

  func checkDistinct(_ parameters: [Name]) throws {
    var seen = Set<String>()
    for parameter in parameters where !seen.insert(parameter.text).inserted {
      throw Diagnostic(.twice, "two parameters have the name `\(parameter.text)`", at: parameter.span)
    }
  }

  // MARK: if a then b else c

  /// - Parameter start: where the `if` stands, which has been read.
  mutating func conditional(from start: Span) throws -> Expression {
    try enter()
    defer { depth -= 1 }
    return try conditional(try expression(), from: start)
  }

  /// What follows the condition.
  mutating func conditional(_ condition: Expression, from start: Span) throws -> Expression {
    guard current.isName("then") else {
      throw Diagnostic(
        .syntax, unexpected("`then`").message, at: span(current.range), label: "a value is written if a then b else c")
    }
    advance()
    let then = try expression()
    guard current.isName("else") else {
      throw Diagnostic(
        .syntax, unexpected("`else`").message, at: span(current.range), label: "an `if` that is a value has both")
    }
    advance()
    let otherwise = try expression()
    return Expression(
      kind: .conditional(condition, then: then, otherwise: otherwise), span: start.to(otherwise.span))
  }

  // MARK: Records

  /// Whether a brace opens a record and no block.
  private var startsRecord: Bool {
    var at = position + 1
    while at < tokens.count, tokens[at].kind == .newline { at += 1 }
    guard at + 1 < tokens.count else { return false }
    switch tokens[at].kind {
    case .name, .string: return tokens[at + 1].isSymbol(":")
    case .symbol("}"): return true
    default: return false
    }
  }

  /// {a: 1, "long name": 2}
  mutating func record() throws -> Expression {
    let open = current
    guard startsRecord else {
      throw Diagnostic(
        .syntax, "`{` stands where a value is expected", at: span(open.range),
        label: "a record is written {a: 1, b: 2}")
    }
    try enter()
    let outer = (separatesBySpace, stopsAtBy, endsAtRedirect)
    (separatesBySpace, stopsAtBy, endsAtRedirect) = (false, false, false)
    defer {
      depth -= 1
      (separatesBySpace, stopsAtBy, endsAtRedirect) = outer
    }
    advance()
    skipLines()
    var fields: [Expression.Field] = []
    var names: Set<String> = []
    while !current.isSymbol("}") {
      try turns.check()
      if current.kind == .end { throw unclosed(open, "}") }
      let field = try self.field()
      guard names.insert(field.name.text).inserted else {
        throw Diagnostic(.twice, "the record has `\(field.name.text)` twice", at: field.name.span)
      }
      fields.append(field)
      skipLines()
      if current.isSymbol(",") {
        advance()
        skipLines()
      } else if current.kind == .end {
        throw unclosed(open, "}")
      } else if !current.isSymbol("}") {
        throw unexpected("`,` or `}`")
      }
    }
    advance()
    return Expression(kind: .record(fields), span: span(Range(from: open.range.lowerBound, upTo: previousEnd)))
  }

  private mutating func field() throws -> Expression.Field {
    let name: Name
    if case .string = current.kind {
      let text = try primary()
      guard let plain = text.plainText else {
        throw Diagnostic(.syntax, "a member's name has no braces", at: text.span)
      }
      name = Name(text: plain, span: text.span)
    } else {
      name = try self.name("a member's name")
    }
    try expect(":")
    skipLines()
    return Expression.Field(name: name, value: try expression())
  }

  private mutating func skipLines() { while current.kind == .newline { advance() } }

  // MARK: Brackets

  /// What stands between brackets, `current` being the first of them.
  mutating func list(close: Symbol, named: Bool = false) throws -> [Expression] {
    let place = position
    do { return try items(close: close, named: named) } catch let error as Diagnostic {
      guard error.code != .unclosed, error.code != .tooDeep, isUnmatched(place) else { throw error }
      throw unclosed(tokens[place], close)
    }
  }

  private mutating func items(close: Symbol, named: Bool) throws -> [Expression] {
    let open = current
    try enter()
    let outer = (separatesBySpace, stopsAtBy, endsAtRedirect, isInPlace)
    (separatesBySpace, stopsAtBy, endsAtRedirect, isInPlace) = (false, false, false, false)
    defer {
      depth -= 1
      (separatesBySpace, stopsAtBy, endsAtRedirect, isInPlace) = outer
    }
    advance()
    var items: [Expression] = []
    items.reserveCapacity(2)
    while !current.isSymbol(close) {
      if current.kind == .end { throw unclosed(open, close) }
      try turns.check()
      items.append(try argument(named: named))
      if current.isSymbol(",") {
        advance()
      } else if !current.isSymbol(close) {
        throw unexpected("`,` or `\(close.text)`")
      }
    }
    advance()
    return items
  }

  // MARK: A call's arguments

  /// What stands between a call's brackets: values, then name=value.
  mutating func arguments() throws -> [Expression] {
    let arguments = try list(close: ")", named: true)
    var names: Set<String> = []
    var last: Name?
    for argument in arguments {
      guard case .named(let name, _) = argument.kind else {
        if let last {
          throw Diagnostic(
            .syntax, "a value without a name stands behind `\(last.text)=...`", at: argument.span,
            label: "those without a name come first")
        }
        continue
      }
      guard names.insert(name.text).inserted else {
        throw Diagnostic(.twice, "`\(name.text)` is given twice", at: name.span)
      }
      last = name
    }
    return arguments
  }

  mutating func argument(named isNamed: Bool) throws -> Expression {
    guard isNamed, case .name(let word) = current.kind, next.isSymbol("=") else { return try expression() }
    let name = Name(text: word, span: span(current.range))
    advance()
    advance()
    let value = try expression()
    return Expression(kind: .named(name, value), span: name.span.to(value.span))
  }
}

extension Expression {
  /// A function without a name that knows which one it is given.
  func named(_ name: String) -> Expression {
    guard case .lambda(let f) = kind else { return self }
    let named = Definition(
      name: f.name, parameters: f.parameters, defaults: f.defaults, body: f.body, ownName: name)
    return Expression(kind: .lambda(named), span: span)
  }
}
