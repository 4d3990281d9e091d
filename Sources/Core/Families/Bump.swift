/// A bump carries the points near its centre along v: the plainest deformation.
public struct Bump: RadialFamily {
  public static let name = "bump"
  public static let summary = "carries the points near c along v"
  public static let formula = "x + v k"
  static let amplitudes = [
    FamilyParameter("vx", .vector, isAmplitude: true), FamilyParameter("vy", .vector, isAmplitude: true),
  ]
  let radial: Radial

  public var passes: Passes { radialPasses }

  /// m = v k: nothing for d, <g, v> for k, g k for v.
  enum Moves: Motion {
    static let amplitudes = 2

    @inline(__always)
    static func move<N: LaneNumber>(_ d: Plane<N>, _ k: N, _ v: UnsafePointer<N>) -> Plane<N> {
      Plane(v[0] * k, v[1] * k)
    }

    @inline(__always)
    static func pull<N: LaneNumber>(
      _ g: Plane<N>, _ d: Plane<N>, _ k: N, _ v: UnsafePointer<N>,
      into gradient: UnsafeMutablePointer<N>
    ) -> (d: Plane<N>, k: N) {
      gradient[0] = gradient[0] + g.x * k
      gradient[1] = gradient[1] + g.y * k
      return (Plane(N(0), N(0)), g.x * v[0] + g.y * v[1])
    }
  }
}
