/// Luneburg's lens, n^2 = 2 - r^2: rays are ellipses about the centre.
public struct LuneburgLens: Lens {
  public static let name = "luneburg"
  public static let formula = "n^2 = 2 - r^2"
  public static let settings: [Setting] = []

  public init(_ values: SettingValues = SettingValues()) {}

  public var medium: Medium {
    .radial(Self.name, script: MediumScript(.radial, "return [2 - u, -1, 0]")) { u in (2 - u, -1, 0) }
  }
}

extension Medium {
  public static let luneburg = LuneburgLens().medium
}
