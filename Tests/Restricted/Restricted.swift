import Core
import Interp
import Synchronization
import Syntax

/// The interpreter with a host that reads a few small files, writes nothing, and interrupts what takes long.
public enum Restricted {
  private static let settings = Settings(memory: MemoryLimit(bytes: 1_048_576))

  /// What a text finds: scripts, points, rows with classes, rows with targets, an experiment.
  public static let files: [String: [UInt8]] = [
    "a.nsh": "let included = 1\ninclude \"b.nsh\"\n",
    "p.csv": "x,y\n1,2\n3,4\n",
    "d.csv": "a,b,kind\n1,2,red\n3,4,blue\n-1,0,red\n2,-2,blue\n",
    "q.csv": "a,b,z\n1,2,3\n3,4,-1\n-1,0,0.5\n",
  ].mapValues { Array($0.utf8) }

  /// - Parameter bytes: any text.
  public static func check(_ bytes: [UInt8]) {
    let source = Source(name: "fuzz.nsh", bytes: bytes)
    var parser = Parser(source, Language.nsh.vocabulary)
    let syntax = parser.parse()
    let patience = Patience()
    let host = MemoryHost(files: files, mayWrite: false) { patience.isOver }
    if Interpreter(host: host, settings: settings).run(source, checkOnly: true) == .fine { roundTrip(syntax) }
    patience.renew()
    let interpreter = Interpreter(host: host, settings: settings)
    _ = interpreter.run(source)
    patience.renew()
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

  /// How often a text may ask whether it should end.
  private final class Patience: Sendable {
    private let left = Atomic<Int>(300)
    var isOver: Bool { left.subtract(1, ordering: .relaxed).newValue < 0 }
    func renew() { left.store(300, ordering: .relaxed) }
  }
}
