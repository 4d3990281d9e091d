/// A word that begins a statement or stands within an expression, declared once for help and the reference.
public struct StatementWord: Sendable {
  public let name: String
  public let usage: String
  public let summary: String
  public let example: Command.Example
  /// Other words for it.
  var also: [String] = []

  static let all: [StatementWord] = [
    StatementWord(
      name: "let", usage: "let NAME = VALUE",
      summary: "gives a value its name; the value may be a command's table or figure",
      example: .init("let a = 2 + 3\nprint a", shows: "5")),
    StatementWord(
      name: "param", usage: "param NAME = VALUE", summary: "a value that `nsh script.nsh NAME=...` may set",
      example: .init("param rate = 0.1\nprint rate", shows: "0.1")),
    StatementWord(
      name: "for", usage: "for NAME in VALUES { }",
      summary: "runs the block for each entry of a range, list, vector or series",
      example: .init("for k in 1..3 { print k }", shows: "1\n2\n3")),
    StatementWord(
      name: "while", usage: "while CONDITION { }", summary: "runs the block as long as the condition is true",
      example: .init("let n = 1\nwhile n < 100 { let n = 2*n }\nprint n", shows: "128")),
    StatementWord(
      name: "break", usage: "break", summary: "leaves the innermost loop",
      example: .init("for k in 1..9 { if k > 2 { break } ; print k }", shows: "1\n2")),
    StatementWord(
      name: "continue", usage: "continue", summary: "goes on with the loop's next turn",
      example: .init("for k in 1..3 { if k == 2 { continue } ; print k }", shows: "1\n3")),
    StatementWord(
      name: "if", usage: "if CONDITION { } else { }",
      summary: "runs the first block when the condition is true, else the second",
      example: .init("if 1 < 2 { print \"yes\" } else { print \"no\" }", shows: "yes")),
    StatementWord(
      name: "def", usage: "def NAME(X, Y = DEFAULT) = VALUE, def NAME(X) { ... return VALUE }",
      summary:
        "defines a function; an argument with a default may be left out, and arguments may be given by name: f(2, n=3)",
      example: .init(
        "def factorial(n) { if n <= 1 { return 1 } ; return n * factorial(n - 1) }\nprint factorial(10)",
        shows: "3628800")),
    StatementWord(
      name: "return", usage: "return VALUE", summary: "leaves a function with its value",
      example: .init("def double(x) { return 2*x }\nprint double(4)", shows: "8")),
    StatementWord(
      name: "try", usage: "try { } otherwise { }",
      summary: "runs the second block when the first fails; `error` is then the message, and what had succeeded stays",
      example: .init(
        "try { print [1, 2][5] } otherwise { print error }", shows: "entry 5 does not exist: there are 1..2")),
    StatementWord(
      name: "include", usage: "include \"FILE\"",
      summary: "runs a file's statements here; its path is relative to the file that includes it",
      example: .init("include \"part.nsh\"\nprint a", shows: "2")),
    StatementWord(
      name: "expect", usage: "expect CONDITION \"WHY\"",
      summary: "reports when the condition is false and goes on; the exit status is then 3",
      example: .init("expect 1 < 2 \"as it should be\"", shows: "")),
    StatementWord(
      name: "assert", usage: "assert CONDITION \"WHY\"", summary: "stops when the condition is false",
      example: .init("assert 1 < 2", shows: "")),
    StatementWord(
      name: "then", usage: "if CONDITION then A else B", summary: "one of two values; the other is not asked for",
      example: .init("let x = -2\nprint (if x < 0 then -x else x)", shows: "2")),
    StatementWord(
      name: "where", usage: "VALUES where CONDITION",
      summary:
        "the entries of a list for which the condition, a truth for each, is true; of a table the rows, its columns being known by their names",
      example: .init("let xs = [1, 5, 3]\nprint (xs where xs > 2 and xs < 5)", shows: "[3]")),
    StatementWord(
      name: "in", usage: "VALUE in VALUES",
      summary:
        "whether a list, a range or a vector has the entry, a string the part, a record the member; `not in` is the contrary",
      example: .init("print (2 in [1, 2, 3]) (\"serve\" in \"conserve\") (7 not in 1..3)", shows: "true true true")),
    StatementWord(
      name: "lambda", usage: "X -> VALUE, (X, Y) -> VALUE",
      summary: "a function without a name; the variables that it finds around it keep for it the values that they have",
      example: .init("let n = 2\nlet f = x -> x^n\nlet n = 3\nprint f(5) map(x -> x + 1, 1..3)", shows: "25 [2, 3, 4]")),
    StatementWord(
      name: "by", usage: "QUANTITY by cluster|point, TABLE by COLUMN VALUE ...",
      summary:
        "one column for each cluster or point; of a table a row for each group: `t by cluster mean(loss) n=count()`",
      example: .init(exampleSetup + "print length((momentum by cluster)[0])", shows: "2")),
    StatementWord(
      name: "with", usage: "TABLE with NAME=VALUE",
      summary: "a column more, computed in each row, where the table's columns are names; docs/tables.md",
      example: .init("let t = table(a=[1, 2], b=[3, 4]) with c=a*b\nprint t.c", shows: "[3, 8]")),
    StatementWord(
      name: "descending", usage: "sort TABLE by VALUE descending",
      summary: "rows from large to small; without it from small to large. Several keys: `sort t by cluster by loss`",
      example: .init("let t = sort table(a=[1, 3, 2]) by a descending\nprint t.a", shows: "[3, 2, 1]")),
    StatementWord(
      name: "missing", usage: "missing",
      summary: "an entry of a table that has no value; nothing is computed of it, and nothing is above or below it",
      example: .init("let t = table(a=[1, missing, 3]) where a != missing\nprint t.a", shows: "[1, 3]")),
    StatementWord(
      name: "of", usage: "QUANTITY of CLUSTER", summary: "one cluster's part; `momentum.red` says the same",
      example: .init(exampleSetup + "print (angular of red)[2] == angular.red[2]", shows: "true")),
    StatementWord(
      name: "over", usage: "QUANTITY over layer|step",
      summary: "the axis: layers of the chain, or steps of its training",
      example: .init(exampleSetup + "train adam steps=3\nprint length(loss over step)", shows: "4")),
    StatementWord(
      name: "at", usage: "QUANTITY at layer K", summary: "the entry of one layer; `angular[K]` says the same",
      example: .init(exampleSetup + "print angular at layer last == angular[6]", shows: "true")),
  ]
}
