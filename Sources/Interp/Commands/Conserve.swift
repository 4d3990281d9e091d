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
    if let scene = experiment.scene { return session.show(.table(try table(scene, experiment))) }
    let (chain, inspection) = (try experiment.chain, try experiment.inspection(session))
    let f = NumberFormat.short
    let generators = chain.closure == .none ? Array(Generator.catalogue.prefix(3)) : chain.closure.basis
    let rows = generators.map { generator -> [Table.Cell] in
      let law = ConservationLaw(generator, chain: chain, inspection: inspection)
      return [.init(generator.name)]
        + [law.charges[0], law.scale, law.relativeDrift, law.relativeDefect, law.residual].map { .number($0, f) }
    }
    let isClosed = chain.closure != .none
    let footer =
      isClosed
      ? "relative to the scale; |gradient| \(f(norm(chain.gradient(from: inspection))))"
      : "\(chain.familyNames) is closed under no motion of the plane: nothing need be conserved"
    session.show(
      .table(Table(headings: ["symmetry", "charge", "scale", "drift", "defect", "drift - defect"], rows: rows, footer: footer)))
  }
  /// The motions of the plane; those of the scene's own symmetry are named as such. Where the steps are not those of an action there is no defect.
  private static func table(_ scene: any Scene, _ experiment: Experiment) throws -> Table {
    let f = NumberFormat.short
    let rows = try Generator.catalogue.prefix(4).map { generator -> [Table.Cell] in
      let law = try experiment.law(generator, cluster: nil, needsDefect: false)
      let isSymmetry = scene.symmetries.contains { $0.matrix == generator.matrix && $0.offset == generator.offset }
      let sides = law.defects.allSatisfy(\.isFinite) ? [law.relativeDefect, law.residual].map { .number($0, f) } : [Table.Cell("-"), "-"]
      return [.init(generator.name), .init(isSymmetry ? "yes" : "no")] + [law.charges[0], law.scale, law.relativeDrift].map { .number($0, f) } + sides
    }
    return Table(
      headings: ["motion", "symmetry", "charge", "scale", "drift", "torque", "drift - torque"], rows: Array(rows),
      footer: "relative to the scale; what is a symmetry of the action has no torque")
  }
}
