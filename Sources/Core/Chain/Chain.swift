import CKernel

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A chain of layers of one family, x_k = f(x_{k-1}, theta_k), trained to carry a population to its destinations:
///
///     F(theta) = L + P,   L = E 1/2 |x_K - destination|^2,   P = penalty/2 * sum of (amplitude - its rest value)^2
///
/// The penalty is invariant under the Euclidean group, so that conservation is exact where F is stationary.
public struct Chain: Sendable {
  public let family: any Family
  public let layers: Int
  /// The parameters, layer by layer; layers are counted from 1, as their outputs are.
  public var theta: [Double]
  public let penalty: Double
  /// How it is computed; part of what a result is.
  public let arithmetic: Arithmetic
  /// The family's parameters and its map, asked for once.
  let parameters: [FamilyParameter]
  let map: nsh_map

  /// - Throws: `EngineError` when there is no layer, the parameters do not fit, or the penalty is negative or not finite.
  public init(family: any Family, theta: [Double], penalty: Double, arithmetic: Arithmetic = .portable) throws {
    parameters = family.parameters
    map = family.map
    let perLayer = parameters.count
    guard !theta.isEmpty, theta.count % perLayer == 0 else {
      throw EngineError("\(theta.count) parameters do not make layers of \(perLayer)")
    }
    guard penalty >= 0, penalty.isFinite else {
      throw EngineError("the penalty must be zero or positive, not \(penalty)")
    }
    guard theta.allSatisfy(\.isFinite) else { throw EngineError("the parameters are not all finite") }
    self.family = family
    self.theta = theta
    self.penalty = penalty
    layers = theta.count / perLayer
    self.arithmetic = arithmetic
  }

  /// A chain with random parameters: centres and coordinates uniform in [-spread, spread], amplitudes normal around rest with standard
  /// deviation `amplitude`, lengths and log s as given.
  public static func random(
    family: any Family, layers: Int, penalty: Double, amplitude: Double? = nil, spread: Double = 1.5,
    arithmetic: Arithmetic = .portable, random: inout Random
  ) throws -> Chain {
    guard layers > 0 else { throw EngineError("a chain needs at least one layer") }
    let sd = amplitude ?? family.initialAmplitude
    var theta: [Double] = []
    theta.reserveCapacity(layers * family.parameters.count)
    for _ in 0..<layers {
      for parameter in family.parameters {
        switch parameter.role {
        case .centre, .abscissa, .ordinate: theta.append(parameter.rest + random.uniform(in: -spread...spread))
        case .length: theta.append(parameter.rest)
        case .logScale: theta.append(log(family.scale?.value ?? 1))
        case .vector, .matrix, .scalar: theta.append(parameter.rest + sd * random.normal())
        }
      }
    }
    return try Chain(family: family, theta: theta, penalty: penalty, arithmetic: arithmetic)
  }

  public var perLayer: Int { parameters.count }
  public var parameterCount: Int { theta.count }
  /// The number of parameters that training moves.
  public var trainedCount: Int { layers * parameters.count(where: \.isTrained) }

  /// theta_k, k in 1...layers.
  public func parameters(ofLayer k: Int) -> ArraySlice<Double> {
    theta[(k - 1) * perLayer..<k * perLayer]
  }

  /// P = penalty/2 * sum (amplitude - rest)^2.
  public var penaltyValue: Double {
    var sum = CompensatedSum()
    for (i, parameter) in parameters.enumerated() where parameter.isAmplitude {
      for j in stride(from: i, to: theta.count, by: perLayer) {
        let excess = theta[j] - parameter.rest
        sum.add(excess * excess)
      }
    }
    return penalty / 2 * sum.value
  }
}
