import Checked

/// A symmetric matrix as Q T Q', T tridiagonal and Q orthogonal.
///
/// It costs 2 n^3 operations in one place (Kernels/SecondOrder/Tridiagonal.swift), about a tenth of the time of all eigenvectors;
/// afterwards (T + mu) p = q is solved in O(n) for any mu, and the lowest eigenvalue is found by Sturm's count. Unlike
/// factorisations of the matrix itself it is done once for all shifts, and unlike LAPACK's it gives the same bits on
/// every machine.
public struct Tridiagonal: Sendable {
  public let diagonal: [Double]
  /// T's entries beside the diagonal, n - 1.
  public let side: [Double]
  /// Row k: the vector v of the k-th reflection I - v v'.
  private let reflections: [Double]
  private let stride: Int

  var order: Int { diagonal.count }
  /// A bound on the matrix's largest eigenvalue by magnitude (Gershgorin).
  let bound: Double

  /// - Parameter matrix: n x n, symmetric and finite.
  public init(_ matrix: [Double], order n: Int, arithmetic: Arithmetic = .portable) {
    let stride = (n + 7) / 8 * 8
    self.stride = stride
    var (diagonal, side) = ([Double](repeating: 0, count: n), [Double](repeating: 0, count: n))
    let memory = UnsafeMutableRawPointer.allocate(byteCount: 8 * stride * (n + 3), alignment: 64)
    defer { memory.deallocate() }
    let rows = memory.bindMemory(to: Double.self, capacity: stride * (n + 3))
    rows.initialize(repeating: 0, count: stride * (n + 3))
    for i in 0..<n { for j in 0..<n { rows[i * stride + j] = matrix[i * n + j] } }
    arithmetic.kernel.tridiagonalise(rows, n, stride, &diagonal, &side, rows + stride * n)
    reflections = Array(UnsafeBufferPointer(start: rows, count: stride * n))
    self.diagonal = diagonal
    self.side = Array(side.dropLast())
    bound = (0..<n).reduce(0) { max($0, abs(diagonal[$1]) + abs(side[$1]) + ($1 > 0 ? abs(side[$1 - 1]) : 0)) }
  }

  /// Q' x.
  public func reflected(_ x: [Double]) -> [Double] {
    var x = x
    for k in 0..<max(order - 1, 0) { reflect(&x, k) }
    return x
  }

  /// Q y.
  public func restored(_ y: [Double]) -> [Double] {
    var y = y
    for k in (0..<max(order - 1, 0)).reversed() { reflect(&y, k) }
    return y
  }

  private func reflect(_ x: inout [Double], _ k: Int) {
    let first = k * stride
    var sum = 0.0
    for i in Range(from: k + 1, upTo: order) { sum += reflections[first + i] * x[i] }
    for i in Range(from: k + 1, upTo: order) { x[i] -= sum * reflections[first + i] }
  }

  /// T p.
  public func times(_ p: [Double]) -> [Double] {
    (0..<order).map { i in
      diagonal[i] * p[i] + (i > 0 ? side[i - 1] * p[i - 1] : 0) + (i + 1 < order ? side[i] * p[i + 1] : 0)
    }
  }

  /// The solution of (T + mu) p = q, where T + mu is positive definite; pivots that rounding would take below `least`
  /// are held there.
  func solved(_ q: [Double], shift mu: Double, least: Double) -> [Double] {
    var (p, pivots) = (q, diagonal)
    for i in 0..<order {
      pivots[i] = max(diagonal[i] + mu - (i > 0 ? side[i - 1] * side[i - 1] / pivots[i - 1] : 0), least)
      if i > 0 { p[i] -= side[i - 1] / pivots[i - 1] * p[i - 1] }
    }
    for i in (0..<order).reversed() { p[i] = (p[i] - (i + 1 < order ? side[i] * p[i + 1] : 0)) / pivots[i] }
    return p
  }

  /// The lowest eigenvalue, to rounding of the bound: the greatest x of which no eigenvalue lies below, by bisection.
  public var lowest: Double {
    var (low, high) = (-bound, diagonal.min() ?? 0)
    while high - low > 1e-16 * bound {
      let middle = (low + high) / 2
      if middle == low || middle == high { break }
      if hasEigenvalue(below: middle) { high = middle } else { low = middle }
    }
    return low
  }

  /// Whether a pivot of T - x is negative (Sylvester).
  private func hasEigenvalue(below x: Double) -> Bool {
    var pivot = 1.0
    for i in 0..<order {
      pivot = diagonal[i] - x - (i > 0 ? side[i - 1] * side[i - 1] / pivot : 0)
      if pivot < 0 { return true }
      if pivot == 0 { pivot = 1e-300 }
    }
    return false
  }

  /// A unit vector along the lowest eigenvalue's eigenvectors, by inverse iteration.
  func lowestVector(_ lowest: Double) -> [Double] {
    var random = Random(seed: 1, stream: "inverse iteration")
    var z = (0..<order).map { _ in random.normal() }
    for _ in 0..<4 {
      z = solved(z, shift: -lowest + 1e-15 * bound, least: 1e-16 * bound)
      let length = norm(z)
      for i in z.indices { z[i] /= length }
    }
    return z
  }
}
