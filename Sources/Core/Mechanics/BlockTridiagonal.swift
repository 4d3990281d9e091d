/// The Hessian of an action over the inner points of a path, a symmetric block-tridiagonal matrix, eliminated block by block:
///
///     S_1 = H_11,   S_k = H_kk - H_k,k-1 S_{k-1}^-1 H_k-1,k
///
/// Its negative eigenvalues are as many as those of all pivots S_k together (Haynsworth's inertia additivity).
struct BlockTridiagonal {
  private let pivots: [Pivot]
  /// H_k,k+1.
  private let couplings: [[Double]]
  private let d: Int

  /// Nil where a pivot is singular.
  init?(_ steps: [LagrangianStep]) {
    let d = steps[0].d1.count
    var pivots: [Pivot] = []
    for (k, (before, after)) in zip(steps, steps.dropFirst()).enumerated() {
      var block = zip(before.d22, after.d11).map { $0 + $1 }
      if k > 0 {
        // H_k,k-1 S^-1 H_k-1,k, column by column.
        for c in 0..<d {
          let column = pivots[k - 1].solve((0..<d).map { before.d12[$0 * d + c] })
          for r in 0..<d { for i in 0..<d { block[r * d + c] -= before.d12[i * d + r] * column[i] } }
        }
      }
      guard let pivot = Pivot(block, d) else { return nil }
      pivots.append(pivot)
    }
    self.pivots = pivots
    self.d = d
    couplings = steps.dropFirst().map(\.d12)
  }

  var negativeEigenvalues: Int { pivots.reduce(0) { $0 + $1.negativeEigenvalues } }

  func solve(_ right: [[Double]]) -> [[Double]] {
    guard !right.isEmpty else { return [] }
    var x = right
    for k in 1..<max(1, x.count) {
      let carried = pivots[k - 1].solve(x[k - 1])
      for r in 0..<d { for i in 0..<d { x[k][r] -= couplings[k - 1][i * d + r] * carried[i] } }
    }
    for k in x.indices.reversed() {
      if k + 1 < x.count { for r in 0..<d { for i in 0..<d { x[k][r] -= couplings[k][r * d + i] * x[k + 1][i] } } }
      x[k] = pivots[k].solve(x[k])
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

  func solve(_ v: [Double]) -> [Double] {
    switch self {
    case .plane(let a, let b, let c):
      let determinant = a * c - b * b
      return [(c * v[0] - b * v[1]) / determinant, (a * v[1] - b * v[0]) / determinant]
    case .eigen(let eigen): return eigen.vector(of: zip(eigen.components(of: v), eigen.values).map { $0 / $1 })
    }
  }

  var negativeEigenvalues: Int {
    switch self {
    case .plane(let a, let b, let c): a * c - b * b < 0 ? 1 : a + c < 0 ? 2 : 0
    case .eigen(let eigen): eigen.values.count { $0 < 0 }
    }
  }
}
