import Limits

/// The points that enter a process and where each should come out: n weighted, labelled points of R^d.
///
/// The weights sum to one, so that a mean is `E f = sum_i w_i f_i`.
public struct Population: Sendable, Equatable {
  /// The points that this process keeps: all but where several ranks share them.
  let part: Points
  /// What makes the others, where there are others.
  private let whole: WholePoints?
  public let clusters: [String]
  public let count: Int

  public var states: Columns<State> { whole == nil ? part.states : all.states }
  public var destinations: Columns<State> { whole == nil ? part.destinations : all.destinations }
  public var weights: [Double] { whole == nil ? part.weights : all.weights }
  /// The cluster of each point, an index into `clusters`.
  public var labels: [Int] { whole == nil ? part.labels : all.labels }
  private var all: Points { whole?.points ?? part }

  /// Whether this rank keeps but its own points.
  var isShared: Bool { whole != nil }
  /// Whether all points weigh alike.
  public var isUniform: Bool { whole != nil || part.weights.allSatisfy { $0 == part.weights[0] } }
  /// The number of coordinates of the states, and of the destinations.
  public var dimension: Int { part.states.dimension }
  var goalDimension: Int { part.destinations.dimension }

  /// Some points, by their numbers, which are made where this rank does not keep them.
  ///
  /// - Throws: `CancellationError`.
  func points(in range: Range<Int>) throws -> Points {
    guard let whole, range.clamped(to: part.range) != range else { return part.part(range) }
    return try whole.source.points(in: range)
  }

  /// The weights and labels of some points.
  ///
  /// - Throws: `CancellationError`.
  public func weights(in range: Range<Int>) throws -> (weights: [Double], labels: [Int]) {
    let points = try points(in: range)
    return (points.weights, points.labels)
  }

  /// How many points each cluster has.
  public var clusterCounts: [Int] {
    if let starts = whole?.source.starts { return zip(starts.dropFirst(), starts).map { $0 - $1 } }
    var counts = [Int](repeating: 0, count: clusters.count)
    for label in part.labels { counts[label] += 1 }
    return counts
  }

  /// The points that this rank keeps of a population that several share.
  init(_ part: Points, of source: some PointSource) throws {
    try Self.check(names: source.names)
    (self.part, whole, clusters, count) = (part, WholePoints(source), source.names, source.count)
  }

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
    let part = Points(
      first: 0, states: states, destinations: destinations, weights: try Self.normalised(weights, count: n),
      labels: labels)
    try Self.checkFinite(part)
    try Cancellation.check()
    (self.part, whole, self.clusters, count) = (part, nil, clusters, n)
  }

  static func checkFinite(_ points: Points) throws(EngineError) {
    guard points.states.isFinite else { throw EngineError(.notFinite, "the states are not all finite") }
    guard points.destinations.isFinite else { throw EngineError(.notFinite, "the destinations are not all finite") }
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
