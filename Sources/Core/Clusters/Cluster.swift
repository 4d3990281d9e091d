import Checked
import Limits

/// Where the points of a cluster should come out.
public enum Destination: Sendable, Equatable {
  /// All at one point.
  case point([Double])
  /// Each at its own.
  case perPoint([[Double]])
  /// At another cluster's centre.
  case cluster(String)
}

/// A named group of points of the plane and where it should go.
public struct Cluster: Sendable, Equatable {
  public let name: String
  public let centre: [Double]
  public let points: Columns<State>
  public var destination: Destination?

  public var count: Int { points.count }
  /// One array for each point.
  public var states: [[Double]] { points.points }

  /// Points of a shape about a centre.
  ///
  /// - Throws: `EngineError` for no points, a size that is negative or not finite, or a centre that is not finite.
  public init(
    name: String, shape: any Shape, count: Int, centre: [Double], destination: Destination? = nil,
    random: inout Random
  ) throws {
    guard count > 0 else { throw EngineError(.outOfRange, "a cluster needs at least one point, not \(count)") }
    guard centre.allSatisfy(\.isFinite) else { throw EngineError(.notFinite, "the centre is not finite") }
    let offsets = try shape.offsets(count: count, random: &random)
    let places = try patiently(2 * count) { i in
      i < count ? centre[0] + offsets[i].x : centre[1] + offsets[i - count].y
    }
    try self.init(name, Columns(count: count, dimension: 2, storage: places), centre: centre, destination)
  }

  /// These very points, about their mean.
  ///
  /// - Throws: `EngineError` for no points, or one that is no finite pair.
  public init(name: String, points: [[Double]], destination: Destination? = nil) throws {
    guard !points.isEmpty else { throw EngineError(.outOfRange, "a cluster needs at least one point, not 0") }
    guard points.allSatisfy({ $0.count == 2 && $0.allSatisfy(\.isFinite) }) else {
      throw EngineError(.notFinite, "the points must be finite pairs")
    }
    try self.init(name, Columns(points: points), centre: Self.mean(points), destination)
  }

  private init(_ name: String, _ points: Columns<State>, centre: [Double], _ destination: Destination?)
    throws(EngineError)
  {
    (self.name, self.points, self.centre, self.destination) = (name, points, centre, destination)
    if case .perPoint(let goals)? = destination, goals.count != points.count {
      throw EngineError(.wrongShape, "\(points.count) points have \(goals.count) destinations")
    }
  }

  /// A cluster of an experiment that is read back: its points and destinations as they are.
  public init(name: String, states: [[Double]], destinations: [[Double]]) {
    self.name = name
    points = Columns(points: states)
    centre = Self.mean(states)
    let isOne = destinations.first.map { first in destinations.allSatisfy { $0 == first } } ?? false
    destination = isOne ? .point(destinations[0]) : .perPoint(destinations)
  }

  private static func mean(_ points: [[Double]]) -> [Double] {
    (0..<2).map { c in Statistics.mean(points.map { $0[c] }) }
  }
}

extension Population {
  /// All clusters in one population, in order; the label of a point is its cluster's place in the list.
  ///
  /// - Throws: `EngineError` without clusters, for a cluster without destination, or one whose destination does not
  ///   exist.
  public init(of clusters: [Cluster]) throws {
    guard !clusters.isEmpty else {
      throw EngineError(.noClusters, "there are no clusters yet", help: "define cluster red n=20 at=(0, 1) to=(1, 0)")
    }
    let count = clusters.reduce(0) { $0 + $1.count }
    var (x, y): ([Double], [Double]) = ([], [])
    x.reserveCapacity(2 * count)
    y.reserveCapacity(count)
    func add(_ goal: [Double], times n: Int) {
      x.append(contentsOf: repeatElement(goal[0], count: n))
      y.append(contentsOf: repeatElement(goal[1], count: n))
    }
    var turns = Turns(every: 4096)
    for cluster in clusters {
      try Cancellation.check()
      switch cluster.destination {
      case nil:
        throw EngineError(
          .noDestination, "cluster `\(cluster.name)` has no destination",
          help: "define it with to=(x, y), or to=CLUSTER")
      case .point(let point)?: add(point, times: cluster.count)
      case .perPoint(let points)?:
        for point in points {
          try turns.check()
          add(point, times: 1)
        }
      case .cluster(let name)?:
        guard let other = clusters.first(where: { $0.name == name }) else {
          throw EngineError(.noDestination, "cluster `\(cluster.name)` goes to `\(name)`, which is not defined")
        }
        add(other.centre, times: cluster.count)
      }
    }
    x += y
    y = []
    var places: [Double] = []
    places.reserveCapacity(2 * count)
    for c in 0..<2 {
      try Cancellation.check()
      for cluster in clusters {
        places += cluster.points.storage[Range(from: c * cluster.count, upTo: (c + 1) * cluster.count)]
      }
    }
    try self.init(
      states: Columns(count: count, dimension: 2, storage: places),
      destinations: Columns(count: count, dimension: 2, storage: x),
      labels: clusters.enumerated().flatMap { [Int](repeating: $0, count: $1.count) },
      clusters: clusters.map(\.name))
  }
}
