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
public struct Cluster: Sendable {
  public let name: String
  public let centre: [Double]
  public let count: Int
  public var destination: Destination?
  private let source: Source

  /// Points that lie in memory, or a recipe that makes any of them: so large clusters are kept where each of several ranks
  /// has its own points alone.
  private enum Source: Sendable {
    case points(Columns<State>)
    case drawn(any Shape, Random)
  }

  /// Points of a shape about a centre.
  ///
  /// - Parameter random: a fresh stream.
  /// - Throws: `EngineError` for no points, a size that is negative or not finite, or a centre that is not finite.
  public init(
    name: String, shape: any Shape, count: Int, centre: [Double], destination: Destination? = nil, random: Random
  ) throws {
    guard count > 0 else { throw EngineError(.outOfRange, "a cluster needs at least one point, not \(count)") }
    guard centre.allSatisfy(\.isFinite) else { throw EngineError(.notFinite, "the centre is not finite") }
    if Ranks.present?.shares(count) == true {
      _ = try shape.offsets(0..<1, of: count, random: random)
      try self.init(name, .drawn(shape, random), count, centre: centre, destination)
    } else {
      let points = try Self.drawn(shape, 0..<count, of: count, centre, random)
      try self.init(name, .points(points), count, centre: centre, destination)
    }
  }

  /// These very points, about their mean.
  ///
  /// - Throws: `EngineError` for no points, or one that is no finite pair.
  public init(name: String, points: [[Double]], destination: Destination? = nil) throws {
    guard !points.isEmpty else { throw EngineError(.outOfRange, "a cluster needs at least one point, not 0") }
    guard points.allSatisfy({ $0.count == 2 && $0.allSatisfy(\.isFinite) }) else {
      throw EngineError(.notFinite, "the points must be finite pairs")
    }
    try self.init(name, .points(Columns(points: points)), points.count, centre: Self.mean(points), destination)
  }

  private init(_ name: String, _ source: Source, _ count: Int, centre: [Double], _ destination: Destination?)
    throws(EngineError)
  {
    (self.name, self.source, self.count, self.centre) = (name, source, count, centre)
    self.destination = destination
    if case .perPoint(let goals)? = destination, goals.count != count {
      throw EngineError(.wrongShape, "\(count) points have \(goals.count) destinations")
    }
  }

  /// A cluster of an experiment that is read back: its points and destinations as they are.
  public init(name: String, states: [[Double]], destinations: [[Double]]) {
    self.name = name
    (source, count) = (.points(Columns(points: states)), states.count)
    centre = Self.mean(states)
    let isOne = destinations.first.map { first in destinations.allSatisfy { $0 == first } } ?? false
    destination = isOne ? .point(destinations[0]) : .perPoint(destinations)
  }

  /// All points. Where they are drawn they are made anew each time; none are a number where the work should end meanwhile.
  public var points: Columns<State> {
    if case .points(let columns) = source { return columns }
    do {
      try MemoryLimit.present.require(48 * Double(count), for: "the points of `\(name)`")
      return try points(in: 0..<count)
    } catch {
      Ranks.present?.fail(error)
      return Columns(count: 0, dimension: 2)
    }
  }

  /// One array for each point.
  public var states: [[Double]] { points.points }

  /// Some of the points.
  ///
  /// - Throws: `CancellationError`.
  func points(in range: Range<Int>) throws -> Columns<State> {
    switch source {
    case .points(let columns): columns.part(range)
    case .drawn(let shape, let random): try Self.drawn(shape, range, of: count, centre, random)
    }
  }

  private static func drawn(
    _ shape: any Shape, _ points: Range<Int>, of count: Int, _ centre: [Double], _ random: Random
  ) throws -> Columns<State> {
    let offsets = try shape.offsets(points, of: count, random: random)
    let n = offsets.count
    let places = try patiently(2 * n) { i in i < n ? centre[0] + offsets[i].x : centre[1] + offsets[i - n].y }
    return Columns(count: n, dimension: 2, storage: places)
  }

  private static func mean(_ points: [[Double]]) -> [Double] {
    (0..<2).map { c in Statistics.mean(points.map { $0[c] }) }
  }
}

extension Cluster: Equatable {
  public static func == (a: Cluster, b: Cluster) -> Bool {
    a.name == b.name && a.centre == b.centre && a.count == b.count && a.destination == b.destination
      && a.points == b.points
  }
}
