public import Limits

/// A solution of Hamilton's equations from time 0 to 1, in equal steps of the implicit midpoint rule,
///
///     z_{k+1} = z_k + h J dH((z_k + z_{k+1}) / 2),   z = (q, p)
///
/// which is symplectic, its own inverse under a change of h's sign, and conserves what is linear or quadratic in z: linear
/// and angular momentum, to rounding. H errs by O(h^2) and does not drift (Hairer, Lubich and Wanner, Geometric Numerical
/// Integration, IV.2 and VI.4).
public struct LandmarkFlow: Sendable {
  /// q_0 ... q_N and p_0 ... p_N.
  public private(set) var places: [[Double]]
  public private(set) var momenta: [[Double]]
  /// The discrete action, sum of h H at the steps' midpoints. As a function of both ends it generates the flow: its
  /// derivative by q_N is p_N, by q_0 it is -p_0.
  public private(set) var action = 0.0

  public var steps: Int { places.count - 1 }

  /// Nil where the equation of a step has no solution that repeated substitution finds: the step is too long.
  ///
  /// - Throws: `CancellationError`.
  public init?(
    _ hamiltonian: LandmarkHamiltonian, from q: [Double], _ p: [Double], steps: Int,
    isCancelled: () -> Bool = Cancellation.isAsked
  ) throws {
    (places, momenta) = ([q], [p])
    var rule = MidpointRule(hamiltonian, q, p, 1 / Double(steps))
    for _ in 0..<steps {
      if isCancelled() { throw CancellationError() }
      guard rule.advance() else { return nil }
      places.append(rule.q)
      momenta.append(rule.p)
      action += rule.h * hamiltonian.halfPairing(rule.middle.p, rule.rates.q)
    }
  }

  /// The middle between two states.
  func middle(_ a: Int, _ b: Int) -> (q: [Double], p: [Double]) {
    func mean(_ x: [Double], _ y: [Double]) -> [Double] { zip(x, y).map { ($0 + $1) / 2 } }
    return (mean(places[a], places[b]), mean(momenta[a], momenta[b]))
  }
}

/// Room for the steps of one flow.
private struct MidpointRule {
  private let hamiltonian: LandmarkHamiltonian
  let h: Double
  private(set) var q: [Double]
  private(set) var p: [Double]
  /// Of the last step.
  private(set) var middle: (q: [Double], p: [Double])
  private(set) var rates: (q: [Double], p: [Double])
  private var before: (q: [Double], p: [Double])?

  init(_ hamiltonian: LandmarkHamiltonian, _ q: [Double], _ p: [Double], _ h: Double) {
    (self.hamiltonian, self.h, self.q, self.p) = (hamiltonian, h, q, p)
    (middle, rates) = ((q, p), (q, p))
  }

  private static let mostSubstitutions = 200

  /// The equation's solution by repeated substitution, from where the last step points, until nothing changes but
  /// rounding, which is judged against the largest coordinate and the largest momentum.
  mutating func advance() -> Bool {
    let guess = before.map { last in
      (zip(q, last.q).map { $0 + ($0 - $1) / 2 }, zip(p, last.p).map { $0 + ($0 - $1) / 2 })
    }
    middle = guess ?? (q, p)
    before = (q, p)
    var last = Double.infinity
    for _ in 0..<Self.mostSubstitutions {
      let change = substitute()
      guard change.isFinite, change < 1e3 else { return false }
      if change <= 2e-16 || (change <= 1e-14 && change >= last) { return finish() }
      last = change
    }
    return false
  }

  /// Puts q + h/2 v, p + h/2 f in the middle's place; the largest change, relative.
  private mutating func substitute() -> Double {
    for i in q.indices { (rates.q[i], rates.p[i]) = (0, 0) }
    hamiltonian.addRates(middle.q, middle.p, &rates.q, &rates.p)
    let half = h / 2
    var (changeQ, changeP, sizeQ, sizeP) = (0.0, 0.0, 0.0, 0.0)
    for i in q.indices {
      let (nextQ, nextP) = (q[i] + half * rates.q[i], p[i] + half * rates.p[i])
      (changeQ, changeP) = (max(abs(nextQ - middle.q[i]), changeQ), max(abs(nextP - middle.p[i]), changeP))
      (sizeQ, sizeP) = (max(abs(nextQ), sizeQ), max(abs(nextP), sizeP))
      (middle.q[i], middle.p[i]) = (nextQ, nextP)
    }
    return max(changeQ == 0 ? 0 : changeQ / sizeQ, changeP == 0 ? 0 : changeP / sizeP)
  }

  private mutating func finish() -> Bool {
    for i in q.indices {
      q[i] += h * rates.q[i]
      p[i] += h * rates.p[i]
    }
    return q.allSatisfy(\.isFinite) && p.allSatisfy(\.isFinite)
  }
}

extension LandmarkHamiltonian {
  /// Where points of the plane are carried that have no momentum of their own, one array of points for every state of the
  /// flow, by the same rule.
  public func carry(_ points: [[Double]], by flow: LandmarkFlow) -> [[[Double]]] {
    var all = [points]
    for k in 0..<flow.steps { all.append(carry(all[k], by: flow, step: k + 1)) }
    return all
  }

  /// By step k, from 1.
  func carry(_ points: [[Double]], by flow: LandmarkFlow, step k: Int) -> [[Double]] {
    let (q, p) = flow.middle(k - 1, k)
    return points.map { carry($0, 1 / Double(flow.steps), q, p) }
  }

  private func carry(_ point: [Double], _ h: Double, _ q: [Double], _ p: [Double]) -> [Double] {
    var (middle, last) = (point, Double.infinity)
    while true {
      let v = velocity(middle[0], middle[1], q, p)
      let next = [point[0] + h / 2 * v.x, point[1] + h / 2 * v.y]
      let change = max(abs(next[0] - middle[0]), abs(next[1] - middle[1]))
      // As small as rounding, or no longer smaller.
      if !(change < last) { return [point[0] + h * v.x, point[1] + h * v.y] }
      (middle, last) = (next, change)
    }
  }
}
