/// How a deformation fades with distance: a function k of r2 = |x - c|^2 / s^2 with k(0) = 1.
public enum Kernel: String, CaseIterable, Sendable {
  /// exp(-r2 / 2)
  case gauss
  /// 1 / (1 + r2)
  case lorentz
  /// (1 - r2)^3 inside the circle of radius s, zero outside; twice continuously differentiable.
  case compact

  public var formula: String {
    switch self {
    case .gauss: "exp(-r2/2)"
    case .lorentz: "1/(1 + r2)"
    case .compact: "(1 - r2)^3 where r2 < 1, else 0"
    }
  }
}

/// A kernel as the passes see it: value k and slope dk/dr2 in one go.
protocol Profile: SendableMetatype {
  static func evaluate<N: LaneNumber>(_ r2: N) -> (value: N, slope: N)
}

enum Gauss: Profile {
  @inline(__always)
  static func evaluate<N: LaneNumber>(_ r2: N) -> (value: N, slope: N) {
    let k = (r2 * -0.5).exponential()
    return (k, k * -0.5)
  }
}

enum Lorentz: Profile {
  @inline(__always)
  static func evaluate<N: LaneNumber>(_ r2: N) -> (value: N, slope: N) {
    let k = (r2 + 1).reciprocal()
    return (k, k * k * -1)
  }
}

enum Compact: Profile {
  @inline(__always)
  static func evaluate<N: LaneNumber>(_ r2: N) -> (value: N, slope: N) {
    let rest = (r2 * -1 + 1).positivePart()
    return (rest * rest * rest, rest * rest * -3)
  }
}
