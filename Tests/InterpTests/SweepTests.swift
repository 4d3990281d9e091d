import Core
import Foundation
import Interp
import Syntax
import Testing

@Suite struct SweepTests {
  private static let script = """
    seed 1
    param layers = 5
    param rate = 0.02
    define cluster red n=5 at=(0, 1) to=(1, 0)
    define cluster blue n=5 at=(1, 0) to=(0, 1)
    build chain layers=layers family=bump penalty=1e-3
    train adam steps=20 rate=rate
    plot path > "path.svg"
    let final = loss

    """

  private static func session(threads: Int = 2, _ host: RecordingHost = RecordingHost()) -> (
    RecordingHost, Interpreter
  ) {
    host.files["fit.nsh"] = Array(script.utf8)
    return (host, Interpreter(host: host, settings: Settings(threads: threads)))
  }

  private static func runs(_ line: String, threads: Int = 2) -> RecordingHost {
    let (host, interpreter) = session(threads: threads)
    _ = interpreter.run(Source(name: "test.nsh", line))
    return host
  }

  private static let grid =
    "sweep fit script=\"fit.nsh\" rate=[0.01, 0.1] layers=3..4 seed=[1, 7] keep=[loss, drift(angular), final]\n"

  @Test func runsHaveTheBitsThatTheyHaveAlone() {
    let host = Self.runs(Self.grid + "let t = runs fit\nfor r in t { print \"{r.loss:.17e} {r.final:.17e}\" }")
    #expect(host.errors.isEmpty, "\(host.errors)")
    let found = host.shown.suffix(8)
    var expected: [String] = []
    for rate in ["0.01", "0.1"] {
      for layers in ["3", "4"] {
        for seed in ["1", "7"] {
          let alone = run(
            Self.script + "print \"{loss:.17e} {final:.17e}\"\n",
            parameters: [("rate", rate), ("layers", layers), ("seed", seed)])
          #expect(alone.host.errors.isEmpty, "\(alone.host.errors)")
          expected.append(alone.host.shown.last ?? "")
        }
      }
    }
    #expect(Array(found) == expected)
    #expect(Set(expected).count == 8, "the runs differ")
    #expect(host.files["path.svg"] == nil, "runs write no files")
    #expect(host.notes.contains { $0.contains("path.svg") }, "which is told")
  }

  @Test func threadsDoNotMatter() {
    let line =
      Self.grid
      + "let t = runs fit\nfor r in t { print \"{r.run} {r.seed} {r.rate} {r.layers} {r.loss:.17e} {r.final:.17e}\" }"
    let one = Self.runs(line, threads: 1).shown.suffix(8)
    #expect(Set(one).count == 8, "they differ from each other")
    for threads in [2, 7] { #expect(Self.runs(line, threads: threads).shown.suffix(8) == one) }
  }

  @Test func failuresAreKeptAndTheSweepGoesOn() {
    let block = """
      sweep odd x=1..5 keep=[y] { if x == 2 { print undefined_thing } ; if x == 4 { assert x < 4 "too large" } ; expect x != 5 ; let y = 0/0 + x }

      """
    let host = Self.runs(
      block.replacing("print undefined_thing", "print [1, 2][5]")
        + "let t = runs odd\nprint t.state\nprint t.y\nprint (t.error)[2] (t.error)[4]")
    #expect(host.errors.isEmpty, "\(host.errors)")
    #expect(host.shown.contains("[done, failed, done, failed, unmet]"))
    #expect(host.shown.contains("[nan, missing, nan, missing, nan]"))
    #expect(
      host.shown.last?.contains("entry 5 does not exist") == true && host.shown.last?.contains("too large") == true)
    let stopped = Self.runs(
      block.replacing("print undefined_thing", "print [1, 2][5]").replacing("keep=[y]", "keep=[y] stop=first"),
      threads: 1)
    #expect(stopped.shown.contains { $0.contains("stopped by run 2") })
  }

  @Test func whatIsDoneIsNotDoneAgain() {
    let host = Self.runs(
      "sweep fit x=1..3 keep=[y] { let y = x }\nsweep fit x=1..3 keep=[y] { let y = x  # the same\n }\nsweep fit x=2..5 keep=[y] { let y = x }\nsweep fit resume\nlet t = runs fit\nprint t.y t.run"
    )
    #expect(host.errors.isEmpty, "\(host.errors)")
    #expect(host.shown.contains("fit: 0 runs done in `runs.db`, 3 were there"))
    #expect(host.shown.contains("fit: 2 runs done in `runs.db`, 2 were there"))
    #expect(host.shown.last == "[1, 2, 3, 4, 5] [1, 2, 3, 6, 7]")
  }

  @Test func anInterruptedSweepGoesOnToTheSameTable() {
    let slow = "sweep fit x=1..40 keep=[y] { let y = 0 ; for k in 1..2000 { let y = y + sin(k*x) } }\n"
    let table = "let t = runs fit\nfor r in t { print \"{r.run} {r.y:.17e}\" }"
    let whole = Self.runs(slow + table).shown.suffix(40)
    #expect(Set(whole).count == 40)
    // As often as is asked before the first run.
    let (planning, planner) = Self.session()
    #expect(planner.run(Source(name: "test.nsh", slow.replacing("fit x", "fit plan x"))) == .fine)
    let before = Int.max - planning.patience
    var interrupted = 0
    for patience in before..<before + 6 {
      let (host, interpreter) = Self.session()
      host.patience = patience
      let status = interpreter.run(Source(name: "test.nsh", slow))
      host.patience = .max
      #expect(status == .interrupted || status == .fine, "\(host.errors)")
      if status == .interrupted, host.shown.last?.contains("resume` goes on") == true { interrupted += 1 }
      #expect(interpreter.run(Source(name: "test.nsh", "sweep fit resume\n" + table)) == .fine, "\(host.errors)")
      #expect(Array(host.shown.suffix(40)) == Array(whole), "patience \(patience)")
    }
    #expect(interrupted > 0, "none was interrupted between the first run and the last")
  }

  @Test func loadRunRebuildsItsWorkspace() {
    let host = Self.runs(
      Self.grid + "let t = runs fit\nprint \"{(t.loss)[6]:.17e}\"\nload run 6\nprint \"{loss:.17e}\"\nprint layers rate"
    )
    #expect(host.errors.isEmpty, "\(host.errors)")
    #expect(host.shown.last == "3 0.1")
    #expect(host.shown.dropLast().last == host.shown.dropLast(3).last, "the same bits")
  }

  @Test func listsAndDraws() {
    let host = Self.runs(
      "sweep pairs x=1..3 y=[10, 20, 30] as=list keep=[z] { let z = x + y }\nlet t = runs pairs\nprint t.z\n"
        + "sweep drawn x=1..100 y=1..100 draws=20 keep=[z] { let z = x + y }\nlet u = runs drawn\nprint length(u) length(unique(u.x)) > 10 length(unique(u.z)) > 10"
    )
    #expect(host.errors.isEmpty, "\(host.errors)")
    #expect(host.shown.contains("[11, 22, 33]") && host.shown.last == "20 true true")
  }

  /// What a script or a call has wrong is told before anything runs, and no store is made.
  @Test(arguments: [
    ("rat=[1, 2] keep=[loss]", ErrorCode.unknownParameter), ("rate=[1, 2] keep=[los]", .unknownName),
    ("rate=[] keep=[loss]", .emptySweep), ("rate=[1]", .emptySweep),
    ("rate=1..1e6 layers=1..1e6 keep=[loss]", .tooManyRuns),
    ("rate=1..1e14 keep=[loss]", .tooManyRuns),
    ("rate=[\"a\"] keep=[loss]", .wrongType), ("rate=[1, \"a\"] keep=[loss]", .wrongType),
    ("rate=[0/0] keep=[loss]", .notFinite), ("seed=[-1] keep=[loss]", .outOfRange),
    ("seed=[\"a\"] keep=[loss]", .wrongType),
    ("rate=[1, 2] layers=1..3 as=list keep=[loss]", .wrongShape), ("rate=[1] keep=[rate]", .twice),
    ("rate=[1] keep=[loss, loss]", .twice), ("rate=[1] keep=[loss] drawseed=2", .unusedOption),
    ("resume rate=[1]", .file), ("rate=[1] keep=[loss] { let a = rate }", .wrongCombination),
    ("rate=[1, 2, 1] keep=[loss]", .twice), ("rate=[1, 1] layers=[2, 2] as=list keep=[loss]", .twice),
    ("draws=5 keep=[loss]", .missingArgument), ("rate=[1] keep=[loss] part=\"1/2\"", .unusedOption),
  ])
  func wrongSweepsAreRefused(_ rest: String, _ code: ErrorCode) {
    let host = Self.runs("sweep fit script=\"fit.nsh\" \(rest)".replacing("script=\"fit.nsh\" resume", "resume"))
    #expect(host.codes == [code], "\(host.errors)")
    #expect(throws: HostError.self, "a store was made") { try host.store(nil, creates: false) }
  }

  @Test func runsAreAskedAsTablesAre() {
    let sweep = "sweep fit rate=[1, 2, 3] seed=1..3 keep=[y] { let y = rate*10 + normal() }\n"
    // What the store decides is what the table decides.
    for condition in [
      "rate > 1", "rate >= 2 and seed != 2", "not (rate == 1)", "y > 15 or seed == 1", "state == \"done\"", "2 < rate",
      "rate > 1 and y/rate > 9", "run in [1, 5]", "y > mean([10, 20])",
    ] {
      let host = Self.runs(
        sweep
          + "let a = runs fit where \(condition)\nlet t = runs fit\nlet b = t where \(condition)\nprint a == b length(a) > 0"
      )
      #expect(host.shown.last == "true true", "\(condition): \(host.errors)")
    }
    let host = Self.runs(
      sweep
        + "let a = runs fit by rate\nlet t = runs fit\nlet b = t by rate n=count() mean(y) sd(y)\nprint a.n == b.n max(abs(a[\"mean(y)\"] - b[\"mean(y)\"])) < 1e-12 max(abs(a[\"sd(y)\"] - b[\"sd(y)\"])) < 1e-12"
    )
    #expect(host.shown.last == "true true true", "\(host.errors)")
    let best = Self.runs(
      sweep
        + "let a = runs fit sort=y order=descending first=2\nlet t = runs fit\nlet b = sort t by y descending\nprint a.y == b.y[1..2]"
    )
    #expect(best.shown.last == "true", "\(best.errors)")
  }

  @Test func aScriptSeesNothingOfWhatStandsAround() {
    let host = Self.runs("let outside = 3\nsweep fit x=[1] keep=[y] { let y = outside + x }")
    #expect(host.codes == [.unknownName], "\(host.errors)")
  }

  @Test func aSeedOnTheCommandLineStandsForTheScripts() {
    let text = "seed 1\nprint random(2)"
    let other = run("seed 5\nprint random(2)").host.shown
    #expect(run(text, parameters: [("seed", "5")]).host.shown == other)
    #expect(run(text, parameters: [("seed", "x")]).status == .usage)
    #expect(run("seed 1\nseed 2", parameters: [("seed", "5")]).status == .usage)
  }
}

extension String {
  fileprivate func replacing(_ part: String, _ other: String) -> String {
    components(separatedBy: part).joined(separator: other)
  }
}
