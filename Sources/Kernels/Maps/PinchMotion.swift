/// m = b k d: b k g for d, b <g, d> for k, k <g, d> for b.
enum PinchMotion: Motion {
  static var amplitudes: Int { 1 }

  @inline(__always)
  static func move<N: LaneNumber>(_ d: Plane<N>, _ k: N, _ b: Parameters<N>) -> Plane<N> {
    let bk = b[0] * k
    return Plane(bk * d.x, bk * d.y)
  }

  @inline(__always)
  static func pull<N: LaneNumber>(
    _ g: Plane<N>, _ d: Plane<N>, _ k: N, _ b: Parameters<N>, into gradient: UnsafeMutablePointer<N>
  ) -> (d: Plane<N>, k: N) {
    let along = g.x.times(d.x, plus: g.y * d.y)
    let bk = b[0] * k
    gradient[0] = along.times(k, plus: gradient[0])
    return (Plane(bk * g.x, bk * g.y), along * b[0])
  }
}
