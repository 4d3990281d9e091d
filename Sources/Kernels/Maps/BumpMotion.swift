/// m = v k: nothing for d, <g, v> for k, g k for v.
enum BumpMotion: Motion {
  static var amplitudes: Int { 2 }

  @inline(__always)
  static func move<N: LaneNumber>(_ d: Plane<N>, _ k: N, _ v: Parameters<N>) -> Plane<N> {
    Plane(v[0] * k, v[1] * k)
  }

  @inline(__always)
  static func pull<N: LaneNumber>(
    _ g: Plane<N>, _ d: Plane<N>, _ k: N, _ v: Parameters<N>, into gradient: UnsafeMutablePointer<N>
  ) -> (d: Plane<N>, k: N) {
    gradient[0] = g.x.times(k, plus: gradient[0])
    gradient[1] = g.y.times(k, plus: gradient[1])
    return (Plane(N(0), N(0)), g.x.times(v[0], plus: g.y * v[1]))
  }
}
