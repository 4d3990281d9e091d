public import Core

/// What a process was built by and how it was trained so far.
public struct TrainingRecord {
  /// The parameters before training.
  public internal(set) var start: [Double] = []
  /// The training under way: its optimiser's state, so that it can go on, and what is left of its rule.
  public internal(set) var training: Training?
  /// What was seen in a training that came from a file, from where the next goes on.
  var past: [TrainingPoint] = []
  var rule: StopRule?
  var method = ""
  /// What the process was built by; nil when it was read from a file or is not random.
  var recipe: Recipe?

  /// What was looked at on the way.
  var recording = Recording()

  /// How a process is built from random parameters.
  struct Recipe: Sendable {
    /// Names the random numbers.
    let stream: String
    let build: @Sendable (inout Random) throws -> any ProcessForm
  }

  public var history: [TrainingPoint] { training?.history ?? past }
  public var checkpoints: Checkpoints { training?.checkpoints ?? Checkpoints() }
}
