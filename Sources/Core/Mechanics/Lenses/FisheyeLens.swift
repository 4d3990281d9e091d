/// Maxwell's fish-eye, n = 2/(1 + r^2): rays are circles.
public struct FisheyeLens: Lens {
  public static let name = "fisheye"
  public static let formula = "n = 2/(1 + r^2)"
  public static let settings: [Setting] = []

  public init(_ values: SettingValues = SettingValues()) {}

  public var medium: Medium {
    let script = MediumScript(.radial, "const a = 1/(1 + u); return [4*a*a, -8*a*a*a, 24*a*a*a*a]")
    return .radial(Self.name, script: script) { u in
      let a = 1 / (1 + u)
      return (4 * a * a, -8 * a * a * a, 24 * a * a * a * a)
    }
  }
}

extension Medium {
  public static let fisheye = FisheyeLens().medium
}
