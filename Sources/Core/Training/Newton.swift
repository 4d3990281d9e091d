/// Newton's method in a trust region, by the eigenbasis of the exact Hessian.
///
/// Goals, in this order: reach stationarity to rounding from wherever first-order methods stop, through saddles and flat valleys; no
/// tuning; few Hessians. In the eigenbasis the model m(p) = <g, p> + 1/2 <p, H p> within |p| <= radius has the solution
/// p_i = -g_i / (h_i + mu), where mu >= max(0, -h_1) solves |p(mu)| = radius (the secular equation; More and Sorensen), or mu = 0 if
/// the plain Newton step is short enough. In the hard case (g has no part along the lowest eigenvector) that vector is added up
/// to the radius. One decomposition serves every radius tried at a point. Cholesky factorisations, the alternative, are
/// cheaper for one radius but need several, and do not show the null space.
///
/// Near the end F no longer resolves the decrease: once the predicted decrease is below 1e-13 |F|, a step is judged by the
/// norm of the gradient instead. Source: Nocedal, Wright, "Numerical Optimization", section 4.3.
public struct Newton: Optimiser {
  private var radius: Double

  public init(radius: Double = 0.5) { self.radius = radius }

  public mutating func step(from iterate: Iterate, objective: any Objective) throws -> StepResult {
    let free = objective.free
    let g = free.map { iterate.at.gradient[$0] }
    if norm(g) == 0 { return .stuck }
    let n = iterate.theta.count
    let hessian = try objective.hessian(iterate.theta)
    guard hessian.allSatisfy(\.isFinite) else { return .diverged(iterate.at) }
    let reduced = free.flatMap { i in free.map { hessian[i * n + $0] } }
    let eigen = try SymmetricEigen(reduced, order: free.count)
    let slope = eigen.components(of: g)
    for _ in 0..<60 {
      let p = Self.solve(values: eigen.values, slope: slope, radius: radius)
      let predicted = -zip(p, zip(slope, eigen.values)).reduce(0.0) { $0 + $1.0 * ($1.1.0 + $1.1.1 * $1.0 / 2) }
      var theta = iterate.theta
      for (i, change) in zip(free, eigen.vector(of: p)) { theta[i] += change }
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
    } else if ratio > 0.75, length > 0.99 * radius {
      radius = min(2 * radius, 1e3)
    }
    return ratio > 1e-4
  }

  /// The minimiser of sum(slope_i p_i + values_i p_i^2 / 2) within |p| <= radius; `values` ascending.
  static func solve(values: [Double], slope: [Double], radius: Double) -> [Double] {
    let tiny = 1e-14 * max(abs(values.first ?? 0), abs(values.last ?? 0), 1e-300)
    func step(_ mu: Double) -> [Double] {
      zip(slope, values).map { s, h in h + mu > tiny ? -s / (h + mu) : 0 }
    }
    let lowest = values.first ?? 0
    if lowest > tiny {
      let plain = step(0)
      if norm(plain) <= radius { return plain }
    }
    let floor = max(0, -lowest)
    let atFloor = step(floor)
    let hidden = zip(slope, values).allSatisfy { s, h in h + floor > tiny || abs(s) <= 1e-12 * norm(slope) }
    if hidden, norm(atFloor) <= radius {
      return hardCase(atFloor, lowest: lowest, radius: radius)
    }
    return step(shift(values: values, slope: slope, radius: radius, floor: floor))
  }

  /// Up to the radius along the lowest eigenvector, if going there descends.
  private static func hardCase(_ p: [Double], lowest: Double, radius: Double) -> [Double] {
    guard lowest < 0 else { return p }
    var p = p
    p[0] = (radius * radius - dot(p, p) + p[0] * p[0]).squareRoot()
    return p
  }

  /// mu with |p(mu)| = radius, by bisection in mu - floor on a logarithmic scale, where |p| falls monotonically.
  private static func shift(values: [Double], slope: [Double], radius: Double, floor: Double) -> Double {
    func length(_ mu: Double) -> Double {
      zip(slope, values).reduce(0.0) { sum, pair in
        let q = pair.0 / (pair.1 + mu)
        return sum + q * q
      }.squareRoot()
    }
    var high = norm(slope) / radius + max(abs(values.first ?? 0), abs(values.last ?? 0))
    var low = high * 1e-18
    for _ in 0..<200 {
      let middle = (low * high).squareRoot()
      if length(floor + middle) > radius { low = middle } else { high = middle }
      if high / low < 1 + 1e-10 { break }
    }
    return floor + high
  }
}
