public import Limits

/// Bodies in motion.
public struct Orbit: Trajectory, Energetic {
  public let start: Bodies
  public let integrator: any Integrator
  public let step: Double
  /// States that were kept lie so many steps apart; the last may follow sooner.
  public let every: Int
  /// The steps that were made: more than the parts between states that were kept, where not every state was.
  public let stepsMade: Int
  public let trace: Trace
  public var kind: String { "an orbit" }
  public var part: String { "step" }
  public let symmetries: [Generator] = Array(Generator.catalogue.prefix(3))

  public init(
    _ start: Bodies, steps: Int, by h: Double, _ integrator: any Integrator = .verlet, every: Int = 1,
    _ settings: ForceSettings = ForceSettings(), isCancelled: () -> Bool = Cancellation.isAsked
  ) throws {
    (self.start, self.integrator, step, self.every) = (start, integrator, h, every)
    stepsMade = steps
    trace = try start.trace(steps: steps, by: h, integrator, every: every, settings, isCancelled: isCancelled)
  }

  public func step(ofState k: Int) -> Int { min(k * every, stepsMade) }

  public var energies: [Double]? { (0...trace.steps).map { bodies(at: $0).energy } }

  /// The bodies at a state that was kept.
  public func bodies(at k: Int) -> Bodies {
    var bodies = start
    (bodies.positions, bodies.momenta) = (trace.states[k].storage, trace.costates[k].storage)
    return bodies
  }

  /// Of all bodies together: what one gains, others lose.
  public func torques(_ xi: Generator, cluster: Int?) throws -> [Double] {
    guard integrator.claims.hasTrapezoidalAction, every == 1, start.count <= Self.mostForTorques else {
      throw EngineError(
        .wrongProcess, "the steps of \(kind) are those of an action only by verlet with every=1, for at most 200 bodies"
      )
    }
    guard cluster == nil else { throw EngineError(.wrongProcess, "the torque is known for all bodies together") }
    let n = start.count
    var forces = [[Double]](repeating: [Double](repeating: 0, count: 2 * n), count: 2)
    start.force(at: trace.states[0].storage, into: &forces[0])
    return (0..<trace.steps).map { k in
      let (a, b) = (trace.states[k], trace.states[k + 1])
      start.force(at: b.storage, into: &forces[1])
      var torque = CompensatedSum()
      for i in 0..<n {
        let (u, v) = (xi([a[i, 0], a[i, 1]]), xi([b[i, 0], b[i, 1]]))
        for c in 0..<2 {
          // D_1 L_d = -m (b - a)/h + h/2 F(a), D_2 L_d = m (b - a)/h + h/2 F(b).
          let push = start.masses[i] * (b[i, c] - a[i, c]) / step
          torque.add((step / 2 * forces[0][c * n + i] - push) * u[c])
          torque.add((step / 2 * forces[1][c * n + i] + push) * v[c])
        }
      }
      forces.swapAt(0, 1)
      return torque.value
    }
  }

  private static let mostForTorques = 200
}
