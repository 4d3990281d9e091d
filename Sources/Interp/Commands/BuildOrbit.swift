import Core

/// build orbit masses=[1, 1] eccentricity=0.5
enum BuildOrbit {
  static let name = Option<String>.word("name", .newName, "the orbit's name, where there are to be several", required: false)
  static let masses = Option<Value>.value("masses", .numbers, "the bodies' masses; [1, 1] by itself", positional: false, required: false)
  static let eccentricity = Option<Double>.notNegative("eccentricity", "of the Kepler ellipse of two bodies, below 1", standard: "0.5")
  static let axis = Option<Double>.positive("axis", "the ellipse's semi-major axis", standard: "1")
  static let positions = Option<Value>.value(
    "positions", .numbers, "in place of an ellipse: where the bodies are, a list of points", positional: false, required: false)
  static let velocities = Option<Value>.value("velocities", .numbers, "and their velocities", positional: false, required: false)
  static let softening = Option<Double>.notNegative("softening", "e in V = - m m' / sqrt(r^2 + e^2)", standard: "0")
  static let steps = Option<Double>.count("steps", "how many steps", standard: "1000")
  static let periods = Option<Double>.positive("periods", "the time, in periods of two bodies", standard: "1")
  static let step = Option<Double>.positive("step", "the length of a step, in place of periods")
  static let every = Option<Double>.count("every", "one state is kept for so many steps", standard: "1")
  static let integrator = Option<String>.choice(
    "integrator", Integrator.allCases.map(\.rawValue), "the rule that makes the steps", standard: Integrator.verlet.rawValue)

  static let command = Command(
    "build", "orbit", "lets bodies attract each other and move: a process whose symmetries conserve momentum and angular momentum",
    details: [
      "V = - sum of m_i m_j / r, Newton's constant being one. Each body is a cluster, body1, body2, ...; costates are momenta, and charges sums over "
        + "the bodies. Layers are the states that are kept.",
    ] + Integrator.allCases.map { "integrator \($0.rawValue): \($0.summary)" },
    [name, masses, eccentricity, axis, positions, velocities, softening, steps, periods, step, every, integrator],
    examples: [
      .init(
        "build orbit masses=[1, 1] eccentricity=0.5 steps=500", shows: "orbit: 2 bodies, 500 verlet steps of 8.89e-3, energy -0.5, largest error 2.15e-4"),
      .init("build orbit masses=[1, 2] eccentricity=0.3\nprint max(abs(drift(angular))) < 1e-12", shows: "true"),
    ]
  ) { call, session in
    let bodies = try bodies(call)
    let count = try call[steps] ?? 1000
    let every = try call[every] ?? 1
    guard count <= 1e15, every <= count else {
      throw Diagnostic("out-of-range", "`every` goes from 1 to the number of steps, and there are at most 10^15", at: call.span)
    }
    try session.settings.memory.require(count / every * 64 * Double(bodies.count), for: "\(NumberFormat.standard(count)) steps of \(bodies.count) bodies")
    let h: Double
    if let given = try call[step] {
      h = given
    } else if let period = bodies.period {
      h = (try call[periods] ?? 1) * period / count
    } else {
      throw Diagnostic("missing-argument", "these bodies have no period: give the length of a step", at: call.span, label: "step=0.01")
    }
    let host = session.host
    let rule = Integrator(rawValue: try call[integrator] ?? "verlet") ?? .verlet
    let motion: Motion
    do {
      motion = try Motion(bodies, steps: Int(clamping: Int64(count)), by: h, rule, every: Int(every), isCancelled: { host.isInterrupted })
    } catch is CancellationError { throw Interrupted() }
    try Scenes.place(motion, try call[name] ?? "orbit", at: call.span(of: name.parameter), &session)
  }

  private static func bodies(_ call: Call) throws -> Bodies {
    let m = try call[masses].map { try Scenes.numbers($0, "masses", at: call.span(of: masses.parameter)) } ?? [1, 1]
    guard let places = try call[positions] else {
      if let v = call.arguments["velocities"] { throw Diagnostic("missing-argument", "velocities go with positions", at: v.span) }
      return try Bodies.kepler(masses: m, eccentricity: try call[eccentricity] ?? 0.5, axis: try call[axis] ?? 1)
    }
    let q = try Scenes.points(places, "positions", at: call.span(of: positions.parameter))
    let v = try call[velocities].map { try Scenes.points($0, "velocities", at: call.span(of: velocities.parameter)) } ?? q.map { _ in [0, 0] }
    let all = call.arguments["masses"] == nil ? q.map { _ in 1 } : m
    return try Bodies(masses: all, positions: q, velocities: v, softening: try call[softening] ?? 0)
  }

  /// orbit: 2 bodies, 500 verlet steps of 8.89e-3, energy -0.5, largest error 2.15e-4
  static func describe(_ motion: Motion) -> String {
    let f = NumberFormat.short
    let energies = (0...motion.trace.steps).map { motion.bodies(at: $0).energy }
    let error = energies.map { abs($0 - energies[0]) }.max() ?? 0
    return "\(motion.start.count) bodies, \(motion.trace.steps * motion.every) \(motion.integrator.rawValue) steps of \(f(motion.step)), "
      + "energy \(f(energies[0])), largest error \(f(error))"
  }
}
