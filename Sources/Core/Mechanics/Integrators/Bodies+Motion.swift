import Checked
public import Limits

extension Bodies {
  /// The bodies as they are after so many steps of length h.
  ///
  /// - Throws: `EngineError` when two bodies collide, or come so near that they would circle each other by more than a
  ///   radian in one step, or when a number is not finite; it says at which step. The bodies are then as they were.
  public mutating func advance(
    steps: Int, by h: Double, _ integrator: any Integrator = .verlet, from first: Int = 0,
    _ settings: ForceSettings = ForceSettings()
  ) throws {
    var state = PhaseState(self, h, settings)
    try advance(&state, steps: steps, integrator, from: first)
  }

  private mutating func advance(_ state: inout PhaseState, steps: Int, _ integrator: any Integrator, from first: Int)
    throws
  {
    if state.hasCollided {
      throw EngineError(
        .collision, "two bodies are too near at the start for steps of \(Float(state.h))", about: "step",
        help: "take softening, or shorter steps")
    }
    for k in 0..<steps {
      integrator.step(&state)
      if state.hasCollided {
        throw EngineError(
          .collision,
          "two bodies collide at step \(first + k + 1), at the time \(Float(Double(first + k + 1) * state.h)): too near for steps of \(Float(state.h))",
          about: "step",
          help: "take softening, or shorter steps")
      }
      if state.isUnsolved {
        throw EngineError(
          .noConvergence,
          "the \(integrator.name) rule's equation is not solved at step \(first + k + 1): steps of \(Float(state.h)) are too long for it",
          about: "step", help: "take shorter steps, or another integrator")
      }
    }
    guard state.q.allSatisfy(\.isFinite), state.p.allSatisfy(\.isFinite) else {
      throw EngineError(
        .notFinite, "the motion is not finite after step \(first + steps)", about: "step", help: "take shorter steps")
    }
    (positions, momenta) = (state.q, state.p)
  }

  /// The motion as a process: states and momenta, weights of one, so that a charge is the sum over the bodies. `every`
  /// steps one state is kept.
  public func trace(
    steps: Int, by h: Double, _ integrator: any Integrator = .verlet, every: Int = 1,
    _ settings: ForceSettings = ForceSettings(),
    isCancelled: () -> Bool = Cancellation.isAsked
  ) throws -> Trace {
    guard steps >= 1, every >= 1 else {
      throw EngineError(.outOfRange, "a motion needs at least one step", about: "steps")
    }
    guard h > 0, h.isFinite else {
      throw EngineError(.outOfRange, "the step must be positive, not \(h)", about: "step")
    }
    var (now, done) = (self, 0)
    var state = PhaseState(self, h, settings)
    var kept = [self]
    while done < steps {
      let goal = min(done + every, steps)
      while done < goal {
        if isCancelled() { throw CancellationError() }
        let count = min(max(1, 100_000 / (count * count)), goal - done)
        try now.advance(&state, steps: count, integrator, from: done)
        done += count
      }
      kept.append(now)
    }
    return try Trace(
      states: kept.map { Columns(count: count, dimension: 2, storage: $0.positions) },
      costates: kept.map { Columns(count: count, dimension: 2, storage: $0.momenta) },
      weights: [Double](repeating: 1, count: count),
      labels: Array(0..<count), clusters: Range(from: 1, through: count).map { "body\($0)" })
  }
}
