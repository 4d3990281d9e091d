import Core

extension Quantity {
  static let energy = Quantity(
    name: "energy", summary: "the energy of an orbit's bodies, or of a path of an action of one's own",
    formula: "T + V = sum |p|^2/2m - sum m m'/r, <p, v> - L, over the states that were kept",
    example: .init("build orbit eccentricity=0.5 steps=500\nprint max(abs(energy + 0.5)) < 1e-3", shows: "true"),
    source: .layers(first: 0, components: [""]) { experiment, group in
      guard let scene = experiment.scene, !(scene is Light) else {
        throw EngineError(.wrongProcess, "`energy` belongs to orbits and paths", help: "build orbit, or build path")
      }
      guard case .all = group else { throw EngineError(.wrongSlice, "`energy` is one number for all bodies") }
      guard let energies = (scene as? any Energetic)?.energies else {
        throw EngineError(
          .undetermined, "\(scene.kind) has no energy: L does not determine the velocity from the momentum")
      }
      return [energies]
    })

  static let runge = Quantity(
    name: "runge",
    summary: "the Laplace-Runge-Lenz vector of two bodies: towards the nearest place, as long as the eccentricity",
    formula: "v x (q x v) / M - q/|q| of the relative motion, over the states that were kept",
    example: .init("build orbit eccentricity=0.3\nprint abs(runge[0].x - 0.3) < 1e-12", shows: "true"),
    source: .layers(first: 0, components: ["x", "y"]) { experiment, group in
      let motion = try motion(experiment, "runge", group)
      let vectors = (0...motion.trace.steps).compactMap { motion.bodies(at: $0).laplaceRungeLenz }
      guard !vectors.isEmpty else {
        throw EngineError(.wrongProcess, "`runge` belongs to two bodies, not to \(motion.start.count)")
      }
      return (0..<2).map { c in vectors.map { $0[c] } }
    })

  private static func motion(_ experiment: Experiment, _ name: String, _ group: Group) throws(EngineError) -> Orbit {
    guard let motion = experiment.scene as? Orbit else {
      throw EngineError(.wrongProcess, "`\(name)` belongs to orbits", help: "build orbit")
    }
    guard case .all = group else { throw EngineError(.wrongSlice, "`\(name)` is one number for all bodies") }
    return motion
  }

  static let duration = Quantity(
    name: "duration", summary: "the travel time of light so far",
    formula: "the sum of n |dq| up to a point, over the points; by cluster for each ray",
    example: .init("build ray lens=bump segments=256\nprint abs(duration.ray3[last] - 3.750) < 1e-3", shows: "true"),
    source: .layers(first: 0, components: [""]) { experiment, group in
      guard let light = experiment.scene as? Light else {
        throw EngineError(.wrongProcess, "`duration` belongs to light", help: "build ray")
      }
      if case .point = group { throw EngineError(.wrongSlice, "`duration` goes by cluster, not by point") }
      let rays = group.cluster.map { [light.rays[$0]] } ?? light.rays
      // At constant optical speed each of the N steps takes the same part of T.
      let total = rays.reduce(0) { $0 + $1.time }
      return [(0...light.trace.steps).map { total * Double($0) / Double(light.trace.steps) }]
    })
}
