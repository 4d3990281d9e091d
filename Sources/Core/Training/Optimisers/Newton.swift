/// Newton's method in a trust region.
///
/// Goals, in this order: reach stationarity to rounding from wherever first-order methods stop, through saddles and
/// flat valleys; no tuning; few Hessians. Up to `denseLimit` parameters the exact Hessian is formed and reduced to a
/// tridiagonal matrix (`TrustRegion`). All its eigenvectors, the alternative, take ten times as long; Cholesky
/// factorisations of it several for each radius. Beyond, the Hessian is never formed: conjugate gradients on exact
/// products with it, cut off at the radius (`truncated`).
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

  public init(radius: Double = 0.5, denseLimit: Int = Newton.denseLimit) {
    self.radius = radius
    self.denseLimit = denseLimit
  }

  public mutating func step(from iterate: Iterate, objective: any Objective) throws -> StepResult {
    let free = objective.free
    let g = free.map { iterate.at.gradient[$0] }
    if norm(g) == 0 { return .stuck }
    if free.count > denseLimit {
      return try move(from: iterate, objective) { radius in
        try Self.truncated(g, radius: radius) { try Self.product($0, iterate.theta, objective) }
      }
    }
    let n = iterate.theta.count
    let hessian = try objective.hessian(iterate.theta)
    guard hessian.allSatisfy(\.isFinite) else { return .diverged(iterate.at) }
    let reduced = free.count == n ? hessian : free.flatMap { i in free.map { hessian[i * n + $0] } }
    let region = TrustRegion(hessian: reduced, gradient: g, arithmetic: objective.arithmetic)
    return try move(from: iterate, objective) { region.step(within: $0) }
  }

  /// Tries steps within smaller and smaller radii, until one is taken.
  private mutating func move(
    from iterate: Iterate, _ objective: any Objective, _ step: (Double) throws -> (p: [Double], predicted: Double)
  ) throws -> StepResult {
    for _ in 0..<60 {
      let (p, predicted) = try step(radius)
      var theta = iterate.theta
      for (i, change) in zip(objective.free, p) { theta[i] += change }
      let next = objective.evaluate(theta)
      if accept(next, from: iterate.at, predicted: predicted, length: norm(p)) {
        return .moved(Iterate(theta: theta, at: next))
      }
      if radius < 1e-14 { break }
    }
    return .stuck
  }

  /// Whether the step is taken; sets the next radius.
  private mutating func accept(
    _ next: ObjectiveValue, from old: ObjectiveValue, predicted: Double, length: Double
  ) -> Bool {
    guard next.isFinite else {
      radius = length / 4
      return false
    }
    if predicted <= 1e-13 * abs(old.value) {
      if next.gradientNorm < old.gradientNorm { return true }
      radius = length / 4
      return false
    }
    let ratio = (old.value - next.value) / predicted
    if ratio < 0.25 {
      radius = length / 4
    } else if ratio > 0.75, length > 0.9 * radius {
      radius = min(2 * radius, 1e3)
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

  /// Conjugate gradients on H p = -g from p = 0, ended where the residual is below min(0.1, sqrt |g|) |g|, at the
  /// radius, or along a direction of negative curvature up to the radius (Steihaug).
  static func truncated(_ g: [Double], radius: Double, product: ([Double]) throws -> [Double]) rethrows -> (
    p: [Double], predicted: Double
  ) {
    let target = min(0.1, norm(g).squareRoot()) * norm(g)
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
