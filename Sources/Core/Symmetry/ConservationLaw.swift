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

  /// - Parameter defects: NaN where nothing is known that explains the drift.
  public init(_ generator: Generator, charges: [Double], scale: Double, defects: [Double]) {
    (self.generator, self.charges, self.scale, self.defects) = (generator, charges, scale, defects)
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

  /// What rounding may make of a law's two sides, relative to the scale: a thousand times the most that was measured of
  /// those that hold (1e-13).
  static let rounding = 1e-10

  /// Over more than 1e5 steps 1e-15 of each.
  var rounding: Double { max(Self.rounding, 1e-15 * Double(defects.count)) }

  /// The largest of some steps' numbers and of their running sums, relative to the scale; NaN where one is NaN.
  func relativeSize(of values: [Double]) -> Double {
    var sum = 0.0
    let running = values.map {
      sum += $0
      return sum
    }
    return relative(values + running)
  }

  private func relative(_ values: [Double]) -> Double {
    let largest = values.largest
    return largest == 0 ? 0 : largest / scale
  }
}

extension [Double] {
  /// The largest magnitude; NaN when one is NaN.
  var largest: Double { reduce(0.0) { $1.isNaN || $0.isNaN ? .nan : Swift.max($0, abs($1)) } }
}
