public import Core

/// A chain, the points it is trained on, and what its training was.
public struct Experiment {
  public var chain: Chain
  public let population: Population
  /// The parameters before training.
  public let start: [Double]
  /// The training under way: its optimiser's state, so that it can go on, and what is left of its rule.
  public var training: Training?
  public var rule: StopRule?
  public var method = ""
  private let cache = Cache()

  public init(chain: Chain, population: Population) {
    self.chain = chain
    self.population = population
    start = chain.theta
  }

  public var history: [TrainingPoint] { training?.history ?? [] }

  private final class Cache {
    var theta: [Double] = []
    var trace: Trace?
    var evaluation: Evaluation?
  }

  /// The trace at the present parameters; computed when first asked for.
  public func trace() throws -> Trace {
    refresh()
    if let trace = cache.trace { return trace }
    let trace = try chain.trace(of: population)
    cache.trace = trace
    return trace
  }

  public func evaluation() -> Evaluation {
    refresh()
    if let evaluation = cache.evaluation { return evaluation }
    let evaluation = chain.evaluate(population)
    cache.evaluation = evaluation
    return evaluation
  }

  private func refresh() {
    if cache.theta != chain.theta {
      cache.theta = chain.theta
      cache.trace = nil
      cache.evaluation = nil
    }
  }
}

/// All the state of a session. A value: a command works on a copy, which replaces the original when the command succeeds.
public struct Workspace {
  public var seed: UInt64?
  public var clusters: [Cluster] = []
  public var experiment: Experiment?
  public var variables: [String: Value] = [:]
  public var expectations = (passed: 0, failed: 0)

  public init() {}

  public func cluster(named name: String) -> Cluster? { clusters.first { $0.name == name } }
}

/// What a run may use.
public struct Settings: Sendable {
  public var threads: Int
  public var memory: MemoryLimit

  public init(threads: Int = 1, memory: MemoryLimit = MemoryLimit(bytes: 4 * 1_073_741_824)) {
    self.threads = threads
    self.memory = memory
  }
}
