import Core

extension Quantity {
  static let loss = Quantity(
    name: "loss", summary: "the data's loss, without the penalty",
    formula: "L = E 1/2 |x_K - destination|^2; over step too; by cluster the parts, which add up to it",
    example: .init(exampleSetup + "print loss > 0", shows: "true"),
    also: ["error", "cost", "objective", "misfit"],
    source: .history(now: { try $0.evaluation().loss }, then: { $0.loss }, part: { try $0.loss(ofCluster: $1) }))

  static let gradient = Quantity(
    name: "gradient", summary: "how far from stationary: the norm of the parameters' gradient",
    formula: "|dF/dtheta|, F = loss + penalty; over step too",
    example: .init(exampleSetup + "train adam steps=20 rate=0.02\nprint length(gradient over step)", shows: "21"),
    also: ["stationary", "slope", "derivative", "converged"],
    source: .history(now: { try $0.evaluation().gradientNorm }, then: { $0.gradientNorm }))
}

extension Experiment {
  /// What the points of a cluster give to the loss.
  func loss(ofCluster c: Int) throws -> Double {
    let model = try trainable()
    guard let (part, share) = try population.part(ofCluster: c) else { return 0 }
    return share * model.evaluate(part, threads: 1).loss
  }
}

extension Population {
  /// The points of a cluster as a population of their own, and their share of the weight; nil where that is nothing.
  fileprivate func part(ofCluster c: Int) throws -> (Population, share: Double)? {
    // Of ranks that share points they are made where they are asked for.
    let (states, destinations, labels, weights) = (states, destinations, labels, weights)
    let members = labels.indices.filter { labels[$0] == c }
    let share = members.reduce(0) { $0 + weights[$1] }
    guard share > 0 else { return nil }
    func columns<S>(_ all: Columns<S>) -> Columns<S> {
      Columns(
        count: members.count, dimension: all.dimension,
        storage: (0..<all.dimension).flatMap { d in members.map { all[$0, d] } })
    }
    let part = try Population(
      states: columns(states), destinations: columns(destinations), labels: members.map { _ in c }, clusters: clusters,
      weights: members.map { weights[$0] })
    return (part, share)
  }
}
