/// How both ends of a flow's last state depend on the first momenta, dq_N/dp_0 and dp_N/dp_0, by the linearised midpoint
/// rule
///
///     (1 - h/2 A_k) (dz_k + dz_{k+1}) / 2 = dz_k,   A = d(dq/dt, dp/dt) / d(q, p) at the step's middle.
///
/// Step by step that is the derivative of the discrete flow, exactly. In longer strides, each about the middle of its two
/// ends, it errs by the square of a stride, which is enough for a direction and costs so much less.
public struct LinearisedFlow {
  /// 2n x 2n, rows the last state's coordinates.
  public let places: Matrix
  public let momenta: Matrix

  /// - Parameter strides: how many, at most as many as the flow has steps.
  /// - Throws: `EngineError` without LAPACK, or where a stride's matrix is singular; `CancellationError`.
  init(_ hamiltonian: LandmarkHamiltonian, _ flow: LandmarkFlow, strides: Int, isCancelled: () -> Bool) throws {
    let n = 2 * hamiltonian.count
    var z = Matrix(rows: 2 * n, columns: n)
    for i in 0..<n { z[n + i, i] = 1 }
    for k in 0..<strides {
      if isCancelled() { throw CancellationError() }
      let (a, b) = (k * flow.steps / strides, (k + 1) * flow.steps / strides)
      let (q, p) = flow.middle(a, b)
      let half = Double(b - a) / Double(flow.steps) / 2
      var matrix = hamiltonian.linearisedRates(q, p)
      for i in matrix.values.indices { matrix.values[i] *= -half }
      for i in 0..<2 * n { matrix[i, i] += 1 }
      let middle = try LinearSystem.solution(matrix, z)
      for i in z.values.indices { z.values[i] = 2 * middle.values[i] - z.values[i] }
    }
    places = Matrix(rows: n, columns: n, values: Array(z.values[..<(n * n)]))
    momenta = Matrix(rows: n, columns: n, values: Array(z.values[(n * n)...]))
  }
}

extension LandmarkHamiltonian {
  /// A, 4n x 4n in blocks x, y of q and x, y of p.
  func linearisedRates(_ q: [Double], _ p: [Double]) -> Matrix {
    let n = count
    var a = Matrix(rows: 4 * n, columns: 4 * n)
    a.values.withUnsafeMutableBufferPointer { a in
      func vector(_ x: [Double], _ i: Int) -> SIMD2<Double> { SIMD2(x[i], x[n + i]) }
      for i in 0..<n {
        for c in 0..<2 { a[(c * n + i) * 4 * n + (2 + c) * n + i] = weights[i] }
        for j in 0..<i {
          let pair = Pair(self, vector(q, i) - vector(q, j), vector(p, i), vector(p, j))
          add(pair, vector(p, i), vector(p, j), (i, j), 1, a.baseAddress!)
          add(pair, vector(p, j), vector(p, i), (j, i), -1, a.baseAddress!)
        }
      }
    }
    return a
  }

  /// k of two points, its gradient by the first, and <p_i, p_j> times its Hessian.
  private struct Pair {
    let value: Double
    let gradient: SIMD2<Double>
    let hessian: (SIMD2<Double>, SIMD2<Double>)

    init(_ h: LandmarkHamiltonian, _ way: SIMD2<Double>, _ own: SIMD2<Double>, _ other: SIMD2<Double>) {
      let (inverse, d) = (1 / h.scale, way / h.scale)
      let k = h.kernel.profile((d * d).sum())
      let pairing = (own * other).sum() * inverse * inverse
      value = k.value
      gradient = 2 * inverse * k.first * d
      hessian = (
        pairing * (4 * k.second * d[0] * d + SIMD2(2 * k.first, 0)),
        pairing * (4 * k.second * d[1] * d + SIMD2(0, 2 * k.first))
      )
    }
  }

  /// What point j does to point i. Seen from the second of a pair, the gradient has the other sign.
  private func add(
    _ pair: Pair, _ own: SIMD2<Double>, _ other: SIMD2<Double>, _ at: (i: Int, j: Int), _ sign: Double,
    _ a: UnsafeMutablePointer<Double>
  ) {
    let (n, w) = (count, weights[at.j])
    func row(_ block: Int) -> UnsafeMutablePointer<Double> { a + (block * n + at.i) * 4 * n }
    for c in 0..<2 {
      row(c)[(2 + c) * n + at.j] += w * pair.value
      for e in 0..<2 {
        let slope = sign * w * pair.gradient[e]
        let curve = w * (e == 0 ? pair.hessian.0[c] : pair.hessian.1[c])
        // dv^c by q^e, df^e by p^c and by q^c.
        row(c)[e * n + at.i] += slope * other[c]
        row(c)[e * n + at.j] -= slope * other[c]
        row(2 + e)[(2 + c) * n + at.i] -= slope * other[c]
        row(2 + e)[(2 + c) * n + at.j] -= slope * own[c]
        row(2 + e)[c * n + at.i] -= curve
        row(2 + e)[c * n + at.j] += curve
      }
    }
  }
}
