import Core
import Figures

/// plot transfers
enum PlotTransfers {
  static let command = Command(
    "plot", "transfers", "draws the ledger of transfers: what each layer gives to each cluster's momentum, in colours",
    details: [
      "One panel for each component; at a stationary point each column sums to zero: what one cluster gains, the others lose.", Picture.endings,
    ], Picture.options, takesFile: true,
    examples: [.init(exampleSetup + "plot transfers > \"transfers.svg\"", shows: "transfers.svg written")]
  ) { call, session in
    let experiment = try session.experiment()
    try Picture {
      let trace = try experiment.trace()
      let transfers = Ledger.transfers(trace)
      let limit = HeatMap.limit(transfers.flatMap { $0 })
      let panels = ["x", "y"].enumerated().map { c, name in
        HeatMap.panel(
          title: "transfer, \(name)", transfers[c], rowNames: trace.clusters, x: Axis(experiment.part), first: 1, label: "gain", limit: limit)
      }
      return Figure(
        title: "what the \(experiment.part)s give to each cluster's momentum", panels: panels,
        altText: "Transfers of \(trace.clusters.count) clusters over \(trace.steps) \(experiment.part)s, the largest \(NumberFormat.short(limit)).")
    }.deliver(call, &session)
  }
}

/// plot interactions
enum PlotInteractions {
  static let command = Command(
    "plot", "interactions", "draws the interaction matrix of the clusters, M = sum over layers of <transfer, transfer>, in colours",
    details: [
      "Below zero (blue): the two clusters exchange momentum; -M is how much. Its rows sum to zero at a stationary point.", Picture.endings,
    ], Picture.options, takesFile: true,
    examples: [.init(exampleSetup + "plot interactions > \"matrix.svg\"", shows: "matrix.svg written")]
  ) { call, session in
    let experiment = try session.experiment()
    try Picture {
      let trace = try experiment.trace()
      let matrix = Ledger.interactions(trace)
      var panel = HeatMap.panel(matrix, rowNames: trace.clusters, x: Axis("", names: trace.clusters), label: "M")
      panel.equalAspect = true
      return Figure(
        title: "interactions", panels: [panel],
        altText: "The interaction matrix of \(trace.clusters.count) clusters.")
    }.deliver(call, &session)
  }
}

/// What the layers give to the clusters.
enum Ledger {
  /// By component and cluster, q_k - q_{k-1} of layers 1...K.
  static func transfers(_ trace: Trace) -> [[[Double]]] {
    Generator.catalogue.prefix(2).map { generator in
      trace.clusters.indices.map { c in
        let q = trace.charges(generator, cluster: c)
        return zip(q.dropFirst(), q).map { $0 - $1 }
      }
    }
  }

  /// M_CC' = sum_k <D_k^C, D_k^C'>.
  static func interactions(_ trace: Trace) -> [[Double]] {
    let transfers = transfers(trace)
    return trace.clusters.indices.map { a in
      trace.clusters.indices.map { b in
        transfers.reduce(0) { sum, d in zip(d[a], d[b]).reduce(sum) { $0 + $1.0 * $1.1 } }
      }
    }
  }
}
