import Limits

/// The points that enter a process and where each should come out: n weighted, labelled points of R^d.
///
/// The weights sum to one, so that a mean is `E f = sum_i w_i f_i`.
public struct Population: Sendable, Equatable {
  public let states: Columns<State>
  public let destinations: Columns<State>
  public let weights: [Double]
  /// The cluster of each point, an index into `clusters`.
  public let labels: [Int]
  public let clusters: [String]

  public var count: Int { states.count }
  /// Whether all points weigh alike.
  public var isUniform: Bool { weights.allSatisfy { $0 == weights[0] } }

  /// - Throws: `EngineError` when there are no points, the counts differ, a label has no cluster, a number is not
  ///   finite, or the weights are negative or all zero. Weights are scaled to sum to one; without any, each point has
  ///   1/n.
  public init(
    states: Columns<State>, destinations: Columns<State>, labels: [Int], clusters: [String],
    weights: [Double]? = nil
  ) throws {
    let n = states.count
    guard n > 0 else { throw EngineError(.outOfRange, "a population needs at least one point") }
    guard destinations.count == n else {
      throw EngineError(.wrongShape, "\(n) points have \(destinations.count) destinations")
    }
    guard labels.count == n else { throw EngineError(.wrongShape, "\(n) points have \(labels.count) labels") }
    if let bad = labels.first(where: { !clusters.indices.contains($0) }) {
      throw EngineError(.wrongShape, "label \(bad) names none of the \(clusters.count) clusters")
    }
    try Self.check(names: clusters)
    try Cancellation.check()
    guard states.isFinite else { throw EngineError(.notFinite, "the states are not all finite") }
    guard destinations.isFinite else { throw EngineError(.notFinite, "the destinations are not all finite") }
    try Cancellation.check()
    self.states = states
    self.destinations = destinations
    self.labels = labels
    self.clusters = clusters
    self.weights = try Self.normalised(weights, count: n)
  }

  /// Clusters are told apart by their names.
  static func check(names: [String]) throws {
    var seen = Set<String>()
    for name in names {
      guard !name.isEmpty else { throw EngineError(.wrongShape, "a cluster has no name") }
      guard seen.insert(name).inserted else { throw EngineError(.twice, "two clusters are called `\(name)`") }
    }
  }

  private static func normalised(_ weights: [Double]?, count: Int) throws -> [Double] {
    guard let weights else { return [Double](repeating: 1 / Double(count), count: count) }
    guard weights.count == count else {
      throw EngineError(.wrongShape, "\(count) points have \(weights.count) weights")
    }
    let total = weights.reduce(0, +)
    guard weights.allSatisfy({ $0 >= 0 && $0.isFinite }), total > 0, total.isFinite else {
      throw EngineError(.notFinite, "weights must be finite, not negative, and not all zero")
    }
    return weights.map { $0 / total }
  }
}
