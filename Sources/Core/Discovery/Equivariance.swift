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
