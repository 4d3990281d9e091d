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
  static let motionScript = (x: "p.v[0]*k", y: "p.v[1]*k")
  let radial: Radial
}
