/// The Hessian of an action over the inner points of a path, a symmetric block-tridiagonal matrix, eliminated block by block:
///
///     S_1 = H_11,   S_k = H_kk - H_k,k-1 S_{k-1}^-1 H_k-1,k
///
/// Its negative eigenvalues are as many as those of all pivots S_k together (Haynsworth's inertia additivity).
struct BlockTridiagonal {
  private var pivots: [Pivot] = []
  private let steps: PathSteps

  /// Nil where a pivot is singular.
  init?(_ steps: PathSteps) {
    let d = steps.dimension
    self.steps = steps
    pivots.reserveCapacity(max(0, steps.count - 1))
    var block = [Double](repeating: 0, count: d * d)
    var column = [Double](repeating: 0, count: d)
    for k in 1..<max(1, steps.count) {
      let (before, after) = (steps[k - 1], steps[k])
      for i in 0..<d * d { block[i] = before.d22[i] + after.d11[i] }
      if k > 1 {
        // H_k,k-1 S^-1 H_k-1,k, column by column.
        for c in 0..<d {
          for i in 0..<d { column[i] = before.d12[i * d + c] }
          pivots[k - 2].solve(&column, at: 0)
          for r in 0..<d { for i in 0..<d { block[r * d + c] -= before.d12[i * d + r] * column[i] } }
        }
      }
      guard let pivot = Pivot(block, d) else { return nil }
      pivots.append(pivot)
    }
  }

  var negativeEigenvalues: Int { pivots.reduce(0) { $0 + $1.negativeEigenvalues } }

  /// - Parameter right: one inner point's entries behind the other's.
  func solve(_ right: [Double]) -> [Double] {
    let d = steps.dimension
    var x = right
    var carried = [Double](repeating: 0, count: d)
    for k in 1..<max(1, pivots.count) {
      for i in 0..<d { carried[i] = x[(k - 1) * d + i] }
      pivots[k - 1].solve(&carried, at: 0)
      let coupling = steps[k].d12
      for r in 0..<d { for i in 0..<d { x[k * d + r] -= coupling[i * d + r] * carried[i] } }
    }
    for k in pivots.indices.reversed() {
      if k + 1 < pivots.count {
        let coupling = steps[k + 1].d12
        for r in 0..<d { for i in 0..<d { x[k * d + r] -= coupling[r * d + i] * x[(k + 1) * d + i] } }
      }
      pivots[k].solve(&x, at: k * d)
    }
    return x
  }
}

/// A symmetric matrix that is solved with: in closed form for two coordinates, else by its eigenvalues.
private enum Pivot {
  case plane(a: Double, b: Double, c: Double)
  case eigen(SymmetricEigen)

  init?(_ m: [Double], _ d: Int) {
    if d == 2 {
      let determinant = m[0] * m[3] - m[1] * m[1]
      guard determinant != 0, determinant.isFinite else { return nil }
      self = .plane(a: m[0], b: (m[1] + m[2]) / 2, c: m[3])
    } else {
      guard let eigen = try? SymmetricEigen(m, order: d), eigen.values.allSatisfy({ $0 != 0 }) else { return nil }
      self = .eigen(eigen)
    }
  }

  /// In place, from entry `i` on.
  func solve(_ v: inout [Double], at i: Int) {
    switch self {
    case .plane(let a, let b, let c):
      let determinant = a * c - b * b
      (v[i], v[i + 1]) = ((c * v[i] - b * v[i + 1]) / determinant, (a * v[i + 1] - b * v[i]) / determinant)
    case .eigen(let eigen):
      let part = Array(v[i..<i + eigen.values.count])
      v.replaceSubrange(i..<i + part.count, with: eigen.vector(of: zip(eigen.components(of: part), eigen.values).map { $0 / $1 }))
    }
  }

  var negativeEigenvalues: Int {
    switch self {
    case .plane(let a, let b, let c): a * c - b * b < 0 ? 1 : a + c < 0 ? 2 : 0
    case .eigen(let eigen): eigen.values.count { $0 < 0 }
    }
  }
}
