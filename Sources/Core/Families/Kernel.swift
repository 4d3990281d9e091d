import CKernel

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

  /// k of r2 in JavaScript.
  public var script: String {
    switch self {
    case .gauss: "Math.exp(-r2/2)"
    case .lorentz: "1/(1 + r2)"
    case .compact: "r2 < 1 ? (1 - r2)**3 : 0"
    }
  }

  /// 2 dk/dr2 in JavaScript, of r2 and k.
  var slopeScript: String {
    switch self {
    case .gauss: "-k"
    case .lorentz: "-2*k*k"
    case .compact: "-6*(r2 < 1 ? (1 - r2)*(1 - r2) : 0)"
    }
  }

  /// Whether sum_ij a_i a_j k(|x_i - x_j|^2 / s^2) is positive wherever points of the plane are: whether k's Fourier
  /// transform is (Bochner's theorem). That of (1 - r2)^3 is J_4(t)/t^4, which changes its sign.
  public var isPositiveDefinite: Bool { self != .compact }

  var profile: nsh_profile {
    switch self {
    case .gauss: NSH_GAUSS
    case .lorentz: NSH_LORENTZ
    case .compact: NSH_COMPACT
    }
  }
}
