import Checked
public import Limits

/// A trajectory that does not go on.
public struct TrajectoryEnd: Error, Equatable {
  /// How many steps were made.
  public let steps: Int
  /// Where it had come.
  public let point: [Double]
}

extension DiscreteAction {
  /// The trajectory that starts at q with momentum p, step by step: each solves -D_1 L_d(q_k, q_{k+1}) = p_k for
  /// q_{k+1} by Newton's method, and p_{k+1} = D_2 L_d(q_k, q_{k+1}). It is the same action's stationary path, so the
  /// same charges are conserved.
  ///
  /// - Parameter first: near the first next point; without it the search for that begins at q itself.
  /// - Throws: `TrajectoryEnd` where no next point was found; `CancellationError`, asked for now and then.
  public func trajectory(
    from q: [Double], momentum p: [Double], steps count: Int, first: [Double]? = nil,
    isCancelled: () -> Bool = Cancellation.isAsked
  ) throws -> StationaryPath {
    let d = dimension
    guard q.count == d, p.count == d, count >= 1 else {
      throw EngineError(.wrongShape, "a trajectory needs a point and a momentum of R^\(d), and one step")
    }
    var points = q
    var momentum = p
    var room = [Double](repeating: 0, count: StepPlaces.count(d))
    for k in 0..<count {
      if k % 256 == 0, isCancelled() { throw CancellationError() }
      let here = Array(points.suffix(d))
      // As far as the last step went.
      var next = k == 0 ? first ?? here : zip(here, points.suffix(2 * d)).map { 2 * $0 - $1 }
      guard solve(here, momentum, &next, &room) else {
        throw TrajectoryEnd(steps: k, point: here)
      }
      room.withUnsafeMutableBufferPointer {
        momentum = Array(UnsafeBufferPointer(start: StepPlaces($0.baseAddress!, d).d2, count: d))
      }
      points += next
    }
    let all = PathSteps(self, points)
    return StationaryPath(
      points: (0...count).map { Array(points[Range(from: $0 * d, upTo: ($0 + 1) * d)]) }, momenta: all.momenta,
      action: all.action,
      residual: 0,
      morseIndex: BlockTridiagonal(all)?.negativeEigenvalues ?? 0, iterations: count)
  }

  /// Newton's method to rounding; leaves the step at the solution in `room`.
  private func solve(_ here: [Double], _ p: [Double], _ next: inout [Double], _ room: inout [Double]) -> Bool {
    let d = dimension
    var last = Double.infinity
    var change = [Double](repeating: 0, count: d)
    for _ in 0..<100 {
      let (misses, size, matrix, isFinite) = room.withUnsafeMutableBufferPointer { room in
        let places = StepPlaces(room.baseAddress!, d)
        step(from: here, to: next, into: places)
        let after = (0..<d).map { places.d2[$0] }
        return (
          (0..<d).map { -places.d1[$0] - p[$0] }, max(norm(p), norm(after)),
          Array(UnsafeBufferPointer(start: places.d12, count: d * d)),
          places.value[0].isFinite
        )
      }
      let miss = norm(misses)
      // Rounding, that of the momentum or of the next point: it does not become smaller any more.
      let grain = 4e-16 * norm(matrix) * norm(next)
      if isFinite, miss == 0 || (miss <= 1e-12 * size + grain && miss >= last / 2) { return true }
      if isFinite, miss.isFinite, miss < 2 * last {
        last = miss
        guard let newton = DenseSystem.solution(matrix, misses) else { return false }
        change = newton
        for c in 0..<d { next[c] += change[c] }
      } else {
        // Too far: back by half, or to where the step began.
        if last == .infinity, next != here {
          next = here
          continue
        }
        guard last.isFinite, norm(change) > 0 else { return false }
        for c in 0..<d {
          change[c] /= 2
          next[c] -= change[c]
        }
      }
    }
    return false
  }
}

enum DenseSystem {
  /// x of A x = b, by elimination with pivots; nil where A is singular.
  static func solution(_ matrix: [Double], _ right: [Double]) -> [Double]? {
    let d = right.count
    var (a, x) = (matrix, right)
    for c in 0..<d {
      guard let pivot = Range(from: c, upTo: d).max(by: { abs(a[$0 * d + c]) < abs(a[$1 * d + c]) }),
        a[pivot * d + c] != 0,
        a[pivot * d + c].isFinite
      else { return nil }
      if pivot != c {
        for j in 0..<d { a.swapAt(pivot * d + j, c * d + j) }
        x.swapAt(pivot, c)
      }
      for r in Range(from: c + 1, upTo: d) {
        let factor = a[r * d + c] / a[c * d + c]
        for j in Range(from: c, upTo: d) { a[r * d + j] -= factor * a[c * d + j] }
        x[r] -= factor * x[c]
      }
    }
    for r in stride(from: d - 1, through: 0, by: -1) {
      for j in Range(from: r + 1, upTo: d) { x[r] -= a[r * d + j] * x[j] }
      x[r] /= a[r * d + r]
    }
    return x
  }
}
