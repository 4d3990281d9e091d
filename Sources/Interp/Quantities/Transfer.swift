import Core

extension Quantity {
  /// What a cluster's momentum gains in a layer: q_k - q_{k-1} of the cluster, its own parameter gradient for the
  /// centre.
  static let transfer = Quantity(
    name: "transfer", summary: "what momentum a layer gives", formula: "q_k - q_{k-1}, q = E[1_C g], over layers 1..K",
    example: .init(
      exampleSetup + "print abs(transfer.red[1].x - momentum.red[1].x + momentum.red[0].x) < 1e-16", shows: "true"),
    source: .layers(components: nil) { experiment, group, effort in
      let source = try experiment.chargeSource(effort)
      if case .point = group { throw EngineError(.wrongSlice, "`transfer` goes by cluster, not by point") }
      let rows = (0..<source.dimension).map { c in
        let q = source.charges(.translation(axis: c, dimension: source.dimension), cluster: group.cluster)
        return zip(q.dropFirst(), q).map { $0 - $1 }
      }
      return (source.first + 1, rows)
    }, isOf: { _, stretch in stretch.steps > 0 })
}
