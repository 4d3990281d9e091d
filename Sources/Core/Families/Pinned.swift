/// A control: the bump with its centres held fast. No motion of the plane maps the family to itself, since no parameter
/// can follow.
public struct Pinned: RadialFamily {
  public static let name = "pinned"
  public static let summary = "a bump whose centres are constants (a control: no symmetry)"
  public static let formula = "x + v k, c not trained"
  public static let isControl = true
  static let motionScript = Bump.motionScript
  static let motion = Bump.motion
  static let amplitudes = Bump.amplitudes
  static let isCentreTrained = false
  public var closure: Closure { .none }
  let radial: Radial
}
