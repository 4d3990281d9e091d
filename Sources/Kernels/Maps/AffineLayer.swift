import CKernel

/// y = W x + b; theta: W row by row, then b.
struct AffineLayer<N: LaneNumber>: PlaneLayer {
  let theta: Parameters<N>

  init(_ theta: Parameters<N>, _ map: nsh_map) { self.theta = theta }

  @inline(__always)
  func forward(_ x: Plane<N>) -> (Plane<N>, Plane<N>) {
    let y = Plane(
      theta[0].times(x.x, plus: theta[1].times(x.y, plus: theta[4])),
      theta[2].times(x.x, plus: theta[3].times(x.y, plus: theta[5])))
    return (y, x)
  }

  @inline(__always)
  func backward(_ g: Plane<N>, _ x: Plane<N>, into gradient: UnsafeMutablePointer<N>) -> Plane<N> {
    gradient[0] = g.x.times(x.x, plus: gradient[0])
    gradient[1] = g.x.times(x.y, plus: gradient[1])
    gradient[2] = g.y.times(x.x, plus: gradient[2])
    gradient[3] = g.y.times(x.y, plus: gradient[3])
    gradient[4] = gradient[4] + g.x
    gradient[5] = gradient[5] + g.y
    return Plane(theta[0].times(g.x, plus: theta[2] * g.y), theta[1].times(g.x, plus: theta[3] * g.y))
  }

  @inline(__always)
  func state(_ x: Plane<N>) -> Plane<N> { x }
}
