/// A pair of affine motions, of a map's input and of its output, that a change of its parameters makes one:
/// f_x xi_in(x) + f_theta dtheta = xi_out(f(x)).
public struct Equivariance: Sendable, Equatable {
  public enum Kind: String, Sendable {
    /// Both sides move, and neither side's motion is absorbed alone.
    case genuine
    /// The parameters absorb a motion of the input (xi_out = 0) or of the output (xi_in = 0).
    case input, output
    /// The law holds up to a small part.
    case approximate
  }

  public let name: String
  public let kind: Kind
  public let input: Generator
  public let output: Generator
  /// The size of what no change of parameters explains, relative to the columns' sizes: the singular value, or for a
  /// named motion its own.
  public let residual: Double
  /// |P delta| / |delta|, delta = f_x xi_in - xi_out(f), P the projector across the range of f_theta. One says that
  /// parameters explain nothing, and that the residual is small only because the map is near the identity.
  public let eta: Double

  public init(name: String, kind: Kind, input: Generator, output: Generator, residual: Double, eta: Double) {
    (self.name, self.kind, self.input, self.output, self.residual, self.eta) = (
      name, kind, input, output, residual, eta
    )
  }

  /// Both sides move alike.
  public var isSame: Bool { input.matrix == output.matrix && input.offset == output.offset }
}

extension Equivariance {
  /// What a motion of the plane, or of R^d, is called; nil where it has no name. `v` are its matrix, row by row, and
  /// its offset.
  static func recognised(_ matrix: [Double], _ offset: [Double], tolerance: Double = 1e-6) -> String? {
    let d = offset.count
    let size = max(norm(matrix), norm(offset))
    func isSmall(_ x: Double) -> Bool { abs(x) <= tolerance * size }
    let a = Matrix(rows: d, columns: d, values: matrix)
    func point(_ c: [Double]) -> String { "(" + c.map { short(isSmall($0) ? 0 : $0) }.joined(separator: ", ") + ")" }
    if a.norm <= tolerance * size { return "translation along \(point(offset.map { $0 / norm(offset) }))" }
    let mean = (0..<d).reduce(0) { $0 + a[$1, $1] } / Double(d)
    let isScalar = (0..<d).allSatisfy { i in (0..<d).allSatisfy { isSmall(a[i, $0] - (i == $0 ? mean : 0)) } }
    if isScalar {
      return offset.allSatisfy(isSmall) ? "dilation" : "dilation about \(point(offset.map { -$0 / mean }))"
    }
    guard d == 2 else { return nil }
    let determinant = a[0, 0] * a[1, 1] - a[0, 1] * a[1, 0]
    guard isSmall(a[0, 0] + a[1, 1]), determinant > tolerance * size * size else { return nil }
    // A keeps the form x' M x with M = J' A, symmetric since tr A = 0; its axes are as sqrt of M's eigenvalues.
    let (m, q) = (
      (a[1, 0] - a[0, 1]) / 2, ((a[1, 0] + a[0, 1]) * (a[1, 0] + a[0, 1]) / 4 + a[0, 0] * a[0, 0]).squareRoot()
    )
    let centre = [
      -(a[1, 1] * offset[0] - a[0, 1] * offset[1]) / determinant,
      -(a[0, 0] * offset[1] - a[1, 0] * offset[0]) / determinant,
    ]
    let place = centre.allSatisfy { abs($0) <= 1e-5 } ? "" : " about \(point(centre))"
    if q <= tolerance * abs(m) { return "rotation" + place }
    return "rotation on ellipses, axes as \(short(((abs(m) + q) / (abs(m) - q)).squareRoot())) to 1" + place
  }

  /// Four digits at most.
  static func short(_ x: Double) -> String {
    let rounded = (x * 1000).rounded() / 1000
    return rounded == rounded.rounded() && abs(rounded) < 1e15 ? String(Int(rounded)) : "\(rounded)"
  }
}
