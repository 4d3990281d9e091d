/// Normal with this standard deviation in each coordinate.
public struct Gaussian: Shape {
  public static let name = "gaussian"
  public static let place: String? = nil
  public static let size = Setting("sd", .notNegative, "a gaussian's standard deviation", default: 0.1)
  public static let settings = [size]

  let sd: Double

  public init(_ values: SettingValues) { sd = values[Self.size] }

  public func offsets(_ points: Range<Int>, of n: Int, random: Random) throws -> [(x: Double, y: Double)] {
    try Self.check(sd)
    return try drawn(points, random) { random in (sd * random.normal(), sd * random.normal()) }
  }
}

extension Shape where Self == Gaussian {
  public static func gaussian(sd: Double) -> Gaussian { Gaussian(SettingValues([Gaussian.size: sd])) }
}
