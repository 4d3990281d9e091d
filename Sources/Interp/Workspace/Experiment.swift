public import Core

/// A process: a chain or network with the points it is trained on and what its training was, or a scene of mechanics.
public struct Experiment {
  private var carried: (any Trainable)?
  /// Bodies or rays, in place of a chain.
  public let scene: (any Trajectory)?
  public let population: Population
  /// The parameters before training.
  public let start: [Double]
  /// The training under way: its optimiser's state, so that it can go on, and what is left of its rule.
  public var training: Training?
  public var rule: StopRule?
  public var method = ""
  private let cache = Cache()

  public init(_ model: any Trainable, population: Population) {
    carried = model
    scene = nil
    self.population = population
    start = model.theta
  }

  /// Told how many bytes a trace takes, before there is one: refuses it or says so.
  var beforeTrace: ((Double) throws -> Void)?

  /// How a chain is built from random parameters.
  struct Recipe: Sendable {
    let build: @Sendable (inout Random) throws -> Chain
  }
  /// What it was built by; nil when it was read from a file.
  private(set) var recipe: Recipe?

  /// A chain with the random parameters of a seed.
  init(recipe: Recipe, seed: UInt64, population: Population) throws {
    var random = Random(seed: seed, stream: "chain")
    self.init(try recipe.build(&random), population: population)
    self.recipe = recipe
  }

  /// The points are those of the scene's first state, their destinations those of its last.
  public init(scene: any Trajectory) throws {
    carried = nil
    self.scene = scene
    population = try scene.population()
    start = []
  }

  public var chain: Chain {
    get throws(EngineError) {
      if let chain = carried as? Chain { return chain }
      throw EngineError(
        .wrongProcess, "that belongs to chains of plane maps, not to \(scene?.kind ?? "a network")",
        help: "build chain, or `use` another one")
    }
  }

  /// Nil for chains and scenes.
  public var network: Network? { carried as? Network }

  /// What training changes.
  public var model: any Trainable {
    get throws(EngineError) {
      if let carried { return carried }
      throw EngineError(
        .wrongProcess, "\(scene?.kind ?? "this") is not trained", help: "build chain, or `use` another one")
    }
  }

  /// After a training.
  mutating func carry(_ model: any Trainable) { carried = model }

  /// The number of maps or steps.
  public var steps: Int { carried?.steps ?? scene?.trace.steps ?? 0 }

  /// What lies between two states: "layer", "step", "segment".
  var part: String { scene?.part ?? "layer" }

  /// "a chain", "an orbit"
  var kind: String { carried?.kind ?? scene?.kind ?? "a process" }

  /// "50 bump layers", "1000 steps of an orbit"
  var title: String {
    if let chain = carried as? Chain { return chain.title }
    if let network { return "\(network.layers.count) layers (\(network.summary))" }
    return "\(steps) \(part)s of \(scene?.kind ?? "a process")"
  }

  public var history: [TrainingPoint] { training?.history ?? [] }
  public var checkpoints: Checkpoints { training?.checkpoints ?? Checkpoints() }

  private final class Cache {
    var theta: [Double] = []
    var trace: Trace?
    var inspection: Inspection?
    var evaluation: Evaluation?
    var ledgers: [InteractionCharge: TransferLedger] = [:]
  }

  /// The trace at the present parameters; computed when first asked for.
  public func trace() throws -> Trace {
    if let scene { return scene.trace }
    let model = try model
    refresh(model)
    if let trace = cache.trace { return trace }
    if let chain = model as? Chain { try beforeTrace?(Trace.bytes(points: population.count, layers: chain.layers)) }
    let trace = try model.trace(of: population, threads: 1)
    cache.trace = trace
    return trace
  }

  /// The longest stretch of the trace in which states have the same number of coordinates, on which charges over the
  /// layers are made: for chains and scenes all of it. `first` is its first state's number.
  func stream() throws -> (trace: Trace, first: Int) {
    let trace = try trace()
    let stretch = trace.longestUniform
    return (stretch, stretch.first)
  }

  /// Charges, scales and layer gradients of a chain at the present parameters, for each cluster, without a trace.
  func inspection(_ effort: Effort = .quiet) throws -> Inspection {
    let chain = try chain
    refresh(chain)
    if let inspection = cache.inspection { return inspection }
    let inspection = try chain.inspection(
      of: population, threads: effort.threads, isCancelled: effort.interruption)
    cache.inspection = inspection
    return inspection
  }

  /// The coordinates of the states on which charges are made, and the number of the first such state.
  func streamShape() throws -> (dimension: Int, first: Int) {
    if carried is Chain { return (2, 0) }
    let (trace, first) = try stream()
    return (trace.dimension, first)
  }

  /// The charge of a generator at every state of the stream.
  func charges(_ generator: Generator, cluster: Int?, _ effort: Effort = .quiet) throws -> [Double] {
    if carried is Chain { return try inspection(effort).charges(generator, cluster: cluster) }
    return try stream().trace.charges(generator, cluster: cluster)
  }

  /// Both sides of the conservation law; of a scene whose steps are no action's, the drift alone.
  func law(_ generator: Generator, cluster: Int?, needsDefect: Bool, _ effort: Effort = .quiet) throws
    -> ConservationLaw
  {
    let process: any Process = try scene ?? model
    let source: any ChargeSource = carried is Chain ? try inspection(effort) : try stream().trace
    return needsDefect
      ? try process.law(generator, source, cluster: cluster) : process.drift(generator, source, cluster: cluster)
  }

  /// Charges and transfers of the clusters; computed when first asked for.
  func ledger(_ charge: InteractionCharge, _ effort: Effort) throws -> TransferLedger {
    if let model = carried { refresh(model) }
    if let ledger = cache.ledgers[charge] { return ledger }
    let source: any ChargeSource = isSummedUp ? try inspection(effort) : try stream().trace
    let ledger = try TransferLedger(
      source, generators: try charge.generators(in: source.dimension), isCancelled: effort.isCancelled)
    cache.ledgers[charge] = ledger
    return ledger
  }

  /// Whether the charges of clusters are summed up in a pass, without a trace: where clusters are more than a few
  /// points each, so that this takes less memory.
  private var isSummedUp: Bool { carried is Chain && population.count >= 16 * population.clusters.count }

  /// What the charges of clusters are made of.
  func clusterSource(_ effort: Effort) throws -> any ChargeSource {
    isSummedUp ? try inspection(effort) : try stream().trace
  }

  public func evaluation() throws(EngineError) -> Evaluation {
    let model = try model
    refresh(model)
    if let evaluation = cache.evaluation { return evaluation }
    let evaluation = model.evaluate(population, threads: 1)
    cache.evaluation = evaluation
    return evaluation
  }

  private func refresh(_ model: any Trainable) {
    if cache.theta != model.theta {
      cache.theta = model.theta
      cache.trace = nil
      cache.inspection = nil
      cache.evaluation = nil
      cache.ledgers = [:]
    }
  }
}
