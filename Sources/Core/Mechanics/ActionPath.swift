import Checked
public import Limits

/// A path at which the action of a Lagrangian of one's own is stationary.
public struct ActionPath: Trajectory, Energetic {
  public let lagrangian: Lagrangian
  public let parameters: [Double]
  public let rule: Quadrature
  /// The length of a step.
  public let step: Double
  /// Whether both ends were given; else the start and its velocity.
  public let isBetween: Bool
  /// The action, and the Hessian's negative eigenvalues over the inner points.
  public let action: Double
  public let morseIndex: Int
  public let trace: Trace
  public let symmetries: [Generator]
  public let trial: Trial?
  /// <p, v> - L at every state, v being the velocity that has the momentum p; nil where there is none.
  public let energies: [Double]?

  public var kind: String { "a path of `\(lagrangian.name)`" }
  public var part: String { "step" }

  /// From a point with a velocity, step by step: p_0 = L_v(q_0, v_0).
  ///
  /// - Throws: `EngineError` when L is not finite at the start, or where the path does not go on, which tells step,
  ///   time and what is not finite there.
  public init(
    _ lagrangian: Lagrangian, _ parameters: [Double], from q: [Double], velocity v: [Double], time: Double, steps: Int,
    _ rule: Quadrature = .trapezoid,
    isCancelled: () -> Bool = Cancellation.isAsked
  ) throws {
    try Self.check(lagrangian, parameters, q, v, time, "velocity")
    let h = time / Double(steps)
    let action = LagrangianAction(lagrangian, parameters, step: h, rule)
    do {
      let path = try action.trajectory(
        from: q, momentum: lagrangian.momentum(q, v, parameters), steps: steps, first: zip(q, v).map { $0 + h * $1 },
        isCancelled: isCancelled)
      try self.init(action, path, rule, isBetween: false)
    } catch let end as TrajectoryEnd {
      let fault = lagrangian.fault(end.point, v, parameters).map { "\($0) is not finite near it" }
      throw EngineError(
        .noConvergence,
        "the path ends after \(end.steps) of \(steps) steps, at the time \(Float(h * Double(end.steps))): "
          + (fault ?? "the next point is not to be found"),
        about: "time",
        help: end.steps == 0
          ? "take shorter steps, or look whether L determines the velocity" : "take shorter steps, or a shorter time")
    }
  }

  /// Between two points, by Newton's method from the straight way; where that finds nothing, from further down.
  ///
  /// - Throws: `EngineError` when L is not finite at an end, or no path is found.
  public init(
    _ lagrangian: Lagrangian, _ parameters: [Double], from a: [Double], to b: [Double], time: Double, steps: Int,
    _ rule: Quadrature = .trapezoid,
    isCancelled: () -> Bool = Cancellation.isAsked
  ) throws {
    let v = zip(a, b).map { ($1 - $0) / time }
    try Self.check(lagrangian, parameters, a, v, time, "to")
    try Self.check(lagrangian, parameters, b, v, time, "to")
    let straight = (0...steps).map { k in zip(a, b).map { $0 + ($1 - $0) * Double(k) / Double(steps) } }
    let action = LagrangianAction(lagrangian, parameters, step: time / Double(steps), rule)
    do {
      let path: StationaryPath
      do { path = try action.stationaryPath(near: straight, isCancelled: isCancelled) } catch is EngineError {
        path = try action.stationaryPath(near: straight, descends: true, isCancelled: isCancelled)
      }
      try self.init(action, path, rule, isBetween: true)
    } catch let error as EngineError {
      throw EngineError(
        .noConvergence, "no path was found: " + error.message, about: "to",
        help: "take more steps, another time, or a start and its velocity")
    }
  }

  private init(_ action: LagrangianAction, _ path: StationaryPath, _ rule: Quadrature, isBetween: Bool) throws {
    let l = action.lagrangian
    (lagrangian, parameters, self.rule, step, self.isBetween) = (l, action.parameters, rule, action.h, isBetween)
    (self.action, morseIndex) = (path.action, path.morseIndex)
    func columns<Role>(_ point: [Double]) -> Columns<Role> {
      Columns(count: l.bodies, dimension: l.dimension, storage: point)
    }
    trace = try Trace(
      states: path.points.map(columns), costates: path.momenta.map(columns),
      weights: [Double](repeating: 1, count: l.bodies),
      labels: Array(0..<l.bodies), clusters: Range(from: 1, through: l.bodies).map { "body\($0)" })
    let found = l.symmetries(action.parameters)
    (symmetries, trial) = (found.generators, found.trial)
    energies = Self.energies(action, path)
  }

  private static func energies(_ action: LagrangianAction, _ path: StationaryPath) -> [Double]? {
    var energies: [Double] = []
    for k in path.points.indices {
      let (a, b) = (path.points[max(0, k - 1)], path.points[min(k + 1, path.points.count - 1)])
      let span = action.h * Double(min(k + 1, path.points.count - 1) - max(0, k - 1))
      let v = zip(a, b).map { ($1 - $0) / span }
      guard let energy = action.lagrangian.energy(path.points[k], momentum: path.momenta[k], near: v, action.parameters)
      else { return nil }
      energies.append(energy)
    }
    return energies
  }

  private static func check(
    _ l: Lagrangian, _ parameters: [Double], _ q: [Double], _ v: [Double], _ time: Double, _ about: String
  ) throws(EngineError) {
    guard time > 0, time.isFinite else {
      throw EngineError(.outOfRange, "the time must be positive, not \(time)", about: "time")
    }
    if let fault = l.fault(q, v, parameters) {
      throw EngineError(
        .notFinite, "\(fault) is not finite at (\(q.map { "\(Float($0))" }.joined(separator: ", ")))", about: about)
    }
    guard l.determinesVelocity(q, v, parameters) else {
      throw EngineError(
        .undetermined,
        "L does not determine the motion: its second derivatives by the velocities are singular at the start",
        about: "action")
    }
  }

  /// A momentum is L_vv times a difference of places over a step, so that the last digit of a place is seen in it: of
  /// bodies at rest, nothing else is.
  public func resolution(of xi: Generator) -> Double {
    let (first, last) = (trace.states[0].storage, trace.states[trace.steps].storage)
    let v = zip(first, last).map { ($1 - $0) / (step * Double(trace.steps)) }
    let inertia = lagrangian.inertia(Array(first), v, parameters)
    let reach = trace.states.reduce(0) { $0 + $1.storage.reduce(0) { max($0, abs($1)) } } / Double(trace.steps + 1)
    let motion = (0..<lagrangian.bodies).reduce(0) { $0 + norm(xi(trace.states[0].points[$1])) }
    return Double.ulpOfOne * inertia * reach / step * motion
  }

  /// Of all bodies together.
  public func torques(_ xi: Generator, cluster: Int?) throws -> [Double] {
    guard cluster == nil || lagrangian.bodies == 1 else {
      throw EngineError(.wrongProcess, "the torque is known for all bodies together")
    }
    let action = LagrangianAction(lagrangian, parameters, step: step, rule)
    let (n, d) = (lagrangian.bodies, lagrangian.dimension)
    func motion(_ q: Columns<State>) -> [Double] {
      let moved = q.points.map { xi($0) }
      return (0..<d).flatMap { c in (0..<n).map { moved[$0][c] } }
    }
    return (0..<trace.steps).map { k in
      let (a, b) = (trace.states[k], trace.states[k + 1])
      let step = action.step(from: a.storage[...], to: b.storage[...])
      return dot(step.d1, motion(a)) + dot(step.d2, motion(b))
    }
  }
}
