import CKernel

/// A pinch draws the points near its centre together (b < 0) or spreads them (b > 0).
public struct Pinch: RadialFamily {
  public static let name = "pinch"
  public static let summary = "draws the points near c together (b < 0) or apart (b > 0)"
  public static let formula = "x + b k d"
  static let amplitudes = [FamilyParameter("b", .scalar, isAmplitude: true)]
  static let motion = NSH_PINCH
  static let motionScript = MotionScript(
    x: "p.b*k*dx", y: "p.b*k*dy", pull: (x: "p.b*k*gx", y: "p.b*k*gy", k: "(gx*dx + gy*dy)*p.b"),
    amplitudes: ["(gx*dx + gy*dy)*k"])
  let radial: Radial
}
