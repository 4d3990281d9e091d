import Checked

/// The Hessian of an action over the inner points of a path, a symmetric block-tridiagonal matrix, eliminated block by
/// block:
///
///     S_1 = H_11,   S_k = H_kk - H_k,k-1 S_{k-1}^-1 H_k-1,k
///
/// Its negative eigenvalues are as many as those of all pivots S_k together (Haynsworth's inertia additivity).
struct BlockTridiagonal {
  private var pivots: [Pivot] = []
  private let steps: PathSteps

  /// Nil where a pivot is singular.
  ///
  /// - Parameter isPositive: every pivot's eigenvalues are taken by their magnitude, so that the matrix is positive
  ///   definite, and a solution for the gradient a direction in which the action falls.
  init?(_ steps: PathSteps, isPositive: Bool = false) {
    let d = steps.dimension
    self.steps = steps
    pivots.reserveCapacity(max(0, steps.count - 1))
    var block = [Double](repeating: 0, count: d * d)
    var column = [Double](repeating: 0, count: d)
    for k in Range(from: 1, upTo: steps.count) {
      let (before, after) = (steps[k - 1], steps[k])
      for i in 0..<d * d { block[i] = before.d22[i] + after.d11[i] }
      if k > 1 {
        // H_k,k-1 S^-1 H_k-1,k, column by column.
        for c in 0..<d {
          for i in 0..<d { column[i] = before.d12[i * d + c] }
          pivots[k - 2].solve(&column)
          for r in 0..<d { for i in 0..<d { block[r * d + c] -= before.d12[i * d + r] * column[i] } }
        }
      }
      guard let pivot = Pivot(block, d, isPositive) else { return nil }
      pivots.append(pivot)
    }
  }

  var negativeEigenvalues: Int { pivots.reduce(0) { $0 + $1.negativeEigenvalues } }

  /// - Parameter right: one inner point's entries behind the other's.
  func solve(_ right: [Double]) -> [Double] {
    let d = steps.dimension
    var solution = right
    var carried = [Double](repeating: 0, count: d)
    solution.withUnsafeMutableBufferPointer { x in
      carried.withUnsafeMutableBufferPointer { carried in
        guard let x = x.baseAddress, let carried = carried.baseAddress else { return }
        for k in Range(from: 1, upTo: pivots.count) {
          for i in 0..<d { carried[i] = x[(k - 1) * d + i] }
          pivots[k - 1].solve(carried)
          let coupling = steps[k].d12
          for r in 0..<d { for i in 0..<d { x[k * d + r] -= coupling[i * d + r] * carried[i] } }
        }
        for k in pivots.indices.reversed() {
          if k + 1 < pivots.count {
            let coupling = steps[k + 1].d12
            for r in 0..<d { for i in 0..<d { x[k * d + r] -= coupling[r * d + i] * x[(k + 1) * d + i] } }
          }
          pivots[k].solve(x + k * d)
        }
      }
    }
    return solution
  }
}

/// A symmetric matrix that is solved with: for two coordinates by its inverse, else by its eigenvalues.
private enum Pivot {
  /// The inverse's entries, and how many of the eigenvalues are negative.
  case plane(a: Double, b: Double, c: Double, negative: Int)
  case eigen(SymmetricEigen, values: [Double])

  init?(_ m: [Double], _ d: Int, _ isPositive: Bool) {
    if d == 2, !isPositive {
      let (a, b, c) = (m[0], (m[1] + m[2]) / 2, m[3])
      let determinant = a * c - b * b
      guard determinant != 0, determinant.isFinite else { return nil }
      self = .plane(
        a: c / determinant, b: -b / determinant, c: a / determinant, negative: determinant < 0 ? 1 : a + c < 0 ? 2 : 0)
    } else {
      guard m.allSatisfy(\.isFinite), let eigen = try? SymmetricEigen(m, order: d), eigen.values.allSatisfy({ $0 != 0 })
      else { return nil }
      self = .eigen(eigen, values: isPositive ? eigen.values.map(abs) : eigen.values)
    }
  }

  /// In place.
  @inline(__always)
  func solve(_ v: UnsafeMutablePointer<Double>) {
    switch self {
    case .plane(let a, let b, let c, _): (v[0], v[1]) = (a * v[0] + b * v[1], b * v[0] + c * v[1])
    case .eigen(let eigen, let values):
      let part = Array(UnsafeBufferPointer(start: v, count: values.count))
      for (i, x) in eigen.vector(of: zip(eigen.components(of: part), values).map { $0 / $1 }).enumerated() { v[i] = x }
    }
  }

  var negativeEigenvalues: Int {
    switch self {
    case .plane(_, _, _, let negative): negative
    case .eigen(_, let values): values.count { $0 < 0 }
    }
  }
}
