/// What charges are made of: a trace, which has every point, or the moments that a pass summed up, which take no memory
/// for points. Whoever asks for charges does not ask which it is.
///
/// Moments add up over parts of a population, threads and machines.
public protocol ChargeSource: Sendable {
  var clusters: [String] { get }
  /// The number of the first state within its process; the others follow.
  var first: Int { get }
  /// K: one less than the states.
  var steps: Int { get }
  /// The number of coordinates of every state.
  var dimension: Int { get }

  /// Q_0 ... Q_K, of all points or one cluster's contribution.
  func charges(_ xi: Generator, cluster: Int?) -> [Double]
  /// The mean over the states of E |g||xi(x)|, by which a charge is judged.
  func scale(_ xi: Generator, cluster: Int?) -> Double
  /// The charges of several motions by state, motion and cluster, one behind the other, and what they are rounded by:
  /// the mean over the states of sum_a E |<g, xi_a(x)>|, or a bound of it.
  ///
  /// - Throws: `CancellationError`, asked for now and then.
  func ledger(_ motions: [Generator], isCancelled: () -> Bool) throws -> (charges: [Double], scale: Double)
  /// dL/dtheta_k of the data's loss, of all points or of one cluster's part.
  func layerGradient(_ k: Int, of process: some Layered, cluster: Int?) -> [Double]
  /// Every cluster's own.
  func layerGradients(_ k: Int, of process: some Layered) -> [[Double]]
}

extension ChargeSource {
  public func charges(_ xi: Generator) -> [Double] { charges(xi, cluster: nil) }
  public func scale(_ xi: Generator) -> Double { scale(xi, cluster: nil) }
}

extension ConservationLaw {
  /// Both sides, the left from what charges are made of.
  public init(_ generator: Generator, _ source: any ChargeSource, cluster: Int? = nil, defects: [Double]) {
    self.init(
      generator, charges: source.charges(generator, cluster: cluster), scale: source.scale(generator, cluster: cluster),
      defects: defects)
  }
}

extension Trace: ChargeSource {
  public func layerGradient(_ k: Int, of process: some Layered, cluster: Int?) -> [Double] {
    process.layerGradient(k, trace: self, cluster: cluster)
  }

  public func layerGradients(_ k: Int, of process: some Layered) -> [[Double]] {
    process.layerGradients(k, trace: self)
  }

  /// One sweep over the points of each state, for all clusters together; sums are compensated.
  public func ledger(_ motions: [Generator], isCancelled: () -> Bool) throws -> (charges: [Double], scale: Double) {
    var (charges, magnitude): ([Double], Double) = ([], 0)
    charges.reserveCapacity((steps + 1) * motions.count * clusters.count)
    for t in 0...steps {
      if isCancelled() { throw CancellationError() }
      for xi in motions { charges += self.charges(xi, step: t, &magnitude) }
    }
    return (charges, magnitude / Double(steps + 1))
  }

  /// The charge of a generator at one step by cluster, in one pass over the points. E |<g, xi>| is added to the
  /// magnitude.
  private func charges(_ xi: Generator, step: Int, _ magnitude: inout Double) -> [Double] {
    var sums = [CompensatedSum](repeating: CompensatedSum(), count: clusters.count)
    let (x, g) = (states[step], costates[step])
    let isTranslation = xi.isTranslation
    let axes = (0..<dimension).filter { !isTranslation || xi.offset[$0] != 0 }
    for i in 0..<count {
      var pairing = 0.0
      for c in axes {
        var motion = xi.offset[c]
        if !isTranslation { for r in 0..<dimension { motion += xi.matrix[c * dimension + r] * x[i, r] } }
        pairing += g[i, c] * motion
      }
      sums[labels[i]].add(weights[i] * pairing)
      magnitude += abs(weights[i] * pairing)
    }
    return sums.map(\.value)
  }
}
