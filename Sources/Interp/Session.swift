import Core

/// What a statement works on: the workspace, what the host allows, and the host itself.
public struct Session {
  public var workspace: Workspace
  public let settings: Settings
  let host: any Host
  /// `name=value` from the command line, by `param`.
  let given: [String: Value]

  /// The present experiment.
  func experiment() throws(EngineError) -> Experiment {
    guard let experiment = workspace.experiment else {
      throw EngineError("there is no chain yet", help: "build chain layers=50")
    }
    return experiment
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
