import Core

extension Quantity {
  static let duration = Quantity(
    name: "duration", summary: "the travel time of light so far, of each ray",
    formula: "the sum of n |dq| up to a point, over the points",
    example: .init("build ray lens=bump segments=256\nprint abs(duration.ray3[last] - 3.750) < 1e-3", shows: "true"),
    source: .layers(components: [""]) { experiment, group, _ in
      let light: Light = try experiment.asked(for: .own, else: "has no travel time: `duration` is light's")
      if case .point = group { throw EngineError(.wrongSlice, "`duration` goes by cluster, not by point") }
      let ray = light.rays[group.cluster ?? 0]
      // At constant optical speed each of the N steps takes the same part of T.
      return (0, [(0...light.steps).map { ray.time * Double($0) / Double(light.steps) }])
    }, isOf: { experiment, _ in experiment.form is Light })
}
