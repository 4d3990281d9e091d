import Checked
import Limits

extension Population {
  /// All clusters in one population, in order; the label of a point is its cluster's place in the list.
  ///
  /// Where several ranks share its points, each keeps its own alone.
  ///
  /// - Throws: `EngineError` without clusters, for a cluster without destination, or one whose destination does not
  ///   exist.
  public init(of clusters: [Cluster]) throws {
    let source = try ClusterPoints(clusters)
    guard let ranks = Ranks.present, ranks.shares(source.count) else {
      let all = try source.points(in: 0..<source.count)
      try self.init(
        states: all.states, destinations: all.destinations, labels: all.labels, clusters: clusters.map(\.name))
      return
    }
    let own = Chunks.points(ranks.own(of: Chunks.count(source.count)), of: source.count)
    let part = try ranks.agreed {
      let part = try source.points(in: own)
      try Self.checkFinite(part)
      return part
    }
    try self.init(part, of: source)
  }
}

/// The points of some clusters, one cluster after the other, and where each should come out.
struct ClusterPoints: PointSource {
  private let clusters: [Cluster]
  /// One point for all of a cluster; nil where each has its own.
  private let goals: [[Double]?]
  /// Where each cluster's points begin, and the end.
  let starts: [Int]

  var count: Int { starts[clusters.count] }
  var names: [String] { clusters.map(\.name) }

  init(_ clusters: [Cluster]) throws(EngineError) {
    guard !clusters.isEmpty else {
      throw EngineError(.noClusters, "there are no clusters yet", help: "define cluster red n=20 at=(0, 1) to=(1, 0)")
    }
    var goals: [[Double]?] = []
    for cluster in clusters {
      switch cluster.destination {
      case nil:
        throw EngineError(
          .noDestination, "cluster `\(cluster.name)` has no destination",
          help: "define it with to=(x, y), or to=CLUSTER")
      case .point(let point)?: goals.append(point)
      case .perPoint?: goals.append(nil)
      case .cluster(let name)?:
        guard let other = clusters.first(where: { $0.name == name }) else {
          throw EngineError(.noDestination, "cluster `\(cluster.name)` goes to `\(name)`, which is not defined")
        }
        goals.append(other.centre)
      }
    }
    (self.clusters, self.goals) = (clusters, goals)
    starts = clusters.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
  }

  func points(in range: Range<Int>) throws -> Points {
    var (states, destinations) = ([[Double]](repeating: [], count: 2), [[Double]](repeating: [], count: 2))
    var labels: [Int] = []
    for c in 0..<2 {
      states[c].reserveCapacity(range.count)
      destinations[c].reserveCapacity(range.count)
    }
    labels.reserveCapacity(range.count)
    var turns = Turns(every: 4096)
    for (label, cluster) in clusters.enumerated() {
      try Cancellation.check()
      let own = range.clamped(to: Range(from: starts[label], upTo: starts[label + 1]))
      guard !own.isEmpty else { continue }
      let within = Range(from: own.lowerBound - starts[label], upTo: own.upperBound - starts[label])
      let points = try cluster.points(in: within)
      labels.append(contentsOf: repeatElement(label, count: own.count))
      for c in 0..<2 {
        states[c] += points.storage[Range(from: c * own.count, upTo: (c + 1) * own.count)]
        if let goal = goals[label] { destinations[c].append(contentsOf: repeatElement(goal[c], count: own.count)) }
      }
      if case .perPoint(let all)? = cluster.destination {
        for i in within {
          try turns.check()
          for c in 0..<2 { destinations[c].append(all[i][c]) }
        }
      }
    }
    func columns(_ parts: [[Double]]) -> Columns<State> {
      Columns(count: range.count, dimension: 2, storage: parts[0] + parts[1])
    }
    return Points(
      first: range.lowerBound, states: columns(states), destinations: columns(destinations),
      weights: [Double](repeating: 1 / Double(count), count: range.count), labels: labels)
  }
}
