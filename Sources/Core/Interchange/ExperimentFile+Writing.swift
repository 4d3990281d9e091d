import Limits

extension ExperimentFile {
  /// Writes everything that follows from a chain and its population, computed anew: one JSON object with its keys in
  /// alphabetical order, and a newline. It is made piece by piece, so that a large one takes no more memory than the
  /// trace.
  ///
  /// - Parameter put: takes the pieces.
  /// - Throws: `EngineError` where a number is infinite or none; `CancellationError`; what `put` throws.
  public static func write(
    _ chain: Chain, _ population: Population, seed: UInt64?, theta0: [[Double]]? = nil, threads: Int = 1,
    to put: @escaping ([UInt8]) throws -> Void
  ) throws {
    var writer = JSONWriter(put)
    try write(chain, population, seed: seed, theta0: theta0, threads: threads, to: &writer)
    writer.newline()
    try writer.finish()
  }

  /// The same, the object alone.
  public static func write(
    _ chain: Chain, _ population: Population, seed: UInt64?, theta0: [[Double]]? = nil, training: TrainingFile? = nil,
    threads: Int = 1, to writer: inout JSONWriter
  ) throws {
    let evaluation = chain.evaluate(population, threads: threads)
    try Cancellation.check()
    let trace = try chain.trace(of: population)
    let content = ExperimentContent(
      chain, population, evaluation, trace, seed: seed, theta0: theta0, training: training)
    try content.write(to: &writer)
  }

  /// The same as a whole.
  public static func bytes(
    _ chain: Chain, _ population: Population, seed: UInt64?, theta0: [[Double]]? = nil, threads: Int = 1
  ) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try write(chain, population, seed: seed, theta0: theta0, threads: threads) { bytes += $0 }
    return bytes
  }

  /// Everything that follows from chain and population, computed anew.
  public init(chain: Chain, population: Population, seed: UInt64?, theta0: [[Double]]? = nil, threads: Int = 1) throws {
    try self.init(bytes: Self.bytes(chain, population, seed: seed, theta0: theta0, threads: threads))
  }
}

/// What a chain's file says, field by field.
private struct ExperimentContent {
  let chain: Chain
  let population: Population
  let evaluation: Evaluation
  let trace: Trace
  let seed: UInt64?
  let theta0: [[Double]]?
  let training: TrainingFile?
  let generators = Array(Generator.catalogue.prefix(4))

  init(
    _ chain: Chain, _ population: Population, _ evaluation: Evaluation, _ trace: Trace, seed: UInt64?,
    theta0: [[Double]]?, training: TrainingFile?
  ) {
    (self.chain, self.population, self.evaluation, self.trace) = (chain, population, evaluation, trace)
    (self.seed, self.theta0, self.training) = (seed, theta0, training)
  }

  /// The keys in alphabetical order; what has nothing to say is left out.
  func write(to writer: inout JSONWriter) throws {
    try writer.object { w in
      try w.member("F") { try $0.number(evaluation.objective) }
      try w.member("K") { try $0.integer(chain.layers) }
      try w.member("N") { try $0.integer(population.count) }
      try w.member("Q") { try $0.array(0...trace.steps) { try $0.numbers(charges($1, nil)) } }
      try w.member("Qcluster") { w in
        try w.array(0...trace.steps) { w, t in
          try w.array(trace.clusters.indices) { try $0.numbers(charges(t, $1)) }
        }
      }
      try w.member("arithmetic") { try $0.string(chain.arithmetic.effective.rawValue) }
      try w.member("clusters") { try $0.array(population.clusters) { try $0.string($1) } }
      try w.member("dF_dtheta") { try $0.array(chain.rows(evaluation.gradient)) { try $0.numbers($1) } }
      try w.member("dest") { try $0.points(population.destinations) }
      try writeFamily(to: &w)
      try w.member("g") { try $0.array(trace.costates) { try $0.points($1) } }
      try writeSetting(to: &w)
      if let theta0 { try w.member("theta0") { try $0.array(theta0) { try $0.numbers($1) } } }
      if let training { try w.member("training") { try training.write(to: &$0) } }
      if !population.isUniform { try w.member("weights") { try $0.numbers(population.weights) } }
      try w.member("x") { try $0.array(trace.states) { try $0.points($1) } }
      try w.member("x0") { try $0.points(population.states) }
    }
  }

  /// families ... formula
  private func writeFamily(to w: inout JSONWriter) throws {
    let names = chain.families.map(\.name)
    let isMixed = Set(names).count > 1
    if isMixed { try w.member("families") { try $0.array(names) { try $0.string($1) } } }
    try w.member("family") { try $0.string(isMixed ? "mixed" : names[0]) }
    if let formula = (chain.families[0] as? FormulaFamily)?.definition {
      try w.member("formula") { try $0.string(formula) }
    }
  }

  /// kernel ... theta
  private func writeSetting(to w: inout JSONWriter) throws {
    if let kernel = chain.families.lazy.compactMap(\.kernel).first {
      try w.member("kernel") { try $0.string(kernel == .compact ? "wend" : kernel.rawValue) }
    }
    try w.member("label") { try $0.array(population.labels) { try $0.integer($1) } }
    try w.member("lam") { try $0.number(chain.penalty) }
    if chain.precision != .double { try w.member("precision") { try $0.string(chain.precision.rawValue) } }
    if let scale = chain.families.lazy.compactMap(\.scale).first { try w.member("s") { try $0.number(scale.value) } }
    if let seed { try w.member("seed") { try $0.integer(seed) } }
    try w.member("theta") { try $0.array(chain.rows(chain.theta)) { try $0.numbers($1) } }
  }

  private func charges(_ t: Int, _ cluster: Int?) throws -> [Double] {
    try Cancellation.check()
    return generators.map { trace.charge($0, step: t, cluster: cluster) }
  }
}

extension JSONWriter {
  /// One array a point.
  mutating func points<Role>(_ columns: Columns<Role>) throws {
    try array(0..<columns.count) { w, i in
      try w.array(0..<columns.dimension) { try $0.number(columns[i, $1]) }
    }
  }
}
