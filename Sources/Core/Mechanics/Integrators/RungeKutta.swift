/// The classical method of Runge and Kutta: accurate for a while; no discrete action, so all charges drift.
public struct RungeKutta: Integrator {
  public let name = "rk4"
  public let summary = "Runge and Kutta's, a control: order 4, no symmetry kept"
  public let claims = IntegratorClaims(order: 4)

  public let script = """
    const q0 = s.q.slice(), p0 = s.p.slice(), dq = q0.map(() => 0), dp = q0.map(() => 0);
    for (const [weight, next] of [[1/6, 0.5], [1/3, 0.5], [1/3, 1], [1/6, 0]]) {
      s.force(s.q);
      const v = s.p.map((p, i) => p*s.inverse[i]);
      for (let i = 0; i < q0.length; i++) {
        dq[i] += weight*v[i];
        dp[i] += weight*s.f[i];
        s.q[i] = q0[i] + next*s.h*v[i];
        s.p[i] = p0[i] + next*s.h*s.f[i];
      }
    }
    for (let i = 0; i < q0.length; i++) {
      s.q[i] = q0[i] + s.h*dq[i];
      s.p[i] = p0[i] + s.h*dp[i];
    }
    """

  public init() {}

  public func step(_ s: inout PhaseState) {
    let (q0, p0) = (s.q, s.p)
    var (dq, dp) = (s.q.map { _ in 0.0 }, s.q.map { _ in 0.0 })
    for (weight, next) in [(1.0 / 6, 0.5), (1.0 / 3, 0.5), (1.0 / 3, 1), (1.0 / 6, 0)] {
      s.updateForce()
      let v = zip(s.p, s.inverse).map { $0 * $1 }
      for i in s.q.indices {
        dq[i] += weight * v[i]
        dp[i] += weight * s.f[i]
        s.q[i] = q0[i] + next * s.h * v[i]
        s.p[i] = p0[i] + next * s.h * s.f[i]
      }
    }
    for i in s.q.indices { (s.q[i], s.p[i]) = (q0[i] + s.h * dq[i], p0[i] + s.h * dp[i]) }
  }
}

extension Integrator where Self == RungeKutta {
  public static var rk4: RungeKutta { RungeKutta() }
}
