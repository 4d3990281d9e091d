import CKernel

/// The general local affine motion: bump, infinitesimal swirl, pinch and shear in one.
public struct General: RadialFamily {
  public static let name = "general"
  public static let summary = "moves the points near c by v + A d"
  public static let formula = "x + (v + A d) k"
  static let amplitudes =
    ["vx", "vy"].map { FamilyParameter($0, .vector, isAmplitude: true) }
    + ["a11", "a12", "a21", "a22"].map { FamilyParameter($0, .matrix, isAmplitude: true) }
  static let motion = NSH_GENERAL
  static let motionScript = MotionScript(
    where: "wx = p.v[0] + p.a[0]*dx + p.a[1]*dy, wy = p.v[1] + p.a[2]*dx + p.a[3]*dy", x: "wx*k", y: "wy*k",
    pull: (x: "(p.a[0]*gx + p.a[2]*gy)*k", y: "(p.a[1]*gx + p.a[3]*gy)*k", k: "gx*wx + gy*wy"),
    amplitudes: ["gx*k", "gy*k", "gx*k*dx", "gx*k*dy", "gy*k*dx", "gy*k*dy"])
  let radial: Radial
}
