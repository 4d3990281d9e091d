import Core
import Limits
import Syntax

/// What commands and functions work on. A value: what fails is done to a copy, which is then forgotten.
public struct Session {
  public var workspace = Workspace()
  let language: Language
  public let settings: Settings
  let host: any Host
  /// What stands in the place of the values that `param` gives.
  let given: [String: Given]
  /// What stands in the place of the script's own seed.
  let givenSeed: UInt64?
  /// The store and the sweep that were asked last.
  var presentSweep = PresentSweep()
  /// The variables of the functions that are being called.
  var scope = Scope()
  var results = Results()
  var dialogue = Dialogue()
  var trail = Trail()
  /// The last training that was left before its end.
  var pausedTraining: PausedTraining?
  /// What `recover` asked to be run when its own statement is done.
  var recovering: Source?
  /// What `edit` left, to be run as if it had been typed.
  var entered: String?
  /// Files that were found beside scripts, by the script's name and the name that it gave.
  var filesBeside: [[String]: String] = [:]
  /// The text of the script that runs; nil in a dialogue.
  var scriptText: String?
  /// Where compiled code works. It holds nothing that outlasts a statement, and copies share it.
  let compilation: Compilation

  init(
    language: Language, settings: Settings, host: any Host, given: [String: Given] = [:], givenSeed: UInt64? = nil,
    compilation: Compilation = Compilation()
  ) {
    self.compilation = compilation
    self.language = language
    self.settings = settings
    self.host = host
    self.given = given
    self.givenSeed = givenSeed
  }

  // MARK: Results

  /// Shows a result; a table, a figure or a value becomes `ans`. Where the statement should end, one that was computed may
  /// be unfinished and is not shown.
  ///
  /// - Parameter isFinished: it is whole even then.
  mutating func show(_ output: Output, isFinished: Bool = false) {
    let value = output.value
    if value != nil, !isFinished, Cancellation.isAsked() { return }
    if results.keep(output) { return }
    if let value { workspace.last = value }
    host.show(output)
  }

  // MARK: Names

  func variable(_ name: String) -> Value? { scope.variable(name) ?? workspace.variables[name] }

  /// Gives a value its name: in the function that is being called, else in the workspace.
  mutating func assign(_ name: String, _ value: Value) {
    if !scope.assign(name, value) { workspace.variables[name] = value }
  }

  func quantity(_ name: String) -> Quantity? {
    language.quantity(name) ?? workspace.quantities[name].map { Quantity(own: $0) }
  }

  func function(_ name: String) -> Definition? {
    if case .function(let definition)? = variable(name) { definition } else { nil }
  }

  /// The present experiment, or the one of a name.
  func experiment(_ name: String? = nil) throws(EngineError) -> Experiment {
    if let experiment = workspace.processes[name ?? workspace.present] { return experiment }
    guard let name else {
      let others = workspace.processes.keys.sorted()
      guard let first = others.first else {
        throw EngineError(.noProcess, "there is no process yet", help: "build chain layers=50")
      }
      throw EngineError(
        .noProcess, "no process is in use: there are \(others.joined(separator: ", "))", help: "use \(first)")
    }
    throw EngineError(.unknownProcess, "there is no process `\(name)`")
  }

  // MARK: Chance

  /// The seed; when none was set, one is drawn, told and kept.
  mutating func seed() -> UInt64 {
    if let seed = workspace.seed { return seed }
    let drawn = UInt64.random(in: 1...999_999)
    let seed = settings.ranks?.first(drawn) ?? drawn
    workspace.seed = seed
    workspace.drawnSeed = seed
    host.note("seed \(seed) was drawn; `seed \(seed)` repeats this run")
    return seed
  }

  /// Random numbers of the session's seed for one purpose.
  mutating func random(for purpose: String) -> Random { Random(seed: seed(), stream: purpose) }

  // MARK: Errors and limits

  var effort: Effort {
    Effort(
      threads: settings.threads, isCancelled: { [host] in host.isInterrupted }, interruption: host.interruption)
  }

  /// Gives what fails within the place that caused it.
  mutating func placed<T>(_ span: Span, _ body: (inout Session) throws -> T) throws -> T {
    try span.blamed { try body(&self) }
  }

  /// For what draws or exports points: a trace beyond the limit is refused, one beyond 1 GiB announced.
  var traceGuard: (Double) throws -> Void {
    { [memory = settings.memory, host] bytes in
      try memory.require(2 * bytes, for: "the states and costates of every point at every layer")
      if bytes > 1_073_741_824 {
        host.note("the states and costates of every point at every layer take \(MemoryLimit.text(bytes))")
      }
    }
  }
}
