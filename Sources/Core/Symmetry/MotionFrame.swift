/// An origin and a length in which points are told: their median, and the median of their distances from it, by
/// coordinates. A few that lie far off do not matter.
struct MotionFrame {
  let origin: [Double]
  let length: Double

  init(_ batches: [Matrix]) {
    func median(_ values: [Double]) -> Double { values.isEmpty ? 0 : values.sorted()[values.count / 2] }
    let d = batches[0].rows
    let origin = (0..<d).map { c in median(batches.flatMap { batch in (0..<batch.columns).map { batch[c, $0] } }) }
    let distances = (0..<d).flatMap { c in
      batches.flatMap { batch in (0..<batch.columns).map { abs(batch[c, $0] - origin[c]) } }
    }
    let typical = median(distances.filter { $0 > 0 })
    self.origin = origin
    length = typical > 0 && typical.isFinite ? typical : 1
  }

  /// (x - o)/l.
  func coordinates(_ points: Matrix) -> Matrix {
    var result = points
    for c in 0..<points.rows { for i in 0..<points.columns { result[c, i] = (points[c, i] - origin[c]) / length } }
    return result
  }

  /// Of a motion A x + b the matrix l A and the offset A o + b.
  func coordinates(_ xi: Generator) -> [Double] { xi.matrix.map { $0 * length } + xi(origin) }

  /// The motion of coordinates.
  func motion(_ values: ArraySlice<Double>) -> (matrix: [Double], offset: [Double]) {
    let (d, values) = (origin.count, Array(values))
    let matrix = values[..<(d * d)].map { $0 / length }
    let offset = (0..<d).map { i in
      // What cancels is no offset.
      let moved = (0..<d).map { matrix[i * d + $0] * origin[$0] }
      let rest = values[d * d + i] - moved.reduce(0, +)
      return abs(rest) <= 1e-12 * moved.reduce(abs(values[d * d + i])) { max($0, abs($1)) } ? 0 : rest
    }
    return (matrix, offset)
  }
}
