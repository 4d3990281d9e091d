import Core
import Syntax

/// What a statement works on: the workspace, what the host allows, and the host itself.
public struct Session {
  public var workspace: Workspace
  public let settings: Settings
  let host: any Host
  /// `name=value` from the command line, by `param`.
  let given: [String: Value]
  /// The variables of the functions that are being called, innermost last.
  var frames: [[String: Value]] = []
  var stack = StackGuard()
  /// Earlier workspaces of a dialogue, newest last.
  var past: [Snapshot] = []
  /// What was entered in a dialogue and succeeded.
  var log: [Entry] = []
  /// The text of the script that runs; nil in a dialogue.
  var scriptText: String?
  /// timing on
  var isTiming = false
  /// Takes what a command would show, while its result gets a name.
  private var capture: Value?
  private var isCapturing = false

  /// A statement that succeeded, in canonical form.
  struct Entry {
    let number: Int
    let text: String
  }

  /// The workspace before a statement, and the statement's number in the log.
  struct Snapshot {
    let workspace: Workspace
    let entry: Int
  }

  init(workspace: Workspace, settings: Settings, host: any Host, given: [String: Value]) {
    self.workspace = workspace
    self.settings = settings
    self.host = host
    self.given = given
  }

  // MARK: Results

  /// Shows a result; a table, a figure or a value becomes `ans`.
  mutating func show(_ output: Output) {
    let value: Value? =
      switch output {
      case .table(let table): .table(table)
      case .figure(let figure): .figure(figure)
      case .value(let value): value
      case .text, .report: nil
      }
    if isCapturing {
      capture = value ?? capture
      return
    }
    if let value { workspace.last = value }
    host.show(output)
  }

  /// What a command shows, without showing it; its last table, figure or value.
  mutating func captured(_ body: (inout Session) throws -> Void) rethrows -> Value {
    let outer = (isCapturing, capture)
    (isCapturing, capture) = (true, nil)
    defer { (isCapturing, capture) = outer }
    try body(&self)
    return capture ?? .nothing
  }

  // MARK: Names

  func variable(_ name: String) -> Value? {
    if let frame = frames.last, let value = frame[name] { return value }
    return workspace.variables[name]
  }

  /// Gives a value its name: in the function that is being called, else in the workspace.
  mutating func assign(_ name: String, _ value: Value) {
    if frames.isEmpty {
      workspace.variables[name] = value
    } else {
      frames[frames.count - 1][name] = value
    }
  }

  func quantity(_ name: String) -> Quantity? { Registry.quantity(name) ?? workspace.quantities[name] }

  func function(_ name: String) -> Definition? {
    if case .function(let definition)? = variable(name) { definition } else { nil }
  }

  // MARK: The experiment

  /// For what draws or exports points: a trace beyond the limit is refused, one beyond 1 GiB announced.
  var traceGuard: (Double) throws -> Void {
    { [memory = settings.memory, host] bytes in
      try memory.require(2 * bytes, for: "the states and costates of every point at every layer")
      if bytes > 1_073_741_824 {
        host.note("the states and costates of every point at every layer take \(MemoryLimit.text(bytes))")
      }
    }
  }

  /// The present experiment, or the one of a name.
  func experiment(_ name: String? = nil) throws(EngineError) -> Experiment {
    if let experiment = workspace.chains[name ?? workspace.current] { return experiment }
    guard let name else { throw EngineError("there is no chain yet", help: "build chain layers=50") }
    throw EngineError("there is no chain `\(name)`")
  }

  /// The seed; when none was set, one is drawn, told and kept.
  mutating func seed() -> UInt64 {
    if let seed = workspace.seed { return seed }
    let seed = UInt64.random(in: 1...999_999)
    workspace.seed = seed
    host.note("seed \(seed) was drawn; `seed \(seed)` repeats this run")
    return seed
  }

  /// Random numbers of the session's seed for one purpose.
  mutating func random(for purpose: String) -> Random { Random(seed: seed(), stream: purpose) }
}

/// A failure after which the workspace keeps what the command has done.
struct KeptFailure: Error {
  let diagnostic: Diagnostic
}

/// Ctrl-C.
struct Interrupted: Error {}
