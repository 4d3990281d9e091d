import CKernel

/// A control: the bump with an elliptic kernel. Translations are symmetries, rotations are not: a turned ellipse is not
/// in the family.
public struct Anisotropic: RadialFamily {
  public static let name = "anisotropic"
  public static let summary =
    "a bump with an elliptic kernel, twice as wide in x as in y (a control: rotation is no symmetry)"
  public static let formula = "x + v k(r2), r2 = (d1^2 + 4 d2^2)/s^2"
  public static let isControl = true
  static let motionScript = Bump.motionScript
  static let metricScript = MetricScript(square: "dx*dx + 4*dy*dy", slope: (x: "dx", y: "4*dy"))
  static let motion = NSH_ELLIPTIC_BUMP
  static let amplitudes = Bump.amplitudes
  public var closure: Closure { .translations }
  let radial: Radial
}
