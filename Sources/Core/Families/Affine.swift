public import CKernel

/// The affine maps of the plane. Every affine change of coordinates maps the family to itself.
///
/// Conjugation by the flow of xi(x) = A x + a gives dW = A W - W A and db = A b + a - W a.
public struct Affine: BuiltInFamily {
  public static let name = "affine"
  public static let summary = "a linear map and a shift, the same everywhere"
  public static let formula = "W x + b"
  public static let script = "return [p.w[0]*x + p.w[1]*y + p.b[0], p.w[2]*x + p.w[3]*y + p.b[1]]"
  public let kernel: Kernel? = nil
  public let scale: Scale? = nil
  public let closure = Closure.affine
  public let parameters = [
    FamilyParameter("w11", .matrix, isAmplitude: true, rest: 1), FamilyParameter("w12", .matrix, isAmplitude: true),
    FamilyParameter("w21", .matrix, isAmplitude: true), FamilyParameter("w22", .matrix, isAmplitude: true, rest: 1),
    FamilyParameter("bx", .vector), FamilyParameter("by", .vector),
  ]

  public init(kernel: Kernel, scale: Scale) {}

  public func action(of xi: Generator, on theta: ArraySlice<Double>) -> [Double] {
    let (w, a) = (Array(theta), xi.matrix)
    let (b0, b1) = (w[4], w[5])
    return [
      a[1] * w[2] - w[1] * a[2],
      a[0] * w[1] + a[1] * w[3] - w[0] * a[1] - w[1] * a[3],
      a[2] * w[0] + a[3] * w[2] - w[2] * a[0] - w[3] * a[2],
      a[2] * w[1] - w[2] * a[1],
      a[0] * b0 + a[1] * b1 + xi.offset[0] - w[0] * xi.offset[0] - w[1] * xi.offset[1],
      a[2] * b0 + a[3] * b1 + xi.offset[1] - w[2] * xi.offset[0] - w[3] * xi.offset[1],
    ]
  }

  public var map: nsh_map {
    nsh_map(family: NSH_AFFINE, profile: NSH_GAUSS, scale: 1, has_scale: 0, parameters: 6)
  }
}
