import Core

/// Random programs of variables, loops, functions and lists, right ones and wrong ones. They end: loops are short and
/// functions that call themselves count down.
struct ProgramMaker {
  private var random: Random
  private var depth = 0
  private var isInFunction = false
  private static let names = ["a", "b", "c", "d", "xs", "ys"]

  init(seed: UInt64) { random = Random(seed: seed, stream: "programs") }

  private mutating func below(_ n: Int) -> Int { min(Int(random.uniform() * Double(n)), n - 1) }
  private mutating func one(_ choices: [String]) -> String { choices[below(choices.count)] }
  private mutating func name() -> String { one(Self.names) }

  mutating func program() -> String {
    var lines = ["seed 5"]
    // A third of the programs has functions with effects, which make every call a transaction.
    if below(3) == 0 {
      lines.append("def tell(x) { print x; let z = x; return z }")
    } else {
      lines.append("def tell(x) = x")
    }
    isInFunction = true
    lines.append("def f(a) = \(expression(2))")
    lines.append(
      "def g(a, n) {\n\(block(3))\n\(["if n > 0 { return g(a, n - 1) }", ""][below(2)])\nreturn \(expression(2))\n}")
    lines.append("def h(n) { if n < 2 { return n }; return h(n - 1) + h(n - 2) }")
    isInFunction = false
    for name in ["a", "b", "c"] { lines.append("let \(name) = \(one(["1", "2.5", "-3", "0"]))") }
    lines.append("let d = \(one(["true", "\"text\"", "(1, 2)", "2..4", "f"]))")
    lines.append("let xs = [1, 2, 3]\nlet ys = \(one(["[]", "[(1, 2), (3, 4)]", "[[1], 2]", "random(3)"]))")
    for _ in 0..<(2 + below(5)) { lines.append(statement(3)) }
    return lines.joined(separator: "\n")
  }

  private mutating func block(_ size: Int) -> String {
    depth += 1
    defer { depth -= 1 }
    return (0..<(1 + below(size))).map { _ in statement(2) }.joined(separator: "\n")
  }

  private mutating func statement(_ size: Int) -> String {
    let shape = below(depth > 3 ? 6 : 14)
    switch shape {
    case 0, 1, 2: return "let \(name()) = \(expression(2))"
    case 3:
      let list = one(["xs", "ys"])
      // Within loops lists take no lists in, which might hold them: sizes would double each time.
      let more =
        depth > 0
        ? ["[1]", "[pi, 2]", "[]", "1", "(1..2)"]
        : ["[a]", "[a, b]", "[xs]", "ys", "xs", "[]", "1", "[f(a)]", "(1..2)"]
      return "let \(list) = \(list) + \(one(more))"
    case 4: return one(["print \(expression(1))", "expect \(expression(1))", "let t = tell(\(expression(1)))"])
    case 5:
      return one(["break", "continue", "return \(expression(1))", "a + 1", "let n = random()"])
    case 6, 7, 8: return "for \(one(["i", "a", "b"])) in \(items()) {\n\(block(size))\n}"
    case 9:  // Each depth counts by itself: a loop within must not set back the one around it.
      let k = "k\(depth)"
      return "let \(k) = 0\nwhile \(k) < \(below(6)) { let \(k) = \(k) + 1\n\(block(size))\n}"
    case 10, 11:
      let other = below(2) == 0 ? " else {\n\(block(2))\n}" : ""
      return "if \(condition()) {\n\(block(size))\n}\(other)"
    case 12: return "try {\n\(block(size))\n} otherwise { print error }"
    default: return "for i in 1..3 { try {\n\(block(size))\n} otherwise { let d = error } }"
    }
  }

  private mutating func items() -> String {
    one([
      "1..4", "xs", "ys", "1..0", "0..1 step 0.25", "\(expression(1))", "[1, true, \"x\"]", "(1, 2)", "3..1 step -1",
    ])
  }

  private mutating func condition() -> String {
    let op = one(["<", "<=", ">", ">=", "==", "!="])
    switch below(6) {
    case 0: return "\(expression(1)) and \(expression(1))"
    case 1: return "\(expression(1)) or not (\(expression(1)))"
    case 2: return "random() < 0.5"
    default: return "\(expression(1)) \(op) \(expression(1))"
    }
  }

  private mutating func expression(_ depth: Int) -> String {
    guard depth > 0 else {
      return one([
        "a", "b", "c", "d", "xs", "ys", "i", "pi", "1", "2", "0.5", "-7", "true", "\"s\"", "(1, 2)", "[]", "ans",
        "1e300",
      ])
    }
    let inner = depth - 1
    switch below(19) {
    case 16: return "(if \(condition()) then \(expression(inner)) else \(expression(inner)))"
    case 17: return "{a: \(expression(inner)), b: \(expression(0))}\(one(["", ".a", ".b", ".c"]))"
    case 18: return "\(one(["xs", "ys", "d"]))[\(expression(0))..\(one(["2", "3", "-1", expression(0)]))]"
    case 0, 1, 2, 3:
      return "\(expression(inner)) \(one(["+", "-", "*", "/", "//", "%", "^"])) \(expression(inner))"
    case 4: return "(\(condition()))"
    case 5:
      let names = ["f", "h", "tell", "sqrt", "abs", "sum", "length", "max", "d"]
      let argument = below(3) == 0 ? "\(one(names))(\(expression(inner)))" : expression(inner)
      return "\(one(names))(\(argument))"
    case 6: return "g(\(expression(inner)), \(below(3)))"
    case 7: return "\(one(["xs", "ys", "d"]))[\(one(["1", "2", "last", "a", expression(inner)]))]"
    case 8: return self.depth > 0 ? "[\(below(9)), pi]" : "[\(expression(inner)), \(expression(inner))]"
    case 9: return "(\(expression(inner)), \(expression(inner)))"
    case 10: return "-\(expression(inner))"
    case 11: return "\"{\(one(["a", "b", "xs", "a:.2f", "d:6", "nosuch", "b/7"]))} {\(one(["c", "ys", "d:.1f"]))}\""
    case 12: return "\(one(["map", "filter"]))(\(one(["f", "h", "sqrt"])), \(one(["xs", "ys", "1..3"])))"
    case 13: return "\(expression(inner)).\(one(["x", "y"]))"
    case 14: return one(["random()", "random(2)", "nosuch", "f(1, 2)", "h(6)", "norm(d)"])
    default: return expression(0)
    }
  }
}
