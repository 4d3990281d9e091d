#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The energy of a flow of the plane that carries landmarks, as a function of where they are and of their momenta,
///
///     H(q, p) = 1/2 sum_ij w_i w_j <p_i, p_j> k(|q_i - q_j|^2 / s^2)
///
/// with the points' weights w. Each moves with the velocity field of all, v(x) = sum_j w_j k(|x - q_j|^2 / s^2) p_j, and H
/// is 1/2 |v|^2 in the norm whose reproducing kernel is k: solutions are the geodesics of the group of diffeomorphisms
/// that v generates (Joshi and Miller, Landmark matching via large deformation diffeomorphisms, 2000).
///
/// The canonical momentum of a landmark is w_i p_i. Weighted means of p are thus sums of canonical momenta, and the
/// charges of a trace, E <p, xi(q)>, are those of mechanics.
///
/// q and p lie as x_1 ... x_n, y_1 ... y_n, and have the same unit of length: time runs from 0 to 1.
public struct LandmarkHamiltonian: Sendable {
  public let kernel: Kernel
  public let scale: Double
  public let weights: [Double]

  public var count: Int { weights.count }

  /// - Throws: `EngineError` when the scale is not positive and finite.
  public init(kernel: Kernel, scale: Double, weights: [Double]) throws(EngineError) {
    guard scale > 0, scale.isFinite else {
      throw EngineError(.outOfRange, "the scale of the kernel must be positive, not \(scale)", about: "scale")
    }
    try LengthRange.check([scale], "widths", about: "scale")
    (self.kernel, self.scale, self.weights) = (kernel, scale, weights)
  }

  /// H.
  public func energy(_ q: [Double], _ p: [Double]) -> Double {
    let rates = rates(q, p)
    return halfPairing(p, rates.q)
  }

  /// 1/2 sum_i w_i <p_i, v_i>.
  func halfPairing(_ p: [Double], _ v: [Double]) -> Double {
    var sum = CompensatedSum()
    for i in 0..<count { sum.add(weights[i] / 2 * (p[i] * v[i] + p[count + i] * v[count + i])) }
    return sum.value
  }

  /// dq/dt and dp/dt, by Hamilton's equations.
  public func rates(_ q: [Double], _ p: [Double]) -> (q: [Double], p: [Double]) {
    var rates = (q: [Double](repeating: 0, count: 2 * count), p: [Double](repeating: 0, count: 2 * count))
    addRates(q, p, &rates.q, &rates.p)
    return rates
  }

  /// dq_i/dt = sum_j w_j k_ij p_j, dp_i/dt = -sum_j w_j <p_i, p_j> k'_ij 2 (q_i - q_j) / s^2, into what is there.
  func addRates(
    _ q: UnsafePointer<Double>, _ p: UnsafePointer<Double>, _ v: UnsafeMutablePointer<Double>,
    _ f: UnsafeMutablePointer<Double>
  ) {
    let (n, inverse) = (count, 1 / scale)
    weights.withUnsafeBufferPointer { w in
      for i in 0..<n {
        let (x, y, px, py) = (q[i], q[n + i], p[i], p[n + i])
        var (vx, vy, fx, fy) = (w[i] * px, w[i] * py, 0.0, 0.0)
        for j in 0..<i {
          let (dx, dy) = ((x - q[j]) * inverse, (y - q[n + j]) * inverse)
          let k = kernel.profile(dx * dx + dy * dy)
          let push = 2 * inverse * k.first * (px * p[j] + py * p[n + j])
          vx += w[j] * k.value * p[j]
          vy += w[j] * k.value * p[n + j]
          v[j] += w[i] * k.value * px
          v[n + j] += w[i] * k.value * py
          fx -= w[j] * push * dx
          fy -= w[j] * push * dy
          f[j] += w[i] * push * dx
          f[n + j] += w[i] * push * dy
        }
        v[i] += vx
        v[n + i] += vy
        f[i] += fx
        f[n + i] += fy
      }
    }
  }

  /// v(x), the velocity of any point of the plane.
  public func velocity(_ x: Double, _ y: Double, _ q: [Double], _ p: [Double]) -> (x: Double, y: Double) {
    let (n, inverse) = (count, 1 / scale)
    var v = (x: 0.0, y: 0.0)
    for j in 0..<n {
      let (dx, dy) = ((x - q[j]) * inverse, (y - q[n + j]) * inverse)
      let k = weights[j] * kernel.profile(dx * dx + dy * dy).value
      v.x += k * p[j]
      v.y += k * p[n + j]
    }
    return v
  }

  /// What <p, xi(q)> of every point gains in a unit of time, w_i (<dp_i/dt, xi(q_i)> + <p_i, A dq_i/dt>), as a sum over
  /// the points that act on it. Zero in the sum over all points for a motion that leaves distances as they are.
  func torques(_ xi: Generator, _ q: [Double], _ p: [Double]) -> [Double] {
    let (n, inverse, a) = (count, 1 / scale, xi.matrix)
    var torques = [Double](repeating: 0, count: n)
    for i in 0..<n {
      let motion = xi([q[i], q[n + i]])
      let turned = (p[i] * a[0] + p[n + i] * a[2], p[i] * a[1] + p[n + i] * a[3])
      var sum = CompensatedSum()
      for j in 0..<n {
        let (dx, dy) = ((q[i] - q[j]) * inverse, (q[n + i] - q[n + j]) * inverse)
        let k = kernel.profile(dx * dx + dy * dy)
        sum.add(weights[j] * k.value * (turned.0 * p[j] + turned.1 * p[n + j]))
        let push = 2 * inverse * k.first * (p[i] * p[j] + p[n + i] * p[n + j])
        sum.add(-weights[j] * push * (dx * motion[0] + dy * motion[1]))
      }
      torques[i] = weights[i] * sum.value
    }
    return torques
  }
}

extension Kernel {
  /// k, k' and k'' as functions of r2.
  @inline(__always)
  func profile(_ r2: Double) -> (value: Double, first: Double, second: Double) {
    switch self {
    case .gauss:
      let k = exp(-r2 / 2)
      return (k, -k / 2, k / 4)
    case .lorentz:
      let k = 1 / (1 + r2)
      return (k, -k * k, 2 * k * k * k)
    case .compact:
      let u = max(0, 1 - r2)
      return (u * u * u, -3 * u * u, 6 * u)
    }
  }
}
