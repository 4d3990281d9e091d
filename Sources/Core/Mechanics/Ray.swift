/// Fermat's principle: of all ways between two points light takes those whose travel time is stationary.
///
/// The action is the geodesic energy of the metric n^2 |dq|^2 in N steps of length 1/N, S = sum of 1/4 (n_k^2 + n_{k+1}^2) |q_{k+1} - q_k|^2 N. Its
/// stationary paths are those of the travel time, passed through at constant optical speed, and the time is T = sqrt(2 S). The sum of
/// n |dq| itself would let the points slide along the path and leaves Newton's method a singular Hessian.
public struct RayAction: DiscreteAction {
  public let medium: Medium
  public let segments: Int
  public var dimension: Int { 2 }

  public init(medium: Medium, segments: Int) {
    self.medium = medium
    self.segments = segments
  }

  public func step(from a: ArraySlice<Double>, to b: ArraySlice<Double>) -> LagrangianStep {
    let (ax, ay, bx, by) = (a[a.startIndex], a[a.startIndex + 1], b[b.startIndex], b[b.startIndex + 1])
    let (wa, wb) = (medium.squared(ax, ay), medium.squared(bx, by))
    let (dx, dy) = (bx - ax, by - ay)
    let n = Double(segments)
    let (r2, w) = (dx * dx + dy * dy, wa.value + wb.value)
    let (c, h) = (n / 4 * r2, n / 2)
    func d(_ g: (Double, Double), _ sign: Double) -> [Double] { [c * g.0 + sign * h * w * dx, c * g.1 + sign * h * w * dy] }
    // d/da of r2 is -2 (dx, dy); the mixed terms are products of n^2's gradient and that.
    func same(_ s: Medium.Squared, _ sign: Double) -> [Double] {
      let (gx, gy) = s.gradient
      let xy = c * s.hessian.1 + sign * h * (gx * dy + gy * dx)
      return [c * s.hessian.0 + sign * 2 * h * gx * dx + h * w, xy, xy, c * s.hessian.2 + sign * 2 * h * gy * dy + h * w]
    }
    let (ga, gb) = (wa.gradient, wb.gradient)
    return LagrangianStep(
      value: c * w, d1: d(ga, -1), d2: d(gb, 1), d11: same(wa, -1),
      d12: [h * (ga.0 * dx - gb.0 * dx) - h * w, h * (ga.0 * dy - gb.1 * dx), h * (ga.1 * dx - gb.0 * dy), h * (ga.1 * dy - gb.1 * dy) - h * w],
      d22: same(wb, 1))
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

  init(_ path: StationaryPath, _ medium: Medium) {
    self.medium = medium
    let time = (2 * path.action).squareRoot()
    self.time = time
    points = path.points
    momenta = path.momenta.map { $0.map { $0 / time } }
    (morseIndex, iterations) = (path.morseIndex, path.iterations)
  }

  /// The rays from one point to another that Newton's method finds from ways bent sideways by different amounts, the fastest first. Two are the
  /// same when no point differs by more than 1e-6 of the distance.
  ///
  /// - Parameter starts: how many ways are tried on either side of the straight one.
  /// - Throws: `EngineError` when the ends coincide, the index is not positive at one of them, or no way leads to a ray.
  public static func between(
    _ a: [Double], _ b: [Double], in medium: Medium, segments: Int = 64, starts: Int = 4, isCancelled: () -> Bool = { false }
  ) throws -> [Ray] {
    guard segments >= 1 else { throw EngineError("a ray needs at least one segment") }
    let way = (x: b[0] - a[0], y: b[1] - a[1])
    let distance = (way.x * way.x + way.y * way.y).squareRoot()
    guard distance > 0, distance.isFinite else { throw EngineError("a ray needs two different ends") }
    for (end, name) in [(a, "start"), (b, "end")] {
      guard medium.squared(end[0], end[1]).value > 0 else { throw EngineError("the \(name) lies where the medium is opaque: n^2 is not positive") }
    }
    var rays: [Ray] = []
    var failure: EngineError?
    for bend in [0.0] + (1...max(1, starts)).flatMap({ [Double($0), -Double($0)] }).map({ $0 / Double(max(1, starts)) }) {
      let guess = (0...segments).map { k -> [Double] in
        let t = Double(k) / Double(segments)
        let side = 2 * bend * t * (1 - t)
        return [a[0] + t * way.x - side * way.y, a[1] + t * way.y + side * way.x]
      }
      do {
        let ray = Ray(try RayAction(medium: medium, segments: segments).stationaryPath(near: guess, isCancelled: isCancelled), medium)
        let isReal = ray.points.allSatisfy { medium.squared($0[0], $0[1]).value > 0 }
        if isReal, !rays.contains(where: { $0.distance(to: ray) < 1e-6 * distance }) { rays.append(ray) }
      } catch let error as EngineError { failure = error }
    }
    guard !rays.isEmpty else { throw failure ?? EngineError("no ray joins the two points") }
    return rays.sorted { ($0.time, $0.points[segments / 2][1]) < ($1.time, $1.points[segments / 2][1]) }
  }

  private func distance(to other: Ray) -> Double {
    zip(points, other.points).reduce(0) { largest, pair in
      let (dx, dy) = (pair.0[0] - pair.1[0], pair.0[1] - pair.1[1])
      return max(largest, (dx * dx + dy * dy).squareRoot())
    }
  }

  /// The ray as a process of one point.
  public func trace(named name: String = "ray") throws -> Trace {
    try Trace(
      states: points.map { Columns(points: [$0]) }, costates: momenta.map { Columns(points: [$0]) }, weights: [1], labels: [0], clusters: [name])
  }
}
