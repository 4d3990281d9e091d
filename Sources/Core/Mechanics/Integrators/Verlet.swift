/// Velocity Verlet: half a kick, a drift, half a kick. It is the discrete action L_d(a, b) = h (m/2 |(b - a)/h|^2 - (V(a)
/// + V(b))/2), so that what leaves L_d as it is is conserved to rounding: all momenta. The energy errs by O(h^2) and does
/// not drift.
public struct Verlet: Integrator {
  public let name = "verlet"
  public let summary = "velocity Verlet, the discrete action: order 2, conserves all momenta"
  public let claims = IntegratorClaims(
    order: 2, isSymplectic: true, isReversible: true, conservesAngularMomentum: true, hasTrapezoidalAction: true)

  public let script = """
    const half = s.h/2;
    for (let i = 0; i < s.q.length; i++) {
      s.p[i] += half*s.f[i];
      s.q[i] += s.h*s.p[i]*s.inverse[i];
    }
    s.force(s.q);
    for (let i = 0; i < s.q.length; i++) s.p[i] += half*s.f[i];
    """

  public init() {}

  public func step(_ s: inout PhaseState) {
    let half = s.h / 2
    for i in s.q.indices {
      s.p[i] += half * s.f[i]
      s.q[i] += s.h * s.p[i] * s.inverse[i]
    }
    s.updateForce()
    for i in s.q.indices { s.p[i] += half * s.f[i] }
  }
}

extension Integrator where Self == Verlet {
  public static var verlet: Verlet { Verlet() }
}
