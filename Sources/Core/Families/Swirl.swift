/// A swirl turns the points near its centre by the angle a k. It moves no point nearer or farther: area preserving.
public struct Swirl: RadialFamily {
  public static let name = "swirl"
  public static let summary = "turns the points near c by the angle a k, preserving area"
  public static let formula = "c + R(a k) d"
  public static let initialAmplitude = 0.1
  static let amplitudes = [FamilyParameter("a", .scalar, isAmplitude: true)]
  let radial: Radial

  public var passes: Passes { radialPasses }

  /// m = (R(phi) - 1) d, phi = a k: (R' - 1) g for d, <g, J R d> for phi.
  enum Moves: Motion {
    static let amplitudes = 1

    @inline(__always)
    static func move<N: LaneNumber>(_ d: Plane<N>, _ k: N, _ a: UnsafePointer<N>) -> Plane<N> {
      let (sine, cosine) = (a[0] * k).sineAndCosine()
      return Plane(cosine * d.x - sine * d.y - d.x, sine * d.x + cosine * d.y - d.y)
    }

    @inline(__always)
    static func pull<N: LaneNumber>(
      _ g: Plane<N>, _ d: Plane<N>, _ k: N, _ a: UnsafePointer<N>,
      into gradient: UnsafeMutablePointer<N>
    ) -> (d: Plane<N>, k: N) {
      let (sine, cosine) = (a[0] * k).sineAndCosine()
      let turned = Plane(cosine * d.x - sine * d.y, sine * d.x + cosine * d.y)
      let angle = g.y * turned.x - g.x * turned.y
      gradient[0] = gradient[0] + angle * k
      let back = Plane(cosine * g.x + sine * g.y - g.x, cosine * g.y - sine * g.x - g.y)
      return (back, angle * a[0])
    }
  }
}
