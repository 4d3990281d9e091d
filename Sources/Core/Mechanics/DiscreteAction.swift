/// A discrete action: the sum over the steps of a path q_0 ... q_N of a discrete Lagrangian L_d(q_k, q_{k+1}).
///
/// A path is a trajectory where the action is stationary under changes of its inner points, D_2 L_d(q_{k-1}, q_k) + D_1 L_d(q_k, q_{k+1}) = 0.
/// The costate is the momentum p_k = -D_1 L_d(q_k, q_{k+1}) = D_2 L_d(q_{k-1}, q_k), and a symmetry of L_d conserves its pairing with the group's
/// motion, <p_k, xi(q_k)>, exactly (Marsden and West, Discrete mechanics and variational integrators, Acta Numerica 2001).
public protocol DiscreteAction: Sendable {
  /// d, the number of coordinates of a point of the path.
  var dimension: Int { get }

  /// L_d(a, b) and its derivatives.
  func step(from a: ArraySlice<Double>, to b: ArraySlice<Double>) -> LagrangianStep
}

/// A discrete Lagrangian at one pair of points.
public struct LagrangianStep: Sendable {
  public var value: Double
  /// D_1 L_d and D_2 L_d, length d.
  public var d1: [Double]
  public var d2: [Double]
  /// D_11, D_12 and D_22, d x d row by row.
  public var d11: [Double]
  public var d12: [Double]
  public var d22: [Double]

  public init(value: Double, d1: [Double], d2: [Double], d11: [Double], d12: [Double], d22: [Double]) {
    (self.value, self.d1, self.d2, self.d11, self.d12, self.d22) = (value, d1, d2, d11, d12, d22)
  }
}

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
  /// The path from the first to the last point of `guess` near the guess at which the action is stationary, by Newton's method with a line search
  /// on the gradient's norm, which is drawn to saddles as to minima.
  ///
  /// - Parameter tolerance: of |dS/dq| relative to the momenta; below it Newton goes on for as long as full steps make it smaller, to rounding.
  /// - Throws: `EngineError` that says how far it came, when it does not converge; `CancellationError`, asked for before each step.
  public func stationaryPath(
    near guess: [[Double]], tolerance: Double = 1e-12, iterations limit: Int = 100, isCancelled: () -> Bool = { false }
  ) throws -> StationaryPath {
    guard guess.count >= 2, guess.allSatisfy({ $0.count == dimension }) else { throw EngineError("a path needs at least two points of R^\(dimension)") }
    var path = Path(self, guess)
    var count = 0
    while path.residual > 0 || path.residual.isNaN {
      if isCancelled() { throw CancellationError() }
      guard path.residual.isFinite else { throw EngineError("the action is not finite on the path after \(count) Newton steps") }
      let isClose = path.residual <= tolerance * path.scale
      guard count < limit, let next = path.newtonStep(shortest: isClose ? 1 : 1e-7) else {
        if isClose { break }
        throw EngineError(
          "no stationary path was found: after \(count) Newton steps the gradient is still \(path.residual)", help: "start from another path")
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
  let points: [[Double]]
  let steps: [LagrangianStep]
  /// dS/dq_k of the inner points k = 1 ... N - 1.
  let gradient: [[Double]]
  let residual: Double

  init(_ action: A, _ points: [[Double]]) {
    self.action = action
    self.points = points
    let steps = zip(points, points.dropFirst()).map { action.step(from: $0[...], to: $1[...]) }
    self.steps = steps
    gradient = zip(steps, steps.dropFirst()).map { before, after in zip(before.d2, after.d1).map { $0 + $1 } }
    residual = gradient.joined().reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  /// The size of the parts of which the gradient is a difference.
  var scale: Double { steps.reduce(0) { max($0, norm($1.d1)) } * Double(steps.count).squareRoot() }

  /// A step along Newton's direction that makes the gradient smaller; nil where none does.
  func newtonStep(shortest: Double) -> Path? {
    guard let direction = BlockTridiagonal(self.steps)?.solve(gradient) else { return nil }
    var length = 1.0
    while length >= shortest {
      var moved = points
      for k in gradient.indices { for c in 0..<action.dimension { moved[k + 1][c] -= length * direction[k][c] } }
      let next = Path(action, moved)
      if next.residual < (1 - 1e-4 * length) * residual { return next }
      length /= 2
    }
    return nil
  }

  func solution(iterations: Int) -> StationaryPath {
    StationaryPath(
      points: points, momenta: steps.map { $0.d1.map { -$0 } } + [steps[steps.count - 1].d2], action: steps.reduce(0) { $0 + $1.value },
      residual: residual, morseIndex: BlockTridiagonal(steps)?.negativeEigenvalues ?? 0, iterations: iterations)
  }
}
