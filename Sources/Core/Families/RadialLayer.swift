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
///     e  = g_k k'(r2)                      the covector at r2
///     h  = g_d + 2 e (d1, ratio^2 d2)/s^2  the covector at d
///     dL/dx = g + h,   dL/dc = -h,   dL/dlog s = -2 e r2
struct RadialLayer<M: Motion, P: Profile, N: LaneNumber>: PlaneLayer {
  let theta: UnsafePointer<N>
  let inverseSquare: Plane<N>
  let hasScale: Bool

  init(_ theta: UnsafePointer<N>, scale: Scale, ratio: Double) {
    self.theta = theta
    hasScale = scale.isTrained
    let q =
      hasScale
      ? (theta[2 + M.amplitudes] * -2).exponential()
      : N(1 / (scale.value * scale.value))
    inverseSquare = Plane(q, q * (ratio * ratio))
  }

  @inline(__always)
  private func offset(_ x: Plane<N>) -> Plane<N> { Plane(x.x - theta[0], x.y - theta[1]) }

  @inline(__always)
  private func squaredRadius(_ d: Plane<N>) -> N {
    d.x * d.x * inverseSquare.x + d.y * d.y * inverseSquare.y
  }

  @inline(__always)
  func forward(_ x: Plane<N>) -> (Plane<N>, KernelTape<N>) {
    let d = offset(x)
    let (k, slope) = P.evaluate(squaredRadius(d))
    return (x + M.move(d, k, theta + 2), KernelTape(value: k, slope: slope))
  }

  @inline(__always)
  func backward(
    _ g: Plane<N>, at x: Plane<N>, _ tape: KernelTape<N>, into gradient: UnsafeMutablePointer<N>
  ) -> Plane<N> {
    let d = offset(x)
    let pulled = M.pull(g, d, tape.value, theta + 2, into: gradient + 2)
    let e = pulled.k * tape.slope
    let e2 = e + e
    let h = Plane(
      pulled.d.x + e2 * (d.x * inverseSquare.x), pulled.d.y + e2 * (d.y * inverseSquare.y))
    gradient[0] = gradient[0] - h.x
    gradient[1] = gradient[1] - h.y
    if hasScale {
      let i = 2 + M.amplitudes
      gradient[i] = gradient[i] - e2 * squaredRadius(d)
    }
    return g + h
  }
}

/// What a radial layer's backward pass keeps of the forward pass.
struct KernelTape<N: LaneNumber> {
  let value: N
  let slope: N
}
