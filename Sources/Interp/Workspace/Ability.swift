import Core

/// What processes of some kinds can do.
enum Ability: Sendable {
  case training, trained, layers, planeMap, energy, file, interaction, plane, charges, own
}

/// What to do with a process in place of what it cannot.
struct Advice: Sendable {
  /// A line that works with every process of the kind.
  let usual: String
  /// Others, by what is missing.
  var others: [Ability: String] = [:]
}

extension Experiment {
  /// The process as one that can do something.
  ///
  /// - Parameter lack: what is said of a process that cannot, behind its kind: "is not trained".
  /// - Throws: `EngineError` that names this kind, what it lacks, and what to do with it instead.
  func asked<T>(for ability: Ability, else lack: String) throws(EngineError) -> T {
    if let able = form as? T { return able }
    throw refusal(ability, lack)
  }

  /// Of what the kind cannot: "an orbit is not trained".
  func refusal(_ ability: Ability, _ lack: String) -> EngineError {
    EngineError(.wrongProcess, "\(kind) \(lack)", help: type(of: form).advice(lacking: ability))
  }

  /// Of what this one cannot, though others of its kind may: "this chain has not been trained yet".
  func shortcoming(_ ability: Ability, _ lack: String) -> EngineError {
    EngineError(
      code(of: ability), "this \(noun) \(lack)",
      help: type(of: form).advice(lacking: ability))
  }

  private func code(of ability: Ability) -> EngineError.Code {
    switch ability {
    case .trained: .notTrained
    case .plane: .notPlane
    case .interaction: .tooFew
    default: .wrongProcess
    }
  }

  /// - Throws: `EngineError` where nothing can be trained.
  func trainable() throws(EngineError) -> any Trainable {
    try asked(for: .training, else: "is not trained: it has no parameters")
  }

  /// - Throws: `EngineError` where there are no layers with parameters.
  func layered() throws(EngineError) -> any Layered {
    try asked(for: .layers, else: "has no layers with parameters")
  }
}
