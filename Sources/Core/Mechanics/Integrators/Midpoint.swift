/// The midpoint rule, its equation solved to rounding: symplectic, and it conserves quadratic charges.
public struct Midpoint: Integrator {
  public let name = "midpoint"
  public let summary = "implicit midpoint: order 2, symplectic"
  public let claims = IntegratorClaims(
    order: 2, isSymplectic: true, isReversible: true, conservesAngularMomentum: true)

  public init() {}

  /// The equation by repeated substitution, until nothing changes but rounding.
  public func step(_ s: inout PhaseState) {
    let (q0, p0, h) = (s.q, s.p, s.h)
    var (qm, pm) = (q0, p0)
    for _ in 0..<100 {
      s.updateForce(at: qm)
      var change = 0.0
      for i in qm.indices {
        let (nextQ, nextP) = (q0[i] + h / 2 * pm[i] * s.inverse[i], p0[i] + h / 2 * s.f[i])
        change = max(change, abs(nextQ - qm[i]) / (1 + abs(nextQ)), abs(nextP - pm[i]) / (1 + abs(nextP)))
        (qm[i], pm[i]) = (nextQ, nextP)
      }
      if !(change > 2e-16) { break }
    }
    for i in qm.indices { (s.q[i], s.p[i]) = (2 * qm[i] - q0[i], 2 * pm[i] - p0[i]) }
  }
}

extension Integrator where Self == Midpoint {
  public static var midpoint: Midpoint { Midpoint() }
}
