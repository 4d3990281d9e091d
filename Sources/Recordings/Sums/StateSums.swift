public import Core

/// What one pass over the points makes of a state: every affine charge, what it is judged by, and how well it is known.
/// Sums of parts of the points add up.
public struct StateSums: Sendable {
  /// M = sum w g x' and sum w g.
  public var moment: Moment
  /// sum |w g| and sum |w g||x|.
  public var scales: (shift: Double, linear: Double)
  /// The same of each class: classes x d, row by row.
  public var classVectors: [Double]
  /// sum of g x' over each class; nil where they would take too much memory.
  public var classMatrices: [Matrix]?
  /// sum of <g, x> over each class.
  public var classDilations: [Double]
  public var classScales: [(shift: Double, linear: Double)]
  /// The sum over the groups c of |q_c|^2, q_c the group's part of a kind's charges (of rotations the Frobenius norm of (M
  /// - M')/2).
  public var groupSquares: [ChargeKind: Double]

  public var width: Int { moment.dimension }
}

extension StateSums {
  /// The Frobenius norm of all charges of a kind together.
  public func size(_ kind: ChargeKind) -> Double {
    switch kind {
    case .translations: norm(moment.vector)
    case .linear: moment.matrix.norm
    case .rotations: moment.matrix.antisymmetric.norm
    case .dilation: abs(moment.matrix.trace)
    }
  }

  /// sum |w g| or sum |w g||x|.
  public func scale(_ kind: ChargeKind) -> Double { kind.isLinear ? scales.linear : scales.shift }

  /// The standard error of a kind's charges, the root of the sum of their components' variances, from the scatter of
  /// the groups: G/(G-1) sum_c |q_c - Q/G|^2. NaN of fewer than two groups.
  public func standardError(_ kind: ChargeKind, groups: Int) -> Double {
    guard groups > 1, let squares = groupSquares[kind] else { return .nan }
    let (g, size) = (Double(groups), size(kind))
    return max(0, (squares - size * size / g) * g / (g - 1)).squareRoot()
  }
}

extension Matrix {
  /// (M - M')/2.
  public var antisymmetric: Matrix {
    var result = self
    for i in 0..<rows { for j in 0..<columns { result[i, j] = (self[i, j] - self[j, i]) / 2 } }
    return result
  }

  public var trace: Double { (0..<rows).reduce(0) { $0 + self[$1, $1] } }
}
