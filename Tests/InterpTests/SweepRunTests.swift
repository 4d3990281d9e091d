import Core
import Interp
import Sweeps
import Syntax
import Testing

/// Runs of sweeps by themselves, in parts, and as they are told.
@Suite struct SweepRunTests {
  private static func run(_ line: String, files: [String: String] = [:], threads: Int = 2) -> RecordingHost {
    let host = RecordingHost()
    for (name, text) in files { host.files[name] = Array(text.utf8) }
    _ = Interpreter(host: host, settings: Settings(threads: threads)).run(Source(name: "test.nsh", line))
    return host
  }

  // MARK: Alone

  /// A script may set several seeds of its own: they stay when a run is done again.
  @Test func aRunDoneAgainHasItsOwnSeeds() {
    let host = Self.run(
      "sweep fit x=[1, 2] keep=[a, b] { seed 3 ; let a = normal() ; seed 4 ; let b = x*normal() }\nlet t = runs fit\n"
        + "print (t.a)[2] (t.b)[2]\nload run 2\nprint a b")
    #expect(host.errors.isEmpty, "\(host.errors)")
    #expect(host.shown.last == host.shown.dropLast(2).last && host.shown.last?.isEmpty == false, "\(host.shown)")
  }

  /// A seed that is set in a branch that is not taken, or behind random numbers, leaves them what they are.
  @Test func runsAreTheSameWhereverTheirSeedIsSet() {
    let line =
      "sweep fit x=[1, 2] keep=[a] { let a = normal() ; if x > 5 { seed 3 } }\nlet t = runs fit\nprint (t.a)[1]\n"
      + "load run 1\nprint a"
    let (one, two) = (Self.run(line), Self.run(line))
    #expect(one.errors.isEmpty && one.shown == two.shown, "\(one.shown) \(two.shown) \(one.errors)")
    #expect(one.shown.last == one.shown.dropLast(2).last)
  }

  /// The line is what the shell is to be given: the file's name in quotes where it must be, the seed where the script sets none.
  @Test(arguments: [
    ("my fit.nsh", "param rate = 1\nlet a = rate*normal()", "nsh 'my fit.nsh' seed=1 rate=2"),
    ("fit.nsh", "seed 3\nparam rate = 1\nlet a = rate*normal()", "nsh fit.nsh rate=2"),
    ("fit.nsh", "seed 3\nparam rate = 1\nlet a = normal()\nseed 4", "nsh fit.nsh rate=2"),
    ("-fit.nsh", "seed 3\nparam rate = 1\nlet a = rate", "nsh ./-fit.nsh rate=2"),
    ("it's.nsh", "seed 3\nparam rate = 1\nlet a = rate", "nsh 'it'\\''s.nsh' rate=2"),
  ])
  func theLineAloneIsTheRuns(_ file: String, _ script: String, _ line: String) {
    let host = Self.run("sweep fit script=\"\(file)\" rate=[1, 2] keep=[a]\ninspect run 2", files: [file: script])
    #expect(host.footers.contains("alone: \(line)"), "\(host.footers) \(host.errors)")
  }

  @Test func aSweptSeedIsInTheLine() {
    let host = Self.run(
      "sweep fit script=\"fit.nsh\" rate=[1, 2] seed=5..6 keep=[a]\ninspect run 4",
      files: ["fit.nsh": "seed 3\nparam rate = 1\nlet a = rate*normal()"])
    #expect(host.footers.contains("alone: nsh fit.nsh seed=6 rate=2"), "\(host.footers) \(host.errors)")
  }

  /// What a sweep takes for a parameter, a script alone takes too: also one of a file that it includes.
  @Test func parametersOfIncludedFilesAreGivenAlone() {
    let files = ["part.nsh": "param rate = 1\nlet a = 10*rate\n", "fit.nsh": "include \"part.nsh\"\n"]
    let swept = Self.run("sweep fit script=\"fit.nsh\" rate=[2, 3] keep=[a]\nlet t = runs fit\nprint t.a", files: files)
    #expect(swept.shown.last == "[20, 30]", "\(swept.errors)")
    func alone(_ name: String, _ value: String) -> RecordingHost {
      let host = RecordingHost()
      for (name, text) in files { host.files[name] = Array(text.utf8) }
      let settings = Settings(threads: 1)
      _ = Interpreter(host: host, settings: settings, parameters: [(name: name, value: value)])
        .run(Source(name: "fit.nsh", "include \"part.nsh\"\nprint a\n"))
      return host
    }
    #expect(alone("rate", "3").shown.last == "30")
    #expect(alone("rat", "3").codes == [.unknownParameter])
    #expect(alone("rate", "\"a\"").shown.isEmpty, "checked before anything runs")
  }

  // MARK: Parts

  /// A part's store may have other numbers than the one with the plan: its runs are found under its own.
  @Test func partsHaveTheNumbersOfTheirStore() {
    let block = "keep=[y] { let y = 10*x }\n"
    let host = Self.run(
      "sweep fit plan store=\"one.db\" x=5..8 \(block)sweep fit resume part=\"1/1\" into=\"own.db\" store=\"one.db\"\n"
        + "sweep fit plan store=\"two.db\" x=1..4 \(block)sweep fit plan store=\"two.db\" x=5..8 \(block)"
        + "sweep fit resume part=\"1/1\" into=\"own.db\" store=\"two.db\"\n"
        + "let t = runs fit store=\"own.db\"\nprint t.run t.y\nruns merge \"own.db\" store=\"two.db\"\n"
        + "let u = runs fit store=\"two.db\"\nprint u.run u.y\nruns store=\"two.db\"")
    #expect(host.errors.isEmpty, "\(host.errors)")
    #expect(host.shown.contains("[1, 2, 3, 4, 5, 6, 7, 8] [50, 60, 70, 80, 10, 20, 30, 40]"), "\(host.shown)")
    #expect(host.shown.contains("[1, 2, 3, 4, 5, 6, 7, 8] [10, 20, 30, 40, 50, 60, 70, 80]"), "\(host.shown)")
    #expect(host.shown.last?.hasPrefix("fit 8 0 0") == true, "none is left")
  }

  /// Together the parts are the whole, and each has its share of what is left of a sweep that was begun.
  @Test func partsShareWhatIsLeft() {
    var line = "sweep fit store=\"all.db\" x=1..12 keep=[y] { let y = x }\n"
    line += "sweep fit plan store=\"all.db\" x=1..24 keep=[y] { let y = x }\n"
    for k in 1...3 { line += "sweep fit resume part=\"\(k)/3\" into=\"\(k).db\" store=\"all.db\"\n" }
    let host = Self.run(line + "runs store=\"1.db\"\nruns store=\"2.db\"\nruns store=\"3.db\"")
    #expect(host.errors.isEmpty, "\(host.errors)")
    #expect(host.shown.filter { $0.hasPrefix("fit 4 ") }.count == 3, "\(host.shown)")
    let singles = (1...6).map { "sweep fit plan store=\"all.db\" x=[\($0)] keep=[y] { let y = x }\n" }.joined()
    let several = Self.run(
      singles
        + "sweep fit resume part=\"2/3\" into=\"2.db\" store=\"all.db\"\nlet t = runs fit store=\"2.db\"\nprint t.y")
    #expect(several.shown.last == "[2, 5]", "of plans of one run each: \(several.shown) \(several.errors)")
  }

  // MARK: Counts

  /// Of several plans each run counts once, in what was there as in what is left.
  @Test func runsOfSeveralPlansCountOnce() {
    let block = "keep=[y] { let y = x }\n"
    let host = Self.run("sweep fit x=1..3 \(block)sweep fit x=2..5 \(block)sweep fit resume\nruns")
    #expect(host.shown.contains("fit: 2 runs done in `runs.db`, 2 were there"), "\(host.shown)")
    #expect(host.shown.contains("fit: 0 runs done in `runs.db`, 5 were there"), "\(host.shown)")
    #expect(host.shown.last?.hasPrefix("fit 5 0 0") == true)
    let planned = Self.run("sweep fit plan x=1..3 \(block)sweep fit plan x=2..5 \(block)sweep fit resume\nruns")
    #expect(planned.shown.contains("fit: 5 runs done in `runs.db`"), "\(planned.shown)")
    #expect(planned.shown.last?.hasPrefix("fit 5 0 0") == true, "\(planned.shown)")
  }

  /// What an interrupted sweep of several plans, or a part, says of what goes on with how many is so.
  @Test func theAdviceAfterAnInterruptionHolds() throws {
    let plans = (0..<3).map {
      "sweep fit plan store=\"all.db\" x=\(40*$0 + 1)..\(40*$0 + 40) keep=[y] { let y = 0 ; for k in 1..500 { let y = y + sin(k*x) } }\n"
    }.joined()
    let resumes: [(String, Int)] = [
      ("sweep fit resume", 120), ("sweep fit resume part=\"2/3\" into=\"part 2.db\"", 40),
    ]
    for (resume, all) in resumes {
      var told = 0
      for patience in stride(from: 0, to: 100, by: 3) where told < 2 {
        let host = RecordingHost()
        let interpreter = Interpreter(host: host, settings: Settings(threads: 2))
        #expect(interpreter.run(Source(name: "test.nsh", plans)) == .fine)
        host.patience = patience
        _ = interpreter.run(Source(name: "test.nsh", resume + " store=\"all.db\""))
        host.patience = .max
        guard let text = host.shown.last, let match = text.firstMatch(of: #/interrupted; `(.*)` goes on with (\d+)/#)
        else {
          continue
        }
        told += 1
        #expect(String(match.1) == resume + " store=\"all.db\"")
        let done = try #require(text.firstMatch(of: #/fit: (\d+) runs? done/#))
        let counts = try [done.1, match.2].map { try #require(Int($0, radix: 10)) }
        #expect(counts[0] + counts[1] == all, "\(text)")
        #expect(interpreter.run(Source(name: "test.nsh", String(match.1))) == .fine, "\(host.errors)")
        #expect(host.shown.last { $0.contains(" done in ") }?.hasPrefix("fit: \(match.2) run") == true, "\(host.shown)")
      }
      #expect(told > 0, "no patience ended within \(resume)")
    }
  }

  @Test func drawsThatAreAlikeAreRunOnce() {
    let host = Self.run(
      "sweep fit x=[1, 2, 3] y=[1, 2] draws=50 keep=[z] { let z = 10*x + y }\nlet t = runs fit\nprint length(t) length(unique(t.z))"
    )
    #expect(host.notes == ["note: of 50 draws 6 differ, which are run once each"], "\(host.notes)")
    #expect(host.shown.last == "6 6", "\(host.errors)")
  }

  // MARK: Told

  @Test func runsWithoutResultsAreNotTheSame() {
    let sweep =
      "sweep fit x=1..4 keep=[y] series=[ys] { if x < 3 { assert x > 9 \"small\" } ; let y = x ; let ys = if x == 3 then [1, 2, 5] else [1, 0/0, 4] }\n"
    func footer(_ a: Int, _ b: Int) -> RecordingHost { Self.run(sweep + "compare runs \(a) \(b)") }
    #expect(footer(1, 2).footers.last?.hasSuffix("neither run has results") == true, "\(footer(1, 2).footers)")
    #expect(footer(1, 3).footers.last?.hasSuffix("one run has no results") == true)
    #expect(footer(3, 3).footers.last?.hasSuffix("the results are the same to the last bit") == true)
    #expect(footer(4, 4).footers.last?.hasSuffix("the results are the same to the last bit") == true)
    let differing = footer(3, 4)
    #expect(differing.footers.last?.hasSuffix("the results are not the same") == true)
    #expect(differing.shown.contains { $0.hasPrefix("ys ") && $0.hasSuffix(" nan") }, "\(differing.shown)")
  }

  /// Where a result is a number in one run and a string in another, a condition says what the table says.
  @Test func conditionsOnMixedColumnsAreThoseOfTheTable() {
    let sweep = "sweep fit x=1..4 keep=[y] { let y = x ; if x == 2 { let y = \"a\" } ; if x == 3 { let y = x > 2 } }\n"
    for condition in [
      "y < 3", "y == 1", "y == \"a\"", "y != 1", "not (y == 1)", "x == 1 and y == 1", "x > 1 or y == 1",
    ] {
      let asked = Self.run(sweep + "let t = runs fit where \(condition)\nprint t.x")
      let whole = Self.run(sweep + "let u = runs fit\nlet t = u where \(condition)\nprint t.x")
      #expect(asked.codes == whole.codes && asked.shown.last == whole.shown.last, "\(condition): \(asked.errors)")
    }
  }
}
