import Core
import Syntax

/// conserve
enum Conserve {
  static let symmetries = Option.optional(
    "symmetries", .value(.values), "symmetries that `discover` found", positional: true)
  static let command = Command(
    "conserve", nil, "shows every charge of the chain's symmetries: drift, defect, and drift - defect",
    details: [
      "drift: max over the layers of |Q_k - Q_0|; defect: of the sum of <dL/dtheta, xi_theta>; both relative to the scale, the mean "
        + "over the layers of E |g||xi(x)|. drift - defect is an identity, at rounding level trained or not; the drift itself vanishes "
        + "where the loss is stationary.",
      "Of a network: the laws that its layers claim, those of neighbours of a kind together. A law of both sides makes a charge constant; one of the "
        + "input or output alone makes it vanish, where the loss is stationary. Identities hold by themselves.",
      "Of bodies and light it shows all motions, says which are symmetries, and has the torque in the defect's place: what the action changes by, "
        + "which is zero for a symmetry and else what the charge drifts by.",
      "Behind it, symmetries that `discover` found, one or a whole table: the parameters' motion is then solved for at each layer.",
    ], [symmetries],
    examples: [
      .init(exampleSetup + "conserve", shows: "*"),
      .init(exampleSetup + "let r = discover family bump\nconserve r[3]", shows: "*rotation*"),
    ]
  ) { call, session in
    let experiment = try session.experiment()
    if let wanted = try call[symmetries] {
      return session.show(.table(try table(wanted, at: call.span(of: symmetries.parameter), experiment)))
    }
    if let scene = experiment.scene { return session.show(.table(try table(scene, experiment))) }
    if let network = experiment.network { return session.show(.table(try table(network, experiment))) }
    let (chain, inspection) = (try experiment.chain, try experiment.inspection(session.effort))
    let f = NumberFormat.short
    let isClosed = !chain.symmetries.isEmpty
    let generators = isClosed ? chain.symmetries : Array(Generator.catalogue.prefix(3))
    let rows = generators.map { generator -> [Table.Cell] in
      let law = chain.drift(generator, inspection)
      return [.init(generator.name)]
        + [law.charges[0], law.scale, law.relativeDrift, law.relativeDefect, law.residual].map { .number($0, f) }
    }
    let footer =
      isClosed
      ? "relative to the scale; |gradient| \(f(norm(chain.gradient(from: inspection))))"
      : "\(chain.familyNames) is closed under no motion of the plane: nothing need be conserved"
    session.show(
      .table(
        Table(
          headings: ["symmetry", "charge", "scale", "drift", "defect", "drift - defect"], rows: rows, footer: footer)))
  }

  /// The charges of symmetries that were found.
  private static func table(_ value: Value, at span: Span, _ experiment: Experiment) throws -> Table {
    let f = NumberFormat.short
    let trace = try experiment.trace()
    let rows = try equivariances(value, at: span).map { symmetry -> [Table.Cell] in
      let law =
        try (try experiment.network)?.law(symmetry, trace: trace) ?? experiment.chain.law(symmetry, trace: trace)
      return [.init(symmetry.name), .init(symmetry.kind.rawValue)]
        + [law.before[0], law.scale, law.relativeDrift, law.relativeDefect, law.residual].map { .number($0, f) }
    }
    return Table(
      headings: ["symmetry", "kind", "charge", "scale", "drift", "defect", "drift - defect"], rows: rows,
      footer:
        "relative to the scale; the parameters' motion solved for at each layer; |gradient| \(f(try experiment.evaluation().gradientNorm))"
    )
  }

  private static func equivariances(_ value: Value, at span: Span) throws -> [Equivariance] {
    switch value {
    case .symmetry(let symmetry): return [symmetry]
    case .list(let items): return try items.flatMap { try equivariances($0, at: span) }
    case .table(let table) where !table.items.isEmpty:
      return try table.items.flatMap { try equivariances($0, at: span) }
    default:
      throw Diagnostic(
        .wrongType, "a symmetry that `discover` found is needed here, not \(value.kind)", at: span,
        help: "let r = discover family bump; conserve r[1]")
    }
  }

  /// Every law and identity of the layers.
  private static func table(_ network: Network, _ experiment: Experiment) throws -> Table {
    let f = NumberFormat.short
    let (laws, identities) = network.laws(try experiment.trace())
    func span(_ layers: ClosedRange<Int>) -> Table.Cell {
      layers.count == 1 ? .number(Double(layers.lowerBound)) : .init("\(layers.lowerBound)..\(layers.upperBound)")
    }
    var rows = laws.map { law -> [Table.Cell] in
      let (drift, defect, residual) = law.relative
      return [span(law.layers), .init(law.law.side.rawValue), .init(law.law.space.name)]
        + [law.charge, law.scale, drift, defect, residual].map { .number($0, f) } + [.init(law.law.formula)]
    }
    rows += identities.map {
      [
        span($0.layers), "-", .init($0.identity.name), "-", "-", "-", "-", .number($0.residual, f),
        .init($0.identity.formula),
      ]
    }
    return Table(
      headings: ["layers", "side", "motion", "charge", "scale", "drift", "defect", "drift - defect", "law"], rows: rows,
      footer:
        "sizes of all charges of a kind together, relative to the scale; |gradient| \(f(try experiment.evaluation().gradientNorm))"
    )
  }

  /// The motions of the plane; those of the scene's own symmetry are named as such. Where the steps are not those of an
  /// action there is no defect.
  private static func table(_ scene: any Trajectory, _ experiment: Experiment) throws -> Table {
    let f = NumberFormat.short
    let rows = try scene.motions(dimension: scene.trace.dimension).map { generator -> [Table.Cell] in
      let law = try experiment.law(generator, cluster: nil, needsDefect: false)
      let isSymmetry = scene.symmetries.contains { $0.isSameMotion(as: generator) }
      let sides =
        law.defects.allSatisfy(\.isFinite)
        ? [law.relativeDefect, law.residual].map { .number($0, f) } : [Table.Cell("-"), "-"]
      return [.init(generator.name), .init(isSymmetry ? "yes" : "no")]
        + [law.charges[0], law.scale, law.relativeDrift].map { .number($0, f) } + sides
    }
    return Table(
      headings: ["motion", "symmetry", "charge", "scale", "drift", "torque", "drift - torque"], rows: rows,
      footer: "relative to the scale; what is a symmetry of the action has no torque")
  }
}
