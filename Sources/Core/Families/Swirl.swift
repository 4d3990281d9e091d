import CKernel

/// A swirl turns the points near its centre by the angle a k. It moves no point nearer or farther: area preserving.
public struct Swirl: RadialFamily {
  public static let name = "swirl"
  public static let summary = "turns the points near c by the angle a k, preserving area"
  public static let formula = "c + R(a k) d"
  public static let initialAmplitude = 0.1
  static let amplitudes = [FamilyParameter("a", .scalar, isAmplitude: true)]
  static let motion = NSH_SWIRL
  static let motionScript = (
    x: "Math.cos(p.a*k)*dx - Math.sin(p.a*k)*dy - dx", y: "Math.sin(p.a*k)*dx + Math.cos(p.a*k)*dy - dy"
  )
  let radial: Radial
}
