/// A pinch draws the points near its centre together (b < 0) or spreads them (b > 0).
public struct Pinch: RadialFamily {
  public static let name = "pinch"
  public static let summary = "draws the points near c together (b < 0) or apart (b > 0)"
  public static let formula = "x + b k d"
  static let amplitudes = [FamilyParameter("b", .scalar, isAmplitude: true)]
  let radial: Radial

  public var passes: Passes { radialPasses }

  /// m = b k d: b k g for d, b <g, d> for k, k <g, d> for b.
  enum Moves: Motion {
    static let amplitudes = 1

    @inline(__always)
    static func move<N: LaneNumber>(_ d: Plane<N>, _ k: N, _ b: UnsafePointer<N>) -> Plane<N> {
      let bk = b[0] * k
      return Plane(bk * d.x, bk * d.y)
    }

    @inline(__always)
    static func pull<N: LaneNumber>(
      _ g: Plane<N>, _ d: Plane<N>, _ k: N, _ b: UnsafePointer<N>,
      into gradient: UnsafeMutablePointer<N>
    ) -> (d: Plane<N>, k: N) {
      let along = g.x * d.x + g.y * d.y
      let bk = b[0] * k
      gradient[0] = gradient[0] + along * k
      return (Plane(bk * g.x, bk * g.y), along * b[0])
    }
  }
}
