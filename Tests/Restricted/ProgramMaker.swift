import Core

/// Random programs of variables of all kinds, loops, functions and questions to tables: most of their statements right, some
/// wrong. They end: loops are short, and functions that call themselves count down. A program is laid out a statement a line.
///
/// What it makes of a seed is the same at any time and place.
public struct ProgramMaker {
  /// What a value is, as far as it decides where it fits.
  enum Kind: CaseIterable { case number, truth, string, point, numbers, list, record, table, range, function }

  private var random: Random
  /// Blocks around what is being made.
  var depth = 0
  /// Loops around it, of the function that it is in.
  var loops = 0
  var isInFunction = false
  /// Numbers that have names here only: what loops and functions without a name run through.
  var numbers: [String] = []
  /// There is a process with a cluster.
  private(set) var hasChain = false
  /// Of a thousand values so many are of a kind that need not fit.
  private var wild = 30

  public init(seed: UInt64, number: Int) { random = Random(seed: seed, stream: "program \(number)") }

  // MARK: Chance

  mutating func below(_ n: Int) -> Int { Int(truncatingIfNeeded: random.bits() % UInt64(max(1, n))) }
  mutating func one(_ choices: [String]) -> String { choices[below(choices.count)] }
  mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
  mutating func isWild() -> Bool { below(1000) < wild }

  // MARK: A program

  public mutating func program() -> String {
    // A third of the programs has no mistakes on purpose, a few are full of them.
    wild = [0, 0, 15, 30, 30, 150][below(6)]
    hasChain = below(8) == 0
    var lines = ["seed \(1 + below(9))"]
    if hasChain {
      lines += [
        "define cluster red n=2 at=(0, 1) to=(1, 0)", "define cluster blue n=1 at=(1, 0) to=(0, 1)",
        "build chain layers=2 family=bump",
      ]
    }
    lines += variables()
    lines += functions()
    for _ in 0..<(2 + below(6)) { lines.append(outermost()) }
    return lines.joined(separator: "\n")
  }

  private mutating func variables() -> [String] {
    [
      "let a = \(one(["1", "2.5", "-3", "0"]))", "let b = \(one(["1", "2", "7", "1e300"]))", "let c = 0.5",
      "let yes = \(one(["true", "false"]))", "let s = \(one(["\"text\"", "\"\"", "\"a é日\"", "\"1.5\""]))",
      "let p = \(one(["(1, 2)", "(0, -0.0)"]))", "let xs = \(one(["[1, 2, 3]", "[3, 1, 2, 2]", "[]", "[0/0, -0.0]"]))",
      "let ys = \(one(["[]", "[(1, 2), (3, 4)]", "[[1], 2]", "[true, \"x\"]", "random(3)"]))",
      "let r = \(one(["{a: 1, b: \"x\"}", "{a: 2, b: {a: [1]}}"]))",
      "let t = table(u=[1, 2, \(one(["missing", "3"])), 2], v=[\"a\", \"b\", \"a\", \"\"], w=[(0, 1), (1, 0), (2, 2), (3, 4)])",
      "let d = missing\nlet z = 0\nlet n = 2\n2^10",
      "let lam = \(one(["x -> x + a", "x -> [x, x]", "sqrt", "x -> x*x"]))",
    ]
  }

  /// Functions that others call: of an expression or a block, with and without effects, recursive, with defaults, and one
  /// that makes functions.
  private mutating func functions() -> [String] {
    var lines = [
      // Functions with effects make every call a transaction.
      below(3) == 0 ? "def tell(x) { print x; let z = x; return z }" : "def tell(x) = x",
      "def h(n) { if n < 2 { return n }; return h(n - 1) + h(n - 2) }",
    ]
    isInFunction = true
    (numbers, depth) = (["x"], 1)
    lines.append("def f(x) = \(value(.number, 2))")
    lines.append("def w(x, m = \(value(.number, 1))) = \(one(["x + m", "x*m - a", "[x, m]", "{a: x, b: m}"]))")
    lines.append("def make(x) = \(one(["y -> x + y", "y -> f(y)*x", "y -> if y > x then y else x"]))")
    lines.append("def e(x, y) {\n\(block(2))\nreturn \(value(.number, 1))\n}")
    (numbers, depth) = (["x", "n"], 1)
    let again = one(["if n > 0 { return g(x, n - 1) }", "if n > 0 { let a = g(x, n - 1) }", ""])
    lines.append("def g(x, n) {\n\(block(3))\n\(again)\nreturn \(value(.number, 2))\n}")
    (isInFunction, numbers, depth) = (false, [], 0)
    return lines
  }
}
