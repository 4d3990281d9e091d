public import Checked

/// Limited-memory BFGS with a weak Wolfe line search.
///
/// Goals: few evaluations, no tuning. The direction is -H g by the two-loop recursion over the last `memory` pairs s =
/// theta' - theta, y = g' - g, scaled by <s, y> / <y, y>; pairs with <s, y> <= 0 are not kept. The step length is found
/// by bisection until F falls by 1e-4 of the slope and the slope has risen to 0.9 of itself (Lewis and Overton), which
/// needs no interpolation and is robust against rounding. All of it in the objective's units; the first step is the
/// gradient's, of a length of one at most. Where the search fails, the memory is forgotten once; then it
/// is stuck. Source: Nocedal, Wright, "Numerical Optimization", algorithms 7.4 and 7.5.
public struct LBFGS: Optimiser {
  public static let memory = Setting("memory", .count, "how many past steps shape the next", default: 20)
  public static let declaration = OptimiserDeclaration(
    "lbfgs", "trains by limited-memory BFGS with a Wolfe line search",
    details: ["No rate to choose. It comes near |grad| = 1e-6; `train newton` finishes."], steps: 1500,
    settings: [memory], convergence: .superlinear
  ) { values, _ in LBFGS(memory: Int(saturating: min(values[memory], 1000))) }

  public let memory: Int
  private var pairs: [(s: [Double], y: [Double], rho: Double)] = []

  public init(memory: Int = Int(saturating: LBFGS.memory.standard)) { self.memory = memory }

  public mutating func step(from iterate: Iterate, objective: any Objective) throws -> StepResult {
    let units = objective.units
    let g = iterate.at.gradient.times(units)
    var direction = descent(g)
    if !(dot(direction, g) < 0) {
      pairs = []
      direction = g.map { -$0 }
    }
    let first = pairs.isEmpty ? min(1 / objective.unit, 1 / norm(g)) : 1
    if let next = search(from: iterate, along: direction, slope: dot(direction, g), first: first, objective) {
      remember(from: iterate, to: next, units)
      return .moved(next)
    }
    guard !pairs.isEmpty else { return .stuck }
    pairs = []
    return try step(from: iterate, objective: objective)
  }

  private func descent(_ g: [Double]) -> [Double] {
    var q = g
    var alphas: [Double] = []
    for pair in pairs.reversed() {
      let alpha = pair.rho * dot(pair.s, q)
      accumulate(-alpha, pair.y, into: &q)
      alphas.append(alpha)
    }
    if let last = pairs.last {
      let scale = 1 / (last.rho * dot(last.y, last.y))
      for i in q.indices { q[i] *= scale }
    }
    for (pair, alpha) in zip(pairs, alphas.reversed()) {
      let beta = pair.rho * dot(pair.y, q)
      accumulate(alpha - beta, pair.s, into: &q)
    }
    return q.map { -$0 }
  }

  private func search(
    from start: Iterate, along direction: [Double], slope: Double, first: Double, _ objective: any Objective
  ) -> Iterate? {
    let units = objective.units
    let (way, old) = (direction.times(units), norm(start.at.gradient.times(units)))
    var (low, high, length) = (0.0, Double.infinity, first)
    for _ in 0..<60 {
      let theta = zip(start.theta, way).map { $0 + length * $1 }
      let next = objective.evaluate(theta)
      if !next.isFinite || !(next.value <= start.at.value + 1e-4 * length * slope) {
        high = length
      } else if !(dot(way, next.gradient) >= 0.9 * slope) {
        low = length
      } else {
        return next.value < start.at.value || norm(next.gradient.times(units)) < old
          ? Iterate(theta: theta, at: next) : nil
      }
      length = high.isFinite ? (low + high) / 2 : 2 * low
    }
    return nil
  }

  private mutating func remember(from old: Iterate, to new: Iterate, _ units: [Double]) {
    var s = zip(new.theta, old.theta).map { $0 - $1 }
    for i in units.indices { s[i] /= units[i] }
    let y = zip(new.at.gradient, old.at.gradient).map { $0 - $1 }.times(units)
    let curvature = dot(s, y)
    guard curvature > 1e-14 * norm(s) * norm(y) else { return }
    pairs.append((s, y, 1 / curvature))
    if pairs.count > memory { pairs.removeFirst() }
  }
}
