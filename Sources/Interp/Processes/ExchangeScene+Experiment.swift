import Core
import Figures
import Limits
import Syntax

extension Experiment {
  /// More clusters than a page tells apart by colours and marks.
  private static let mostExchanging = 24
  private static let mostPoints = 600

  /// What the clusters of a process in the plane exchange, with the verdicts of `interact`; nil where it has one cluster, or
  /// too many, or they do not belong to one system.
  func exchangeScene(named name: String, caption: String, _ effort: Effort) throws -> ExchangeScene? {
    guard form.isOneSystem, population.clusters.count > 1,
      population.clusters.count <= Self.mostExchanging,
      let plane = try? PlanePicture(self, most: Self.mostPoints), plane.trace.clusters == population.clusters
    else { return nil }
    let trace = plane.trace
    let ledger = try ledger(.momentum, effort)
    let clusters = trace.clusters.indices
    let momenta = try clusters.map { c in
      try Generator.catalogue.prefix(2).map { motion -> [Double] in
        try Cancellation.check()
        return trace.charges(motion, cluster: c)
      }
    }
    return ExchangeScene(
      name: name, caption: caption, clusters: trace.clusters, labels: plane.shown.map { trace.labels[$0] },
      states: (0...trace.steps).map { t in plane.shown.map { plane.state(t, $0) } },
      places: try (0...trace.steps).map { t in
        try Cancellation.check()
        return clusters.map { plane.mean($0, t).state }
      }, momenta: (0...trace.steps).map { t in clusters.map { Point(momenta[$0][0][t], momenta[$0][1][t]) } },
      goals: clusters.map { plane.hasDestinations ? goal($0) : nil }, groups: try groups(ledger, effort),
      footer: try third(ledger), part: "")
  }

  /// The one place where a cluster should come.
  private func goal(_ c: Int) -> Point? {
    let (labels, destinations) = (population.labels, population.destinations)
    let members = labels.indices.filter { labels[$0] == c }
    guard let first = members.first else { return nil }
    func place(_ i: Int) -> Point { Point(destinations[i, 0], destinations[i, 1]) }
    return members.allSatisfy { place($0) == place(first) } ? place(first) : nil
  }

  /// The rows of `interact`: every cluster, the conserved subsets, all together.
  private func groups(_ ledger: TransferLedger, _ effort: Effort) throws -> [ExchangeScene.Group] {
    let sets =
      try ledger.conservedSubsets(isCancelled: effort.isCancelled)
      ?? IsolatedGroups(of: ledger, isCancelled: effort.isCancelled).groups.filter {
        $0.isClosed && $0.members.count > 1 && $0.members.count < ledger.clusters.count
      }
    return (ledger.singles + sets + [ledger.whole]).map {
      .init(members: $0.members, violation: $0.violation, verdict: $0.verdict.rawValue)
    }
  }

  private func third(_ ledger: TransferLedger) throws -> String {
    guard !ledger.imbalance.isNaN else { return "nothing is exchanged" }
    let law = "third law: the clusters' gains sum to \(NumberFormat.short(ledger.imbalance)) of their sizes"
    return ledger.isResolved ? law : law + "; " + (try form.doubt(self))
  }
}
