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
  public internal(set) var tokens: [Token]
  var position = 0
  var depth = 0
  /// How many operators lie within each other in what was parsed of the present expression.
  var height = 0
  /// How many `else if` the present block lies behind, each within the one before it.
  var branches = 0
  /// Within a command's arguments, outside brackets.
  var separatesBySpace = false
  /// `by` belongs to what stands around: sort t by loss.
  var stopsAtBy = false
  /// `>` before a file's name ends the expression: it is a statement by itself.
  var endsAtRedirect = false
  /// Behind `at layer`, where `of` belongs to what stands before the `at`.
  var isInPlace = false
  var isInLoop = false
  /// How many bytes were read more than once.
  private var readAgain = 0
  var isInFunction = false
  public internal(set) var errors: [Diagnostic]
  /// Names that statements give which cannot be read: that they are not known is no error of its own.
  public private(set) var lostNames: [String] = []
  /// The text ends within a bracket, a block or a continued line: a session asks for more.
  public internal(set) var isIncomplete: Bool
  /// Asked within brackets, which may hold much.
  var turns = Turns(every: 256)
  let vocabulary: Vocabulary

  /// The words that begin a statement of the language itself.
  public static let keywords = [
    "let", "param", "for", "while", "break", "continue", "if", "else", "def", "return", "try", "otherwise", "include",
    "expect",
    "assert",
  ]
  static let keywordSet = Set(keywords)
  static let maximumDepth = 200
  static let mostBranches = 500

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

  mutating func block(until close: Symbol?) -> [Statement] {
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
      let start = position
      do {
        statements.append(try statement())
        try endOfStatement()
        if position == start { advance() }
      } catch let error as Diagnostic {
        errors.append(error)
        loseNames(from: start)
        if !resume(behind: error) { recover() }
      } catch {}
    }
    return statements
  }

  mutating func endOfStatement() throws {
    switch current.kind {
    case .newline, .end: return
    case .symbol("}") where depth > 0: return
    case .symbol("="): throw unexpected("the end of the statement", definitionAdvice)
    default: throw unexpected("the end of the statement", callAdvice)
    }
  }

  /// The present statement's first token.
  var beginning: Int {
    var first = position
    while first > 0, tokens[first - 1].kind != .newline, !tokens[first - 1].isSymbol("{") { first -= 1 }
    return first
  }

  /// Where `=` compares nothing: f(x) = x^2, t where a = 1.
  var definitionAdvice: String {
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
  var callAdvice: String? {
    if current.isName("with") { return "a column has a name: t with NAME=VALUE" }
    let first = beginning
    guard first + 1 < position, case .name(let word) = tokens[first].kind, vocabulary.functions.contains(word),
      !tokens[first + 1].isSymbol("(")
    else { return nil }
    return "several arguments stand in brackets: \(word)(a, b)"
  }

  /// let NAME, def NAME, define cluster NAME
  private mutating func loseNames(from start: Int) {
    guard case .name(let word) = tokens[start].kind else { return }
    let place = start + (["let", "param", "for", "def"].contains(word) ? 1 : 2)
    guard place < tokens.count, place == start + 1 || vocabulary.verbs.contains(word),
      case .name(let name) = tokens[place].kind
    else { return }
    lostNames.append(name)
  }

  /// Goes on behind the line of a bracket that is not closed: what follows is read anew, since within brackets lines do not
  /// end. False where there is nothing to gain.
  private mutating func resume(behind error: Diagnostic) -> Bool {
    guard error.code === ErrorCode.unclosed, let place = error.span?.range.lowerBound else { return false }
    let end = source.range(ofLine: source.line(at: place)).upperBound
    let rest = source.bytes.count - end
    let first = tokens.firstIndex { $0.range.lowerBound >= place } ?? tokens.count
    let head = tokens[..<first] + tokens[first...].prefix { $0.range.upperBound <= end }
    let closesBlock = tokens[Range(from: first, upTo: head.count)].contains { $0.isSymbol("}") }
    guard rest > 0, readAgain + rest <= 4 * source.bytes.count, !closesBlock else { return false }
    readAgain += rest
    // Its errors are known from the first time.
    var lexer = Lexer(source, from: end)
    tokens = head + lexer.tokens()
    position = head.count
    separatesBySpace = false
    return true
  }

  /// To the end of the line, past blocks that were opened on it.
  mutating func recover() {
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
}
