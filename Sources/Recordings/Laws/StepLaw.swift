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
  /// By states and costates.
  public let measured: Matrix
  /// By parameters and their gradients.
  public let explained: Matrix
  /// What the parts of both add up from: sum |g||F| or sum |g||x|.
  public let scale: Double

  /// |measured - explained| relative to the scale; zero where nothing flows, infinite where only one side has something.
  public var difference: Double {
    let size = (measured - explained).norm
    return size == 0 ? 0 : size / scale
  }

  /// By what number the parameters' side would have to be divided, where that mends the law: <measured, explained> over
  /// |measured|^2.
  var ratio: Double { measured.inner(explained) / measured.inner(measured) }
}
