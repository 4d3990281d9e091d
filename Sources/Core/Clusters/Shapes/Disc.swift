#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Uniform in a disc.
public struct Disc: Shape {
  public static let name = "disc"
  public static let place: String? = "in a disc"
  public static let size = Setting("radius", .notNegative, "the radius of a disc or ring", default: 0.1)
  public static let settings = [size]

  let radius: Double

  public init(_ values: SettingValues) { radius = values[Self.size] }

  public func offsets(_ points: Range<Int>, of n: Int, random: Random) throws -> [(x: Double, y: Double)] {
    try Self.check(radius)
    return try drawn(points, random) { random in
      let r = radius * random.uniform().squareRoot()
      let angle = 2 * Double.pi * random.uniform()
      return (r * cos(angle), r * sin(angle))
    }
  }
}

extension Shape where Self == Disc {
  public static func disc(radius: Double) -> Disc { Disc(SettingValues([Disc.size: radius])) }
}
