/// Statements of random programs.
extension ProgramMaker {
  private static let variables: [(String, Kind)] = [
    ("a", .number), ("b", .number), ("c", .number), ("a", .number), ("yes", .truth), ("s", .string), ("p", .point),
    ("xs", .numbers), ("ys", .list), ("r", .record), ("t", .table), ("lam", .function),
  ]

  mutating func block(_ size: Int) -> String {
    depth += 1
    defer { depth -= 1 }
    return (0..<(1 + below(size))).map { _ in statement() }.joined(separator: "\n")
  }

  /// One whose error does not end the program, half of the time.
  mutating func outermost() -> String {
    let text = statement()
    return chance(50) || text.hasPrefix("include") ? text : "try {\n\(text)\n} otherwise {\nprint error\n}"
  }

  mutating func statement() -> String {
    let shape = below(depth > 3 ? 14 : 26)
    switch shape {
    case 0...4: return bind()
    case 5, 6: return grow()
    case 7, 8: return "print \(any(1))" + (chance(40) ? " \(any(1))" : "")
    case 9: return "\(chance(80) ? "expect" : "assert") \(value(.truth, 2))" + (chance(50) ? " \"why\"" : "")
    case 10: return leave()
    case 11: return one([value(.number, 1), "let n = random()", "let z = tell(\(any(1)))", "let z = e(a, \(any(1)))"])
    case 12, 13: return command()
    case 14...17: return loop()
    case 18: return repetition()
    case 19...21: return branch()
    case 22: return "try {\n\(block(3))\n} otherwise {\nprint error\n\(block(1))\n}"
    case 23:
      let tried = looped { $0.block(3) }
      return "for i in 1..3 {\ntry {\n\(tried)\n} otherwise {\n\(one(["let d = error", "let s = error"]))\n}\n}"
    case 24: return definition()
    default:
      return
        "for i in 1..\(2 + below(3)) {\nlet \(one(["a", "b"])) = \(value(.number, 3))\n\(looped { $0.block(2) })\n}"
    }
  }

  /// What stands within a loop.
  private mutating func looped(_ body: (inout Self) -> String) -> String {
    loops += 1
    defer { loops -= 1 }
    return body(&self)
  }

  private mutating func bind() -> String {
    let (name, kind) = Self.variables[below(Self.variables.count)]
    // A string or a list that takes itself in grows, within loops without an end.
    let size = depth > 0 && [.string, .list, .numbers, .record, .table].contains(kind) ? 1 : 3
    return "let \(name) = \(value(kind, size))"
  }

  private mutating func grow() -> String {
    switch below(7) {
    case 0: return "let s = \(one(["\"{s}{a}\"", "s + \"x\"", "\"({s})\"", "\"{s:4}|\""]))"
    case 1: return "let ys = ys + \(one(["[\(any(1))]", "[]", "xs", "[a, s]", "ys", "1"]))"
    case 3: return "let \(one(["xs", "ys"])) = append(\(one(["xs, a", "ys, \(any(1))", "xs", "ys, xs, [a]", "s, 1"])))"
    case 2: return "let r = {a: r.a, b: \(any(1)), c: \(value(.number, 1))}"
    default:
      return "let xs = xs + \(one(["[\(value(.number, 1))]", "[a, b]", "[]", "[f(a)]", "(1..2)", "1", "xs", "[xs]"]))"
    }
  }

  private mutating func leave() -> String {
    if isInFunction, chance(40) { return "return \(any(1))" }
    // Outside of loops these are refused before anything runs.
    guard loops > 0 else { return bind() }
    let jump = one(["break", "continue"])
    return chance(70) ? "if \(value(.truth, 1)) {\n\(jump)\n}" : jump
  }

  private mutating func loop() -> String {
    let (name, items): (String, String) =
      switch below(9) {
      case 0, 1: (one(["i", "a", "b"]), "1..\(1 + below(4))")
      case 2: (one(["i", "a"]), value(.numbers, 1))
      case 3: ("ys", "[\(value(.list, 0)), \(value(.numbers, 0))]")
      case 4: ("line", value(.table, 1))
      case 5: ("s", "[\"a\", \"é\", s]")
      case 6: ("i", value(.range, 1))
      case 7: (one(["a", "i", "d"]), any(1))
      default: ("i", one(["1..0", "0..1 step 0.25", "3..1 step -1", "(1, 2)", "[1, true, \"x\"]", "a..b step c"]))
      }
    let outer = numbers
    defer { numbers = outer }
    if name == "i" { numbers.append("i") }
    return "for \(name) in \(items) {\n\(looped { $0.block(3) })\n}"
  }

  /// Each depth counts by itself: a loop within must not set back the one around it.
  private mutating func repetition() -> String {
    let k = "k\(depth)"
    let outer = numbers
    defer { numbers = outer }
    numbers.append(k)
    let more = chance(30) ? " and \(value(.truth, 1))" : ""
    return "let \(k) = 0\nwhile \(k) < \(below(6))\(more) {\nlet \(k) = \(k) + 1\n\(looped { $0.block(2) })\n}"
  }

  private mutating func branch() -> String {
    var text = "if \(value(.truth, 2)) {\n\(block(2))\n}"
    if chance(30) { text += " else if \(value(.truth, 1)) {\n\(block(1))\n}" }
    if chance(50) { text += " else {\n\(block(2))\n}" }
    return text
  }

  private mutating func definition() -> String {
    let outer = (isInFunction, numbers, depth, loops)
    defer { (isInFunction, numbers, depth, loops) = outer }
    (isInFunction, numbers, depth, loops) = (true, ["x"], depth + 1, 0)
    if chance(50) { return "def \(one(["f", "tell"]))(x) = \(value(.number, 1))" }
    return "def \(one(["tell", "e2"]))(x) {\n\(block(2))\nreturn \(any(1))\n}"
  }

  private mutating func command() -> String {
    switch below(hasChain ? 16 : 10) {
    case 0: return "seed \(1 + below(3))"
    case 1: return "let t = read \"m.csv\""
    case 2: return "write \(one(["xs", "t", "r", "(a < b)", "s"])) > \"o.json\""
    case 3: return "let d = read \"o.json\""
    case 4: return depth > 0 ? bind() : "include \"part.nsh\""
    case 5: return "define cluster \"c{\(one(["a", "b", "1"]))}\" n=\(one(["1", "2", "b"])) at=p to=(1, 0)"
    case 6: return "forget \(one(["d", "z", "n"]))\nlet d = 1\nlet z = 1\nlet n = 1"
    case 7: return "define quantity q = \(one(["a*x.x", "norm(x)", "f(x.x)"]))"
    case 8, 9: return "print \"{\(value(.number, 0))}\" \(any(0))"
    case 10: return "let d = \(one(["conserve", "momentum by cluster", "loss", "inspect layer 1"]))"
    case 11: return "train adam steps=\(1 + below(3))"
    case 12: return "let a = \(one(["max(momentum)", "loss", "red.n", "momentum[1].x", "drift(momentum)"]))"
    case 13: return "for d in \(one(["momentum", "[momentum, loss]", "red.points", "trace[1]"])) {\n\(block(2))\n}"
    case 14: return "let p = \(one(["red.at", "momentum[2]", "mean(red.points)", "blue.to"]))"
    default: return "let lam = \(one(["momentum", "loss", "x -> loss*x", "angular"]))"
    }
  }
}
