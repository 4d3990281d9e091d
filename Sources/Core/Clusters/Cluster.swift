#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How the points of a cluster lie about its centre.
public enum Shape: Sendable, Equatable {
  /// Normal with this standard deviation in each coordinate.
  case gaussian(sd: Double)
  /// Uniform in a disc.
  case disc(radius: Double)
  /// Evenly spaced on a circle.
  case ring(radius: Double)
  /// Evenly spaced on a segment of this length, turned by the angle (radians) against the x axis.
  case segment(length: Double, angle: Double)
  /// The first points of the smallest square grid of this spacing that holds them, row by row.
  case grid(spacing: Double)
  /// These very points.
  case points([[Double]])
}

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

  /// The centre of given points is their mean.
  ///
  /// - Throws: `EngineError` for no points, a width that is negative or not finite, or a centre that is not finite.
  public init(
    name: String, shape: Shape, count: Int, centre: [Double], destination: Destination? = nil,
    random: inout Random
  ) throws {
    guard count > 0 else { throw EngineError("a cluster needs at least one point, not \(count)") }
    guard centre.allSatisfy(\.isFinite) else { throw EngineError("the centre is not finite") }
    let offsets = try shape.offsets(count: count, random: &random)
    if case .points(let points) = shape {
      self.points = Columns(points: points)
      self.centre = (0..<2).map { c in points.reduce(0) { $0 + $1[c] } / Double(points.count) }
    } else {
      points = Columns(
        count: count, dimension: 2, storage: offsets.map { centre[0] + $0.x } + offsets.map { centre[1] + $0.y })
      self.centre = centre
    }
    self.name = name
    self.destination = destination
    if case .perPoint(let goals)? = destination, goals.count != points.count {
      throw EngineError("\(points.count) points have \(goals.count) destinations")
    }
  }

  /// A cluster of an experiment that is read back: its points and destinations as they are.
  public init(name: String, states: [[Double]], destinations: [[Double]]) {
    self.name = name
    points = Columns(points: states)
    centre = (0..<2).map { c in states.reduce(0) { $0 + $1[c] } / Double(max(states.count, 1)) }
    destination = Set(destinations).count == 1 ? .point(destinations[0]) : .perPoint(destinations)
  }
}

extension Shape {
  fileprivate func offsets(count n: Int, random: inout Random) throws -> [(x: Double, y: Double)] {
    func positive(_ value: Double, _ what: String) throws {
      guard value >= 0, value.isFinite else {
        throw EngineError("\(what) must be zero or positive, not \(value)")
      }
    }
    switch self {
    case .gaussian(let sd):
      try positive(sd, "sd")
      return (0..<n).map { _ in (sd * random.normal(), sd * random.normal()) }
    case .disc(let radius):
      try positive(radius, "radius")
      return (0..<n).map { _ in
        let r = radius * random.uniform().squareRoot()
        let angle = 2 * Double.pi * random.uniform()
        return (r * cos(angle), r * sin(angle))
      }
    case .ring(let radius):
      try positive(radius, "radius")
      return (0..<n).map {
        let angle = 2 * Double.pi * Double($0) / Double(n)
        return (radius * cos(angle), radius * sin(angle))
      }
    case .segment(let length, let angle):
      try positive(length, "length")
      return (0..<n).map {
        let t = n == 1 ? 0 : length * (Double($0) / Double(n - 1) - 0.5)
        return (t * cos(angle), t * sin(angle))
      }
    case .grid(let spacing):
      try positive(spacing, "spacing")
      let side = Int(Double(n).squareRoot().rounded(.up))
      let middle = Double(side - 1) / 2
      return (0..<n).map {
        (spacing * (Double($0 % side) - middle), spacing * (Double($0 / side) - middle))
      }
    case .points(let points):
      guard points.allSatisfy({ $0.count == 2 && $0.allSatisfy(\.isFinite) }) else {
        throw EngineError("the points must be finite pairs")
      }
      return []
    }
  }
}

extension Population {
  /// All clusters in one population, in order; the label of a point is its cluster's place in the list.
  ///
  /// - Throws: `EngineError` without clusters, for a cluster without destination, or one whose destination does not
  ///   exist.
  public init(of clusters: [Cluster]) throws {
    guard !clusters.isEmpty else {
      throw EngineError("there are no clusters yet", help: "define cluster red n=20 at=(0, 1) to=(1, 0)")
    }
    let count = clusters.reduce(0) { $0 + $1.count }
    var (x, y): ([Double], [Double]) = ([], [])
    x.reserveCapacity(2 * count)
    y.reserveCapacity(count)
    func add(_ goal: [Double], times n: Int) {
      x.append(contentsOf: repeatElement(goal[0], count: n))
      y.append(contentsOf: repeatElement(goal[1], count: n))
    }
    for cluster in clusters {
      switch cluster.destination {
      case nil:
        throw EngineError(
          "cluster `\(cluster.name)` has no destination", help: "define it with to=(x, y), or to=CLUSTER")
      case .point(let point)?: add(point, times: cluster.count)
      case .perPoint(let points)?: points.forEach { add($0, times: 1) }
      case .cluster(let name)?:
        guard let other = clusters.first(where: { $0.name == name }) else {
          throw EngineError("cluster `\(cluster.name)` goes to `\(name)`, which is not defined")
        }
        add(other.centre, times: cluster.count)
      }
    }
    x += y
    y = []
    var places: [Double] = []
    places.reserveCapacity(2 * count)
    for c in 0..<2 {
      for cluster in clusters { places += cluster.points.storage[c * cluster.count..<(c + 1) * cluster.count] }
    }
    try self.init(
      states: Columns(count: count, dimension: 2, storage: places),
      destinations: Columns(count: count, dimension: 2, storage: x),
      labels: clusters.enumerated().flatMap { [Int](repeating: $0, count: $1.count) },
      clusters: clusters.map(\.name))
  }
}
