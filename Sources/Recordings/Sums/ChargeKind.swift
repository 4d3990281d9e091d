/// The kinds of affine motions whose charges are told of a recording.
public enum ChargeKind: String, Sendable, CaseIterable {
  /// E g.
  case translations
  /// The antisymmetric part (M - M')/2 of M = E[g x'].
  case rotations
  /// M.
  case linear
  /// trace M = E <g, x>.
  case dilation

  /// Whether it is judged by E |g||x|, else by E |g|.
  public var isLinear: Bool { self != .translations }
}
