import Core

extension Quantity {
  static let energy = Quantity(
    name: "energy", summary: "the energy of what has one: an orbit's bodies, a path of an action of one's own",
    formula: "T + V = sum |p|^2/2m - sum m m'/r, <p, v> - L, over the states that were kept",
    example: .init("build orbit eccentricity=0.5 steps=500\nprint max(abs(energy + 0.5)) < 1e-3", shows: "true"),
    source: .layers(components: [""]) { experiment, group, _ in
      let process: any Energetic = try experiment.asked(for: .energy, else: "has no energy")
      guard case .all = group else { throw EngineError(.wrongSlice, "`energy` is one number for all bodies") }
      guard let energies = process.energies else {
        throw experiment.shortcoming(.energy, "has no energy: L does not determine the velocity from the momentum")
      }
      return (0, [energies])
    }, isOf: { experiment, _ in (experiment.form as? any Energetic)?.energies != nil })
}
