import Foundation
import Interp
import Testing

/// Wrong scripts and the whole text of what is said about them, in Errors.txt: `=== script`, then the text. `RECORD=1` writes the file anew.
@Suite struct ErrorTests {
  static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Errors.txt")

  static let scripts: [String] = [
    "define cluster red n=200 at=(-2, 0) raduis=0.4", "biuld chain layers=5", "build chian layers=50", "build", "frobnicate 3",
    "inspect layer 3", setup + "inspect layer 73", setup + "inspect layer 0", setup + "inspect layer 2.5",
    "build chain layers=50", "define cluster red n=0 to=(1, 0)", "define cluster red sd=-1", "define cluster red n=1e12",
    "define cluster red n=2.5", "define cluster red at=3", "define cluster red at=(1, 2, 3)", "define cluster red n=\"many\"",
    "seed 1\ndefine cluster red n=3\nbuild chain layers=3", "seed 1\ndefine cluster red to=blue n=3\nbuild chain",
    "define cluster", "define cluster red red2", "define cluster momentum to=(1, 0)", "define cluster \"a b\"",
    "define cluster red file=\"points.csv\"", "define cluster red file=\"bad.csv\"", "load \"nowhere.json\"", "load \"bad.json\"",
    "build chain family=bmup", "build chain kernel=box", "build chain layers=0", "build chain layers=5 layers=6", "build chain s=0",
    "build chain penalty=-1", setup + "build chain layers=1e10", "print lss", "print momentun", "print squrt(2)", "print sqrt(1, 2)",
    "print sqrt(\"a\")", "print 1 + \"a\"", "print -\"a\"", "print not 3", "print (1, 2) + (1, 2, 3)", "x = 3", "let momentum = 3",
    "let = 3", "let x 3", "for k 1..3 { }", "for k in 3 { }", "for k in 1..3 {\nprint k", "if 3 { }", "print \"open", "print (1, 2",
    "print [1, 2", "print )", "print 1 2 +", "print \"{1 + }\"", "print \"{1:.9q}\"", "print \"\\q\"", "print 5kg", "print @", "print \"{1\"",
    "print é", "print 1..0 step 0", "print [1, 2, 3][4]", "print (1, 2).z", "print 3[1]", "print 3.x", "expect 1 > 2 \"one is not more\"",
    "assert 1 > 2", "expect 3", setup + "expect momentum > -1", setup + "train gd rate=1e200", setup + "train gd rate=-1",
    setup + "train newton until loss > 3", setup + "train newton until 3", setup + "train adm", "train", setup + "train",
    setup + "print momentum by colour", setup + "print momentum over time", setup + "print momentum of green", setup + "print momentum.green",
    setup + "print momentum at layer 9", setup + "print loss by cluster", setup + "plot loss", setup + "plot 3", setup + "plot path arrows=all",
    setup + "plot path > \"path.xyz\"", setup + "save \"x.txt\"", setup + "export trace \"x.json\"", "save \"x.json\"", "seed -1", "seed 1.5",
    "conserve now", "help nothing", "print \"a\" > \"b.svg\"", "print drift(3)", setup + "print drift(loss)", "print lss\nbuild chian\nlet x 3",
    "inspect cluster red", "print polar(1)", "}", "print {", "let ünder = 3",
  ]

  static func rendered(_ script: String) -> String {
    let files = ["bad.csv": "x,y\n1,2\n3,nan\n", "bad.json": "{\"family\": \"bump\""]
    let (host, _, status) = run(script, files: files)
    return (host.errors + ["status \(status.rawValue)"]).joined(separator: "\n")
  }

  @Test func everyWrongScriptGetsItsText() throws {
    let actual = Self.scripts.map { "=== \($0.replacingOccurrences(of: setup, with: "SETUP "))\n\(Self.rendered($0))\n" }.joined()
    let expected = try? String(contentsOf: Self.file, encoding: .utf8)
    if ProcessInfo.processInfo.environment["RECORD"] != nil || expected == nil {
      try actual.write(to: Self.file, atomically: true, encoding: .utf8)
    }
    let wanted = try #require(expected, "Errors.txt was missing; it has been written")
    let pairs = zip(actual.components(separatedBy: "=== "), wanted.components(separatedBy: "=== "))
    for (new, old) in pairs { #expect(new == old) }
    #expect(actual == wanted)
  }

  @Test(arguments: scripts)
  func nothingWrongEndsWell(script: String) {
    let (host, _, status) = run(script)
    #expect(status != .fine)
    #expect(!host.errors.isEmpty)
    // Every error has a place.
    for error in host.errors { #expect(error.contains(" test.nsh:"), "\(error)") }
  }

  @Test func nothingRunsWhenAnythingIsWrong() {
    let (host, interpreter, status) = run("print \"started\"\nlet x = 1\nprint lss\n")
    #expect(status == .error && host.shown.isEmpty)
    #expect(interpreter.complete(line: "print x", cursor: 7).candidates.isEmpty, "x was not defined")
  }
}
