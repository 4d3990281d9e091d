import CKernel

/// How a family moves a point x = c + d, given its amplitudes and the kernel's value k there: y = x + m(d, k).
///
/// This and the pullback is all that a radial family has to say; centres, kernels and scales are common to all.
protocol Motion: SendableMetatype {
  static var amplitudes: Int { get }
  /// m(d, k).
  static func move<N: LaneNumber>(_ d: Plane<N>, _ k: N, _ amplitude: UnsafePointer<N>) -> Plane<N>
  /// The pullback of a covector g on m: (g m_d, g m_k), and g m_amplitude added to `gradient`.
  static func pull<N: LaneNumber>(
    _ g: Plane<N>, _ d: Plane<N>, _ k: N, _ amplitude: UnsafePointer<N>,
    into gradient: UnsafeMutablePointer<N>
  ) -> (d: Plane<N>, k: N)
}

/// One layer y = x + m(d, k(r2)), d = x - c, r2 = (d1^2 + ratio^2 d2^2) / s^2; ratio is 1 except in the anisotropic control.
///
/// theta: c1, c2, amplitudes, and log s last where it is trained. With g the covector at y and (g_d, g_k) the pullback on m,
///
///     e  = 2 g_k k'(r2)                  twice the covector at r2
///     h  = g_d + e (d1, ratio^2 d2)/s^2  the covector at d
///     dL/dx = g + h,   dL/dc = -h,   dL/dlog s = -e r2
///
/// What is kept between the passes: d and one number for the kernel.
struct RadialLayer<M: Motion, P: Profile, N: LaneNumber>: PlaneLayer {
  let theta: UnsafePointer<N>
  /// (1, ratio^2)/s^2, and the same times the profile's unit.
  let inverseSquare: Plane<N>
  let scaled: Plane<N>
  let hasScale: Bool

  init(_ theta: UnsafePointer<N>, _ map: nsh_map) {
    self.theta = theta
    hasScale = map.has_scale != 0
    let q = hasScale ? (theta[2 + M.amplitudes] * -2.8853900817779268).exponential2() : N(1 / (map.scale * map.scale))
    inverseSquare = Plane(q, q * (map.ratio * map.ratio))
    scaled = Plane(inverseSquare.x * P.unit, inverseSquare.y * P.unit)
  }

  @inline(__always)
  func forward(_ x: Plane<N>) -> (Plane<N>, Kept<N>) {
    let d = Plane(x.x - theta[0], x.y - theta[1])
    let kept = P.keep((d.x * scaled.x).times(d.x, plus: d.y * scaled.y * d.y))
    return (x + M.move(d, P.value(kept), theta + 2), Kept(d: d, kernel: kept))
  }

  @inline(__always)
  func backward(_ g: Plane<N>, _ tape: Kept<N>, into gradient: UnsafeMutablePointer<N>) -> Plane<N> {
    let d = tape.d
    let pulled = M.pull(g, d, P.value(tape.kernel), theta + 2, into: gradient + 2)
    let e = pulled.k * P.doubleSlope(tape.kernel)
    let (ex, ey) = (e * inverseSquare.x, e * inverseSquare.y)
    let h = Plane(ex.times(d.x, plus: pulled.d.x), ey.times(d.y, plus: pulled.d.y))
    gradient[0] = gradient[0] - h.x
    gradient[1] = gradient[1] - h.y
    if hasScale {
      let i = 2 + M.amplitudes
      gradient[i] = gradient[i] - (ex * d.x).times(d.x, plus: ey * d.y * d.y)
    }
    return g + h
  }
}

/// What a radial layer's backward pass needs of its forward pass.
struct Kept<N: LaneNumber> {
  let d: Plane<N>
  let kernel: N
}
