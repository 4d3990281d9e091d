import Core
import Interp
public import Syntax

/// Programs as they run in code, beside how they run where their trees are walked: all that can be seen of both is the same.
public struct Comparison {
  /// How a program is run.
  public enum Way: Sendable, Equatable {
    case script
    case loggedScript
    /// Each statement a line of a dialogue, of which the last ones are taken back in the end.
    case dialogue
    /// As a script under a limit of memory.
    case limited(bytes: Double)
    /// Interrupted on the way. Where that is, code and walk need not agree; but what was logged does again what was done.
    case interrupted(questions: Int)
  }

  /// All that can be seen of a run.
  public struct Outcome: Equatable {
    public var statuses: [ExitStatus] = []
    public var shown: [String] = []
    public var told: [String] = []
    public var log: [String] = []
    public var variables: [String] = []
    /// Files that were written, by their names.
    public var files: [String] = []
    /// What the next line of a dialogue meets.
    public var afterwards: [String] = []
  }

  /// What both ways of running may read.
  public var files: [String: [UInt8]] = [
    "part.nsh": Array("let included = 3\n".utf8), "m.csv": Array("u,v,w.x,w.y\n1,a,1,0\n,b,2,2\n3,,3,4\n".utf8),
    "o.json": Array("[1, {\"a\": null}]".utf8),
  ]
  public var elsewhere: (String) -> [UInt8]? = { _ in nil }
  /// A walk that asks more often whether to end is not compared: nobody waits for the others.
  public var patience = 4000

  public init() {}

  /// - Returns: what differs; nil where nothing does, or where the walk was interrupted.
  public func difference(_ text: String, _ way: Way) -> String? {
    if case .interrupted(let questions) = way { return replayed(text, questions) }
    guard let walked = outcome(text, way, compiles: false, patience: patience) else { return nil }
    guard let compiled = outcome(text, way, compiles: true) else { return "code does not end" }
    if compiled == walked { return nil }
    // A seed that was drawn is another one each time, and so is what follows from it.
    if walked.told.contains(where: { $0.contains("was drawn") }), compiled.statuses == walked.statuses { return nil }
    return Self.parts.compactMap { name, part in
      let (a, b) = (part(walked), part(compiled))
      let place = zip(a, b).enumerated().first { $1.0 != $1.1 }?.offset ?? min(a.count, b.count)
      func entry(_ all: [String]) -> String { place < all.count ? "`\(all[place].prefix(400))`" : "nothing" }
      return a == b ? nil : "\(name) \(place + 1): \(entry(a)) by the walk, \(entry(b)) by code"
    }.first
  }

  private static var parts: [(String, (Outcome) -> [String])] {
    [
      ("status", { $0.statuses.map { "\($0)" } }), ("output", \.shown), ("remark or error", \.told),
      ("log entry", \.log),
      ("variable", \.variables), ("file", \.files), ("afterwards", \.afterwards),
    ]
  }

  /// - Returns: nil where it was interrupted.
  public func outcome(_ text: String, _ way: Way, compiles: Bool, patience: Int = .max) -> Outcome? {
    let host = WitnessHost(files: files, keepsLog: way == .loggedScript, elsewhere: elsewhere)
    host.patience = patience
    var settings = Settings(memory: MemoryLimit(bytes: 0x1p24))
    settings.compiles = compiles
    if case .limited(let bytes) = way { settings.memory = MemoryLimit(bytes: bytes) }
    let interpreter = Interpreter(host: host, settings: settings)
    var outcome = Outcome()
    if way == .dialogue {
      var parser = Parser(Source(name: "test.nsh", text), Language.nsh.vocabulary)
      for statement in parser.parse() {
        outcome.statuses.append(interpreter.run(Source(Language.nsh.printer.text(statement))))
      }
    } else {
      outcome.statuses.append(interpreter.run(Source(name: "test.nsh", text)))
    }
    outcome.variables = Self.variables(interpreter)
    outcome.shown = host.shown
    if host.hasInterrupted { return nil }
    for line in way == .dialogue ? ["undo", "undo", "redo"] : [] {
      outcome.statuses.append(interpreter.run(Source(line)))
    }
    outcome.afterwards = Self.variables(interpreter)
    // The random numbers go on; without a seed one is drawn each time anew.
    let random = interpreter.session.workspace.seed == nil ? [] : ["print random()"]
    for line in random + ["names", "print h(3)"] { outcome.statuses.append(interpreter.run(Source(line))) }
    outcome.afterwards += host.shown[outcome.shown.count...]
    (outcome.told, outcome.log) = (host.told, host.log)
    outcome.files = host.files.sorted { $0.key < $1.key }.map { "\($0): " + String(decoding: $1, as: UTF8.self) }
    return host.hasInterrupted ? nil : outcome
  }

  private static func variables(_ interpreter: Interpreter) -> [String] {
    let workspace = interpreter.session.workspace
    return workspace.variables.map { "\($0) = \($1.bits)" }.sorted() + workspace.clusters.map { "cluster \($0.name)" }
      + ["seed \(workspace.seed.map(String.init) ?? "-")", "expected \(workspace.expectations)"]
  }

  /// What differs between where code was interrupted and what its log, walked, leads to.
  private func replayed(_ text: String, _ questions: Int) -> String? {
    let host = WitnessHost(files: files, keepsLog: true, elsewhere: elsewhere)
    host.patience = questions
    var settings = Settings(memory: MemoryLimit(bytes: 0x1p24))
    settings.turns = 1
    let interpreter = Interpreter(host: host, settings: settings)
    _ = interpreter.run(Source(name: "test.nsh", text))
    let again = WitnessHost(files: files, keepsLog: false, elsewhere: elsewhere)
    again.patience = 100 * patience
    settings.compiles = false
    let walker = Interpreter(host: again, settings: settings)
    let log = host.log.joined(separator: "\n")
    // It may end before what its functions call.
    guard walker.run(Source(name: "log.nsh", log), checkOnly: true) == .fine else { return nil }
    let status = walker.run(Source(name: "log.nsh", log))
    // What no expression has for its value is left out of a log, and said to be.
    if again.hasInterrupted || log.contains("# left out") { return nil }
    let (a, b) = (Self.variables(interpreter).dropLast(), Self.variables(walker).dropLast())
    if let (x, y) = zip(a, b).first(where: { $0 != $1 }) {
      return "`\(x)` after an interruption, `\(y)` by its log:\n\(log)"
    }
    return a.count == b.count
      ? nil : "\(a.count) variables after an interruption, \(b.count) by its log (\(status)):\n\(log)"
  }
}
