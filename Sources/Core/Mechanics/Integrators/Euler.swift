/// Forward differences: a control.
public struct Euler: Integrator {
  public let name = "euler"
  public let summary = "explicit Euler, a control: order 1"
  public let claims = IntegratorClaims(order: 1)

  public let script = """
    s.force(s.q);
    for (let i = 0; i < s.q.length; i++) {
      s.q[i] += s.h*s.p[i]*s.inverse[i];
      s.p[i] += s.h*s.f[i];
    }
    """

  public init() {}

  public func step(_ s: inout PhaseState) {
    s.updateForce()
    for i in s.q.indices {
      s.q[i] += s.h * s.p[i] * s.inverse[i]
      s.p[i] += s.h * s.f[i]
    }
  }
}

extension Integrator where Self == Euler {
  public static var euler: Euler { Euler() }
}
