import Core
import Interp
import Syntax
import Testing

/// What a dialogue adds: a log that replays, undo, abbreviations, `X?`.
@Suite struct DialogueTests {
  /// Statements that change the workspace in every way there is.
  static let lines = [
    "seed 5", "let a = 2", "def f(x) = a*x", "define cluster red n=4 at=(0, 1) to=(1, 0)",
    "define cluster blue n=4 at=(1, 0) to=(0, 1)",
    "build chain deep layers=5", "train adam steps=4 rate=0.02", "train lbfgs steps=3", "train newton steps=2",
    "let b = f(3) + length(momentum)",
    "define quantity spin = mean(cross(x, g))", "build chain layers=3 family=swirl", "use deep",
    "for k in 1..2 { let a = a + k }",
    "let c = random()", "let t = conserve", "if a > 1 { let d = 1 } else { let d = 2 }",
    "let m = max(abs(spin - angular))",
    "define cluster red n=2", "save \"x.json\"", "load \"x.json\" chain=copy", "train gd steps=2",
  ]

  /// All that can be asked of a workspace, as text.
  static func portrait(_ w: Workspace) -> String {
    let chains = w.processes.sorted { $0.key < $1.key }.map {
      "\($0.key) \($0.value.theta) \($0.value.population.states) \($0.value.record.history.map(\.loss))"
    }
    let values = w.variables.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value.text)" }
    return "\(String(describing: w.seed)) \(w.current) \(w.clusters) \(chains) \(values)"
  }

  static func dialogue(_ lines: [String]) -> (host: RecordingHost, interpreter: Interpreter) {
    let host = RecordingHost()
    let interpreter = Interpreter(host: host)
    for line in lines { _ = interpreter.run(Source(line)) }
    return (host, interpreter)
  }

  /// What one line defines the next one knows: tables of data, classes as clusters, symmetries.
  @Test func linesKnowWhatEarlierOnesDefined() {
    let host = RecordingHost()
    host.files["garden.csv"] = Array("x,y,k\n1,2,rose\n2,1,rose\n5,4,ivy\n4,5,ivy\n".utf8)
    let interpreter = Interpreter(host: host)
    for line in [
      "seed 1", "define data garden file=\"garden.csv\"",
      "build network data=garden layers=[\"residual 3 x2\", \"linear 2\"]",
      "print violation([rose]) > 0", "let r = discover family bump", "r[3]", "print accuracy(\"garden\") <= 1",
    ] {
      #expect(interpreter.run(Source(line)) == .fine, "\(line)")
    }
    #expect(host.errors.isEmpty, "\(host.errors)")
    #expect(host.shown.suffix(3) == ["true", "rotation", "true"], "\(host.shown)")
  }

  @Test func undoAfterAnyCommandRestoresTheWorkspace() {
    let host = RecordingHost()
    let interpreter = Interpreter(host: host)
    var portraits = [Self.portrait(interpreter.session.workspace)]
    var changed: [String] = []
    for line in Self.lines {
      #expect(interpreter.run(Source(line)) == .fine, "\(line): \(host.errors)")
      let now = Self.portrait(interpreter.session.workspace)
      if now != portraits.last {
        portraits.append(now)
        changed.append(line)
      }
    }
    #expect(changed.count >= 18)
    for line in changed.reversed() {
      portraits.removeLast()
      #expect(interpreter.run(Source("undo")) == .fine)
      while Self.portrait(interpreter.session.workspace) != portraits.last, interpreter.run(Source("undo")) == .fine {}
      #expect(Self.portrait(interpreter.session.workspace) == portraits.last, "after undoing \(line)")
    }
  }

  @Test func oneUndoTakesBackOneStatement() {
    let (host, interpreter) = Self.dialogue(["let a = 1", "print a", "let a = 2", "plot 3", "undo", "a"])
    #expect(host.shown.suffix(2) == ["undone: let a = 2", "1"])
    #expect(interpreter.run(Source("undo")) == .fine)
    #expect(interpreter.run(Source("undo")) == .error, "nothing is left")
  }

  @Test func redoBringsBackWhatUndoTookToTheLastBit() {
    let (host, interpreter) = Self.dialogue(Self.lines)
    let whole = Self.portrait(interpreter.session.workspace)
    let count = 5
    #expect(interpreter.run(Source("undo \(count)")) == .fine, "\(host.errors)")
    #expect(host.shown.suffix(count).allSatisfy { $0.hasPrefix("undone: ") })
    #expect(Self.portrait(interpreter.session.workspace) != whole)
    #expect(interpreter.run(Source("redo \(count)")) == .fine, "\(host.errors)")
    #expect(Self.portrait(interpreter.session.workspace) == whole)
    #expect(interpreter.run(Source("redo")) == .error, "nothing is left")
    // What changes something ends it; what only looks does not.
    for line in ["undo", "print 1", "redo"] {
      #expect(interpreter.run(Source(line)) == .fine, "\(line): \(host.errors)")
    }
    for line in ["undo", "let other = 1"] { #expect(interpreter.run(Source(line)) == .fine) }
    #expect(interpreter.run(Source("redo")) == .error)
    #expect(host.errors.last?.contains("there is nothing to redo") == true)
  }

  @Test func undoOfMoreThanThereIsDoesNothing() {
    let (host, interpreter) = Self.dialogue(["let a = 1", "let b = 2"])
    #expect(interpreter.run(Source("undo 3")) == .error)
    #expect(host.errors.last?.contains("there are 2 statements to undo, not 3") == true, "\(host.errors)")
    #expect(interpreter.run(Source("print a + b")) == .fine)
  }

  @Test func whatWasRedoneStandsInTheSavedScript() throws {
    let (host, _) = Self.dialogue(["let a = 1", "let b = 2", "undo 2", "redo", "history", "history save \"demo.nsh\""])
    #expect(host.shown.contains("let a = 1"))
    let script = String(decoding: try #require(host.files["demo.nsh"]), as: UTF8.self)
    #expect(script == "#!/usr/bin/env nsh\nlet a = 1\n")
  }

  @Test func historyShowsTheLastOrThoseWithAWord() {
    let (host, _) = Self.dialogue([
      "let a = 1", "let b = a", "print b", "history 2", "history LET B", "history c", "history 0",
    ])
    #expect(host.shown.suffix(2) == ["let b = a\nprint b", "let b = a"], "\(host.shown)")
    #expect(host.errors.count == 2, "\(host.errors)")
  }

  @Test func editOpensWhatWasEnteredAndGivesItBack() {
    let host = RecordingHost()
    var opened: [String] = []
    host.editing = {
      opened.append($0)
      return $0 + "\n"
    }
    let interpreter = Interpreter(host: host)
    interpreter.remember("let old = 1")
    for line in [
      "edit", "def f(x) = x^2", "f(2", "print f(3)", "undo", "edit", "edit 2", "edit f", "edit old", "edit 9",
      "edit zz",
    ] {
      _ = interpreter.run(Source(line))
    }
    #expect(opened == ["let old = 1", "print f(3)", "f(2", "def f(x) = x^2", "let old = 1"])
    #expect(interpreter.takeEntered() == "let old = 1")
    #expect(interpreter.takeEntered() == nil)
    #expect(host.codes.suffix(2) == [.outOfRange, .nothingFound], "\(host.errors)")
    host.editing = nil
    _ = interpreter.run(Source("edit"))
    #expect(host.codes.last == .noEditor)
  }

  @Test func aScriptThatStopsShowsEachStatementWithItsComments() {
    let host = RecordingHost()
    let interpreter = Interpreter(host: host)
    interpreter.stops = true
    let text = "#!/usr/bin/env nsh\n# First a value.\nlet a = 1   # one\nfor k in 1..2 {\n  print k + a\n}\n"
    #expect(interpreter.run(Source(name: "talk.nsh", text)) == .fine)
    #expect(
      host.shown == [
        "\n# First a value.", "nsh> let a = 1   # one", "nsh> for k in 1..2 {\n...>   print k + a\n...> }", "2", "3",
      ], "\(host.shown)")
  }

  @Test(arguments: [
    ("noether", "conserve"), ("delete", "forget"), ("average", "mean"), ("deleting", "forget"),
    ("animation", "export gif"),
    ("draw a picture", "plot path"), ("conserved", "conserve"),
  ])
  func aproposFindsByMeaning(asked: String, wanted: String) {
    let (host, _) = Self.dialogue(["apropos \(asked)"])
    let lines = (host.shown.last ?? "").split(separator: "\n").prefix(6)
    #expect(lines.contains { $0.hasPrefix("  \(wanted) ") }, "\(host.shown) \(host.errors)")
  }

  @Test func aSavedDialogueReplaysToTheSameWorkspace() throws {
    let lines = Self.lines + ["frobnicate", "let z = 1 + \"a\"", "let gone = 1", "undo", "history save \"demo.nsh\""]
    let (host, interpreter) = Self.dialogue(lines)
    let script = String(decoding: try #require(host.files["demo.nsh"]), as: UTF8.self)
    #expect(!script.contains("frobnicate") && !script.contains("gone") && !script.contains("undo"))
    let again = run(script)
    #expect(again.status == .fine, "\(again.host.errors)")
    #expect(Self.portrait(again.interpreter.session.workspace) == Self.portrait(interpreter.session.workspace))
  }

  @Test func aDrawnSeedIsInTheSavedScript() throws {
    let (host, interpreter) = Self.dialogue(["define cluster red n=3", "history save \"demo.nsh\""])
    let script = String(decoding: try #require(host.files["demo.nsh"]), as: UTF8.self)
    #expect(run(script).interpreter.session.workspace.clusters == interpreter.session.workspace.clusters)
  }

  @Test func abbreviationsAreForDialoguesAndLoggedInFull() {
    let (host, _) = Self.dialogue([
      "seed 1", "def clu red n=3 at=(0, 1) to=(1, 0)", "defi clu red n=3 to=(1, 0)", "bui ch lay=2", "ins lay 1",
      "history",
    ])
    #expect(
      host.shown.last?.hasSuffix("define cluster red n=3 to=(1, 0)\nbuild chain layers=2\ninspect layer 1") == true,
      "\(host.shown)")
    let (within, _) = Self.dialogue([
      "seed 1", "define cluster red n=3 to=(1, 0)", "try { bui ch lay=2 } otherwise { pri error }",
      "def f() { ins lay 1\nreturn 1 }", "f()", "history",
    ])
    #expect(
      within.shown.last?.contains("build chain layers=2") == true
        && within.shown.last?.contains("inspect layer 1") == true, "\(within.errors)")
    #expect(run("bui chain layers=2").status == .error, "not in a script")
  }

  @Test func aQuestionMarkAsksForHelp() {
    let (host, _) = Self.dialogue(["train adam?", "?momentum", "let a = 3", "a?"])
    #expect(host.shown[0].hasPrefix("train adam [steps=1000]"))
    #expect(host.shown[1].hasPrefix("momentum: linear momentum"))
    #expect(host.shown[2].hasPrefix("a: variable, number 3"))
  }

  @Test func timingTellsSecondsUntilItIsOff() {
    let (host, _) = Self.dialogue(["timing on", "let a = 1", "timing off", "let a = 2"])
    #expect(host.notes.count == 2 && host.notes.allSatisfy { $0.hasSuffix(" s") }, "\(host.notes)")
  }

  @Test func theTourRunsAndLeavesOnesOwnWorkAlone() throws {
    let (host, interpreter) = Self.dialogue(["seed 3", "define cluster mine n=3 to=(1, 0)", "build chain layers=2"])
    let before = Self.portrait(interpreter.session.workspace)
    #expect(interpreter.run(Source("help tour")) == .fine, "\(host.errors)")
    #expect(Self.portrait(interpreter.session.workspace) == before)
    let fresh = Self.dialogue(["help tour"])
    #expect(fresh.interpreter.session.workspace.processes.count == 1)
  }

  @Test func recursionEndsWithAnError() {
    for body in ["f(n + 1)", "1 + (2*f(n + 1))", "map(f, [n])[1]", "max([f(n), f(n)])"] {
      #expect(run("def f(n) = \(body)\nf(1)").status == .error)
    }
    #expect(run("def f(n) { for k in 1..2 { if true { return f(n) } } }\nf(1)").status == .error)
  }
}
