/// Expressions of random programs.
extension ProgramMaker {
  /// A value of any kind.
  mutating func any(_ depth: Int) -> String {
    let kinds = Kind.allCases
    return value(kinds[below(kinds.count)], depth)
  }

  /// A value of a kind, most of the time.
  mutating func value(_ kind: Kind, _ depth: Int) -> String {
    if isWild() { return odd() }
    guard depth > 0 else { return leaf(isWild() ? .list : kind) }
    if chance(5) { return "(if \(value(.truth, depth - 1)) then \(value(kind, depth - 1)) else \(value(kind, 0)))" }
    return switch kind {
    case .number: number(depth - 1)
    case .truth: truth(depth - 1)
    case .string: string(depth - 1)
    case .point: point(depth - 1)
    case .numbers: numbers(depth - 1)
    case .list: list(depth - 1)
    case .record: record(depth - 1)
    case .table: table(depth - 1)
    case .range: range(depth - 1)
    case .function: function(depth - 1)
    }
  }

  private mutating func odd() -> String {
    one([
      "1/0", "0/0", "2^63", "1e19", "missing", "\"\"", "[]", "{}", "ans", "d", "xs[0]", "xs[9]", "r.zz", "t.zz",
      "f(\"a\")", "lam()", "h(1e9)", "s + 1", "-s", "not a", "xs < s", "p.z", "p < p", "sqrt", "t[9]",
      "number(s)", "norm(1)", "(1, 2, 3)", "string(\"x\")", "1..1e9", "s.x", "a(1)", "lam(1, 2)", "g", "[[[]]]",
    ])
  }

  private mutating func leaf(_ kind: Kind) -> String {
    switch kind {
    case .number:
      numbers.isEmpty || chance(50)
        ? one(["a", "b", "c", "1", "2", "0.5", "-7", "pi", "3", "1e-3"] + (hasChain ? ["loss", "red.n"] : []))
        : numbers[below(numbers.count)]
    case .truth: one(["yes", "true", "false", "a < b", "a == 1"])
    case .string: one(["s", "\"s\"", "\"\"", "\"é\"", "\"{a}\""])
    case .point: one(["p", "(1, 2)", "(0, 1)", "(a, b)"])
    case .numbers: one(["xs", "[1, 2, 3]", "[a, b]", "xs"])
    case .list: one(["ys", "[]", "[p, p]", "[\"a\", s]", "[yes, a]", "xs"])
    case .record: one(["r", "{a: a, b: s}", "{a: 1}"])
    case .table: one(["t", "table(u=[1, 2], v=[\"a\", \"b\"], w=[(0, 1), (1, 0)])"])
    case .range: one(["1..3", "2..4", "0..1 step 0.5", "3..1 step -1"])
    case .function: one(["f", "lam", "sqrt", "abs", "(x -> x + a)", "h"])
    }
  }

  /// With the names of numbers that hold within a function without a name.
  private mutating func within(_ names: [String], _ body: (inout Self) -> String) -> String {
    let outer = numbers
    defer { numbers = outer }
    numbers += names
    return body(&self)
  }

  private mutating func number(_ d: Int) -> String {
    switch below(26) {
    case 0...4:
      return "\(value(.number, d)) \(one(["+", "-", "*", "/", "//", "%", "^"])) \(value(.number, d))"
    case 5: return "(\(value(.number, d)) \(one(["+", "-", "*"])) \(value(.number, d)))*\(value(.number, 0))"
    case 6: return "\(one(["f", "tell", "lam", "h", "f"]))(\(value(.number, d)))"
    case 7: return "g(\(value(.number, d)), \(below(3)))"
    case 8: return "h(\(below(8)))"
    case 9: return "\(one(["sqrt", "abs", "floor", "sin", "exp", "round", "sign", "ceil"]))(\(value(.number, d)))"
    case 10: return "-\(value(.number, d))"
    case 11: return "\(one(["xs", "ys", "xs"]))[\(one(["1", "2", "last", "-1", "a", value(.number, d)]))]"
    case 12: return "\(value(.point, d)).\(one(["x", "y"]))"
    case 13: return one(["r.a", "r[\"a\"]", "t.u[1]", "t[1].u", "t[-1].w.x", "length(t)", "p[1]"])
    case 14: return "length(\(value([.numbers, .string, .list, .table, .range][below(5)], d)))"
    case 15: return "\(one(["sum", "max", "mean", "min", "median"]))(\(value(.numbers, d)))"
    case 16: return "\(one(["max", "min"]))(\(value(.number, d)), \(value(.number, d)))"
    case 17: return "norm(\(value(.point, d)))"
    case 18: return "(if \(value(.truth, d)) then \(value(.number, d)) else \(value(.number, d)))"
    case 19:
      let body = within(["u", "v"]) { $0.value(.number, min(d, 1)) }
      return "fold((u, v) -> \(body), \(value(.numbers, d)), \(value(.number, 0)))"
    case 20: return one(["random()", "random()", "normal()", "ans"])
    case 21:
      return one([
        "w(a)", "w(\(value(.number, d)), m=2)", "w(a, \(value(.number, d)))", "make(a)(\(value(.number, d)))",
      ])
    case 22: return "(y -> \(within(["y"]) { $0.value(.number, d) }))(\(value(.number, d)))"
    case 23: return "find(\(value(.string, d)), \(value(.string, 0)))"
    case 24: return "e(\(value(.number, d)), \(value(.number, d)))"
    default: return leaf(.number)
    }
  }

  private mutating func truth(_ d: Int) -> String {
    let sign = one(["<", "<=", ">", ">=", "==", "!="])
    switch below(14) {
    case 0...4: return "\(value(.number, d)) \(sign) \(value(.number, d))"
    case 5: return "\(value(.truth, d)) and \(value(.truth, d))"
    case 6: return "(\(value(.truth, d)) or \(value(.truth, d)))"
    case 7: return "not (\(value(.truth, d)))"
    case 8: return "\(value(.number, d)) \(one(["in", "not in"])) \(value([.numbers, .range, .list][below(3)], d))"
    case 9: return "\(value(.string, d)) \(sign) \(value(.string, d))"
    case 10: return one(["\"a\" in r", "\"zz\" in r", "s in s", "random() < 0.5", "kind(d) == \"a number\""])
    case 11: return "\(one(["any", "all"]))(\(value(.numbers, d)) \(sign) \(value(.number, 0)))"
    case 12:
      let kind: Kind = [.record, .list, .numbers, .point, .table, .range][below(6)]
      return "(\(value(kind, d)) \(one(["==", "!="])) \(value(kind, d)))"
    default: return "(\(value(.numbers, d)) > 1 and \(value(.numbers, 0)) < 3)[1]"
    }
  }

  private mutating func string(_ d: Int) -> String {
    switch below(9) {
    case 0, 1, 2: return text()
    case 3: return "(\(value(.string, d)) + \(value(.string, d)))"
    case 4: return "\(one(["upper", "trim", "lower", "reverse"]))(\(value(.string, d)))"
    case 5: return "\(one(["s", "\"conserve\""]))[\(one(["1..2", "1", "-2..-1", "2..last", "a..b"]))]"
    case 6: return "kind(\(any(d)))"
    case 7: return "join(\(one(["[\"a\", s]", "split(\"a b\")", "split(s)"])), \"-\")"
    default: return one(["r.b", "t.v[2]", "replace(s, \"t\", \"é\")", "string(\(value(.number, d)))"])
    }
  }

  /// Values within braces, in formats.
  private mutating func text() -> String {
    let first = one([
      "a", "b", "xs", "s", "p", "r", "yes", "a:.2f", "b:.3e", "s:>6", "t", "d:6", "b/7:.6g", "xs[1]", "f(a)",
    ])
    let second = one(["", "c:03d", "ys", "lam", "a + b", "s:^9", "\"x\"", "s:.2s", "if yes then a else s", "kind(a)"])
    return "\"\(one(["", "x ", "\\{", "é"])){\(first)}\(second.isEmpty ? "" : " {\(second)}|")\""
  }

  private mutating func point(_ d: Int) -> String {
    switch below(6) {
    case 0, 1: "(\(value(.number, d)), \(value(.number, d)))"
    case 2: "(\(value(.point, d)) \(one(["+", "-"])) \(value(.point, d)))"
    case 3: "\(value(.number, 0))*\(value(.point, d))"
    case 4: one(["t.w[1]", "t[2].w", "[p, (1, 0)][2]", "-p", "mean([p, (1, 0)])", "polar(1, a)"])
    default: leaf(.point)
    }
  }

  private mutating func numbers(_ d: Int) -> String {
    switch below(15) {
    case 0, 1: return "[\(value(.number, d)), \(value(.number, d))]"
    case 2: return "map(x -> \(within(["x"]) { $0.value(.number, d) }), \(value(.numbers, d)))"
    case 3: return "map(\(one(["f", "h", "sqrt", "lam", "tell"])), \(one(["xs", "1..3", "[a, 2]"])))"
    case 4: return "filter(x -> \(within(["x"]) { $0.value(.truth, d) }), \(value(.numbers, d)))"
    case 5: return "(xs where xs \(one(["<", ">=", "!="])) \(value(.number, d)))"
    case 6: return "\(value(.numbers, d)) \(one(["*", "+", "-", "/", "^"])) \(value(.number, d))"
    case 7: return "xs[\(one(["1..2", "-2..-1", "2..last", "[1, 1]", "last..1 step -1", "1..a", "xs > 1", "a..b"]))]"
    case 8: return "(\(value(.numbers, d)) + \(value(.numbers, d)))"
    case 9: return one(["sort(xs)", "sort(xs, by=x -> -x)", "reverse(xs)", "cumsum(xs)", "diff(xs)", "append(xs, a)"])
    case 10: return one(["t.u", "t.w.x", "random(2)", "unique(xs)", "columns(t)", "list(1..3)", "linspace(0, 1, 3)"])
    case 11: return "list(\(value(.range, d)))"
    case 12: return "map((x, y) -> \(within(["x", "y"]) { $0.value(.number, d) }), xs, xs)"
    default: return leaf(.numbers)
    }
  }

  private mutating func list(_ d: Int) -> String {
    switch below(7) {
    case 0, 1: "[\(any(d)), \(any(d))]"
    case 2: "(\(value(.list, d)) + [\(any(d))])"
    case 3: "\(one(["ys", "split(\"a b c\")", "t.v", "t.w"]))[\(one(["1..2", "2..last", "-1", "last"]))]"
    case 4: "map(x -> \(any(d)), \(value(.list, d)))"
    case 5: one(["[p, (1, 2)].x", "[r, {a: 3}].a", "[[a], [b, c]]", "split(s, \"\")", "count(xs)"])
    default: leaf(.list)
    }
  }

  private mutating func record(_ d: Int) -> String {
    switch below(5) {
    case 0, 1: "{a: \(value(.number, d)), b: \(any(d))}"
    case 2: "(\(value(.record, d)) + {\(one(["a", "c", "b"])): \(value(.number, d))})"
    case 3: one(["t[1]", "t[-1]", "t[2]", "{\"long name\": a, a: b}"])
    default: leaf(.record)
    }
  }

  private mutating func table(_ d: Int) -> String {
    let inner = d > 0 && chance(30) ? "(\(table(d - 1)))" : "t"
    let condition = within(["w.x", "norm(w)"]) { $0.value(.truth, min(d, 1)) }
    return switch below(9) {
    case 0:
      "(\(inner) where \(one(["u == missing", "u != missing", "v == s", "v in [\"a\", s]", "w.x < a", condition])))"
    case 1: "(\(inner) with m=\(within(["w.x", "w.y"]) { $0.value(.number, d) }))"
    case 2: "(\(inner) with a=\(one(["w.x*2", "a", "v", "row.w.x", "f(w.y)", "length(v)"])))"
    case 3: "(sort \(inner) by \(one(["v", "u descending", "w.x", "v by w.y"])))"
    case 4: "(\(inner) by v \(one(["count()", "n=count() m=mean(w.x)", "length(u)", "first=max(w.y + a)"])))"
    case 5: "\(inner)[1..2]"
    case 6: "(\(inner) + \(inner))"
    case 7:
      one(["table([{a: a}, {a: 2, b: s}])", "table(u=[a, 2], v=[s, \"b\"], w=[p, p])", "select(t, [\"v\", \"w\"])"])
    default: leaf(.table)
    }
  }

  private mutating func range(_ d: Int) -> String {
    one([
      "1..\(1 + below(4))", "1..length(xs)", "0..1 step c", "2..\(1 + below(3))", "a..a + 2", "1..\(value(.number, 0))",
    ])
  }

  private mutating func function(_ d: Int) -> String {
    switch below(6) {
    case 0, 1: "(x -> \(within(["x"]) { $0.value(.number, d) }))"
    case 2: "(x -> if x < 1 then \(value(.number, d)) else x)"
    case 3: "(x -> \(any(d)))"
    case 4: one(["make(a)", "make(2)", "(x -> y -> x + y)", "((x, y) -> x)"])
    default: leaf(.function)
    }
  }
}
