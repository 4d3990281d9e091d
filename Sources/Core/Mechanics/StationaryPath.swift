import Checked
public import Limits

/// A path between fixed ends at which an action is stationary.
public struct StationaryPath: Sendable {
  /// The points q_0 ... q_N.
  public let points: [[Double]]
  /// p_0 ... p_N.
  public let momenta: [[Double]]
  /// The action.
  public let action: Double
  /// |dS/dq| over the inner points.
  public let residual: Double
  /// The number of negative eigenvalues of the action's Hessian: zero at a minimum, positive at a saddle.
  public let morseIndex: Int
  /// Newton steps that were made.
  public let iterations: Int
}

extension DiscreteAction {
  /// The path from the first to the last point of `guess` near the guess at which the action is stationary, by Newton's
  /// method with a line search on the gradient's norm, which is drawn to saddles as to minima.
  ///
  /// - Parameter descends: first goes down the action until Newton's method is near: slower, and only to minima, but to
  ///   one of them from everywhere.
  /// - Parameter tolerance: of |dS/dq| relative to the momenta; below it Newton goes on for as long as full steps make
  ///   it smaller, to rounding.
  /// - Throws: `EngineError` that says how far it came, when it does not converge; `CancellationError`, asked for
  ///   before each step.
  public func stationaryPath(
    near guess: [[Double]], descends: Bool = false, tolerance: Double = 1e-12, iterations limit: Int = 100,
    isCancelled: () -> Bool = Cancellation.isAsked
  ) throws -> StationaryPath {
    guard guess.count >= 2, guess.allSatisfy({ $0.count == dimension }) else {
      throw EngineError(.outOfRange, "a path needs at least two points of R^\(dimension)")
    }
    var path = Path(self, guess.flatMap { $0 })
    let first = path.residual
    if descends { path = try path.descended(isCancelled: isCancelled) }
    var count = 0
    while path.residual > 0 || path.residual.isNaN {
      if isCancelled() { throw CancellationError() }
      guard path.residual.isFinite else {
        throw EngineError(.notFinite, "the action is not finite on the path after \(count) Newton steps")
      }
      let isClose = path.residual <= tolerance * path.scale
      guard count < limit, let next = path.newtonStep(shortest: isClose ? 1 : 1e-7) else {
        if isClose { break }
        throw EngineError(
          .noConvergence,
          "\(count) Newton steps made the action's gradient \(Float(path.residual)), from \(Float(first))",
          help: "start from another path")
      }
      path = next
      count += 1
    }
    return path.solution(iterations: count)
  }
}

/// A path with its action's derivatives.
private struct Path<A: DiscreteAction> {
  let action: A
  /// One point behind the other.
  let points: [Double]
  let steps: PathSteps
  /// dS/dq_k of the inner points k = 1 ... N - 1.
  let gradient: [Double]
  let residual: Double

  init(_ action: A, _ points: [Double]) {
    let steps = PathSteps(action, points)
    let d = action.dimension
    var gradient = [Double](repeating: 0, count: max(0, (steps.count - 1) * d))
    var sum = 0.0
    for k in Range(from: 1, upTo: steps.count) {
      for c in 0..<d {
        let slope = steps[k - 1].d2[c] + steps[k].d1[c]
        gradient[(k - 1) * d + c] = slope
        sum += slope * slope
      }
    }
    (self.action, self.points, self.steps, self.gradient, residual) = (
      action, points, steps, gradient, sum.squareRoot()
    )
  }

  /// The size of the parts of which the gradient is a difference.
  var scale: Double {
    var largest = 0.0
    for k in 0..<steps.count {
      let norm = (0..<action.dimension).reduce(0) { $0 + steps[k].d1[$1] * steps[k].d1[$1] }
      largest = max(largest, norm)
    }
    return largest.squareRoot() * Double(steps.count).squareRoot()
  }

  /// A step along Newton's direction that makes the gradient smaller; nil where none does.
  func newtonStep(shortest: Double) -> Path? {
    guard let direction = BlockTridiagonal(steps)?.solve(gradient) else { return nil }
    let d = action.dimension
    var length = 1.0
    while length >= shortest {
      var moved = points
      for i in gradient.indices { moved[d + i] -= length * direction[i] }
      let next = Path(action, moved)
      if next.residual < (1 - 1e-4 * length) * residual { return next }
      length /= 2
    }
    return nil
  }

  /// Further down, until the gradient is a thousandth of its parts or nothing goes down any more.
  func descended(isCancelled: () -> Bool) throws -> Path {
    var path = self
    for _ in 0..<Self.longestDescent where path.residual > 1e-3 * path.scale {
      if isCancelled() { throw CancellationError() }
      guard let next = path.downwardStep() else { break }
      path = next
    }
    return path
  }

  private static var longestDescent: Int { 1000 }

  private func downwardStep() -> Path? {
    guard let direction = BlockTridiagonal(steps, isPositive: true)?.solve(gradient) else { return nil }
    let (d, slope) = (action.dimension, zip(direction, gradient).reduce(0) { $0 + $1.0 * $1.1 })
    var length = 1.0
    while length > 1e-9 {
      var moved = points
      for i in gradient.indices { moved[d + i] -= length * direction[i] }
      let next = Path(action, moved)
      if next.steps.action <= steps.action - 1e-4 * length * slope { return next }
      length /= 2
    }
    return nil
  }

  func solution(iterations: Int) -> StationaryPath {
    let d = action.dimension
    return StationaryPath(
      points: (0...steps.count).map { Array(points[Range(from: $0 * d, upTo: ($0 + 1) * d)]) }, momenta: steps.momenta,
      action: steps.action, residual: residual,
      morseIndex: BlockTridiagonal(steps)?.negativeEigenvalues ?? 0, iterations: iterations)
  }
}
