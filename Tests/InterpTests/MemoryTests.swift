import Core
import Interp
import Synchronization
import Syntax
import Testing

/// What a session may hold: large values are refused before they are made, and where the host finds that memory has run
/// out, the statement has not been.
@Suite struct MemoryTests {
  private static let small = Settings(memory: MemoryLimit(bytes: 1_000_000))
  private static let shared = "let s = [1]\nfor k in 1..60 { let s = [s, s] }\n"

  @Test(arguments: [
    "let s = \"abcdefgh\"\nfor k in 1..60 { let s = \"{s}{s}\" }",
    "let s = \"abcdefgh\"\nfor k in 1..60 { let s = s + s }",
    "let s = [1]\nfor k in 1..60 { let s = s + s }",
    "let s = linspace(0, 1, 1e6)", "let s = normal(1e6)", "let s = list(1..1e6)", "let s = (1..1e6) + 1",
    shared + "let t = string(s)", shared + "let t = \"{s}\"", shared + "let t = sum(s)", shared + "let t = sort(s)",
    "define cluster red n=1e5",
    "define cluster red n=1000 to=(1, 0)\nbuild chain layers=100\nplot path > \"a.svg\"",
    "define cluster red n=10 to=(1, 0)\nbuild chain layers=200\ntrain newton steps=1",
    "define cluster red n=10 to=(1, 0)\nbuild chain layers=3\nplot path size=(4000, 4000) > \"a.png\"",
    "define cluster red n=10 to=(1, 0)\nbuild chain layers=3\nexport gif \"a.gif\" size=(4000, 4000)",
    "discover family \"residual 500 tanh\" inputs=20",
  ])
  func whatIsTooLargeIsRefused(text: String) {
    let (host, interpreter, status) = run("seed 1\n" + text, settings: Self.small)
    #expect(status == .error)
    #expect(host.codes == [.outOfMemory], "\(host.errors)")
    #expect(host.files.isEmpty)
    #expect(interpreter.run(Source("print 1 + 1")) == .fine)
  }

  @Test func aListIsShownInPart() throws {
    let shown = try #require(run(Self.shared + "s").host.shown.last)
    #expect(shown.hasPrefix("[[[") && shown.contains("... 1 more") && shown.utf8.count < 2_000_000)
    #expect(shows("print string(1..3) linspace(0, 2, 3)") == "1..3 [0, 1, 2]")
    let long = try #require(run("linspace(0, 1, 100003)").host.shown.last)
    #expect(long.hasSuffix(", ... 3 more]"))
    #expect(shows("print length(string(linspace(1, 1, 200000)))") == "600000")
  }

  /// Says after so many questions that memory has run out, until it is settled.
  private final class ForgetfulHost: Interp.Host, @unchecked Sendable {
    let patience: Atomic<Int>
    private(set) var settled = 0
    private(set) var shown: [String] = []
    private(set) var notes: [String] = []
    private(set) var codes: [ErrorCode] = []
    init(patience: Int) { self.patience = Atomic(patience) }

    var isOutOfMemory: Bool { patience.load(ordering: .relaxed) < 0 }
    var isInterrupted: Bool { patience.subtract(1, ordering: .relaxed).newValue < 0 }
    var interruption: @Sendable () -> Bool { { [self] in isInterrupted } }
    func settleMemory() {
      settled += 1
      patience.store(.max, ordering: .relaxed)
    }
    func show(_ output: Output) { if case .text(let text) = output { shown.append(text) } }
    func note(_ message: String) { notes.append(message) }
    func report(_ diagnostic: Diagnostic) { codes.append(diagnostic.code) }
    func progress(_ progress: Interp.Progress?) {}
    func read(_ path: String) throws(HostError) -> [UInt8] { throw HostError("there is no such file") }
    func write(_ bytes: [UInt8], to path: String) throws(HostError) { throw HostError("nothing may be written") }
  }

  @Test func runningOutIsAnErrorThatChangesNothing() {
    let host = ForgetfulHost(patience: .max)
    let interpreter = Interpreter(host: host)
    for line in ["let a = 1", "let b = 2"] { #expect(interpreter.run(Source(line)) == .fine) }
    host.patience.store(20, ordering: .relaxed)
    #expect(interpreter.run(Source("let a = linspace(0, 1, 1000000)")) == .error)
    #expect(host.codes == [.outOfMemory] && host.settled == 1)
    #expect(host.notes.contains { $0.contains("`undo` no longer goes back") })
    #expect(interpreter.run(Source("print a b")) == .fine)
    #expect(host.shown == ["1 2"])
    #expect(interpreter.run(Source("undo")) == .error)
  }

  @Test func itCanBeTried() {
    let host = ForgetfulHost(patience: 20)
    let text = "try { let a = linspace(0, 1, 1000000) } otherwise { print \"it\" }\nprint 1 + 1"
    #expect(Interpreter(host: host).run(Source(name: "x.nsh", text)) == .fine)
    #expect(host.shown == ["it", "2"])
  }

  @Test func aTrainingKeepsItsSteps() {
    let host = ForgetfulHost(patience: 400)
    let interpreter = Interpreter(host: host)
    #expect(interpreter.run(Source(name: "x.nsh", setup + "train gd steps=100000")) == .error)
    #expect(host.codes == [.outOfMemory])
    #expect(interpreter.run(Source("print length(loss over step) > 10")) == .fine)
    #expect(host.shown.last == "true")
  }
}
