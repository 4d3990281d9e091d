import Core
import Syntax

/// conserve
enum Conserve {
  static let symmetries = Option.optional(
    "symmetries", .value(.symmetries), "symmetries that `discover` found", positional: true)
  static let by = Option.optional(
    "by", .choice(of: ["cluster"]) { $0 }, "`by cluster`: each cluster's own charges beside those of all")
  static let command = Command(
    "conserve", nil, "shows every charge of the process' symmetries: drift, defect, and drift - defect",
    details: [
      "drift: max over the layers of |Q_k - Q_0|; defect: of the sum of <dL/dtheta, xi_theta>; both relative to the scale, the mean "
        + "over the layers of E |g||xi(x)|. drift - defect is an identity, at rounding level trained or not; the drift itself vanishes "
        + "where the loss is stationary.",
      "Of a network: the laws that its layers claim, those of neighbours of a kind together. A law of both sides makes a charge constant; one of the "
        + "input or output alone makes it vanish, where the loss is stationary. Identities hold by themselves.",
      "Of orbits, light and paths it shows all motions, says which are symmetries, and has the torque in the defect's place: what the action changes by, "
        + "which is zero for a symmetry and else what the charge drifts by. Rays are alternatives, each with rows of its own.",
      "A symmetry that is claimed, and that the numbers contradict by more than rounding, is told as refuted, and the statement fails; `refuted()` lists what is.",
      "Behind it, symmetries that `discover` found, one or a whole table: the parameters' motion is then solved for at each layer.",
      "`by cluster` shows each cluster's own charges beside those of all: how far one goes is what the others give it, and the defect what its own part of the "
        + "gradient explains of that.",
    ], [symmetries, by],
    asksProcess: true,
    ranks: .shared,
    also: [
      "noether", "conservation", "conserved", "invariant", "constant", "symmetry", "charges", "law", "first",
      "integral",
    ],
    examples: [
      .init(exampleSetup + "conserve", shows: "*"),
      .init(exampleSetup + "conserve by cluster", shows: "*translation x*red*blue*all*"),
      .init(exampleSetup + "let r = discover family bump\nconserve r[3]", shows: "*rotation*"),
    ]
  ) { call, session in
    let experiment = try session.experiment()
    if let wanted = try call[symmetries] {
      if try call[by] != nil {
        throw Diagnostic(
          .wrongSlice, "symmetries that were found are told of all points together", at: call.span,
          help: "conserve by cluster")
      }
      let laws = try table(wanted, at: call.span(of: symmetries.parameter), experiment)
      session.show(.table(laws.table))
      return try laws.check(experiment.form, wasFound: true, at: call.span(of: symmetries.parameter))
    }
    let laws = try experiment.form.laws(experiment, byCluster: try call[by] != nil, session.effort)
    session.show(.table(laws.table))
    try laws.check(experiment.form, at: call.span)
  }

  /// The charges of symmetries that were found.
  private static func table(_ value: Value, at span: Span, _ experiment: Experiment) throws -> LawTable {
    let f = NumberFormat.short
    let (process, trace) = (try experiment.layered(), try experiment.trace())
    var refuted: [LawTable.Refutation] = []
    let rows = try equivariances(value, at: span).map { symmetry -> [Table.Cell] in
      let law = try process.law(symmetry, trace: trace)
      if symmetry.kind != .approximate, law.isRefuted {
        refuted.append(LawTable.Refutation(name: symmetry.name, size: law.residual))
      }
      return [.init(symmetry.name), .init(symmetry.kind.rawValue)]
        + [law.before[0], law.scale, law.relativeDrift, law.relativeDefect, law.residual].map { .number($0, f) }
    }
    let table = Table(
      headings: ["symmetry", "kind", "charge", "scale", "drift", "defect", "drift - defect"], rows: rows,
      footer:
        "relative to the scale; the parameters' motion solved for at each layer; |gradient| \(f(try experiment.evaluation().gradientNorm))"
    )
    return LawTable(table, refuted: refuted)
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
}
