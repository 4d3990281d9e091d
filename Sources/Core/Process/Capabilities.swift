/// What some processes can do. A refusal comes from one that is missing.

/// A process whose maps depend on parameters, layer by layer.
public protocol Layered: Process {
  /// dL/dtheta_k of the data's loss, from the trace alone: the sum over the points of w_i g_{k,i} f_theta(x_{k-1,i}).
  /// With a cluster, of that cluster's part of the loss. The trace may be a stretch of the process'.
  func layerGradient(_ k: Int, trace: Trace, cluster: Int?) -> [Double]
  /// Every cluster's own.
  func layerGradients(_ k: Int, trace: Trace) -> [[Double]]
  /// <gradient, xi_theta>, xi_theta being how the motion moves layer k's parameters; NaN where the layer does not claim
  /// the motion.
  func defect(_ k: Int, _ xi: Generator, gradient: [Double]) -> Double
  /// Layer k, in 1...steps, at any points, one a column.
  ///
  /// - Throws: `EngineError` where a derivative is not finite, or the layer has none at a single point.
  func linearisation(_ k: Int, at points: Matrix) throws -> Linearisation
}

extension Layered {
  public func defects(_ xi: Generator, _ source: any ChargeSource, cluster: Int?) -> [Double] {
    (0..<source.steps).map { t in
      let k = source.first + t + 1
      return defect(k, xi, gradient: source.layerGradient(k, of: self, cluster: cluster))
    }
  }

  public func layerGradients(_ k: Int, trace: Trace) -> [[Double]] {
    trace.clusters.indices.map { layerGradient(k, trace: trace, cluster: $0) }
  }
}

/// A process whose layers are maps of the whole plane, beyond the points that go through.
public protocol PlaneMap: Process {
  /// f(x, theta_k) for any points, k in 1...steps.
  func apply(layer k: Int, to points: Columns<State>) -> Columns<State>
}

/// A process whose charges can be summed up in a pass, without a trace.
public protocol Summed: Process {
  /// The sums of a population.
  ///
  /// - Throws: `EngineError` when something on the way is not finite; `CancellationError` when `isCancelled` says so.
  func moments(of population: Population, threads: Int, isCancelled: @Sendable () -> Bool) throws -> any ChargeSource
}

/// A process that has an energy.
public protocol Energetic: Process {
  /// At every state; nil where the momentum does not tell the velocity.
  var energies: [Double]? { get }
}

/// A process through which every point goes by itself, so that some can be followed without the others.
public protocol Separable: Process {
  /// The states and costates of some points, which begin at a multiple of `PointProgram.piece`.
  ///
  /// - Returns: nil where the process has another way of telling what is wrong with the population.
  /// - Throws: `NotFinite` when a state or costate is not finite; `CancellationError`.
  func record(of population: Population, points: Range<Int>) throws -> (any PointRecord)?
}
