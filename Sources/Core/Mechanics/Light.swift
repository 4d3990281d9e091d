/// Rays of light between two points, or between several pairs of points, in one medium.
public struct Light: Trajectory {
  public let rays: [Ray]
  public let medium: Medium
  public let trace: Trace
  public var kind: String { "light" }
  public var part: String { "segment" }
  public var symmetries: [Generator] { medium.symmetries }
  /// Light takes each ray by itself.
  public var isOneSystem: Bool { rays.count == 1 }

  /// Whether the rays were shot from one place and go on for one time.
  public let isFan: Bool

  /// - Throws: `EngineError` when there are no rays or their numbers of segments differ.
  public init(_ rays: [Ray], isFan: Bool = false) throws {
    guard let first = rays.first, rays.allSatisfy({ $0.points.count == first.points.count }) else {
      throw EngineError(.wrongShape, "light needs rays of the same number of segments")
    }
    self.rays = rays
    self.isFan = isFan
    medium = first.medium
    trace = try Trace(
      states: first.points.indices.map { k in Columns(points: rays.map { $0.points[k] }) },
      costates: first.points.indices.map { k in Columns(points: rays.map { $0.momenta[k] }) },
      weights: [Double](repeating: 1, count: rays.count), labels: Array(rays.indices),
      clusters: rays.indices.map { "ray\($0 + 1)" })
  }

  /// The place from which all rays come, if it is one; and the place to which they all go.
  public var source: [Double]? { Self.common(rays.map { $0.points[0] }) }
  public var target: [Double]? { Self.common(rays.map { $0.points[$0.points.count - 1] }) }

  private static func common(_ points: [[Double]]) -> [Double]? {
    points.allSatisfy { $0 == points[0] } ? points[0] : nil
  }

  public func torques(_ xi: Generator, cluster: Int?) -> [Double] {
    let action = RayAction(medium: medium, segments: trace.steps)
    let rays = cluster.map { [self.rays[$0]] } ?? self.rays
    return (0..<trace.steps).map { k in
      rays.reduce(0) { sum, ray in
        let (a, b) = (ray.points[k], ray.points[k + 1])
        let (step, u, v) = (action.step(from: a[...], to: b[...]), xi(a), xi(b))
        return sum + (0..<2).reduce(0) { $0 + step.d1[$1] * u[$1] + step.d2[$1] * v[$1] } / ray.time
      }
    }
  }
}
