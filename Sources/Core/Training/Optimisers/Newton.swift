import Limits

/// Newton's method in a trust region.
///
/// Goals, in this order: reach stationarity to rounding from wherever first-order methods stop, through saddles and
/// flat valleys; no tuning; few Hessians. Up to `denseLimit` parameters the exact Hessian is formed and reduced to a
/// tridiagonal matrix (`TrustRegion`). All its eigenvectors, the alternative, take ten times as long; Cholesky
/// factorisations of it several for each radius. Beyond, the Hessian is never formed: conjugate gradients on exact
/// products with it, cut off at the radius (`truncated`).
///
/// Steps are measured in the objective's units, so that the radius is a ratio and the method does the same in all units of
/// length: it lies between 1e-14, where nothing of a number of size one changes, and 1e3. Where units are not known it has no
/// bounds, and the method ends where a step no longer changes a number.
///
/// Near the end F no longer resolves the decrease: once the predicted decrease is below 1e-13 |F|, a step is judged by
/// the norm of the gradient instead. Source: Nocedal, Wright, "Numerical Optimization", sections 4.3 and 7.1.
public struct Newton: Optimiser {
  /// Parameters up to which the Hessian is formed: its reduction grows as their cube, 2,000 take some seconds, and 32
  /// MB a copy.
  public static let denseLimit = 2000
  public static let declaration = OptimiserDeclaration(
    "newton", "trains by Newton's method in a trust region, to stationarity at rounding level",
    details: [
      "Exact Hessian, reduced to a tridiagonal matrix; hard case; ends by itself when rounding allows no further progress. With more than "
        + "\(denseLimit) parameters the Hessian is not formed: truncated conjugate gradients on exact products with it.",
      "Where `until` is met it takes one more step if that comes closer still: near the end each step doubles the number of right digits.",
    ], steps: 300, convergence: .quadratic,
    memory: { n in n <= denseLimit ? (4 * 8 * Double(n) * Double(n), "the Hessian of \(n) parameters") : nil }
  ) { _, _ in Newton() }

  private var radius: Double
  private let denseLimit: Int
  /// |g| at the first step, by which the truncated method judges how far it has come.
  private var firstSlope: Double?

  public init(radius: Double = 0.5, denseLimit: Int = Newton.denseLimit) {
    self.radius = radius
    self.denseLimit = denseLimit
  }

  public mutating func step(from iterate: Iterate, objective: any Objective) throws -> StepResult {
    let free = objective.free
    let units = objective.units.isEmpty ? [] : free.map { objective.units[$0] }
    let g = free.map { iterate.at.gradient[$0] }.times(units)
    let slope = norm(g)
    if slope == 0 { return .stuck }
    let first = firstSlope ?? slope
    firstSlope = first
    if free.count > denseLimit {
      let target = min(0.1, (slope / first).squareRoot()) * slope
      return try move(from: iterate, objective, units) { radius in
        try Self.truncated(g, radius: radius, target: target) {
          try Self.product($0.times(units), iterate.theta, objective).times(units)
        }
      }
    }
    let n = iterate.theta.count
    let hessian = try objective.hessian(iterate.theta)
    try Cancellation.check()
    guard hessian.allSatisfy(\.isFinite) else { return .diverged(iterate.at) }
    var scaled = free.count == n ? hessian : free.flatMap { i in free.map { hessian[i * n + $0] } }
    if !units.isEmpty { for i in scaled.indices { scaled[i] *= units[i / free.count] * units[i % free.count] } }
    let (reduced, arithmetic) = (scaled, objective.arithmetic)
    let reduction: @Sendable () -> TrustRegion = {
      TrustRegion(hessian: reduced, gradient: g, arithmetic: arithmetic)
    }
    // The reduction of a large one takes some tenths of a second, in one call.
    let region = g.count > 300 ? try apart(reduction) : reduction()
    return try move(from: iterate, objective, units) { region.step(within: $0) }
  }

  /// Tries steps within smaller and smaller radii, until one is taken.
  private mutating func move(
    from iterate: Iterate, _ objective: any Objective, _ units: [Double],
    _ step: (Double) throws -> (p: [Double], predicted: Double)
  ) throws -> StepResult {
    func slope(_ value: ObjectiveValue) -> Double { norm(objective.free.map { value.gradient[$0] }.times(units)) }
    let old = slope(iterate.at)
    for _ in 0..<Self.mostRadii {
      let (p, predicted) = try step(radius)
      var theta = iterate.theta
      for (i, change) in zip(objective.free, p.times(units)) { theta[i] += change }
      if !objective.areUnitsKnown, theta == iterate.theta { break }
      let next = objective.evaluate(theta)
      let (length, slopes) = (norm(p), (old: old, next: slope(next)))
      if accept(next, from: iterate.at, slopes, predicted: predicted, length: length, objective.areUnitsKnown) {
        return .moved(Iterate(theta: theta, at: next))
      }
      if objective.areUnitsKnown, radius < Self.radii.lowerBound { break }
    }
    return .stuck
  }

  private static let radii = 1e-14...1e3
  /// A fourth each time: from one down to 1e-14 it takes 24, to any number some more.
  private static let mostRadii = 300

  /// Whether the step is taken; sets the next radius.
  private mutating func accept(
    _ next: ObjectiveValue, from old: ObjectiveValue, _ slopes: (old: Double, next: Double), predicted: Double,
    length: Double, _ areUnitsKnown: Bool
  ) -> Bool {
    guard next.isFinite else {
      radius = length / 4
      return false
    }
    let isAtRadius = length > 0.9 * radius
    // Over the step the model is a plane: parameters of unknown size are much larger than one.
    let isFarTooSmall =
      !areUnitsKnown && isAtRadius && abs(predicted - slopes.old * length) <= 1e-6 * slopes.old * length
    if predicted <= 1e-13 * abs(old.value) {
      if slopes.next < slopes.old {
        if isFarTooSmall { radius *= 1000 }
        return true
      }
      radius = length / 4
      return false
    }
    let ratio = (old.value - next.value) / predicted
    if ratio < 0.25 {
      radius = length / 4
    } else if ratio > 0.75, isAtRadius {
      radius = isFarTooSmall ? 1000 * radius : areUnitsKnown ? min(2 * radius, Self.radii.upperBound) : 2 * radius
    }
    return ratio > 1e-4
  }

  /// H d in the free entries.
  private static func product(_ d: [Double], _ theta: [Double], _ objective: any Objective) throws -> [Double] {
    let free = objective.free
    var direction = [Double](repeating: 0, count: theta.count)
    for (i, x) in zip(free, d) { direction[i] = x }
    let product = try objective.product(theta, direction)
    return free.map { product[$0] }
  }

  /// Conjugate gradients on H p = -g from p = 0, ended where the residual is below the target, min(0.1, sqrt(|g|/|g_0|)) |g|
  /// with the first gradient g_0, at the radius, or along a direction of negative curvature up to the radius (Steihaug).
  static func truncated(
    _ g: [Double], radius: Double, target: Double, product: ([Double]) throws -> [Double]
  ) rethrows -> (p: [Double], predicted: Double) {
    var (p, r) = ([Double](repeating: 0, count: g.count), g)
    var d = g.map { -$0 }
    for _ in 0..<2 * g.count {
      let hd = try product(d)
      let (square, curvature) = (dot(r, r), dot(d, hd))
      var length = curvature > 0 ? square / curvature : .infinity
      let (pd, dd) = (dot(p, d), dot(d, d))
      let toRadius = ((pd * pd + dd * (radius * radius - dot(p, p))).squareRoot() - pd) / dd
      let ends = !(length < toRadius)
      if ends { length = toRadius }
      for i in p.indices {
        p[i] += length * d[i]
        r[i] += length * hd[i]
      }
      if ends || norm(r) <= target { break }
      let beta = dot(r, r) / square
      for i in d.indices { d[i] = beta * d[i] - r[i] }
    }
    // r = g + H p
    return (p, -zip(p, zip(g, r)).reduce(0.0) { $0 + $1.0 * ($1.1.0 + $1.1.1) } / 2)
  }
}

extension [Double] {
  /// Entry by entry; what has no units stays as it is.
  func times(_ units: [Double]) -> [Double] { units.isEmpty ? self : zip(self, units).map { $0 * $1 } }
}
