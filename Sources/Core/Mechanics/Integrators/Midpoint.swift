/// The midpoint rule, its equation solved to rounding: symplectic, and it conserves quadratic charges.
public struct Midpoint: Integrator {
  public let name = "midpoint"
  public let summary = "implicit midpoint: order 2, symplectic"
  public let claims = IntegratorClaims(
    order: 2, isSymplectic: true, isReversible: true, conservesAngularMomentum: true)

  public let script = """
    const q0 = s.q.slice(), p0 = s.p.slice(), qm = q0.slice(), pm = p0.slice(), h = s.h;
    const largest = (values) => values.reduce((most, v) => (Math.abs(v) <= most ? most : Math.abs(v)), 0);
    let last = Infinity, isSolved = false;
    for (let tries = 0; tries < 200 && !isSolved; tries++) {
      s.force(qm);
      const nextQ = q0.map((q, i) => q + h/2*pm[i]*s.inverse[i]), nextP = p0.map((p, i) => p + h/2*s.f[i]);
      const ratio = (change, of) => (change === 0 ? 0 : change/of);
      const a = ratio(largest(nextQ.map((q, i) => q - qm[i])), largest(nextQ));
      const b = ratio(largest(nextP.map((p, i) => p - pm[i])), largest(nextP));
      const c = ratio(largest(nextP.map((p, i) => (p - pm[i])*s.inverse[i])), largest(nextP.map((p, i) => p*s.inverse[i])));
      const size = Math.max(a, b, c);
      qm.set(nextQ);
      pm.set(nextP);
      isSolved = !Number.isFinite(size) || size <= 2e-16 || a <= 4e-16 && size >= last;
      last = size;
    }
    if (!isSolved) s.isUnsolved = true;
    for (let i = 0; i < q0.length; i++) {
      s.q[i] = 2*qm[i] - q0[i];
      s.p[i] = 2*pm[i] - p0[i];
    }
    """

  public init() {}

  private static let mostSubstitutions = 200

  /// The equation by repeated substitution, until nothing changes but rounding. Where that does not come about the step
  /// is marked as unsolved.
  public func step(_ s: inout PhaseState) {
    let (q0, p0, h) = (s.q, s.p, s.h)
    var (qm, pm) = (q0, p0)
    var last = Double.infinity
    var isSolved = false
    for _ in 0..<Self.mostSubstitutions where !isSolved {
      s.updateForce(at: qm)
      var change = Change()
      for i in qm.indices {
        let (nextQ, nextP) = (q0[i] + h / 2 * pm[i] * s.inverse[i], p0[i] + h / 2 * s.f[i])
        change.add(q: qm[i], nextQ, p: pm[i], nextP, inverseMass: s.inverse[i])
        (qm[i], pm[i]) = (nextQ, nextP)
      }
      let size = change.size
      // Numbers that are not finite are told of by who looks at the state.
      isSolved = !size.isFinite || size <= 2e-16 || (change.isRoundingOfPlaces && size >= last)
      last = size
    }
    if !isSolved { s.isUnsolved = true }
    for i in qm.indices { (s.q[i], s.p[i]) = (2 * qm[i] - q0[i], 2 * pm[i] - p0[i]) }
  }

  /// How far one substitution moves the middle, relative to the largest coordinate, momentum and velocity: ratios, the
  /// same in all units. Momenta are judged for the heavy bodies' sake, velocities for the light ones'.
  private struct Change {
    private var (q, p, v) = (0.0, 0.0, 0.0)
    private var (sizeQ, sizeP, sizeV) = (0.0, 0.0, 0.0)

    mutating func add(q: Double, _ nextQ: Double, p: Double, _ nextP: Double, inverseMass: Double) {
      let (dq, dp) = (abs(nextQ - q), abs(nextP - p))
      // Written so that NaN stays.
      if !(dq <= self.q) { self.q = dq }
      if !(dp <= self.p) { self.p = dp }
      v = max(v, dp * inverseMass)
      sizeQ = max(sizeQ, abs(nextQ))
      sizeP = max(sizeP, abs(nextP))
      sizeV = max(sizeV, abs(nextP) * inverseMass)
    }

    private static func ratio(_ change: Double, _ size: Double) -> Double { change == 0 ? 0 : change / size }

    var size: Double {
      let (a, b, c) = (Self.ratio(q, sizeQ), Self.ratio(p, sizeP), Self.ratio(v, sizeV))
      return a.isNaN || b.isNaN ? .nan : max(a, b, c)
    }

    /// Whether places change by no more than their rounding: where they lie far from the origin they may go to and fro
    /// between neighbouring numbers, and the momenta with them.
    var isRoundingOfPlaces: Bool { Self.ratio(q, sizeQ) <= 4e-16 }
  }
}

extension Integrator where Self == Midpoint {
  public static var midpoint: Midpoint { Midpoint() }
}
