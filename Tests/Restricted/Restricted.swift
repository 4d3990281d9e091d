import Core
import Interp
import Syntax

/// The interpreter with a host that reads two small files, writes nothing, and interrupts what takes long.
public enum Restricted {
  private static let settings = Settings(memory: MemoryLimit(bytes: 1_048_576))

  /// - Parameter bytes: any text.
  public static func check(_ bytes: [UInt8]) {
    let source = Source(name: "fuzz.nsh", bytes: bytes)
    var parser = Parser(source, Language.nsh.vocabulary)
    let syntax = parser.parse()
    if Interpreter(host: NoHost(), settings: settings).run(source, checkOnly: true) == .fine { roundTrip(syntax) }
    let host = NoHost()
    let interpreter = Interpreter(host: host, settings: settings)
    _ = interpreter.run(source)
    host.patience = 300
    let text = String(decoding: bytes, as: UTF8.self)
    _ = interpreter.run(Source(text))
    let line = String(text.prefix(200))
    _ = interpreter.complete(line: line, cursor: line.utf8.count)
    _ = interpreter.hint(for: line)
    _ = Highlighter(Language.nsh.vocabulary).runs(of: line)
    _ = Interpreter.needsMore(text)
  }

  /// Printing and parsing gives the same syntax.
  private static func roundTrip(_ syntax: [Statement]) {
    let printed = Language.nsh.printer.text(syntax)
    var again = Parser(Source(printed), Language.nsh.vocabulary)
    precondition(again.parse() == syntax && again.errors.isEmpty, "printing changes the syntax: \(printed)")
  }

  private final class NoHost: Interp.Host {
    var patience = 300
    func show(_ output: Output) {
      if case .value(let value) = output { _ = value.text }
    }
    func note(_ message: String) {}
    func report(_ diagnostic: Diagnostic) { _ = diagnostic.rendered() }
    func progress(_ progress: Progress?) {}
    var isInterrupted: Bool {
      patience -= 1
      return patience < 0
    }
    var interruption: @Sendable () -> Bool { { false } }
    func read(_ path: String) throws(HostError) -> [UInt8] {
      switch path {
      case "a.nsh": return Array("let included = 1\ninclude \"b.nsh\"\n".utf8)
      case "p.csv": return Array("x,y\n1,2\n3,4\n".utf8)
      default: throw HostError("there is no such file")
      }
    }
    func write(_ bytes: [UInt8], to path: String) throws(HostError) { throw HostError("nothing may be written") }
  }
}
