import CKernel

/// A swirl turns the points near its centre by the angle a k. It moves no point nearer or farther: area preserving.
public struct Swirl: RadialFamily {
  public static let name = "swirl"
  public static let summary = "turns the points near c by the angle a k, preserving area"
  public static let formula = "c + R(a k) d"
  public static let initialAmplitude = 0.1
  static let amplitudes = [FamilyParameter("a", .scalar, isAmplitude: true)]
  static let motion = NSH_SWIRL
  static let motionScript = MotionScript(
    where: "co = Math.cos(p.a*k), si = Math.sin(p.a*k), tx = co*dx - si*dy, ty = si*dx + co*dy", x: "tx - dx",
    y: "ty - dy",
    pull: (x: "co*gx + si*gy - gx", y: "co*gy - si*gx - gy", k: "(gy*tx - gx*ty)*p.a"),
    amplitudes: ["(gy*tx - gx*ty)*k"])
  let radial: Radial
}
