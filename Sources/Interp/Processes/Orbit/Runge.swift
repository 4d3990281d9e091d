import Core

extension Quantity {
  static let runge = Quantity(
    name: "runge",
    summary: "the Laplace-Runge-Lenz vector of two bodies: towards the nearest place, as long as the eccentricity",
    formula: "v x (q x v) / M - q/|q| of the relative motion, over the states that were kept",
    example: .init("build orbit eccentricity=0.3\nprint abs(runge[0].x - 0.3) < 1e-12", shows: "true"),
    source: .layers(components: ["x", "y"]) { experiment, group, _ in
      let orbit: Orbit = try experiment.asked(for: .own, else: "has no bodies whose `runge` could be told")
      guard case .all = group else { throw EngineError(.wrongSlice, "`runge` is one vector for all bodies") }
      let vectors = (0...orbit.steps).compactMap { orbit.bodies(at: $0).laplaceRungeLenz }
      guard !vectors.isEmpty else {
        throw EngineError(.wrongProcess, "`runge` belongs to two bodies, not to \(orbit.start.count)")
      }
      return (0, (0..<2).map { c in vectors.map { $0[c] } })
    }, isOf: { experiment, _ in (experiment.form as? Orbit)?.start.count == 2 })
}
