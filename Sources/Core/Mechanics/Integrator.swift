/// A rule that carries bodies through one step of time. Each declares its claims, which tests check.
public enum Integrator: String, CaseIterable, Sendable {
  /// Velocity Verlet: half a kick, a drift, half a kick. It is the discrete action L_d(a, b) = h (m/2 |(b - a)/h|^2 -
  /// (V(a) + V(b))/2), so that what leaves L_d as it is is conserved to rounding: all momenta. The energy errs by
  /// O(h^2) and does not drift.
  case verlet
  /// Forward differences: a control.
  case euler
  /// The classical method of Runge and Kutta: accurate for a while; no discrete action, so all charges drift.
  case rk4
  /// The midpoint rule, its equation solved to rounding: symplectic, and it conserves quadratic charges.
  case midpoint

  /// The error after a fixed time is O(h^order).
  public var order: Int {
    switch self {
    case .euler: 1
    case .verlet, .midpoint: 2
    case .rk4: 4
    }
  }

  /// Whether a step preserves the area of phase space.
  public var isSymplectic: Bool { self == .verlet || self == .midpoint }

  /// Whether a step back by -h undoes a step by h.
  public var isReversible: Bool { isSymplectic }

  /// Whether angular momentum is conserved to rounding. Linear momentum is, by all of them: forces come in pairs.
  public var conservesAngularMomentum: Bool { isSymplectic }

  public var summary: String {
    switch self {
    case .verlet: "velocity Verlet, the discrete action: order 2, conserves all momenta"
    case .euler: "explicit Euler, a control: order 1"
    case .rk4: "Runge and Kutta's, a control: order 4, no symmetry kept"
    case .midpoint: "implicit midpoint: order 2, symplectic"
    }
  }
}

extension Bodies {
  /// The bodies as they are after so many steps of length h.
  ///
  /// - Throws: `EngineError` when two bodies collide, or come so near that they would circle each other by more than a
  ///   radian in one step, or when a number is not finite; it says at which step. The bodies are then as they were.
  public mutating func advance(
    steps: Int, by h: Double, _ integrator: Integrator = .verlet, from first: Int = 0,
    _ settings: ForceSettings = ForceSettings()
  ) throws {
    var rule = Stepper(self, h, settings)
    try advance(&rule, steps: steps, integrator, from: first)
  }

  fileprivate mutating func advance(_ rule: inout Stepper, steps: Int, _ integrator: Integrator, from first: Int) throws
  {
    if rule.hasCollided {
      throw EngineError(
        "two bodies are too near at the start for steps of \(Float(rule.h))", about: "step",
        help: "take softening, or shorter steps")
    }
    for k in 0..<steps {
      switch integrator {
      case .verlet: rule.verlet()
      case .euler: rule.euler()
      case .rk4: rule.rungeKutta()
      case .midpoint: rule.midpoint()
      }
      if rule.hasCollided {
        throw EngineError(
          "two bodies collide at step \(first + k + 1), at the time \(Float(Double(first + k + 1) * rule.h)): too near for steps of \(Float(rule.h))",
          about: "step",
          help: "take softening, or shorter steps")
      }
    }
    guard rule.q.allSatisfy(\.isFinite), rule.p.allSatisfy(\.isFinite) else {
      throw EngineError(
        "the motion is not finite after step \(first + steps)", about: "step", help: "take shorter steps")
    }
    (positions, momenta) = (rule.q, rule.p)
  }

  /// The motion as a process: states and momenta, weights of one, so that a charge is the sum over the bodies. `every`
  /// steps one state is kept.
  public func trace(
    steps: Int, by h: Double, _ integrator: Integrator = .verlet, every: Int = 1,
    _ settings: ForceSettings = ForceSettings(),
    isCancelled: () -> Bool = { false }
  ) throws -> Trace {
    guard steps >= 1, every >= 1 else { throw EngineError("a motion needs at least one step", about: "steps") }
    guard h > 0, h.isFinite else { throw EngineError("the step must be positive, not \(h)", about: "step") }
    var (now, done) = (self, 0)
    var rule = Stepper(self, h, settings)
    var kept = [self]
    while done < steps {
      let goal = min(done + every, steps)
      while done < goal {
        if isCancelled() { throw CancellationError() }
        let count = min(max(1, 100_000 / (count * count)), goal - done)
        try now.advance(&rule, steps: count, integrator, from: done)
        done += count
      }
      kept.append(now)
    }
    return try Trace(
      states: kept.map { Columns(count: count, dimension: 2, storage: $0.positions) },
      costates: kept.map { Columns(count: count, dimension: 2, storage: $0.momenta) },
      weights: [Double](repeating: 1, count: count),
      labels: Array(0..<count), clusters: (1...count).map { "body\($0)" })
  }
}

/// Room for the steps of one motion.
private struct Stepper {
  private let bodies: Bodies
  let h: Double
  private let attraction: Attraction?
  private let inverse: [Double]
  var q: [Double]
  var p: [Double]
  private var f: [Double]
  private(set) var hasCollided = false

  init(_ bodies: Bodies, _ h: Double, _ settings: ForceSettings) {
    self.bodies = bodies
    self.h = h
    attraction = bodies.count < Attraction.fewest ? nil : Attraction(bodies, settings)
    (q, p) = (bodies.positions, bodies.momenta)
    inverse = (bodies.masses + bodies.masses).map { 1 / $0 }
    f = q
    check(force(at: q))
  }

  private mutating func force(at q: [Double]) -> Double {
    attraction?.force(at: q, into: &f) ?? bodies.force(at: q, into: &f)
  }

  mutating func verlet() {
    let half = h / 2
    for i in q.indices {
      p[i] += half * f[i]
      q[i] += h * p[i] * inverse[i]
    }
    check(force(at: q))
    for i in q.indices { p[i] += half * f[i] }
  }

  mutating func euler() {
    check(force(at: q))
    for i in q.indices {
      q[i] += h * p[i] * inverse[i]
      p[i] += h * f[i]
    }
  }

  mutating func rungeKutta() {
    let (q0, p0) = (q, p)
    var (dq, dp) = (q.map { _ in 0.0 }, q.map { _ in 0.0 })
    for (weight, next) in [(1.0 / 6, 0.5), (1.0 / 3, 0.5), (1.0 / 3, 1), (1.0 / 6, 0)] {
      check(force(at: q))
      let v = zip(p, inverse).map { $0 * $1 }
      for i in q.indices {
        dq[i] += weight * v[i]
        dp[i] += weight * f[i]
        q[i] = q0[i] + next * h * v[i]
        p[i] = p0[i] + next * h * f[i]
      }
    }
    for i in q.indices { (q[i], p[i]) = (q0[i] + h * dq[i], p0[i] + h * dp[i]) }
  }

  /// The midpoint's equation by repeated substitution, until nothing changes but rounding.
  mutating func midpoint() {
    let (q0, p0) = (q, p)
    var (qm, pm) = (q, p)
    for _ in 0..<100 {
      check(force(at: qm))
      var change = 0.0
      for i in q.indices {
        let (nextQ, nextP) = (q0[i] + h / 2 * pm[i] * inverse[i], p0[i] + h / 2 * f[i])
        change = max(change, abs(nextQ - qm[i]) / (1 + abs(nextQ)), abs(nextP - pm[i]) / (1 + abs(nextP)))
        (qm[i], pm[i]) = (nextQ, nextP)
      }
      if !(change > 2e-16) { break }
    }
    for i in q.indices { (q[i], p[i]) = (2 * qm[i] - q0[i], 2 * pm[i] - p0[i]) }
  }

  private mutating func check(_ stiffest: Double) {
    if h * h * stiffest > 1 { hasCollided = true }
  }
}
