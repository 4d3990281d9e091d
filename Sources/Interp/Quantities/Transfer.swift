import Core

extension Quantity {
  /// What a cluster's momentum gains in a layer: q_k - q_{k-1} of the cluster, its own parameter gradient for the
  /// centre.
  static let transfer = Quantity(
    name: "transfer", summary: "what momentum a layer gives", formula: "q_k - q_{k-1}, q = E[1_C g], over layers 1..K",
    example: .init(
      exampleSetup + "print abs(transfer.red[1].x - momentum.red[1].x + momentum.red[0].x) < 1e-16", shows: "true"),
    source: .layers(first: 1, components: nil) { experiment, group in
      let dimension = try experiment.streamShape().dimension
      if case .point = group { throw EngineError(.wrongSlice, "`transfer` goes by cluster, not by point") }
      return try (0..<dimension).map { c in
        let q = try experiment.charges(.translation(axis: c, dimension: dimension), cluster: group.cluster)
        return zip(q.dropFirst(), q).map { $0 - $1 }
      }
    })
}
