import Checked
import Limits

/// The first points of the smallest square grid of this spacing that holds them, row by row.
public struct Grid: Shape {
  public static let name = "grid"
  public static let place: String? = "on a grid"
  public static let size = Setting("spacing", .notNegative, "the distance between neighbours in a grid", default: 0.05)
  public static let settings = [size]

  let spacing: Double

  public init(_ values: SettingValues) { spacing = values[Self.size] }

  public func offsets(_ points: Range<Int>, of n: Int, random: Random) throws -> [(x: Double, y: Double)] {
    try Self.check(spacing)
    let side = Int(ceiling: Double(n).squareRoot())
    let middle = Double(side - 1) / 2
    return try patiently(points.count) {
      let i = points.lowerBound + $0
      return (spacing * (Double(i % side) - middle), spacing * (Double(i / side) - middle))
    }
  }
}

extension Shape where Self == Grid {
  public static func grid(spacing: Double) -> Grid { Grid(SettingValues([Grid.size: spacing])) }
}
