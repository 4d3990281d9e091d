import Foundation
import Interp
import Sweeps
import Synchronization
import Syntax
import Testing

/// Every declaration as its examples call it, interrupted at some of the moments at which it asks: it says so, what it
/// wrote is whole, and the session goes on. What comes new is covered by its examples.
@Suite struct InterruptionTests {
  @Test(arguments: Language.nsh.commands.map(\.name))
  func commands(name: String) throws {
    let command = try #require(Language.nsh.commands.first { $0.name == name })
    guard name != "quit", name != "exit" else { return }
    for example in command.examples { check(example, inDialogue: command.isAboutTheDialogue) }
  }

  @Test(arguments: Language.nsh.quantities.map(\.name))
  func quantities(name: String) throws { check(try #require(Language.nsh.quantity(name)).example) }

  @Test(arguments: Language.nsh.functions.map(\.name))
  func functions(name: String) throws { check(try #require(Language.nsh.function(name)).example) }

  private func check(_ example: Command.Example, inDialogue: Bool = false) {
    let whole = Trial(example, after: .max, inDialogue: inDialogue)
    #expect(whole.status == .fine)
    for moment in Self.moments(whole.host.questions) {
      let trial = Trial(example, after: moment, inDialogue: inDialogue)
      // While a library works apart, it is asked as time goes by: there may be fewer questions than before.
      guard trial.host.hasSaidSo else { continue }
      // What is about the dialogue is done at once: where it was not ended it was done, and so was all that follows.
      if inDialogue, trial.status == .fine {
        #expect(trial.host.shown == whole.host.shown, "question \(moment) of \(whole.host.questions): \(example.input)")
        continue
      }
      #expect(trial.status == .interrupted, "question \(moment) of \(whole.host.questions): \(example.input)")
      #expect(trial.host.codes == [.interrupted] || trial.host.saysOfTraining, "\(trial.host.codes)")
      for (name, bytes) in trial.host.files { #expect(bytes == whole.host.files[name], "\(name) is half written") }
      trial.host.patience.store(.max, ordering: .relaxed)
      #expect(trial.interpreter.run(Source("print 1 + 1")) == .fine)
      #expect(trial.host.shown.last == "2")
    }
  }

  /// The first and the last questions and some between, evenly.
  private static func moments(_ count: Int) -> [Int] {
    let some = 9
    return Set((0...some).map { $0 * (count - 1) / some }).filter { $0 >= 0 && $0 < count }.sorted()
  }

  /// An example, at whose question of a number the person wants it to end.
  private struct Trial {
    let host: AskedHost
    let interpreter: Interpreter
    var status = ExitStatus.fine

    init(_ example: Command.Example, after moment: Int, inDialogue: Bool) {
      host = AskedHost(patience: moment)
      interpreter = Interpreter(host: host)
      let texts =
        inDialogue
        ? example.input.split(separator: "\n").map { Source(String($0)) } : [Source(name: "example", example.input)]
      for text in texts where status == .fine { status = interpreter.run(text) }
    }
  }

  private final class AskedHost: Interp.Host, @unchecked Sendable {
    let patience: Atomic<Int>
    private let first: Int
    private(set) var shown: [String] = []
    private(set) var codes: [ErrorCode] = []
    var files = sharedData.merging(["part.nsh": Array("let a = 2\n".utf8)]) { $1 }

    init(patience: Int) {
      first = patience
      self.patience = Atomic(patience)
    }

    /// How often was asked.
    var questions: Int { first - patience.load(ordering: .relaxed) }
    var hasSaidSo: Bool { patience.load(ordering: .relaxed) < 0 }
    /// A training tells of its end in its own words.
    var saysOfTraining: Bool { codes.isEmpty && shown.contains { $0.contains("interrupted") } }

    var isInterrupted: Bool { patience.subtract(1, ordering: .relaxed).newValue < 0 }
    var interruption: @Sendable () -> Bool { { [self] in isInterrupted } }
    func edit(_ text: String) throws(HostError) -> String { text }
    func show(_ output: Output) {
      switch output {
      case .text(let text), .report(let text, _): shown.append(text)
      case .table(let table): shown += table.rows.map { $0.map(\.text).joined(separator: " ") }
      case .value(let value): shown.append(value.text)
      case .figure: break
      }
    }
    func note(_ message: String) {}
    func report(_ diagnostic: Diagnostic) { codes.append(diagnostic.code) }
    func progress(_ progress: Interp.Progress?) {}
    func read(_ path: String) throws(HostError) -> [UInt8] {
      guard let bytes = files[path] else {
        throw HostError("cannot read `\(path)`: there is no such file or folder", isMissing: true)
      }
      return bytes
    }
    func write(_ bytes: [UInt8], to path: String) throws(HostError) { files[path] = bytes }

    private var stores: [String: RunStore] = [:]
    func store(_ path: String?, creates: Bool) throws -> RunStore {
      let name = path ?? "runs.db"
      if let known = stores[name] { return known }
      guard creates else { throw HostError("cannot open `\(name)`: there are no runs yet") }
      let made = try RunStore(inMemory: name)
      stores[name] = made
      return made
    }
  }
}
