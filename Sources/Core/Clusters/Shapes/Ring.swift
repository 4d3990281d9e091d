import Limits

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Evenly spaced on a circle.
public struct Ring: Shape {
  public static let name = "ring"
  public static let place: String? = "on a ring"
  public static let size = Disc.size
  public static let settings = [size]

  let radius: Double

  public init(_ values: SettingValues) { radius = values[Self.size] }

  public func offsets(_ points: Range<Int>, of n: Int, random: Random) throws -> [(x: Double, y: Double)] {
    try Self.check(radius)
    return try patiently(points.count) {
      let angle = 2 * Double.pi * Double(points.lowerBound + $0) / Double(n)
      return (radius * cos(angle), radius * sin(angle))
    }
  }
}

extension Shape where Self == Ring {
  public static func ring(radius: Double) -> Ring { Ring(SettingValues([Ring.size: radius])) }
}
