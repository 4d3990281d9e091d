import Checked
public import Core
import Limits

/// A process with the points that go through it, how it was trained, and what was computed of it.
public struct Experiment {
  private(set) var form: any ProcessForm
  public let population: Population
  public internal(set) var record = TrainingRecord()
  /// The columns of the table whose rows its points are, and their scales: another table's rows are taken so.
  var frame: DataTable.Frame?
  private let cache = TraceCache()
  /// Told how many bytes a trace takes, before there is one: refuses it or says so.
  var beforeTrace: ((Double) throws -> Void)?

  init(_ form: any ProcessForm, population: Population) {
    self.form = form
    self.population = population
    record.start = theta
  }

  /// Of a trajectory, with its own points.
  init(_ trajectory: some Trajectory & ProcessForm) throws {
    self.init(trajectory, population: try trajectory.population())
  }

  /// With the random parameters of a seed.
  init(_ recipe: TrainingRecord.Recipe, seed: UInt64, population: Population) throws {
    var random = Random(seed: seed, stream: recipe.stream)
    self.init(try recipe.build(&random), population: population)
    record.recipe = recipe
  }

  /// What a file holds.
  struct Read {
    let experiment: Experiment
    let seed: UInt64?
    /// The clusters that it was built for, where it was built for clusters.
    var clusters: [Cluster]?
  }

  public var process: any Process { form }
  /// "a chain", "an orbit", "light".
  public var kind: String { form.kind }
  /// The same without an article.
  public var noun: String {
    ["a ", "an "].first { kind.hasPrefix($0) }.map { String(kind.dropFirst($0.count)) } ?? kind
  }
  /// "layer", "step", "segment".
  var part: String { form.part }
  /// The number of maps or steps.
  public var steps: Int { form.steps }
  /// All parameters; none where nothing is trained.
  public var theta: [Double] { (form as? any Trainable)?.theta ?? [] }

  /// After a training.
  mutating func carry(_ theta: [Double]) {
    guard var model = form as? any Trainable & ProcessForm else { return }
    model.theta = theta
    form = model
  }

  // MARK: What is computed

  /// The trace at the present parameters; computed when first asked for.
  public func trace() throws -> Trace {
    cache.refresh(at: theta)
    if let trace = cache.trace { return trace }
    try beforeTrace?(Trace.bytes(points: population.count, layers: steps))
    let trace = try form.trace(of: population, threads: 1)
    cache.trace = trace
    return trace
  }

  /// Whether asking for the trace takes no time.
  var hasTrace: Bool {
    cache.refresh(at: theta)
    return cache.trace != nil
  }

  /// The longest stretch of the trace in which states have the same number of coordinates, over which charges go: of
  /// most processes all of it.
  func stretch() throws -> Trace { try trace().longestUniform }

  /// What charges are made of.
  func source(_ effort: Effort = .quiet) throws -> any ChargeSource {
    guard let summed = form as? any Summed else { return try stretch() }
    cache.refresh(at: theta)
    if let moments = cache.moments { return moments }
    let moments = try summed.moments(
      of: population, threads: effort.threads, isCancelled: effort.interruption)
    cache.moments = moments
    return moments
  }

  /// What the charges of clusters are made of: moments where clusters are more than a few points each, so that this
  /// takes less memory.
  func clusterSource(_ effort: Effort) throws -> any ChargeSource {
    form.isSampled || population.count >= 16 * population.clusters.count ? try source(effort) : try stretch()
  }

  /// - Throws: `EngineError` where no two neighbouring states have the same number of coordinates.
  func chargeSource(_ effort: Effort) throws -> any ChargeSource { try followed(source(effort)) }

  private func followed(_ source: any ChargeSource) throws -> any ChargeSource {
    guard source.steps > 0 else { throw withoutStretch }
    return source
  }

  var withoutStretch: EngineError {
    shortcoming(.charges, "has no two neighbouring states with as many coordinates, over which a charge could go")
  }

  /// Charges and transfers of the clusters; computed when first asked for.
  func ledger(_ charge: InteractionCharge, _ effort: Effort) throws -> TransferLedger {
    cache.refresh(at: theta)
    if let ledger = cache.ledgers[charge] { return ledger }
    let source = try followed(clusterSource(effort))
    let ledger = try TransferLedger(
      source, generators: try charge.generators(dimension: source.dimension), isCancelled: effort.isCancelled)
    cache.ledgers[charge] = ledger
    return ledger
  }

  /// - Throws: `EngineError` where nothing is trained.
  public func evaluation() throws -> Evaluation {
    let model = try trainable()
    cache.refresh(at: model.theta)
    if let evaluation = cache.evaluation { return evaluation }
    let evaluation = model.evaluate(population, threads: 1)
    try Cancellation.check()
    cache.evaluation = evaluation
    return evaluation
  }

  /// Where states or covectors first leave the numbers, in words; nil where none does.
  func fault() -> String? {
    if let map = form as? any PlaneMap {
      var points = population.states
      for k in Range(from: 1, through: steps) {
        points = map.apply(layer: k, to: points)
        guard let i = (0..<points.count).first(where: { i in (0..<2).contains { !points[i, $0].isFinite } }) else {
          continue
        }
        return "points of `\(population.clusters[population.labels[i]])` are not finite behind layer \(k)"
      }
    }
    do { _ = try form.trace(of: population, threads: 1) } catch let error as EngineError {
      return error.code == .notFinite ? error.message : nil
    } catch {}
    return nil
  }

  /// max |x_K - destination|, of all points or one cluster's; nil where destinations are no states.
  func farthest(cluster: Int? = nil) throws -> Double? {
    let end = try trace().states[steps]
    let (goals, labels) = (population.destinations, population.labels)
    guard end.dimension == goals.dimension else { return nil }
    var (farthest, turns) = (0.0, Turns())
    for i in 0..<population.count where cluster == nil || labels[i] == cluster {
      try turns.check()
      farthest = max(farthest, norm((0..<end.dimension).map { end[i, $0] - goals[i, $0] }))
    }
    return farthest
  }
}
