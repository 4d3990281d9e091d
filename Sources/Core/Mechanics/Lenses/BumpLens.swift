#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A lens on a ground of index one: n = 1 + a exp(-r^2/b).
public struct BumpLens: Lens {
  public static let name = "bump"
  public static let formula = "n = 1 + a exp(-r^2/b)"
  public static let height = Setting("height", .finite, "a of the bump lens, n = 1 + a exp(-r^2/b)", default: 0.6)
  public static let width = Setting("width", .positive, "b of the bump lens", default: 0.5)
  public static let settings = [height, width]

  let height: Double
  let width: Double

  public init(_ values: SettingValues) { (height, width) = (values[Self.height], values[Self.width]) }

  public var medium: Medium {
    let script = MediumScript(
      .radial,
      "const e = p.height*Math.exp(-u/p.width), n = 1 + e; return [n*n, -2*n*e/p.width, 2*e*(n + e)/(p.width*p.width)]",
      [("height", height), ("width", width)])
    return .radial(Self.name, script: script) { u in
      let e = height * exp(-u / width)
      let n = 1 + e
      return (n * n, -2 * n * e / width, 2 * e * (n + e) / (width * width))
    }
  }
}

extension Medium {
  public static func bump(height: Double = BumpLens.height.standard, width: Double = BumpLens.width.standard) -> Medium
  {
    BumpLens(SettingValues([BumpLens.height: height, BumpLens.width: width])).medium
  }
}
