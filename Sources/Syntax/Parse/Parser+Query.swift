/// Questions to tables:
///
///     table      = "sort" expr { "by" sum [ "descending" | "ascending" ] }
///                | expr "with" NAME "=" expr
///                | postfix { "by" NAME } { [ NAME "=" ] sum }          the first of these begins with a call
extension Parser {
  /// Words that go on with an expression, and so begin no value.
  static let infixWords: Set<String> = [
    "and", "or", "not", "in", "by", "over", "of", "at", "step", "where", "with", "then", "else", "descending",
    "ascending", "until",
  ]

  // MARK: sort t by loss descending

  /// Whether `sort` stands here and then what is sorted, rather than a call's bracket.
  var startsSort: Bool {
    guard current.isName("sort"), next.isSpaced else { return false }
    switch next.kind {
    case .name(let word): return !Self.infixWords.contains(word)
    case .symbol("("), .symbol("["), .symbol("{"): return true
    default: return false
    }
  }

  mutating func sorting() throws -> Expression {
    let start = span(current.range)
    advance()
    let outer = stopsAtBy
    stopsAtBy = true
    defer { stopsAtBy = outer }
    let value = try selections(of: try operators(above: 0))
    guard current.isName("by") else {
      throw Diagnostic(
        .syntax, unexpected("`by`").message, at: span(current.range),
        label: "a table is sorted by a column, sort t by loss; a list by sort(xs)")
    }
    var keys: [Query.Key] = []
    while current.isName("by") {
      advance()
      let key = try operators(above: 4)
      let isDescending = current.isName("descending")
      if isDescending || current.isName("ascending") { advance() }
      keys.append(Query.Key(value: key, isDescending: isDescending))
    }
    return Expression(kind: .query(value, .order(keys)), span: start.to(before))
  }

  // MARK: t with ratio=loss/rate

  var startsExtension: Bool {
    guard current.isName("with"), case .name = next.kind, position + 2 < tokens.count else { return false }
    return tokens[position + 2].isSymbol("=")
  }

  mutating func extending(_ value: Expression) throws -> Expression {
    advance()
    let name = try self.name("a column's name")
    advance()
    let column = try operators(above: 0)
    return Expression(kind: .query(value, .extend(name, column)), span: value.span.to(column.span))
  }

  // MARK: t by cluster mean(loss) n=count()

  private var startsMeasure: Bool {
    guard case .name(let word) = current.kind, !Self.infixWords.contains(word), !Self.joints.contains(word) else {
      return false
    }
    if next.isSymbol("("), !next.isSpaced { return true }
    return !separatesBySpace && next.isSymbol("=")
  }

  /// The groups of what was sliced by names, where measures follow; nil where none do.
  mutating func grouping(_ value: Expression) throws -> Expression? {
    guard startsMeasure else { return nil }
    var (table, keys): (Expression, [Name]) = (value, [])
    while case .slice(let inner, .by(let name)) = table.kind {
      keys.insert(name, at: 0)
      table = inner
    }
    let outer = stopsAtBy
    stopsAtBy = true
    defer { stopsAtBy = outer }
    var measures: [Query.Measure] = []
    while startsMeasure {
      var name: Name?
      if next.isSymbol("=") {
        name = try self.name("a column's name")
        advance()
      }
      let value = try operators(above: 4)
      measures.append(Query.Measure(name: name, value: value))
    }
    return Expression(kind: .query(table, .group(keys, measures)), span: value.span.to(before))
  }
}
