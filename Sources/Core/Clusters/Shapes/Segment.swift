import Limits

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Evenly spaced on a segment of this length, turned by the angle (radians) against the x axis.
public struct Segment: Shape {
  public static let name = "segment"
  public static let place: String? = "on a segment"
  public static let size = Setting("length", .notNegative, "the length of a segment", default: 0.2)
  public static let angle = Setting("angle", .angle, "the angle of a segment, such as 90deg", default: 0)
  public static let settings = [size, angle]

  let length: Double
  let angle: Double

  public init(_ values: SettingValues) { (length, angle) = (values[Self.size], values[Self.angle]) }

  public func offsets(_ points: Range<Int>, of n: Int, random: Random) throws -> [(x: Double, y: Double)] {
    try Self.check(length)
    return try patiently(points.count) {
      let t = n == 1 ? 0 : length * (Double(points.lowerBound + $0) / Double(n - 1) - 0.5)
      return (t * cos(angle), t * sin(angle))
    }
  }
}

extension Shape where Self == Segment {
  public static func segment(length: Double, angle: Double) -> Segment {
    Segment(SettingValues([Segment.size: length, Segment.angle: angle]))
  }
}
