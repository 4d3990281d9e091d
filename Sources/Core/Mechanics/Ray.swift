import Checked
public import Limits

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Fermat's principle: of all ways between two points light takes those whose travel time is stationary.
///
/// The action is the geodesic energy of the metric n^2 |dq|^2 in N steps of length 1/N, S = sum of 1/4 (n_k^2 +
/// n_{k+1}^2) |q_{k+1} - q_k|^2 N. Its stationary paths are those of the travel time, passed through at constant
/// optical speed, and the time is T = sqrt(2 S). The sum of n |dq| itself would let the points slide along the path and
/// leaves Newton's method a singular Hessian.
public struct RayAction: DiscreteAction {
  public let medium: Medium
  public let segments: Int
  public var dimension: Int { 2 }

  public init(medium: Medium, segments: Int) {
    self.medium = medium
    self.segments = segments
  }

  public func step(from a: UnsafePointer<Double>, to b: UnsafePointer<Double>, into s: StepPlaces) {
    let (wa, wb) = (medium.squared(a[0], a[1]), medium.squared(b[0], b[1]))
    let (dx, dy) = (b[0] - a[0], b[1] - a[1])
    let n = Double(segments)
    let (r2, w) = (dx * dx + dy * dy, wa.value + wb.value)
    let (c, h) = (n / 4 * r2, n / 2)
    s.value[0] = c * w
    // d/da of r2 is -2 (dx, dy); the mixed terms are products of n^2's gradient and that.
    func same(
      _ m: Medium.Squared, _ sign: Double, _ first: UnsafeMutablePointer<Double>, _ second: UnsafeMutablePointer<Double>
    ) {
      let (gx, gy) = m.gradient
      (first[0], first[1]) = (c * gx + sign * h * w * dx, c * gy + sign * h * w * dy)
      let xy = c * m.hessian.1 + sign * h * (gx * dy + gy * dx)
      (second[0], second[1]) = (c * m.hessian.0 + sign * 2 * h * gx * dx + h * w, xy)
      (second[2], second[3]) = (xy, c * m.hessian.2 + sign * 2 * h * gy * dy + h * w)
    }
    same(wa, -1, s.d1, s.d11)
    same(wb, 1, s.d2, s.d22)
    let (ga, gb) = (wa.gradient, wb.gradient)
    (s.d12[0], s.d12[1]) = (h * (ga.0 - gb.0) * dx - h * w, h * (ga.0 * dy - gb.1 * dx))
    (s.d12[2], s.d12[3]) = (h * (ga.1 * dx - gb.0 * dy), h * (ga.1 - gb.1) * dy - h * w)
  }
}

/// A ray of light between two points.
public struct Ray: Sendable {
  public let medium: Medium
  /// q_0 ... q_N.
  public let points: [[Double]]
  /// p_k, along the motion, |p| = n up to O(1/N^2): the gradient of travel time.
  public let momenta: [[Double]]
  /// T.
  public let time: Double
  /// Zero where the time is least; else the ray is a saddle.
  public let morseIndex: Int
  public let iterations: Int

  /// - Parameter time: T, where it is known; else it follows from the action.
  init(_ path: StationaryPath, _ medium: Medium, time: Double? = nil) {
    self.medium = medium
    let time = time ?? (2 * path.action).squareRoot()
    self.time = time
    points = path.points
    momenta = path.momenta.map { $0.map { $0 / time } }
    (morseIndex, iterations) = (path.morseIndex, path.iterations)
  }

  /// The rays from one point to another that Newton's method finds from ways bent sideways by different amounts, the
  /// fastest first. Two are the same when no point differs by more than 1e-6 of the distance.
  ///
  /// - Parameter starts: how many ways are tried on either side of the straight one.
  /// - Throws: `EngineError` when the ends coincide, the index is not positive at one of them, or no way leads to a
  ///   ray.
  public static func between(
    _ a: [Double], _ b: [Double], in medium: Medium, segments: Int = 64, starts: Int = 4,
    isCancelled: () -> Bool = Cancellation.isAsked
  ) throws -> [Ray] {
    guard segments >= 1 else { throw EngineError(.outOfRange, "a ray needs at least one segment", about: "segments") }
    let way = (x: b[0] - a[0], y: b[1] - a[1])
    let distance = norm([way.x, way.y])
    guard distance > 0, distance.isFinite else {
      throw EngineError(.outOfRange, "a ray needs two different ends", about: "to")
    }
    try LengthRange.check(a + b + [distance], "places", about: "to")
    try medium.check(a, "start", about: "from")
    try medium.check(b, "end", about: "to")
    var rays: [Ray] = []
    var failure: EngineError?
    func look(bend: Double, descends: Bool) throws {
      let guess = (0...segments).map { k -> [Double] in
        let t = Double(k) / Double(segments)
        let side = 2 * bend * t * (1 - t)
        return [a[0] + t * way.x - side * way.y, a[1] + t * way.y + side * way.x]
      }
      do {
        let action = RayAction(medium: medium, segments: segments)
        let ray = Ray(try action.stationaryPath(near: guess, descends: descends, isCancelled: isCancelled), medium)
        guard ray.opaquePoint == nil else {
          failure =
            failure
            ?? EngineError(.opaque, "no ray was found that does not pass where the medium is opaque", about: "to")
          return
        }
        if !rays.contains(where: { $0.distance(to: ray) < 1e-6 * distance }) { rays.append(ray) }
      } catch let error as EngineError {
        failure = EngineError(
          .noConvergence, "no ray was found: " + error.message, about: "to", help: "take more segments, or other ends")
      }
    }
    let bends =
      [0.0]
      + Range(from: 1, through: max(1, starts)).flatMap { [Double($0), -Double($0)] }.map {
        $0 / Double(max(1, starts))
      }
    for bend in bends { try look(bend: bend, descends: false) }
    // Where the index changes within a segment or two, Newton's method alone may find nothing.
    for bend in bends where rays.isEmpty { try look(bend: bend, descends: true) }
    guard !rays.isEmpty else { throw failure ?? EngineError(.noConvergence, "no ray was found", about: "to") }
    return rays.sorted { ($0.time, $0.points[segments / 2][1]) < ($1.time, $1.points[segments / 2][1]) }
  }

  /// The ray that leaves a point in a direction and goes on for a travel time, shot step by step: an initial value
  /// problem of the same action.
  ///
  /// - Parameter direction: an angle, counterclockwise from the x axis.
  /// - Throws: `EngineError` when the start is opaque, the time is not positive, or the ray comes where the medium is
  ///   opaque; it says how far it came.
  public static func shot(
    from a: [Double], direction: Double, time: Double, in medium: Medium, segments: Int = 64,
    isCancelled: () -> Bool = Cancellation.isAsked
  ) throws -> Ray {
    guard segments >= 1 else { throw EngineError(.outOfRange, "a ray needs at least one segment", about: "segments") }
    guard time > 0, time.isFinite else {
      throw EngineError(.outOfRange, "the travel time must be positive, not \(time)", about: "time")
    }
    try LengthRange.check([time], "times", about: "time")
    try LengthRange.check(a, "places", about: "from")
    try medium.check(a, "start", about: "from")
    // The action's own momentum is T p.
    let p = time * medium.index(a[0], a[1])
    let path: StationaryPath
    do {
      path = try RayAction(medium: medium, segments: segments).trajectory(
        from: a, momentum: [p * cos(direction), p * sin(direction)], steps: segments, isCancelled: isCancelled)
    } catch let end as TrajectoryEnd { throw stopped(after: end.steps, segments, time, "no next point was found") }
    let ray = Ray(path, medium, time: time)
    if let k = ray.opaquePoint { throw stopped(after: k - 1, segments, time, "the medium is opaque there") }
    return ray
  }

  private static func stopped(after k: Int, _ segments: Int, _ time: Double, _ why: String) -> EngineError {
    EngineError(
      .noConvergence,
      "the ray ends after \(k) of \(segments) segments, at the time \(Float(time * Double(k) / Double(segments))): \(why)",
      about: "time",
      help: "take a shorter time, or more segments")
  }

  /// The largest part by which |p| differs from n at an end or a node: an error of O(1/N^2) that is large where the
  /// index changes within a segment.
  public var coarseness: Double {
    zip(points, momenta).reduce(0) { largest, node in
      let size = (node.1[0] * node.1[0] + node.1[1] * node.1[1]).squareRoot()
      return max(largest, abs(size / medium.index(node.0[0], node.0[1]) - 1))
    }
  }

  /// The first of the ray's points at which n^2 is not positive.
  private var opaquePoint: Int? { points.firstIndex { !(medium.squared($0[0], $0[1]).value > 0) } }

  private func distance(to other: Ray) -> Double {
    zip(points, other.points).reduce(0) { largest, pair in
      let (dx, dy) = (pair.0[0] - pair.1[0], pair.0[1] - pair.1[1])
      return max(largest, (dx * dx + dy * dy).squareRoot())
    }
  }

  /// The ray as a process of one point.
  public func trace(named name: String = "ray") throws -> Trace {
    try Trace(
      states: points.map { Columns(points: [$0]) }, costates: momenta.map { Columns(points: [$0]) }, weights: [1],
      labels: [0], clusters: [name])
  }
}
