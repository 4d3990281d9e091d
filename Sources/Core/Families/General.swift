/// The general local affine motion: bump, infinitesimal swirl, pinch and shear in one.
public struct General: RadialFamily {
  public static let name = "general"
  public static let summary = "moves the points near c by v + A d"
  public static let formula = "x + (v + A d) k"
  static let amplitudes =
    ["vx", "vy"].map { FamilyParameter($0, .vector, isAmplitude: true) }
    + ["a11", "a12", "a21", "a22"].map { FamilyParameter($0, .matrix, isAmplitude: true) }
  let radial: Radial

  public var passes: Passes { radialPasses }

  /// m = w k, w = v + A d: k A'g for d, <g, w> for k, k g for v, k g d' for A.
  enum Moves: Motion {
    static let amplitudes = 6

    @inline(__always)
    private static func velocity<N: LaneNumber>(_ d: Plane<N>, _ p: UnsafePointer<N>) -> Plane<N> {
      Plane(p[0] + p[2] * d.x + p[3] * d.y, p[1] + p[4] * d.x + p[5] * d.y)
    }

    @inline(__always)
    static func move<N: LaneNumber>(_ d: Plane<N>, _ k: N, _ p: UnsafePointer<N>) -> Plane<N> {
      let w = velocity(d, p)
      return Plane(w.x * k, w.y * k)
    }

    @inline(__always)
    static func pull<N: LaneNumber>(
      _ g: Plane<N>, _ d: Plane<N>, _ k: N, _ p: UnsafePointer<N>,
      into gradient: UnsafeMutablePointer<N>
    ) -> (d: Plane<N>, k: N) {
      let w = velocity(d, p)
      let kg = Plane(g.x * k, g.y * k)
      gradient[0] = gradient[0] + kg.x
      gradient[1] = gradient[1] + kg.y
      gradient[2] = gradient[2] + kg.x * d.x
      gradient[3] = gradient[3] + kg.x * d.y
      gradient[4] = gradient[4] + kg.y * d.x
      gradient[5] = gradient[5] + kg.y * d.y
      let back = Plane(p[2] * kg.x + p[4] * kg.y, p[3] * kg.x + p[5] * kg.y)
      return (back, g.x * w.x + g.y * w.y)
    }
  }
}
