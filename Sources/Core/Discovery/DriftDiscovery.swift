/// Symmetries from drifts alone: what a trace conserves, without knowing the maps.
///
/// The moments E[g_k (x) (x_k, 1)] hold the charges of all affine motions; a motion whose charge stays the same over the layers is a null vector of
/// their changes, a matrix with a row for each layer. Columns are divided by the scale E |g||x_j| of their parts. On a trained chain a few singular
/// values are at the level of its stationarity and a gap follows; on an untrained one there is no gap.
public struct DriftDiscovery: Sendable {
  /// Ascending, relative to the scale.
  public let singularValues: [Double]
  /// How many lie before the largest gap, if it is a gap of at least a hundred; else none.
  public let count: Int
  public let generators: [Generator]

  /// - Parameter trace: with states of one width.
  /// - Throws: `EngineError` when the widths differ, or there are fewer layers than motions.
  public init(_ trace: Trace) throws {
    guard trace.isUniform else { throw EngineError("the states' number of coordinates changes on the way") }
    let d = trace.dimension
    guard trace.steps >= d * (d + 1) else {
      throw EngineError("\(trace.steps) layers cannot tell \(d * (d + 1)) motions of R^\(d) apart", help: "take at least \(d * (d + 1)) layers")
    }
    let moments = (0...trace.steps).map { t in
      let moment = trace.moment(t)
      return moment.matrix.values + moment.vector
    }
    let scales = Self.scales(trace)
    var changes = Matrix(rows: trace.steps, columns: d * (d + 1))
    for k in 0..<trace.steps { for j in scales.indices { changes[k, j] = (moments[k + 1][j] - moments[k][j]) / scales[j] } }
    let space = try NullSpace(changes, tolerance: 0)
    singularValues = space.values
    let gaps = zip(space.values, space.values.dropFirst()).map { $1 / max($0, 1e-300) }
    let widest = gaps.indices.max { gaps[$0] < gaps[$1] } ?? 0
    count = (gaps.first ?? 0) > 0 && gaps[widest] >= 100 ? widest + 1 : 0
    generators = Self.named(space.vectors.prefix(count).map { zip($0, scales).map { $0 / $1 } }, scales, dimension: d)
  }

  /// E |g_i||x_j|, and E |g_i|, over all layers: of the motion dx_i = x_j.
  private static func scales(_ trace: Trace) -> [Double] {
    let d = trace.dimension
    var sums = [Double](repeating: 0, count: d * (d + 1))
    for t in 0...trace.steps {
      for i in 0..<d {
        for j in 0...d {
          sums[j < d ? i * d + j : d * d + i] += trace.mean { abs(trace.costates[t][$0, i]) * (j < d ? abs(trace.states[t][$0, j]) : 1) }
        }
      }
    }
    return sums.map { $0 == 0 ? 1 : $0 / Double(trace.steps + 1) }
  }

  /// The known motions in the span, then what is left of it.
  private static func named(_ vectors: [[Double]], _ scales: [Double], dimension d: Int) -> [Generator] {
    var rest = orthonormal(vectors.map { zip($0, scales).map { $0 * $1 } })
    var found: [Generator] = []
    let known = [MotionSpace.translations, .rotations, .dilation].flatMap { $0.basis(dimension: d) }
    for generator in known {
      var vector = zip(generator.matrix + generator.offset, scales).map { $0 * $1 }
      let size = norm(vector)
      vector = vector.map { $0 / size }
      let inside = rest.map { dot($0, vector) }
      // The span is known as well as the chain is stationary.
      guard (1 - dot(inside, inside)).magnitude.squareRoot() <= 1e-3 else { continue }
      found.append(generator)
      rest = orthonormal(rest.map { basis in
        let along = dot(basis, vector)
        return zip(basis, vector).map { $0 - along * $1 }
      })
    }
    for vector in rest {
      let values = zip(vector, scales).map { $0 / $1 }
      let largest = values.max { abs($0) < abs($1) } ?? 1
      let scaled = values.map { $0 / largest }
      let (matrix, offset) = (Array(scaled[0..<d * d]), Array(scaled[(d * d)...]))
      found.append(Generator(name: Equivariance.recognised(matrix, offset, tolerance: 1e-3) ?? "affine motion", matrix: matrix, offset: offset))
    }
    return found
  }

  private static func orthonormal(_ vectors: [[Double]]) -> [[Double]] {
    var basis: [[Double]] = []
    for vector in vectors {
      var rest = vector
      for _ in 0..<2 {
        for b in basis {
          let along = dot(rest, b)
          for i in rest.indices { rest[i] -= along * b[i] }
        }
      }
      // Of vectors of length one, what is left of a known motion is as small as the chain is nearly stationary.
      let size = norm(rest)
      if size > 0.01 { basis.append(rest.map { $0 / size }) }
    }
    return basis
  }
}
