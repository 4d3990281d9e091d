import Limits

/// Symmetries from drifts alone: what a trace conserves, without knowing the maps.
///
/// The moments E[g_k (x) (x_k, 1)], about the trace's own middle and in its own length, hold the charges of all affine
/// motions; a motion whose charge stays the same over the layers is a null vector of their changes, a matrix with a row for each layer. Columns are divided by the scale E
/// |g||x_j| of their parts. On a trained chain a few singular values are at the level of its stationarity and a gap
/// follows; on an untrained one there is no gap.
public struct DriftDiscovery: Sendable {
  /// Ascending, relative to the scale.
  public let singularValues: [Double]
  /// How many lie before the largest gap, if it is a gap of at least a hundred; else none.
  public let count: Int
  public let generators: [Generator]

  /// - Parameter trace: with states of one width.
  /// - Throws: `EngineError` when the widths differ, or there are fewer layers than motions.
  public init(_ trace: Trace) throws {
    guard trace.isUniform else {
      throw EngineError(.wrongShape, "the states' number of coordinates changes on the way")
    }
    let d = trace.dimension
    guard trace.steps >= d * (d + 1) else {
      throw EngineError(
        .tooFew, "\(trace.steps) layers cannot tell \(d * (d + 1)) motions of R^\(d) apart",
        help: "take at least \(d * (d + 1)) layers")
    }
    let frame = MotionFrame(trace.states.map(\.matrix))
    let moments = try (0...trace.steps).map { t in
      try Cancellation.check()
      let moment = trace.moment(t)
      let about = (0..<d * d).map {
        (moment.matrix.values[$0] - moment.vector[$0 / d] * frame.origin[$0 % d]) / frame.length
      }
      return about + moment.vector
    }
    let scales = Self.scales(trace, frame)
    try Cancellation.check()
    var changes = Matrix(rows: trace.steps, columns: d * (d + 1))
    for k in 0..<trace.steps {
      for j in scales.indices { changes[k, j] = (moments[k + 1][j] - moments[k][j]) / scales[j] }
    }
    guard (changes.values + scales).allSatisfy(\.isFinite) else {
      throw EngineError(.notFinite, "states and costates are so large that their charges are not finite")
    }
    let space = try NullSpace(changes)
    singularValues = space.values
    count = Self.conserved(space.values, steps: trace.steps)
    // The span is known as well as the chain is stationary.
    generators = NamedMotions.of(
      space.vectors.prefix(count).map { zip($0, scales).map { $0 / $1 } }, scales: scales, frame: frame, tolerance: 1e-3
    )
  }

  /// How many values lie before the largest gap, if it is one of at least a hundred. What is smaller than rounding makes
  /// of so many changes, each of parts of size one, is zero: between zeros there is no gap, and where all are zero,
  /// nothing changes at all.
  private static func conserved(_ values: [Double], steps: Int) -> Int {
    let noise = 16 * Double.ulpOfOne * Double(steps).squareRoot()
    let seen = values.map { max($0, noise) }
    guard let largest = seen.last, largest > noise else { return values.count }
    let gaps = zip(seen, seen.dropFirst()).map { $1 / $0 }
    let widest = gaps.indices.max { gaps[$0] < gaps[$1] } ?? 0
    return gaps.isEmpty || !(gaps[widest] >= 100) ? 0 : widest + 1
  }

  /// E |g_i||x_j|, and E |g_i|, over all layers: of the motion dx_i = x_j.
  private static func scales(_ trace: Trace, _ frame: MotionFrame) -> [Double] {
    let d = trace.dimension
    var sums = [Double](repeating: 0, count: d * (d + 1))
    for t in 0...trace.steps {
      for i in 0..<d {
        for j in 0...d {
          sums[j < d ? i * d + j : d * d + i] += trace.mean {
            abs(trace.costates[t][$0, i]) * (j < d ? abs(trace.states[t][$0, j] - frame.origin[j]) / frame.length : 1)
          }
        }
      }
    }
    return sums.map { $0 == 0 ? 1 : $0 / Double(trace.steps + 1) }
  }
}
