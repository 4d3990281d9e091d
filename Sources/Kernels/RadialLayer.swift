import CKernel

/// How a family moves a point x = c + d, given its amplitudes and the kernel's value k there: y = x + m(d, k).
///
/// This and the pullback is all that a radial family has to say; centres, kernels and scales are common to all.
protocol Motion: SendableMetatype {
  static var amplitudes: Int { get }
  /// m(d, k).
  static func move<N: LaneNumber>(_ d: Plane<N>, _ k: N, _ amplitude: Parameters<N>) -> Plane<N>
  /// The pullback of a covector g on m: (g m_d, g m_k), and g m_amplitude added to `gradient`.
  static func pull<N: LaneNumber>(
    _ g: Plane<N>, _ d: Plane<N>, _ k: N, _ amplitude: Parameters<N>,
    into gradient: UnsafeMutablePointer<N>
  ) -> (d: Plane<N>, k: N)
}

/// The square |d|^2 of an offset, by which a kernel fades.
protocol Shape: SendableMetatype {
  static func square<N: LaneNumber>(_ d: Plane<N>) -> N
  /// Half the square's gradient.
  static func slope<N: LaneNumber>(_ d: Plane<N>) -> Plane<N>
}

enum Round: Shape {
  @inline(__always)
  static func square<N: LaneNumber>(_ d: Plane<N>) -> N { d.x.times(d.x, plus: d.y * d.y) }
  @inline(__always)
  static func slope<N: LaneNumber>(_ d: Plane<N>) -> Plane<N> { d }
}

/// d1^2 + 4 d2^2: twice as wide in x as in y.
enum Elliptic: Shape {
  @inline(__always)
  static func square<N: LaneNumber>(_ d: Plane<N>) -> N { d.x.times(d.x, plus: d.y * d.y * 4) }
  @inline(__always)
  static func slope<N: LaneNumber>(_ d: Plane<N>) -> Plane<N> { Plane(d.x, d.y * 4) }
}

/// One layer y = x + m(d, k(r2)), d = x - c, r2 = |d|^2 / s^2.
///
/// theta: c1, c2, amplitudes, and log s last where it is trained. With g the covector at y and (g_d, g_k) the pullback
/// on m,
///
///     e  = 2 g_k k'(r2) / s^2   twice the covector at |d|^2
///     h  = g_d + e d            the covector at d (d as the shape's slope)
///     dL/dx = g + h,   dL/dc = -h,   dL/dlog s = -e |d|^2
///
/// What is kept between the passes: d and one number for the kernel.
struct RadialLayer<M: Motion, P: Profile, S: Shape, N: LaneNumber>: PlaneLayer {
  let theta: Parameters<N>
  /// The profile's unit over s^2, and the unit of its slope over s^2.
  let scaled: N.Parameter
  let slope: N.Parameter
  let hasScale: Bool

  init(_ theta: Parameters<N>, _ map: nsh_map) {
    self.theta = theta
    hasScale = map.has_scale != 0
    let q =
      hasScale
      ? (theta[2 + M.amplitudes] * -2.8853900817779268).heldBelow1000().exponential2() : N(1 / (map.scale * map.scale))
    scaled = (q * P.unit).first
    slope = (q * P.slopeUnit).first
  }

  @inline(__always)
  func forward(_ x: Plane<N>) -> (Plane<N>, Kept<N>) {
    let d = Plane(x.x - theta[0], x.y - theta[1])
    let kept = P.keep(S.square(d) * N(broadcast: scaled))
    return (x + M.move(d, P.value(kept), theta + 2), Kept(d: d, kernel: kept))
  }

  @inline(__always)
  func backward(_ g: Plane<N>, _ tape: Kept<N>, into gradient: UnsafeMutablePointer<N>) -> Plane<N> {
    let d = tape.d
    let pulled = M.pull(g, d, P.value(tape.kernel), theta + 2, into: gradient + 2)
    let e = pulled.k * P.slope(tape.kernel) * N(broadcast: slope)
    let normal = S.slope(d)
    let h = Plane(e.times(normal.x, plus: pulled.d.x), e.times(normal.y, plus: pulled.d.y))
    gradient[0] = gradient[0] - h.x
    gradient[1] = gradient[1] - h.y
    if hasScale {
      let i = 2 + M.amplitudes
      gradient[i] = gradient[i] - e * S.square(d)
    }
    return g + h
  }

  @inline(__always)
  func state(_ tape: Kept<N>) -> Plane<N> { Plane(tape.d.x + theta[0], tape.d.y + theta[1]) }
}

/// What a radial layer's backward pass needs of its forward pass.
struct Kept<N: LaneNumber> {
  let d: Plane<N>
  let kernel: N
}
