/// m = (R(phi) - 1) d, phi = a k: (R' - 1) g for d, <g, J R d> for phi.
enum SwirlMotion: Motion {
  static var amplitudes: Int { 1 }

  @inline(__always)
  static func move<N: LaneNumber>(_ d: Plane<N>, _ k: N, _ a: Parameters<N>) -> Plane<N> {
    let (sine, cosine) = (a[0] * k).sineAndCosine()
    return Plane(cosine.times(d.x, plus: -(sine * d.y)) - d.x, sine.times(d.x, plus: cosine * d.y) - d.y)
  }

  @inline(__always)
  static func pull<N: LaneNumber>(
    _ g: Plane<N>, _ d: Plane<N>, _ k: N, _ a: Parameters<N>, into gradient: UnsafeMutablePointer<N>
  ) -> (d: Plane<N>, k: N) {
    let (sine, cosine) = (a[0] * k).sineAndCosine()
    let turned = Plane(cosine.times(d.x, plus: -(sine * d.y)), sine.times(d.x, plus: cosine * d.y))
    let angle = g.y.times(turned.x, plus: -(g.x * turned.y))
    gradient[0] = angle.times(k, plus: gradient[0])
    let back = Plane(cosine.times(g.x, plus: sine * g.y) - g.x, cosine.times(g.y, plus: -(sine * g.x)) - g.y)
    return (back, angle * a[0])
  }
}
