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
  /// Those of other points of the same state, of other groups.
  mutating func add(_ other: StateSums) {
    moment = Moment(
      matrix: moment.matrix + other.moment.matrix, vector: zip(moment.vector, other.moment.vector).map { $0 + $1 })
    scales = (scales.shift + other.scales.shift, scales.linear + other.scales.linear)
    classVectors = zip(classVectors, other.classVectors).map { $0 + $1 }
    if let own = classMatrices, let others = other.classMatrices { classMatrices = zip(own, others).map { $0 + $1 } }
    classDilations = zip(classDilations, other.classDilations).map { $0 + $1 }
    classScales = zip(classScales, other.classScales).map { ($0.shift + $1.shift, $0.linear + $1.linear) }
    groupSquares.merge(other.groupSquares) { $0 + $1 }
  }

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
    let (n, m) = (rows, values)
    return Matrix(
      rows: n, columns: n,
      values: [Double](unsafeUninitializedCapacity: n * n) { result, made in
        for i in 0..<n {
          for j in 0..<n { (result.baseAddress! + i * n + j).initialize(to: (m[i * n + j] - m[j * n + i]) / 2) }
        }
        made = n * n
      })
  }

  public var trace: Double { (0..<rows).reduce(0) { $0 + self[$1, $1] } }
}
