import Core
import Foundation
import Interp
import Restricted
import Syntax
import Testing

/// Compiled loops and functions do what the walk of their trees does: the same values to the last bit, the same errors with
/// the same places and calls, the same remarks and log. Every wrong script, every script of the tests, and programs at random.
@Suite struct CompiledTests {
  private static let large = ["mean(cross(x, g))", "g", "twist(x, half(g))", "norm(x)^1.5 - dot(x, g) % 0.3"]

  private func expectTheSame(
    _ text: String, files: [String: String] = [:], folder: String? = nil,
    ways: [Comparison.Way] = [.script, .loggedScript]
  ) {
    var comparison = Comparison()
    comparison.patience = .max
    comparison.files = files.mapValues { Array($0.utf8) }
    if let folder {
      comparison.elsewhere = { FileManager.default.contents(atPath: folder + "/" + $0).map { Array($0) } }
    }
    for way in ways {
      let difference = comparison.difference(text, way)
      #expect(difference == nil, "\(text)")
    }
  }

  @Test func wrongScripts() {
    for wrong in ErrorTests.cases where !wrong.whole.contains("train") {
      expectTheSame(wrong.whole, files: ErrorTests.files)
    }
  }

  @Test(
    arguments: ScriptTests.files.filter {
      $0.hasPrefix("control") || $0.hasPrefix("functions") || $0.hasPrefix("values")
    })
  func scripts(file: String) throws {
    let place = ScriptTests.folder.appendingPathComponent(file)
    expectTheSame(
      try String(contentsOf: place, encoding: .utf8), folder: place.deletingLastPathComponent().path)
  }

  /// As scripts, as dialogues, logged, under limits of memory and interrupted; tools/torture compiled tries a million of them.
  @Test(arguments: 0..<8)
  func programsAtRandom(part: UInt64) {
    var trials = CompiledTrials(seed: part)
    for i in 0..<150 { trials.run(i) }
    #expect(trials.complaints == [])
    // A maker of programs that all fail at once would try nothing.
    #expect(trials.share(of: 0..<40) > 0.3)
  }

  /// What `map` and `select` leave behind is no value of a variable of the next function, wherever that lies.
  @Test(arguments: ["map(x -> 3, [1, 2])", "select(x -> x > 1, [1, 2])"], 0..<6)
  func nothingIsLeftBehind(first: String, before: Int) {
    let others = (0..<before).map { "let k\($0) = 0\n" }.joined()
    expectTheSame(
      "def e(x) {\ntry {\nif x > 9 {\n\(others)}\nprint ys\nlet ys = 1\n} otherwise { print error }\n}\n"
        + "for i in 1..1 { let m = \(first) }\ne(0)\nfor i in 1..2 { e(i) }")
  }

  /// What a comparison within `and` cannot hold is told at that comparison.
  @Test func comparisonsHavePlacesOfTheirOwn() {
    let text = "let xs = 1..1e9\nfor s in [1] { let y = [3, 1] > 1 and xs < 3 }"
    expectTheSame(text)
    let told = Comparison().outcome(text, .script, compiles: true)?.told.joined()
    #expect(told?.contains("test.nsh:2:39\n") == true, "\(told ?? "")")
  }

  /// A list that grows where it lies has grown in the log as well, or not at all, wherever it is interrupted.
  @Test(arguments: ["ys + ys", "ys + [i, 2]", "append(ys, i)", "ys + 1"], 1..<40)
  func growthIsInTheLog(sum: String, questions: Int) {
    let text = "let ys = [1, 2]\nfor i in 1..4 { let ys = \(sum) }"
    #expect(Comparison().difference(text, .interrupted(questions: questions)) == nil)
  }

  /// What code keeps to itself while it runs is there for whoever looks: commands, functions, quantities, texts.
  @Test(arguments: [
    "let s = 1\nfor i in 1..5 { let s = s + i; print \"{s} {i}\" }",
    "let s = 1\ndef f(x) = x + s\nfor i in 1..5 { let s = s + i; let t = map(f, [i]) }\nprint s t",
    setup
      + "let s = 1\ndefine quantity q = s*x.x\nfor i in 1..3 { let s = s + i; let t = q[2]; let u = max(q) }\nprint t u",
    "def f(n) { let m = n; for i in 1..3 { let m = m + i; print m }; return m }\nprint f(1) f(2)",
    "def f(n) { let n = n + 1; return nosuch + n }\nprint f(1)",
    "def tell(x) { print x; return x }\nfor i in 1..tell(3) { let s = i }\nlet k = 0\nwhile tell(k) < 2 { let k = k + 1 }",
    "let xs = [1]\nlet ys = xs\nfor i in 1..5 { let xs = xs + [i] }\nprint xs ys",
    "let xs = [1]\nfor i in 1..5 { let ys = xs; let xs = xs + [i] }\nprint xs ys",
    "let xs = [1]\nfor i in 1..5 { let xs = xs + xs }\nprint length(xs)",
    "let xs = [1]\nlet ys = xs\nfor i in 1..5 { let xs = append(xs, i, xs) }\nprint xs ys append(xs)",
    "def grow(xs) { for i in 1..3 { let xs = append(xs, i) }; return xs }\nlet a = [0]\nprint grow(a) grow(1..2) a",
    "let xs = 3\nfor i in 1..2 { let xs = append(xs, i) }",
    "def grow(xs) { for i in 1..3 { let xs = xs + [i] }; return xs }\nlet a = [0]\nprint grow(a) a",
    "seed 1\nfor i in 1..3 { define cluster \"c{i}\" n=i at=(0, 1) to=(1, 0)\nlet n = i }\nprint n",
    "seed 1\ndefine cluster red n=2 at=(0, 1) to=(1, 0)\nlet k = 0\nwhile k < 3 { let k = k + 1; let red = k }",
    "seed 1\nfor i in 1..4 { if i == 3 { define cluster s n=2 at=(0, 1) to=(1, 0) }; let s = i }",
    "let f = sqrt\ndef apply(g, x) = g(x)\nfor i in 1..2 { let y = apply(f, i) + apply(abs, -i) }\nprint y",
    "for i in 1..3 { def f(x) = x + i\nlet y = f(i) }\nprint y",
    "let y = 0\nfor i in 1..3 { let y = y + sin(cos(i)) + exp(floor(i/2)) + max(sqrt(i), abs(-i)) }\nprint y",
    "def f(x) = exp(atan2(floor(x), sqrt(abs(x))))\nfor i in 1..3 { let y = f(-i) }\nprint y",
    "for i in 1..3 { for j in 1..3 { if j == 2 { continue }; if i == 2 { break }; print i j } }",
    setup
      + "let a = []\nfor k in 1..2 { train adam steps=1\nlet a = a + [loss, [k, loss]]\nlet b = {l: loss, m: [momentum]}\nlet c = append(a, [loss])\nlet d = max([loss, 0]) + length([loss]) }\nprint a b c d",
    setup
      + "print map(v -> 2*v, [loss]) fold((u, v) -> u*v, [0.5, loss], 2) filter(v -> v < 100, [loss]) map((u, v) -> u*v, [1], [loss])",
    setup + "for k in 1..2 { let a = map(v -> 2*v, [1, loss, momentum]) }\nprint a",
    "fold((u, v) -> u * v, [0.5, loss], 2)",
    "for k in 1..2 { let a = [loss] }", "for k in 1..2 { let a = {l: loss} }",
    "for k in 1..2 { let a = append([1], [loss]) }",
    "for i in [momentum] { print 1 }", setup + "for q in [momentum, loss] { let m = max(q) }\nprint m",
    "seed 1\nlet x = 0\nfor i in 1..3 { let x = x + random() }\nfor i in 1..3 { let x = x + random() + nosuch }",
    "for i in 1..3 { let s = \"{i}: {i/7:.3f} {[i]} {\"a\":>4}|\"; print s }\nfor i in 1..2 { print \"{i:03d} {nosuch}\" }",
    "for s in [1, \"x\", (1, 2)] { print \"{s:5}|\"; print \"{s:.2f}{nosuch}\" }",
    setup + "let q = momentum\nfor i in 1..2 { let s = \"{loss} {i}\"; let t = if i == 1 then loss else i; print s t }",
    "let s = \"\"\nfor i in 1..5 { let s = \"{s}{i}\" }\nprint s\ndef f(s) { let s = \"({s}{s})\"; return s }\nprint f(f(1))",
    "def f(n) = if n < 2 then n else f(n - 1) + f(n - 2)\nprint f(9) f(\"a\")",
    "for x in [1, true, \"a\", [true]] { let y = if x then 1 else nosuch; print y }",
    "for x in 1..3 { let y = if x == 2 and not false then {a: x} else {a: [x], b: nosuch}; print y.a }",
    "let r = {a: 1, b: {c: 2}}\nfor i in 1..3 { let r = {a: r.a + i, b: r}; print r.b.b.a }\nfor i in 1..2 { print r.zz }",
    "let xs = [1, 2, 3, 4]\nfor i in 1..4 { print xs[i..4] xs[-1..i step -1] }\nfor i in 3..6 { print xs[2..i] }",
    "def f(xs, k) = xs[k..k + 1]\nprint f(\"abc\", 2) f(1..9, 3) f((1, 2, 3), 1)\nprint f(5, 1)",
    "def f(xs) = xs[1..\"a\"]\nprint f([1])",
    "for i in 1..2 { print xs[1..2] }",
    "let last = 2\nlet xs = [1, 2, 3]\nfor i in 1..2 { print xs[1..last] xs[i..last] }",
    "def g(n) { if n == 0 { let f = 3 }; return n }\nfor i in 1..3 { def f(x) { return g(x) + i }\nlet s = f(i) }\nprint s",
    "def f(x) { return x }\nfor i in 1..3 { let y = f(i) + f(f(i)); let f = x -> x*i; print y f(2) }",
    "def f(x) { let r = r.a; return r }\nfor i in 1..2 { try { let y = find(\"s\", \"t\") + f(i) } otherwise { print error } }",
    "def f(x) { if x > 1 { let s = x }; return s }\nlet s = 7\nfor i in 1..3 { let y = max(i, 2) + 10*f(i); print y }",
    "let ys = []\nfor i in 1..2 { let ys = ys + [table(a=i)]; print table(b=[i, 2]) table([{a: i}]) }",
    "let p = [true, true]\nfor i in 1..2 { let c = if i == 1 and p then 1 else 2 }",
    "let s = [1]\nfor k in 1..60 { let s = [s, s] }\nlet t = []\nfor k in 1..40 { let t = t + [[t, s, k]] }\nprint length(t)",
    "let xs = list(1..9)\nfor i in 1..9 { print xs[i..9] xs[1..i] }\nfor i in 8..10 { print xs[i..i] xs[i..0.5] }",
    "print -7 % 3 -7 // 3 7 % -3 7 // -3 0 % -5 0 // -5 -0.0 // 5 5 // 0 1e300 % 7 (2^53 + 2) // 3 -1 % 1e18",
  ])
  func whatOthersSee(text: String) { expectTheSame(text) }

  /// Quantities by a formula, over a trace, over parts of a population that has none, and point by point: each of these for
  /// a few points and for several pieces of them.
  @Test(arguments: [
    "cross(x, g)", "mean(cross(x, g))", "g", "layer", "x/2 + (layer, g.x)", "twist(x, half(g))",
    "norm(x)^1.5 - dot(x, g) % 0.3",
    "layer*sin(x.x) + atan2(x.y, x[1]) // 0.1", "-x*k", "label == \"red\"", "abs(x.x - p.x)/(1 + exp(x.y)) + pi", "3",
    "p",
    "0*x.x/0", "cross(x, 1)", "x.z", "x + 1", "nosuch", "dot(x, (1, 2, 3))", "x[3]", "norm(1e200*x)", "half(label)",
    "sqrt(x)", "random()", "x > 1", "max(x)", "twist(x)", "loop(x)", "x.x^0.5", "floor(10*x.x) - ceil(x.y)",
  ])
  func quantities(formula: String) {
    // Point by point takes its time: of many points some formulas only.
    for n in Self.large.contains(formula) ? [5, 4500] : [5] {
      let text = """
        seed 1
        define cluster red n=\(n) at=(0, 1) to=(1, 0)
        define cluster blue n=\(n / 2) at=(1, 0) to=(0, 1)
        build chain layers=\(n > 100 ? 8 : 3) family=bump
        let k = 2
        let p = (0.5, -1)
        def half(v) = v/2
        def twist(a, b) { let c = cross(a, b); let x = c*k; return x + p.x }
        def loop(a) = loop(a)
        define quantity q = \(formula)
        let whole = list(q)
        let parts = list(q by cluster)
        let one = list(q.red)

        """
      let points = n > 100 ? "" : "let points = list(q by point)\nlet some = list(q.red by point)"
      expectTheSame(text + points, ways: [.script])
      #expect(run(text + "print 1", name: "test.nsh").host.codes.allSatisfy { $0 != .reservedName })
    }
  }

  /// A log of a loop that fails on its way does again what it did.
  @Test func whatFailedOnItsWayIsLogged() {
    expectTheSame("let s = 0\nfor i in 1..5 { let s = s + i; if i == 3 { let t = random() + nosuch } }")
    expectTheSame("seed 1\ndef g() { return nosuch }\ndef f(x) = x + g()\nfor i in 1..3 { let t = f(random()) }")
    for items in ["[0/0, 1]", "[1/0, -1/0]", "[1..3, 2..0]"] {
      let difference = Comparison().difference(
        "seed 1\nfor x in \(items) { let t = random() }", .interrupted(questions: 5))
      #expect(difference == nil)
    }
    expectTheSame(
      "let s = 0\nfor i in 1..20000 { let s = s + i }\nfor i in 1..20000 { let s = s + i; if i == 9000 { let t = nosuch } }"
    )
  }

  /// Whole numbers divide by another way than others, with the same results.
  @Test func divisions() {
    let numbers = [
      "0", "-0.0", "1", "-1", "2", "3", "-7", "0.5", "-2.5", "1e15", "-1e16", "9007199254740991", "1/0", "0/0",
    ]
    for a in numbers {
      for b in numbers {
        let (x, y) = (Double(number(a)), Double(number(b)))
        var rest = fmod(x, y)
        rest = rest == 0 ? (y < 0 ? -0.0 : 0) : (rest < 0) == (y < 0) ? rest : rest + y
        let (_, interpreter, _) = run("let r = (\(a)) % (\(b))\nlet q = (\(a)) // (\(b))")
        let variables = interpreter.session.workspace.variables
        #expect((variables["r"] ?? .nothing).bits == Value.number(rest).bits, "\(a) % \(b)")
        let exact = fmod(x, y)
        var quotient = y == 0 || exact.isNaN ? (x / y).rounded(.down) : ((x - exact) / y).rounded()
        if y != 0, !exact.isNaN, exact != 0, (exact < 0) != (y < 0) { quotient -= 1 }
        #expect((variables["q"] ?? .nothing).bits == Value.number(quotient).bits, "\(a) // \(b)")
      }
    }
  }

  private func number(_ text: String) -> Double { text == "1/0" ? .infinity : text == "0/0" ? .nan : Double(text) ?? 0 }
}
