import Core

/// conserve
enum Conserve {
  static let command = Command(
    "conserve", nil, "shows every charge of the chain's symmetries: drift, defect, and drift - defect",
    details: [
      "drift: max over the layers of |Q_k - Q_0|; defect: of the sum of <dL/dtheta, xi_theta>; both relative to the scale, the mean "
        + "over the layers of E |g||xi(x)|. drift - defect is an identity, at rounding level trained or not; the drift itself vanishes "
        + "where the loss is stationary.",
    ], [],
    examples: [.init(exampleSetup + "conserve", shows: "*")]
  ) { call, session in
    let experiment = try session.experiment()
    let (chain, trace) = (experiment.chain, try experiment.trace())
    let f = NumberFormat.short
    let generators = chain.family.closure == .none ? Array(Generator.catalogue.prefix(3)) : chain.family.closure.basis
    let rows = generators.map { generator -> [Table.Cell] in
      let law = ConservationLaw(generator, chain: chain, trace: trace)
      return [.init(generator.name)]
        + [law.charges[0], law.scale, law.relativeDrift, law.relativeDefect, law.residual].map { .number($0, f) }
    }
    let isClosed = chain.family.closure != .none
    let footer =
      isClosed
      ? "relative to the scale; |gradient| \(f(experiment.evaluation().gradientNorm))"
      : "\(chain.family.name) is closed under no motion of the plane: nothing need be conserved"
    session.show(
      .table(Table(headings: ["symmetry", "charge", "scale", "drift", "defect", "drift - defect"], rows: rows, footer: footer)))
  }
}
