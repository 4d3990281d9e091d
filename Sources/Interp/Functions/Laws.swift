import Core
import Limits

extension Function {
  /// Both sides of the conservation law, over the layers, relative to the scale of the charge's parts, mean over the
  /// layers of E |g| |xi(x)|.
  static let charges: [Function] = [
    law(
      "drift", "how far a charge has moved: (Q_k - Q_0) / scale, over layers 1..K", "max(abs(drift(angular))) > 1e-3",
      "true"
    ) { law in law.charges.dropFirst().map { $0 - law.charges[0] } },
    law(
      "defect",
      "what the untrained rest explains of the drift: the sum of the first k layers' <dL/dtheta, xi_theta> / scale",
      "max(abs(drift(momentum) - defect(momentum))) < 1e-13", "true"
    ) { law in
      var sum = 0.0
      return law.defects.map {
        sum += $0
        return sum
      }
    },
    Function(
      name: "refuted", parameters: [],
      summary: "the claimed symmetries of the present process that its numbers refute, as `conserve` tells them",
      example: .init(exampleSetup + "print length(refuted())", shows: "0"), isPure: false
    ) { _, session in
      let experiment = try session.experiment()
      return .list(
        try experiment.form.laws(experiment, byCluster: false, session.effort).refuted.map { .string($0.name) })
    },
  ]

  private static func law(
    _ name: String, _ summary: String, _ input: String, _ output: String,
    _ values: @escaping @Sendable (ConservationLaw) -> [Double]
  ) -> Function {
    Function(
      name: name, parameters: ["charge"], summary: summary,
      example: .init(exampleSetup + "print \(input)", shows: output), isPure: false
    ) { arguments, session in
      guard case .quantity(let reference) = arguments[0],
        case .charges(let list)? = session.quantity(reference.quantity)?.source
      else { throw ArgumentError(message: "`\(name)` takes a charge: momentum, angular or dilation") }
      let experiment = try session.experiment(reference.process)
      let source = try experiment.chargeSource(session.effort)
      var columns: [Series.Column] = []
      for (group, of) in try experiment.groups(reference) {
        if case .point = of { throw ArgumentError(message: "charges go by cluster, not by point") }
        for (component, generator) in try list(source.dimension) {
          let form = experiment.form
          let law =
            name == "defect"
            ? try form.law(generator, source, cluster: of.cluster) : form.drift(generator, source, cluster: of.cluster)
          try Cancellation.check()
          let relative = values(law).map { $0 == 0 ? 0 : $0 / law.scale }
          columns.append(Series.Column(group: reference.of == nil ? group : "", component: component, values: relative))
        }
      }
      return .series(
        Series(
          name: "\(name)(\(reference.name))", axis: .layer, first: source.first + 1, columns: columns,
          part: experiment.part))
    }
  }
}
