/// The discrete Noether identity of one generator, both sides, over the layers of a chain.
///
/// For a layer y = f(x, theta) of a family closed under the generator, exactly and for any theta, trained or not,
///
///     Q_k - Q_{k-1} = < dL/dtheta_k , xi_theta >          (drift = defect)
///
/// where L is the data loss. Where L plus an invariant penalty is stationary the right side vanishes, and Q is
/// conserved. With a cluster, both sides are that cluster's: its drift is what it takes from the others (its transfer),
/// and at stationarity the transfers of all clusters sum to zero.
///
/// Derivation: differentiate f(R x, R theta) = R f(x, theta) at the identity, f_x xi(x) + f_theta xi_theta = xi(y), and
/// pair with g_k.
public struct ConservationLaw: Sendable {
  public let generator: Generator
  /// Q_0 ... Q_K.
  public let charges: [Double]
  /// <dL/dtheta_k, xi_theta> of layers 1 ... K.
  public let defects: [Double]
  /// The mean over the steps of E |g||xi(x)|.
  public let scale: Double

  public init(_ generator: Generator, chain: Chain, trace: Trace, cluster: Int? = nil) {
    self.generator = generator
    charges = trace.charges(generator, cluster: cluster)
    scale = trace.scale(generator, cluster: cluster)
    defects = (1...chain.layers).map { k in
      let motion = chain.action(of: generator, onLayer: k)
      return dot(chain.layerGradient(k, trace: trace, cluster: cluster), motion)
    }
  }

  /// Both sides from an inspection of the chain, without a trace. The generator must be one of the catalogue.
  public init(_ generator: Generator, chain: Chain, inspection: Inspection, cluster: Int? = nil) {
    self.generator = generator
    charges = inspection.charges(generator, cluster: cluster)
    scale = inspection.scale(generator, cluster: cluster)
    defects = (1...chain.layers).map { k in
      dot(inspection.layerGradient(k, cluster: cluster), chain.action(of: generator, onLayer: k))
    }
  }

  /// Of a scene of mechanics: the defect is the torque, what the action changes by under the generator.
  ///
  /// - Throws: `EngineError` where the steps are not those of an action.
  public init(_ generator: Generator, scene: any Scene) throws(EngineError) {
    guard let torques = scene.torques(generator) else {
      throw EngineError(
        "the steps of \(scene.kind) are those of an action only by verlet with every=1, for at most 200 bodies")
    }
    self.generator = generator
    charges = scene.trace.charges(generator)
    scale = scene.trace.scale(generator)
    defects = torques
  }

  /// Of a stretch of a network's layers: the defect is what the layers' claims make of it, NaN behind a layer that does
  /// not claim the motion.
  public init(_ generator: Generator, network: Network, trace: Trace, layers: ClosedRange<Int>, cluster: Int? = nil) {
    self.generator = generator
    charges = (layers.lowerBound - 1...layers.upperBound).map { trace.charge(generator, step: $0, cluster: cluster) }
    scale =
      (layers.lowerBound - 1...layers.upperBound).reduce(0) { $0 + trace.scale(generator, at: $1, cluster: cluster) }
      / Double(layers.count + 1)
    defects = layers.map { network.defect($0, generator, trace, cluster: cluster) ?? .nan }
  }

  /// Without a defect, for what is no action's.
  public init(drifting generator: Generator, trace: Trace, cluster: Int? = nil) {
    self.generator = generator
    charges = trace.charges(generator, cluster: cluster)
    scale = trace.scale(generator, cluster: cluster)
    defects = [Double](repeating: .nan, count: trace.steps)
  }

  /// Q_k - Q_{k-1} of layers 1 ... K.
  public var drifts: [Double] { zip(charges.dropFirst(), charges).map { $0 - $1 } }

  /// max_k |Q_k - Q_0| / scale; zero when nothing moves at all, NaN when a charge is NaN.
  public var relativeDrift: Double { relative(charges.map { $0 - charges[0] }) }

  /// max_k |sum of the first k defects| / scale.
  public var relativeDefect: Double {
    var sum = 0.0
    return relative(
      defects.map {
        sum += $0
        return sum
      })
  }

  /// max_k |drift - defect| / scale: the engine's own proof, at rounding level for every generator that the family
  /// claims.
  public var residual: Double { relative(zip(drifts, defects).map { $0 - $1 }) }

  private func relative(_ values: [Double]) -> Double {
    let largest = values.largest
    return largest == 0 ? 0 : largest / scale
  }
}

extension [Double] {
  /// The largest magnitude; NaN when one is NaN.
  var largest: Double { reduce(0.0) { $1.isNaN || $0.isNaN ? .nan : Swift.max($0, abs($1)) } }
}
