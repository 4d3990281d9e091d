/// Errors of the text itself, before anything is known of what its words mean.
extension ErrorCode {
  public static let syntaxErrors: [ErrorCode] = [
    .assignment, .badEncoding, .badFormat, .badNumber, .longName, .noFunction, .noLoop, .syntax, .tooDeep, .tooLong,
    .twice,
    .unclosed, .unclosedBlock, .unclosedString, .unknownCharacter, .unknownEscape, .unknownUnit,
  ]

  public static let assignment = ErrorCode(
    "assignment", "a value gets its name by `let`",
    remedy: "Write `let x = 3`.", example: "x = 3")
  public static let badEncoding = ErrorCode(
    "bad-encoding", "a script holds bytes that are not UTF-8",
    remedy: "Save it as UTF-8; `iconv -f LATIN1 -t UTF-8` makes it so.")
  public static let badFormat = ErrorCode(
    "bad-format", "what stands behind the colon in a string's braces is no format, or not one of this value",
    remedy: "Write one such as `.3e`, `8.2f`, or a width: `10`, `>10`, `^10`.", example: "print \"{1/3:.3q}\"")
  public static let badNumber = ErrorCode(
    "bad-number", "digits that do not make a number",
    remedy: "Write 1.5, 2e-3, or put a space between a number and a name.", example: "print 1.2.3")
  public static let longName = ErrorCode(
    "long-name", "a name has more than 10,000 letters",
    remedy: "Choose a shorter one; a quote may be missing.")
  public static let noFunction = ErrorCode(
    "no-function", "`return` stands outside a function",
    remedy: "Put it into the block of a `def`.", example: "return 1")
  public static let noLoop = ErrorCode(
    "no-loop", "`break` or `continue` stands outside a loop",
    remedy: "Put it into the block of a `for` or `while`.", example: "break")
  public static let syntax = ErrorCode(
    "syntax", "something else stands where the grammar wants what the message names",
    remedy: "Look at the place under the carets, and just before it.", example: "print 1 +")
  public static let tooDeep = ErrorCode(
    "too-deep", "brackets, blocks or calls lie too deeply within each other",
    remedy: "A function that calls itself needs a case that ends it; cut an expression into several.",
    example: "def f(n) = f(n + 1); f(1)")
  public static let tooLong = ErrorCode(
    "too-long", "a text, a chain of operators or a formula is longer than what is read",
    remedy: "Cut it into several, by `let` or `include`.")
  public static let twice = ErrorCode(
    "twice", "something that can be given once is given twice",
    remedy: "Leave one of the two out.", example: "def f(x, x) = 1")
  public static let unclosed = ErrorCode(
    "unclosed", "a bracket or brace has no partner",
    remedy: "Close it; within a string a brace that is meant itself is written `\\{`.", example: "print (1 + 2")
  public static let unclosedBlock = ErrorCode(
    "unclosed-block", "the block of a statement has no closing brace",
    remedy: "Close it by `}`.", example: "if true {")
  public static let unclosedString = ErrorCode(
    "unclosed-string", "a string has no closing quote on its line",
    remedy: "Add a `\"`.", example: "print \"abc")
  public static let unknownCharacter = ErrorCode(
    "unknown-character", "a character means nothing in the language",
    remedy: "Take it out, or put it within quotes.", example: "print 3 $ 4")
  public static let unknownEscape = ErrorCode(
    "unknown-escape", "a string has a backslash before a letter that is no escape",
    remedy: "The escapes are \\n \\t \\\" \\\\ \\{ \\}.", example: "print \"\\q\"")
  public static let unknownUnit = ErrorCode(
    "unknown-unit", "a number is followed by letters that are no unit",
    remedy: "The only unit is `deg`.", example: "print 3kg")
}
