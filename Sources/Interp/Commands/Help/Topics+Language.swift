import Core
import Syntax

/// The language itself.
extension Topic {
  static let syntax = Topic(
    "syntax", also: ["grammar", "statements", "language", "comments"], "how statements are written",
    examples: [
      .init("let a = 3; let b = [1, 2,\n  3]\nprint a*b[2]   # a comment", shows: "6"),
      .init("for k in 1..3 {\n  if k == 2 { continue }\n  print k\n}", shows: "1\n3"),
    ]
  ) { language in
    """
      A command is a verb, its subject, options and a file: `plot path arrows=mean > "path.svg"`. `name=value` is an option, all else an expression.
      A statement ends with its line or with `;`. A line goes on within ( ) and [ ], or after a backslash. Comments begin with #.
      A name has letters of any script, digits and _, no digit first.
      Statements and the words within them:
    \(Help.columns(language.words.map { ($0.usage, $0.summary) }))
      `help operators` tells how values are joined, `help values` what there is of them.
    """
  }

  static let operators = Topic(
    "operators", also: ["operator", "arithmetic", "precedence", "comparison", "comparisons", "logic"],
    "how values are joined, the weakest first",
    examples: [
      .init("print 2^3^2 -2^2 7 // 2 (-7) % 3", shows: "512 -4 3 2"),
      .init("print 0.1 + 0.2 == 0.3 not 1 > 2 or false", shows: "false true"),
    ]
  ) { _ in
    let rows = Dictionary(grouping: BinaryOperator.allCases, by: \.precedence).sorted { $0.key < $1.key }.map {
      ($0.value.map(\.rawValue).joined(separator: " "), meanings[$0.key] ?? "")
    }
    return Help.columns(rows + [("a..b step h", meanings[4] ?? ""), ("- (sign)", meanings[7] ?? "")]) + """

        `not` stands between `and` and the comparisons, a..b between those and + -, the sign between * and ^.
        Weaker than all: `xs where CONDITION`, x -> VALUE, `if CONDITION then A else B`.
        Brackets come first. Behind a value bind tightest: f(x), a[k], t.name, and the slices `by`, `of`, `over`, `at`.
        In a command's arguments a space separates: `print 1 -2` prints two numbers, `print 1 - 2` one.
      """
  }

  /// By precedence.
  private static let meanings = [
    1: "one of both; the right side is not asked where the left one decides",
    2: "both; likewise",
    3: "comparisons; of a list entry by entry; a series holds where every entry's magnitude does; NaN makes each false",
    4: "a range, both ends in it",
    5: "sums of numbers, points, lists entry by entry; + joins strings and lists",
    6: "products; / is real division, // rounds down, % is the rest, of the divisor's sign",
    7: "the opposite",
    8: "the power, to the right: 2^3^2 is 2^9",
  ]

  static let values = Topic(
    "values", also: ["types", "kinds", "numbers", "number", "booleans", "vectors", "points", "ranges", "range"],
    "the kinds of values and how each is written",
    examples: [.init("print 90deg (1, 2).x list(0..1 step 0.5) true", shows: "1.5708 1 [0, 0.5, 1] true")]
  ) { _ in
    Help.columns([
      ("number", "1  1e-3  1_000  90deg; float64"), ("boolean", "true  false"), ("string", "\"loss {loss:.3e}\""),
      ("vector", "(0, 1): a point; .x .y, sums, multiples, dot, cross, norm"), ("list", "[1, \"a\", (0, 1)]"),
      ("range", "1..50  0..1 step 0.1: both ends"),
      ("series", "momentum by cluster: numbers over layers or steps, in columns"),
      ("table", "let t = conserve"), ("quantity", "momentum, loss: asked for its numbers when they are needed"),
      ("trace", "trace: all states and costates"), ("cluster, process", "red, deep; deep.loss, deep.parameters"),
      ("figure", "let f = plot path"), ("function", "sqrt, def f(x) = x^2, x -> x^2"),
      ("record", "{a: 1, b: (0, 1)}: members by their names, r.a"),
    ]) + "\n  `ans` is the last value that was shown. Nothing is converted silently: `number(\"3\")`, `string(3)`."
  }

  static let lists = Topic(
    "lists", also: ["list", "arrays", "array", "sequences", "entries", "index", "indices"],
    "how they are made, looked into and reduced",
    examples: [
      .init("let a = [3, 1, 2]\nprint a[1] a[last] length(a) sort(a)", shows: "3 2 3 [1, 2, 3]"),
      .init("def square(x) = x^2\nprint map(square, 1..4) sum([1, 2, 3])", shows: "[1, 4, 9, 16] 6"),
      .init("let points = [(0, 1), (2, 3)]\nprint points.x mean(points)", shows: "[0, 2] (1, 2)"),
    ]
  ) { language in
    "  [1, 2, 3], list(1..10). Entries count from 1: a[1], a[last], a[-1]. Several at once: a[2..4], a[[1, 3]], a[a > 2].\n"
      + "  Arithmetic goes entry by entry, + joins lists; `xs where xs > 3`, `3 in xs`, map(x -> x^2, xs).\n"
      + "  Of points .x and .y are lists again. A loop goes through one: for x in a { print x }.\n"
      + "  Functions go over entries, never over their components:\n"
      + functions(language, of: Function.lists + Function.reductions)
  }

  static let strings = Topic(
    "strings", also: ["string", "text", "texts", "escapes", "quotes"], "texts, and values within them",
    examples: [.init("let x = 2/3\nprint \"x is {x:.3f}, twice it {2*x}\"", shows: "x is 0.667, twice it 1.33333")]
  ) { _ in
    "  \"...\" on one line. Expressions stand in braces, perhaps with a format: \"{loss:.3e}\"; `help formats` lists those.\n"
      + "  Escapes: \\n \\t \\\" \\\\ \\{ \\}. + joins texts; string(x) makes one of a value, number(\"3\") the other way."
  }

  static let formats = Topic(
    "formats", also: ["format", "printing", "digits", "decimals", "rounding"],
    "how numbers are printed in a string's braces",
    examples: [.init("print \"{1/3:.3f} {1e5/3:.2e} {7:03d} {1/3:10.4g}|\"", shows: "0.333 3.33e4 007     0.3333|")]
  ) { _ in
    Help.columns([
      (".3f", "three digits behind the point"), (".3e", "with an exponent of ten"),
      (".6g", "six significant digits, the shorter of both"),
      ("d", "a whole number"), ("8.2f", "at least eight columns wide; {name:10} of any text"),
      ("<8 >8 ^8", "at the left, the right, in the middle"), ("03d", "filled up with zeros"),
    ]) + "\n  Without one: whole numbers in full up to fifteen digits, others to six. Width and digits are below 100."
  }

  static let functions = Topic(
    "functions", also: ["function", "def", "call", "calls"], "the functions there are, and how to make one",
    examples: [
      .init("def area(r) = pi*r^2\nprint area(2)", shows: "12.5664"),
      .init("def f(n) {\n  if n <= 1 { return 1 }\n  return n*f(n - 1)\n}\nprint f(5)", shows: "120"),
    ]
  ) { language in
    functions(language, of: language.functions)
      + "\n  def f(x, n = 2) = x^n makes one, def f(x) { ... return ... } one of several statements, x -> x^2 one without a name. An error within tells the calls that led there."
  }

  private static func functions(_ language: Language, of list: [Function]) -> String {
    Help.columns(list.map { ($0.usage, $0.summary) })
  }

  static let quantities = Topic(
    "quantities", also: ["quantity", "slices", "charges", "slice"],
    "what can be asked of a process, and how it is sliced",
    examples: [
      .init(exampleSetup + "print length(momentum) length((momentum by cluster)[0]) loss > 0", shows: "7 2 true"),
      .init(
        exampleSetup + "define quantity spin = mean(cross(x, g))\nprint max(abs(spin - angular)) < 1e-12", shows: "true"
      ),
    ]
  ) { language in
    Help.columns(language.quantities.map { ($0.name, $0.summary) }) + "\n"
      + Help.columns([
        ("by cluster, by point", "one column for each"), ("of red, .red", "one cluster's part"),
        ("of deep, deep.loss", "another process'"), ("over step", "over the training"),
        ("at layer 25, [25]", "one entry; `last` is the last layer"),
        ("drift(q), defect(q)", "both sides of a charge's law"),
      ])
  }
}
