import Core
import Interp
import Syntax
import Testing

/// Whatever the text, there is an answer.
@Suite struct RobustnessTests {
  @Test(arguments: [
    "(", "[", "{", "-", "not ", "if true {", "\"{", "x[", "f(", "a.", "1^", "1+", "momentum by cluster ",
  ])
  func deepNesting(piece: String) {
    let (host, _, status) = run("print " + String(repeating: piece, count: 1_000_000 / piece.count))
    #expect(status == .error)
    #expect(host.errors.allSatisfy { $0.count < 2000 })
  }

  @Test(arguments: ["1 ", "(", "1,", "x+", "{ ", "print 1\n"])
  func longTexts(piece: String) {
    let (host, _, status) = run("let x = [" + String(repeating: piece, count: 50_000_000 / piece.utf8.count))
    #expect(status == .error && host.errors.count == 1)
    #expect(host.errors[0].count < 2000)
  }

  /// Whole numbers beyond those that can be told apart are refused, those below are taken.
  @Test func hugeCounts() {
    for line in ["train lbfgs steps=@ until loss < 1e9", "plot chains columns=@ > \"x.svg\""] {
      for (count, wanted) in [("2^53", ExitStatus.fine), ("2^53 + 2", .error), ("1e19", .error), ("1e300", .error)] {
        let (host, _, status) = run(setup + line.replacing("@", with: count))
        #expect(status == wanted, "\(line), \(count): \(host.errors)")
        #expect(wanted == .fine || host.codes == [.outOfRange])
      }
    }
  }

  /// How deep calls may go is a count, however small the stack is on which they begin.
  @Test(arguments: [256 << 10, 1 << 20], [true, false])
  func deepCalls(stack: Int, compiles: Bool) {
    for function in [
      "def f(n) = if n < 1 then 0 else 1 + f(n - 1)", "def f(n) { if n < 1 { return 0 }; return 1 + f(n - 1) }",
    ] {
      for (depth, told) in [("999", "999"), ("1000", "`f` is called too deeply: 1000 calls within each other")] {
        let host = RecordingHost()
        var settings = Settings()
        (settings.stack, settings.compiles) = (stack, compiles)
        _ = Interpreter(host: host, settings: settings).run(
          Source(name: "test.nsh", "\(function)\ntry { print f(\(depth)) } otherwise { print error }"))
        #expect(host.shown == [told], "\(host.errors)")
      }
    }
  }

  /// Lists within lists end with an error where they are made, and what is just below it can be worked with.
  @Test func deepLists() {
    let build = "let s = [1]\nfor k in 1..@ { let s = [s] }\n"
    let (host, _, status) = run(build.replacing("@", with: "1000000") + "print 1")
    #expect(status == .error && host.codes == [.tooDeep])
    let mapped = "def wrap(x) = [x]\nlet s = [1]\nfor k in 1..1000000 { let s = map(wrap, s) }"
    #expect(run(mapped).host.codes == [.tooDeep])
    let used = run(
      build.replacing("@", with: "998")
        + "print length(string(s)) s == s sum(s) sqrt(s) == s max(-s) length(list(s)) length(s + s)\nlet s = 1\nprint s"
    )
    #expect(used.status == .fine, "\(used.host.errors)")
    #expect(used.host.shown == ["1999 true 1 true -1 1 2", "1"])
  }

  /// Lists that are shared many times are as deep as they are, whatever they would be in full.
  @Test func sharedLists() {
    #expect(run("let s = [1]\nfor k in 1..60 { let s = [s, s] }").status == .fine)
    #expect(run("let s = [1]\nfor k in 1..1200 { let s = [s, s, 1] }").host.codes == [.tooDeep])
  }

  @Test func longLines() {
    let (host, _, status) = run("print " + String(repeating: "x", count: 20_000_000))
    #expect(status == .error && host.errors[0].count < 2000)
    #expect(run("print \"" + String(repeating: "x", count: 20_000_000)).status == .error)
    #expect(run("# " + String(repeating: "x", count: 20_000_000)).status == .fine)
  }

  @Test func randomBytesAndRandomWords() {
    var random = Random(seed: 9, stream: "rubbish")
    let words = [
      "define", "cluster", "build", "chain", "(", ")", "{", "}", "[", "]", "\"", "=", "1", "e", "..", "by", "at",
      "layer", "for", "in", "\n", ";", "let", "if", "else", "until", ">", "-", "x", ".", ",", "\\", "#", "{x:",
    ]
    for _ in 0..<2000 {
      let bytes = (0..<Int(random.uniform() * 80)).map { _ in UInt8(random.uniform() * 256) }
      _ = Interpreter(host: RecordingHost()).run(Source(name: "r", bytes: bytes), checkOnly: true)
      let text = (0..<Int(random.uniform() * 30)).map { _ in words[Int(random.uniform() * Double(words.count))] }
        .joined(separator: random.uniform() < 0.5 ? " " : "")
      _ = Interpreter(host: RecordingHost()).run(Source(name: "w", text), checkOnly: true)
      _ = Interpreter.needsMore(text)
      _ = Interpreter(host: RecordingHost()).complete(line: text, cursor: text.utf8.count)
    }
  }

  @Test func unfinishedStatements() {
    for text in ["for k in 1..3 {", "print (1,", "let x = [", "1 + \\\n", "if true {\nprint 1"] {
      #expect(Interpreter.needsMore(text), "\(text)")
    }
    for text in ["print 1", "print (", "}", "print \"open", "for k in 1..3 { }", "build chian"] where text != "print ("
    {
      #expect(!Interpreter.needsMore(text), "\(text)")
    }
  }
}
