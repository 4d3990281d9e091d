import Core
import Syntax

/// build orbit masses=[1, 1] eccentricity=0.5
enum BuildOrbit {
  static let name = Option(
    "name", .newName, "the orbit's name, where there are to be several", default: "orbit", positional: true)
  static let masses = Option.optional(
    "masses", .value(.numbers), "the bodies' masses, a list, or one number for all; 1 each by itself")
  static let eccentricity = Option(
    "eccentricity", .notNegative, "of the Kepler ellipse of two bodies, below 1", default: 0.5)
  static let axis = Option("axis", .positive, "the ellipse's semi-major axis", default: 1)
  static let positions = Option.optional(
    "positions", .value(.numbers), "in place of an ellipse: where the bodies are, a list of points")
  static let velocities = Option.optional("velocities", .value(.numbers), "and their velocities")
  static let softening = Option("softening", .notNegative, "e in V = - m m' / sqrt(r^2 + e^2)", default: 0)
  static let drift = Option("drift", .point, "the velocity of the ellipse's centre of mass", default: [0, 0])
  static let steps = Option("steps", .count, "how many steps", default: 1000)
  static let periods = Option(
    "periods", .positive, "the time, in periods of two bound bodies: from one largest distance to the next", default: 1)
  static let step = Option.optional("step", .positive, "the length of a step, in place of periods")
  static let every = Option("every", .count, "one state is kept for so many steps", default: 1)
  static let integrator = Option(
    "integrator", .choice(of: IntegratorCatalogue.integrators) { $0.name }, "the rule that makes the steps",
    default: IntegratorCatalogue.integrators[0])

  static let command = Command(
    "build", "orbit",
    "lets bodies attract each other and move: a process whose symmetries conserve momentum and angular momentum",
    details: [
      "V = - sum of m_i m_j / r, Newton's constant being one. Each body is a cluster, body1, body2, ...; costates are momenta, and charges sums over "
        + "the bodies. From 2 to 1000 bodies. `export page` gives a page on which they are dragged."
    ] + IntegratorCatalogue.integrators.map { "integrator \($0.name): \($0.summary)" },
    [
      name, masses, eccentricity, axis, drift, positions, velocities, softening, steps, periods, step, every,
      integrator,
    ],
    brings: .init(process: name.parameter.standard, clusters: "body"),
    ranks: .alike,
    examples: [
      .init(
        "build orbit masses=[1, 1] eccentricity=0.5 steps=500",
        shows: "orbit: 2 bodies, 500 verlet steps of 8.89e-3, energy -0.5, largest error 2.15e-4"),
      .init("build orbit masses=[1, 2] eccentricity=0.3\nprint max(abs(drift(angular))) < 1e-12", shows: "true"),
    ]
  ) { call, session in
    let bodies = try Building.built(call) { try BuildOrbit.bodies(call) }
    let count = try call[steps]
    let every = try call[every]
    guard every <= count else {
      throw Diagnostic(
        .outOfRange, "`every` goes from 1 to the number of steps, \(count)",
        at: call.span(of: BuildOrbit.every.parameter))
    }
    try session.placed(call.span(of: steps.parameter)) {
      try $0.settings.memory.require(
        Double(count / every) * 64 * Double(bodies.count),
        for: "\(NumberFormat.standard(Double(count))) steps of \(bodies.count) bodies")
    }
    let h = try BuildOrbit.length(call, bodies, count)
    let host = session.host
    let rule = try call[integrator]
    let settings = ForceSettings(threads: session.settings.threads, arithmetic: session.settings.arithmetic)
    let orbit = try Building.built(call) {
      try Orbit(
        bodies, steps: count, by: h, rule, every: every, settings,
        isCancelled: { host.isInterrupted })
    }
    try Building.place(try Experiment(orbit), try call[name], at: call.span(of: name.parameter), &session)
  }

  private static func length(_ call: Call, _ bodies: Bodies, _ count: Int) throws -> Double {
    if let given = try call[step] {
      try Building.refuse([periods], "cannot stand beside `step`, which says how long a step is", call)
      return given
    }
    guard let period = bodies.period else {
      throw Diagnostic(
        .missingArgument, "these bodies have no period: give the length of a step", at: call.span, label: "step=0.01")
    }
    return try call[periods] * period / Double(count)
  }

  private static func bodies(_ call: Call) throws -> Bodies {
    guard let places = try call[positions] else {
      try Building.refuse([velocities, softening], "goes with `positions`", call)
      let m = try masses(call, count: 2)
      var bodies = try Bodies.kepler(masses: m, eccentricity: try call[eccentricity], axis: try call[axis])
      if call.gives(drift) { bodies.move(with: try call[drift]) }
      return bodies
    }
    try Building.refuse([eccentricity, axis, drift], "belongs to an ellipse, not to `positions`", call)
    let q = try Building.points(places, "positions", at: call.span(of: positions.parameter))
    let v =
      try call[velocities].map { try Building.points($0, "velocities", at: call.span(of: velocities.parameter)) }
      ?? q.map { _ in [0, 0] }
    return try Bodies(
      masses: masses(call, count: q.count), positions: q, velocities: v, softening: try call[softening])
  }

  private static func masses(_ call: Call, count: Int) throws -> [Double] {
    switch try call[masses] {
    case nil: return [Double](repeating: 1, count: count)
    case .number(let m)?: return [Double](repeating: m, count: count)
    case let value?: return try Building.numbers(value, "masses", at: call.span(of: masses.parameter))
    }
  }

  /// The energies of so many states that it takes no time, evenly chosen: the error of a long motion of many bodies is
  /// told of some of them.
  private static func energies(_ motion: Orbit) -> [Double] {
    let (last, pairs) = (motion.trace.steps, motion.start.count * motion.start.count)
    let count = max(2, min(last + 1, 2_000_000 / pairs))
    return (0..<count).map { motion.bodies(at: $0 * last / (count - 1)).energy }
  }

  /// orbit: 2 bodies, 500 verlet steps of 8.89e-3, energy -0.5, largest error 2.15e-4
  static func describe(_ motion: Orbit) -> String {
    let f = NumberFormat.short
    let energies = Self.energies(motion)
    let error = energies.map { abs($0 - energies[0]) }.max() ?? 0
    return
      "\(motion.start.count) bodies, \(motion.stepsMade) \(motion.integrator.name) step\(motion.stepsMade == 1 ? "" : "s") of \(f(motion.step)), "
      + "energy \(f(energies[0])), largest error \(f(error))"
  }
}
