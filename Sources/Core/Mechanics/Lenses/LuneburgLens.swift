/// Luneburg's lens, n^2 = 2 - r^2 within its rim, r = 1, and 1 beyond: rays are ellipses about the centre, and straight
/// outside; a fan from a point of the rim comes out parallel.
public struct LuneburgLens: Lens {
  public static let name = "luneburg"
  public static let formula = "n^2 = 2 - r^2 within r = 1"
  public static let settings: [Setting] = []

  public init(_ values: SettingValues = SettingValues()) {}

  public var medium: Medium {
    // At the rim itself the index falls as it does within: there fans begin.
    let script = MediumScript(.radial, "return u > 1 ? [1, 0, 0] : [2 - u, -1, 0]")
    var medium = Medium.radial(Self.name, script: script) { u in u <= 1 ? (2 - u, -1, 0) : (1, 0, 0) }
    medium.rim = 1
    return medium
  }
}

extension Medium {
  public static let luneburg = LuneburgLens().medium
}
