/// Loss and gradient at one theta.
public struct Evaluation: Sendable {
  /// L = E 1/2 |x_K - destination|^2.
  public let loss: Double
  /// P.
  public let penalty: Double
  /// dF/dtheta; zero for constants.
  public let gradient: [Double]

  /// F = L + P.
  public var objective: Double { loss + penalty }
  /// |dF/dtheta|, the Euclidean norm.
  public var gradientNorm: Double {
    let square = gradient.reduce(0) { $0 + $1 * $1 }
    return square > 1e-280 && square.isFinite ? square.squareRoot() : norm(gradient)
  }
  public var isFinite: Bool { objective.isFinite && gradient.allSatisfy(\.isFinite) }
}
