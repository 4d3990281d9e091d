import Core
import Interp
import Syntax
import Testing

@Suite struct LanguageTests {
  @Test(arguments: [
    ("1 + 2 * 3", "7"), ("2 ^ 3 ^ 2", "512"), ("-2 ^ 2", "-4"), ("7 // 2", "3"), ("-7 % 3", "2"), ("1 / 3", "0.333333"),
    ("sin(90deg)", "1"), ("(90 + 90)*deg", "3.14159"), ("1_000 + .5", "1000.5"), ("1e-3", "0.001"),
    ("(1, 2) + (3, 4)", "(4, 6)"),
    ("2 * (1, 2)", "(2, 4)"), ("(1, 2).y", "2"), ("[1, 2, 3][2]", "2"), ("[1, 2, 3][last]", "3"), ("1..3", "1..3"),
    ("list(1..3)", "[1, 2, 3]"),
    ("0..1 step 0.5", "0..1 step 0.5"), ("list(3..1)", "[]"), ("list(3..1 step -1)", "[3, 2, 1]"),
    ("1 < 2 and not 2 < 1", "true"), ("1 == 2 or 2 != 3", "true"),
    ("\"a{1 + 1}b\"", "a2b"), ("\"{1/3:.3e} {2.5:8.2f}|{7:d}\"", "3.333e-1     2.50|7"), ("\"\\{x\\}\"", "{x}"),
    ("max([1, 5, 2])", "5"),
    ("sum(1..100)", "5050"), ("0 / 0", "nan"), ("0/0 < 1", "false"), ("norm((3, 4))", "5"),
    ("[1, [2, 3]]", "[1, [2, 3]]"), ("1 + 1 .. 2 * 2", "2..4"), ("sum(1..3) < 7", "true"),
    ("1 +\\\n 1", "2"), ("(1 +\n 1)", "2"), ("1 # comment", "1"), ("abs((-1, 2))", "(1, 2)"),
  ])
  func expressions(text: String, value: String) { #expect(shows(text) == value) }

  @Test func statements() {
    #expect(shows("let x = 3; print x x + 1") == "3 4")
    #expect(
      shows("for k in 1..3 { if k == 2 { print \"two\" } else if k == 3 { print \"three\" } else { print k } }")
        == "1\ntwo\nthree")
    #expect(shows("print 3 -1 (1, 2)") == "3 -1 (1, 2)")
    #expect(shows("print 3 - 1") == "2")
    #expect(shows("2 + 2\nans * 10") == "4\n40")
    #expect(shows("param rate = 0.05\nprint rate") == "0.05")
    #expect(run("param rate = 0.05\nprint rate", parameters: [("rate", "1/4")]).host.shown == ["0.25"])
    #expect(run("print 1", parameters: [("rate", "1")]).status == .usage)
  }

  /// In a loop, in code and in the walk of trees, and in functions: what is kept of a quantity is not what it is later.
  @Test(arguments: ["for k in 1..3", "let k = 0\nwhile k < 3"])
  func whatIsKeptOfAQuantityIsOfThatMoment(loop: String) {
    let lists = "let told = []\nlet sums = []\nlet pairs = []\nlet rows = []\n"
    let body = """
      train adam steps=5
      let told = append(told, loss)
      let sums = sums + [loss]
      let pairs = append(pairs, [k, [loss]])
      let rows = append(rows, {k: k, loss: loss, most: max(abs(drift(momentum)))})

      """
    let turn = loop.contains("while") ? body + "let k = k + 1" : body
    let kept =
      "def kept() { let a = [loss, [gradient]]\nlet b = {l: loss}\nreturn [a, b] }\nlet before = kept()\ntrain adam steps=5\n"
    let told =
      "let same = [sums == told, map(p -> p[2][1], pairs) == told, map(r -> r.loss, rows) == told]\nprint same told[1] > told[2] and told[2] > told[3]\n"
      + "print length(table(rows)) kind(rows[1].most) before[1][1] == told[3] before[2].l == told[3] kind(before[1][2][1]) loss < told[3]\n"
    #expect(
      shows(setup + lists + "\(loop) {\n\(turn)\n}\n" + kept + told)
        .hasSuffix("[true, true, true] true\n3 a number true true a number true"))
    // Functions that go through them are asked for numbers.
    let mapped =
      "print map(v -> 2*v, [loss])[1] == 2*loss fold((u, v) -> u*v, [0.5, loss], 2) == loss map((u, v) -> u*v, [2], [loss])[1] == 2*loss\n"
      + "let low = filter(v -> v < 100, [loss, 1e3])\nlet was = loss\ntrain adam steps=5\nprint low == [was] loss < was\n"
    #expect(shows(setup + mapped).hasSuffix("true true"))
    #expect(shows(setup + mapped).contains("true true true\n"))
    // Gone through, they are quantities.
    let through = "let kinds = []\nfor q in [momentum, angular] { let kinds = append(kinds, kind(drift(q))) }\n"
    #expect(
      shows(setup + through + "print kinds map(q -> kind(drift(q)), [momentum, angular])")
        .hasSuffix("[a series, a series] [a series, a series]"))
  }

  @Test func slices() {
    #expect(shows(setup + "let p = momentum by cluster\nprint p.red[3].x - momentum.red[3].x").hasSuffix("\n0"))
    #expect(
      shows(setup + "print length(momentum by cluster) length(momentum[2]) length(momentum by cluster at layer last)")
        .hasSuffix("7 2 2"))
    #expect(shows(setup + "print (momentum of red at layer 2).x == momentum.red[2].x").hasSuffix("true"))
    #expect(shows(setup + "print max(abs(momentum.red + momentum.blue - momentum)) < 1e-15").hasSuffix("true"))
    #expect(shows(setup + "print drift(momentum) < 1e-15").hasSuffix("false"))
    // A series compares by magnitude: a large negative drift is no small one.
    #expect(shows(setup + "print -abs(drift(momentum)) < 1e-15").hasSuffix("false"))
  }

  @Test func expectations() {
    let (host, _, status) = run("expect 1 > 2 \"no\"\nprint \"on\"\nexpect 1 < 2")
    #expect(status == .expectationFailed && host.shown == ["on"] && host.errors.count == 1)
    let stopped = run("assert 1 > 2\nprint \"on\"")
    #expect(stopped.status == .expectationFailed && stopped.host.shown.isEmpty)
  }

  @Test func aFailedCommandChangesNothing() throws {
    let (host, interpreter, _) = run(setup + "train adam steps=20")
    let before = try #require(interpreter.session.workspace.experiment).theta
    for wrong in [
      "train gd rate=-1", "load \"nowhere.json\"", "build chain layers=1e11", "save \"x.txt\"",
      "define cluster red n=1e15",
    ] {
      #expect(interpreter.run(Source(name: "w", wrong)) == .error)
      #expect(interpreter.session.workspace.experiment?.theta == before)
      #expect(interpreter.session.workspace.clusters.count == 2)
    }
    #expect(host.files.isEmpty)
  }

  @Test func aDivergingTrainingKeepsTheLastFiniteState() throws {
    let (host, interpreter, status) = run(setup + "train adam steps=20\ntrain gd rate=1e200")
    #expect(status == .diverged)
    #expect(host.errors[0].contains("training diverged at step 21"))
    let experiment = try #require(interpreter.session.workspace.experiment)
    #expect(experiment.record.history.last?.step == 20)
    #expect(try experiment.evaluation().isFinite)
  }

  @Test func anInterruptedTrainingGoesOnAsIfNothingHadHappened() throws {
    let host = RecordingHost()
    let interpreter = Interpreter(host: host)
    _ = interpreter.run(Source(setup))
    host.patience = 20
    #expect(interpreter.run(Source("train adam steps=100 decay=cosine")) == .interrupted)
    let done = try #require(interpreter.session.workspace.experiment).record.history.count - 1
    #expect(done > 5 && done < 100)
    host.patience = .max
    #expect(interpreter.run(Source("train")) == .fine)
    let whole = run(setup + "train adam steps=100 decay=cosine").interpreter
    #expect(
      interpreter.session.workspace.experiment?.theta == whole.session.workspace.experiment?.theta)
  }

  @Test func theSameScriptGivesTheSameBits() {
    let script = "seed 3\ndefine cluster a n=2000 to=(1, 0)\nbuild chain layers=40\ntrain adam steps=5\nsave \"x.json\""
    let one = run(script).host.files["x.json"]
    #expect(one != nil)
    for threads in [1, 2, 5] { #expect(run(script, settings: Settings(threads: threads)).host.files["x.json"] == one) }
  }

  @Test func aDrawnSeedIsToldAndRepeats() throws {
    let first = run("define cluster a n=3\nposition_of = 1")
    #expect(first.status == .error)
    let (host, interpreter, _) = run("define cluster a n=3")
    let seed = try #require(interpreter.session.workspace.seed)
    #expect(host.notes == ["seed \(seed) was drawn; `seed \(seed)` repeats this run"])
    let again = run("seed \(seed)\ndefine cluster a n=3").interpreter
    #expect(again.session.workspace.clusters == interpreter.session.workspace.clusters)
  }

  @Test(arguments: [
    ("defi", ["define"]), ("define c", ["cluster"]), ("build ch", ["chain"]), ("build chain fam", ["family="]),
    ("build chain family=sw", ["swirl"]), ("build chain layers=5 ker", ["kernel="]), ("train adam de", ["decay="]),
    ("train adam decay=c", ["constant", "cosine"]),
    ("plot momentum by ", ["cluster", "point"]), ("plot loss over ", ["layer", "step"]),
    ("inspect cluster ", ["blue", "red"]), ("inspect layer l", ["last"]),
    ("help train n", []), ("print 1; bui", ["build"]), ("mom", ["momentum"]), ("expect dri", ["drift("]),
    ("interact gr", ["groups"]), ("interact subset=[", ["blue", "red"]), ("interact subset=[red, b", ["blue"]),
    ("plot interactions as=g", ["graph"]),
  ])
  func completion(line: String, candidates: [String]) {
    let interpreter = run(setup).interpreter
    let found = interpreter.complete(line: line, cursor: line.utf8.count)
    if candidates.isEmpty { return }
    #expect(found.candidates == candidates)
  }

  @Test func oneTypoIsUnderstood() {
    var random = Random(seed: 2, stream: "typos")
    var right = 0
    let names =
      Language.nsh.verbs.sorted() + [
        "cluster", "chain", "layers", "family", "penalty", "momentum", "angular", "dilation", "gradient",
      ]
    for name in names {
      for _ in 0..<10 {
        var letters = Array(name)
        let i = Int(random.uniform() * Double(letters.count - 1))
        switch Int(random.uniform() * 3) {
        case 0: letters.swapAt(i, i + 1)
        case 1: letters[i] = "q"
        default: letters.remove(at: i)
        }
        if letters == Array(name) || Suggestion.nearest(String(letters), among: names) == name { right += 1 }
      }
    }
    #expect(Double(right) >= 0.9 * Double(names.count * 10))
  }
}
