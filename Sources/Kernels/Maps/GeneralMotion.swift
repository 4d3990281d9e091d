/// m = w k, w = v + A d: k A'g for d, <g, w> for k, k g for v, k g d' for A.
enum GeneralMotion: Motion {
  static var amplitudes: Int { 6 }

  @inline(__always)
  private static func velocity<N: LaneNumber>(_ d: Plane<N>, _ p: Parameters<N>) -> Plane<N> {
    Plane(p[2].times(d.x, plus: p[3].times(d.y, plus: p[0])), p[4].times(d.x, plus: p[5].times(d.y, plus: p[1])))
  }

  @inline(__always)
  static func move<N: LaneNumber>(_ d: Plane<N>, _ k: N, _ p: Parameters<N>) -> Plane<N> {
    let w = velocity(d, p)
    return Plane(w.x * k, w.y * k)
  }

  @inline(__always)
  static func pull<N: LaneNumber>(
    _ g: Plane<N>, _ d: Plane<N>, _ k: N, _ p: Parameters<N>, into gradient: UnsafeMutablePointer<N>
  ) -> (d: Plane<N>, k: N) {
    let w = velocity(d, p)
    let kg = Plane(g.x * k, g.y * k)
    gradient[0] = gradient[0] + kg.x
    gradient[1] = gradient[1] + kg.y
    gradient[2] = kg.x.times(d.x, plus: gradient[2])
    gradient[3] = kg.x.times(d.y, plus: gradient[3])
    gradient[4] = kg.y.times(d.x, plus: gradient[4])
    gradient[5] = kg.y.times(d.y, plus: gradient[5])
    let back = Plane(p[2].times(kg.x, plus: p[4] * kg.y), p[3].times(kg.x, plus: p[5] * kg.y))
    return (back, g.x.times(w.x, plus: g.y * w.y))
  }
}
