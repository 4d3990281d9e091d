public import Core

/// What parameters have to say of a step, from the recording and from their gradients. Both hold at any parameters,
/// trained or not:
///
///     output   E[g_out F']            = sum over writes of (G W' + G_b b'),       F what the step adds
///     input    E[(g_in - g_out) x']   = sum over reads of W' G                    without a norm
///              the antisymmetric part of it, behind a norm whose gains Gamma and shifts beta are taken out:
///              Gamma (W' G - W' G_b beta') Gamma^-1; about (1, ..., 1) where the norm takes means out
///     both     M_out - M_in           = output - input,                           M = E[g x']; for steps that add
///
/// W is out x in, G = dL/dW. Derivation: for y = W u + b the gradient is G = sum g_y u', so W' G = sum g_u u' and G W' =
/// sum g_y (y - b)'. A norm commutes with rotations, so the antisymmetric parts before and behind it are the same.
public struct StepLaw: Sendable {
  public enum Side: String, Sendable { case output, input, both }
  /// The motions of which the law holds.
  public enum Motions: String, Sendable {
    case linear = "gl(d)"
    case rotations = "so(d)"
    case rotationsAboutOnes = "so(d) about 1"

    /// The part of a matrix of charges that belongs to the motions.
    func part(_ m: Matrix) -> Matrix {
      switch self {
      case .linear: m
      case .rotations: m.antisymmetric
      case .rotationsAboutOnes: m.centred.antisymmetric
      }
    }
  }

  public let step: RecordingMetadata.Step
  public let side: Side
  public let motions: Motions
  /// What the parts of both sides add up from: sum |g||F| or sum |g||x|.
  public let scale: Double
  /// The Frobenius norms of what states and costates give, of what parameters and their gradients give, and of what is
  /// between them.
  public let sizes: (measured: Double, explained: Double, difference: Double)
  /// <measured, explained>.
  private let inner: Double
  /// The trace of what the parameters give.
  let trace: Double
  /// What the parameters give of the change from state to state: only of `both`, since a matrix of a wide state is large.
  public let explained: Matrix?

  init(
    step: RecordingMetadata.Step, side: Side, motions: Motions, measured: Matrix, explained: Matrix, scale: Double
  ) {
    (self.step, self.side, self.motions, self.scale) = (step, side, motions, scale)
    sizes = (measured.norm, explained.norm, (measured - explained).norm)
    (inner, trace) = (measured.inner(explained), explained.trace)
    self.explained = side == .both ? explained : nil
  }

  /// |measured - explained| relative to the scale; zero where nothing flows, infinite where only one side has something.
  public var difference: Double { sizes.difference == 0 ? 0 : sizes.difference / scale }

  /// By what number the parameters' side would have to be divided, where that mends the law: <measured, explained> over
  /// |measured|^2.
  var ratio: Double { inner / (sizes.measured * sizes.measured) }

  /// |measured - explained / r|, known to the root of rounding of |measured|.
  func rest(dividingBy r: Double) -> Double {
    let square = sizes.measured * sizes.measured - 2 * inner / r + sizes.explained * sizes.explained / (r * r)
    return max(0, square).squareRoot()
  }
}
