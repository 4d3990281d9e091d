/// A rule that carries bodies through one step of time. A new integrator is one file and one line in
/// `IntegratorCatalogue`; tests check its claims.
public protocol Integrator: Sendable {
  var name: String { get }
  var summary: String { get }
  var claims: IntegratorClaims { get }
  /// The same step in JavaScript, for pages: the body of a function of `s`, which has q, p, f, h, inverse and force(q).
  var script: String { get }
  func step(_ state: inout PhaseState)
}

/// What an integrator claims of itself. Linear momentum is conserved by all of them: forces come in pairs.
public struct IntegratorClaims: Sendable {
  /// The error after a fixed time is O(h^order).
  public let order: Int
  /// Whether a step preserves the area of phase space.
  public var isSymplectic = false
  /// Whether a step back by -h undoes a step by h.
  public var isReversible = false
  /// Whether angular momentum is conserved to rounding.
  public var conservesAngularMomentum = false
  /// Whether a path of it is one at which the sum of L_d(a, b) = h (m/2 |(b - a)/h|^2 - (V(a) + V(b))/2) is stationary,
  /// so that the torque of any motion can be told.
  public var hasTrapezoidalAction = false
}

/// The integrators; the first is meant where nothing is said.
public enum IntegratorCatalogue {
  public static let integrators: [any Integrator] = [Verlet(), Euler(), RungeKutta(), Midpoint()]
}
