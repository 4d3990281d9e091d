import Core
import Figures
import Syntax

/// plot transfers
enum PlotTransfers {
  static let command = Command(
    "plot", "transfers", "draws the ledger of transfers: what each layer gives to each cluster's momentum, in colours",
    details: [
      "One panel for each component; at a stationary point each column sums to zero: what one cluster gains, the others lose.",
      Picture.endings,
    ], Picture.options, file: Picture.still,
    asksProcess: true,
    ranks: .shared,
    examples: [.init(exampleSetup + "plot transfers > \"transfers.svg\"", shows: "transfers.svg written")]
  ) { call, session in
    let experiment = try session.experiment()
    let effort = session.effort
    try Picture {
      let ledger = try experiment.ledger(.momentum, effort)
      try MemoryLimit.present.require(
        HeatMap.bytes(ledger.clusters.count * ledger.steps * ledger.generators.count), for: "a picture of all transfers"
      )
      let transfers = ledger.byGenerator
      let limit = HeatMap.limit(transfers.flatMap { $0 })
      let panels = zip(transfers, ledger.generators).map { rows, generator in
        HeatMap.panel(
          title: generator.name.replacing("translation", with: "transfer,"), rows, rowNames: ledger.clusters,
          x: Axis(experiment.part), first: Double(ledger.first + 1),
          label: "gain", limit: limit)
      }
      return Figure(
        title: "what the \(experiment.part)s give to each cluster's momentum", panels: panels,
        altText:
          "Transfers of \(ledger.clusters.count) clusters over \(ledger.steps) \(experiment.part)s, the largest \(NumberFormat.short(limit))."
      )
    }.deliver(call, &session)
  }
}

/// plot interactions as=graph
enum PlotInteractions {
  static let form = Option(
    "as", .choice(of: InteractionPicture.kinds) { $0 },
    "the matrix in colours; the clusters joined by lines as wide as what they exchange; the coupling strengths",
    default: "matrix")
  static let command = Command(
    "plot", "interactions",
    "draws who exchanges momentum with whom: the interaction matrix M = sum over layers of <transfer, transfer>",
    details: [
      "Below zero (blue): the two clusters exchange momentum; -M is how much. Its rows sum to zero at a stationary point. Numbers: `interact`.",
      Picture.endings,
    ], [form, Interact.labels, Interact.charge] + Picture.options, file: Picture.still,
    asksProcess: true,
    ranks: .shared,
    examples: [
      .init(exampleSetup + "plot interactions > \"matrix.svg\"", shows: "matrix.svg written"),
      .init(exampleSetup + "plot interactions as=graph > \"graph.svg\"", shows: "graph.svg written"),
    ]
  ) { call, session in
    let process = try Interaction(call, &session)
    let kind = try call[form]
    try Picture { try InteractionPicture.figure(kind, process) }.deliver(call, &session)
  }
}
