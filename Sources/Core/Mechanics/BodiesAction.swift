import Checked

/// The discrete action of velocity Verlet, L_d(a, b) = h (sum of m/2 |(b - a)/h|^2 - (V(a) + V(b))/2), for motions
/// between fixed ends.
public struct BodiesAction: DiscreteAction {
  private let bodies: Bodies
  private let h: Double

  /// - Parameter bodies: their masses and softening count.
  public init(_ bodies: Bodies, step h: Double) {
    self.bodies = bodies
    self.h = h
  }

  public var dimension: Int { 2 * bodies.count }

  public func step(from a: UnsafePointer<Double>, to b: UnsafePointer<Double>, into s: StepPlaces) {
    let d = dimension
    let (va, vb) = (potential(a), potential(b))
    var value = -h / 2 * (va.value + vb.value)
    for i in 0..<d * d { (s.d11[i], s.d12[i], s.d22[i]) = (-h / 2 * va.hessian[i], 0, -h / 2 * vb.hessian[i]) }
    for i in 0..<d {
      let (m, way) = (bodies.masses[i % bodies.count], b[i] - a[i])
      value += m * way * way / (2 * h)
      (s.d1[i], s.d2[i]) = (-m * way / h - h / 2 * va.gradient[i], m * way / h - h / 2 * vb.gradient[i])
      s.d11[i * d + i] += m / h
      s.d12[i * d + i] = -m / h
      s.d22[i * d + i] += m / h
    }
    s.value[0] = value
  }

  /// V, its gradient and its Hessian.
  private func potential(_ q: UnsafePointer<Double>) -> (value: Double, gradient: [Double], hessian: [Double]) {
    let (n, d) = (bodies.count, dimension)
    var (value, gradient, hessian) = (0.0, [Double](repeating: 0, count: d), [Double](repeating: 0, count: d * d))
    for i in Range(from: 1, upTo: n) {
      for j in 0..<i {
        let way = [q[i] - q[j], q[n + i] - q[n + j]]
        let r2 = way[0] * way[0] + way[1] * way[1] + bodies.softening * bodies.softening
        let r = r2.squareRoot()
        let strength = bodies.masses[i] * bodies.masses[j] / (r2 * r)
        value -= strength * r2
        for c in 0..<2 {
          gradient[c * n + i] += strength * way[c]
          gradient[c * n + j] -= strength * way[c]
          for e in 0..<2 {
            let second = strength * ((c == e ? 1 : 0) - 3 * way[c] * way[e] / r2)
            for (row, column, sign) in [(i, i, 1.0), (j, j, 1), (i, j, -1), (j, i, -1)] {
              hessian[(c * n + row) * d + e * n + column] += sign * second
            }
          }
        }
      }
    }
    return (value, gradient, hessian)
  }
}
