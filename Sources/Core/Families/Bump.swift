import CKernel

/// A bump carries the points near its centre along v: the plainest deformation.
public struct Bump: RadialFamily {
  public static let name = "bump"
  public static let summary = "carries the points near c along v"
  public static let formula = "x + v k"
  static let amplitudes = [
    FamilyParameter("vx", .vector, isAmplitude: true), FamilyParameter("vy", .vector, isAmplitude: true),
  ]
  static let motion = NSH_BUMP
  static let motionScript = MotionScript(
    x: "p.v[0]*k", y: "p.v[1]*k", pull: (x: "0", y: "0", k: "gx*p.v[0] + gy*p.v[1]"), amplitudes: ["gx*k", "gy*k"])
  let radial: Radial
}
