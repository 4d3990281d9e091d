import Checked
import Limits

extension Parser {
  /// The one expression that a part of a source is.
  ///
  /// - Parameter end: what must follow it, for the message.
  public static func expression(_ source: Source, _ range: Range<Int>, end: String) throws -> Expression {
    var parser = Parser(source, range: range, depth: 0)
    return try parser.whole(end: end)
  }

  mutating func whole(end: String) throws -> Expression {
    let expression = try expression()
    if let error = errors.first { throw error }
    guard current.kind == .end else { throw unexpected(end) }
    return expression
  }

  mutating func expression() throws -> Expression {
    let outer = height
    height = 0
    defer { height = max(outer, height) }
    if startsLambda { return try lambda() }
    if current.isName("if") {
      let start = span(current.range)
      advance()
      return try conditional(from: start)
    }
    return try selections(of: startsSort ? sorting() : operators(above: 0))
  }

  /// What stands behind a value: `where` and `with`, as often as they come.
  mutating func selections(of value: Expression) throws -> Expression {
    var value = value
    for _ in 0..<Self.longestChain {
      if startsExtension || current.isName("where") { try grow() }
      if startsExtension {
        value = try extending(value)
        continue
      }
      guard current.isName("where") else { return value }
      advance()
      let condition = try operators(above: 0)
      value = Expression(kind: .selection(value, condition: condition), span: value.span.to(condition.span))
    }
    throw tooManyOperators
  }

  private var tooManyOperators: Diagnostic {
    Diagnostic(.tooLong, "more than \(Self.longestChain) operators in a row", at: span(current.range))
  }

  /// Precedence climbing; `^` goes right, all others left. `a..b [step h]` stands between comparisons and sums.
  mutating func operators(above floor: Int) throws -> Expression {
    try enter()
    let outer = height
    height = 0
    defer {
      depth -= 1
      height = max(outer, height)
    }
    var left = try unary()
    for _ in 0..<Self.longestChain {
      try grow()
      if floor < 4, current.isSymbol("..") {
        left = try range(from: left)
      } else if floor < BinaryOperator.within.precedence, current.isName("not"), next.isName("in") {
        advance()
        advance()
        let right = try operators(above: BinaryOperator.within.precedence)
        let span = left.span.to(right.span)
        let within = Expression(kind: .binary(.within, left, right), span: span)
        left = Expression(kind: .unary(.not, within), span: span)
      } else if let op = binaryOperator, op.precedence > floor {
        advance()
        let right = try operators(above: op == .power ? op.precedence - 1 : op.precedence)
        left = Expression(kind: .binary(op, left, right), span: left.span.to(right.span))
      } else {
        return left
      }
    }
    throw tooManyOperators
  }

  /// An expression is a tree as deep as its operators are many; its depth must stay within the stack.
  private static let longestChain = 500
  private static let greatestHeight = 2000

  /// What was parsed so far becomes a part of one operator more.
  private mutating func grow() throws {
    height += 1
    guard height <= Self.greatestHeight else {
      throw Diagnostic(.tooDeep, "operators are nested too deeply here", at: span(current.range))
    }
  }

  /// What is said of a file's name that stands without quotes.
  static let fileName = "a file's name stands in quotes: \"swap.svg\""

  private mutating func range(from low: Expression) throws -> Expression {
    advance()
    let high = try operators(above: 4)
    var step: Expression?
    if current.isName("step") {
      advance()
      step = try operators(above: 4)
    }
    return Expression(kind: .range(low, high, step: step), span: low.span.to(step?.span ?? high.span))
  }

  /// Those that are signs, in the order of their declaration.
  private static let binaryOperators = BinaryOperator.allCases.compactMap { own in
    Symbol(own.rawValue).map { (symbol: $0, own: own) }
  }

  private var binaryOperator: BinaryOperator? {
    switch current.kind {
    case .name("and"): return .and
    case .name("or"): return .or
    case .name("in"): return .within
    case .symbol(let symbol):
      if separatesBySpace || endsAtRedirect {
        if isRedirect || (symbol == ">" && unquotedFile != nil) { return nil }
        if separatesBySpace, symbol == "-", current.isSpaced, !next.isSpaced { return nil }
      }
      return Self.binaryOperators.first { $0.symbol == symbol }?.own
    default: return nil
    }
  }

  private mutating func unary() throws -> Expression {
    let start = current
    if current.isName("not") {
      advance()
      let value = try operators(above: 2)
      return Expression(kind: .unary(.not, value), span: span(start.range).to(value.span))
    }
    if current.isSymbol("-") {
      advance()
      let value = try operators(above: 7)
      return Expression(kind: .unary(.minus, value), span: span(start.range).to(value.span))
    }
    return try postfix()
  }

  private mutating func postfix() throws -> Expression {
    var value = try primary()
    var count = 0
    while let longer = try extended(value) {
      value = longer
      count += 1
      try grow()
      if count > 100 {
        throw Diagnostic(.tooLong, "more than 100 indices or slices in a row", at: span(current.range))
      }
    }
    return value
  }

  /// The value with one more call, index, member or slice; nil when nothing of the kind follows.
  private mutating func extended(_ value: Expression) throws -> Expression? {
    switch current.kind {
    case .symbol("(") where !current.isSpaced:
      guard value.canBeCalled else { return nil }
      let arguments = try arguments()
      guard let name = value.bareName else {
        return Expression(kind: .apply(value, arguments), span: value.span.to(before))
      }
      return Expression(kind: .call(Name(text: name, span: value.span), arguments), span: value.span.to(before))
    case .symbol("[") where !current.isSpaced:
      let items = try list(close: "]")
      guard items.count == 1 else {
        throw Diagnostic(.syntax, "an index is one number", at: value.span.to(before))
      }
      return Expression(kind: .index(value, items[0]), span: value.span.to(before))
    case .symbol("."):
      advance()
      let member = try name("a name after `.`")
      return Expression(kind: .member(value, member), span: value.span.to(member.span))
    case .name("by") where stopsAtBy: return nil
    case .name(let word) where Self.sliceWords.contains(word) && !next.isSymbol("="):
      if word == "of", separatesBySpace, !value.mayBeQuantity || next.isString { return nil }
      if word == "of", isInPlace, case .number = value.kind { return nil }
      return try slice(value, word)
    default: return nil
    }
  }

  private static let sliceWords: Set<String> = ["by", "over", "of", "at"]

  private mutating func slice(_ value: Expression, _ word: String) throws -> Expression {
    advance()
    if word == "by", let x = try abscissa() {
      return Expression(kind: .slice(value, .per(x)), span: value.span.to(before))
    }
    let name = try self.name(word == "of" ? "a cluster or a process" : word == "by" ? "`cluster`" : "`layer` or `step`")
    let kind: Expression.Slice
    switch word {
    case "by": kind = .by(name)
    case "over": kind = .over(name)
    case "of": kind = .of(name)
    default:
      let outer = isInPlace
      isInPlace = true
      defer { isInPlace = outer }
      kind = .at(name, try operators(above: 4))
    }
    let sliced = Expression(kind: .slice(value, kind), span: value.span.to(before))
    if word == "by", let groups = try grouping(sliced) { return groups }
    return sliced
  }

  /// What stands behind `by` and is no single word: `by t.rate`, `by log(n)`, `by (a + b)`, `by [1, 2, 3]`. Slices that
  /// follow belong to the whole. Nil where a word stands there alone, or `cluster` or `point`.
  private mutating func abscissa() throws -> Expression? {
    switch current.kind {
    case .symbol("("), .symbol("["): break
    case .name(let word) where !["cluster", "point"].contains(word):
      let goesOn = next.isSymbol(".") || (next.isSymbol("(") || next.isSymbol("[")) && !next.isSpaced
      guard goesOn else { return nil }
    default: return nil
    }
    var value = try primary()
    while current.isSymbol(".") || (current.isSymbol("(") || current.isSymbol("[")) && !current.isSpaced {
      guard let longer = try extended(value) else { break }
      value = longer
    }
    return value
  }

  /// The span of the token that was read last.
  var before: Span { span(tokens[max(0, position - 1)].range) }

  mutating func primary() throws -> Expression {
    let token = current
    let here = span(token.range)
    switch token.kind {
    case .number(let value):
      advance()
      return Expression(kind: .number(value), span: here)
    case .string(let inside):
      advance()
      return Expression(kind: .string(try pieces(inside)), span: here)
    case .name(let word) where !Self.joints.contains(word):
      advance()
      if word == "true" || word == "false" { return Expression(kind: .bool(word == "true"), span: here) }
      return Expression(kind: .name(word), span: here)
    case .symbol("("):
      let items = try list(close: ")")
      let whole = here.to(before)
      if items.isEmpty { throw Diagnostic(.syntax, "there is nothing between these brackets", at: whole) }
      return items.count == 1
        ? Expression(kind: items[0].kind, span: whole) : Expression(kind: .vector(items), span: whole)
    case .symbol("["):
      let items = try list(close: "]")
      return Expression(kind: .list(items), span: here.to(before))
    case .symbol("{"): return try record()
    case .symbol("->"):
      throw Diagnostic(
        .syntax, "`->` stands where a value is expected", at: here,
        label: "within an expression a function stands in brackets: (x -> x^2)")
    case .name("if"):
      throw Diagnostic(
        .syntax, "an `if` within an expression stands in brackets", at: here, label: "write (if a then b else c)")
    case .symbol("*") where position > 0 && tokens[position - 1].isSymbol("*"):
      throw Diagnostic(.syntax, "`**` is no operator", at: here, label: "a power is written x^n")
    case .symbol(">") where position > 0 && tokens[position - 1].isSymbol(">"):
      throw Diagnostic(
        .syntax, "`>>` is no operator", at: here, label: "`>` writes a file anew; nothing is added to one")
    case .symbol(let sign) where ["<", ">", "<=", ">=", "==", "!="].contains(sign) && !separatesBySpace:
      throw unexpected("a value", "it stands between two values, such as xs > 2")
    case .symbol(let sign) where separatesBySpace && [".", "..", "/"].contains(sign):
      throw Diagnostic(.syntax, "`\(sign.text)` stands where a value is expected", at: here, label: Self.fileName)
    default: throw unexpected("a value")
    }
  }
}
