import Checked
import Limits

/// A column for each affine motion of the input and of the output: what the map does to it, and what of that no change
/// of parameters explains.
///
/// The motions of R^d in order: dx_i = (x_j - o_j)/l row by row, then dx_i = 1, with an origin o and a length l that the
/// points tell (see `MotionFrame`), so that neither far places nor small units make motions look alike. Equations are divided
/// by their largest entry, columns by their unprojected size, the root mean square over the maps.
struct MotionColumns {
  /// d and m.
  let widths: (input: Int, output: Int)
  let frames: (input: MotionFrame, output: MotionFrame)
  /// The numbers of motions of the input and of both.
  let inputs: Int
  let count: Int
  /// P [f_x xi_in, -xi_out(y)] of all maps above each other, columns scaled, and the same before P.
  let projected: Matrix
  let plain: Matrix
  let scales: [Double]

  init(_ maps: [Linearisation]) throws {
    let (d, m) = (maps[0].inputs, maps[0].outputs)
    try Self.check(inputs: d, outputs: m)
    widths = (d, m)
    inputs = d * (d + 1)
    count = inputs + m * (m + 1)
    let frames = (input: MotionFrame(maps.map(\.points)), output: MotionFrame(maps.map(\.images)))
    self.frames = frames
    try Self.checkSpan(maps.map { frames.input.coordinates($0.points) }, "points")
    try Self.checkSpan(maps.map { frames.output.coordinates($0.images) }, "images")
    var (plain, projected): ([Double], [Double]) = ([], [])
    var equations = 0
    for map in maps {
      try Cancellation.check()
      var columns = Self.columns(map, frames.input.coordinates(map.points), frames.output.coordinates(map.images))
      let range = try Self.range(of: Self.balanced(&columns, map.byParameters))
      equations += columns.rows - range.columns
      plain += columns.values
      projected += Self.across(range, columns).values
    }
    guard equations >= count else {
      throw EngineError(
        .tooFew, "the batch is too small: \(maps[0].count) points leave \(equations) equations for \(count) motions",
        help: "take at least \((count / maps.count + maps[0].byParameters.columns) / m + 1) points")
    }
    let width = count
    let rows = plain.count / width
    let scales = (0..<width).map { j in
      let square = stride(from: j, to: plain.count, by: width).reduce(0) { $0 + plain[$1] * plain[$1] }
      return square == 0 ? 1 : square.squareRoot()
    }
    self.scales = scales
    self.plain = Matrix(
      rows: rows, columns: scales.count, values: plain.indices.map { plain[$0] / scales[$0 % scales.count] })
    self.projected = Matrix(
      rows: rows, columns: scales.count, values: projected.indices.map { projected[$0] / scales[$0 % scales.count] })
  }

  /// Points on a line, or all alike, cannot tell motions apart that agree there.
  private static func checkSpan(_ batches: [Matrix], _ what: String) throws {
    let d = batches[0].rows
    let values: [Double] = batches.flatMap { batch in
      (0..<batch.columns).flatMap { j -> [Double] in (0..<d).map { batch[$0, j] } + [1] }
    }
    let all = Matrix(rows: values.count / (d + 1), columns: d + 1, values: values)
    guard all.rows > d else {
      throw EngineError(
        .tooFew, "the batch is too small: \(all.rows) points of R^\(d)", help: "take more than \(d) points")
    }
    let singular = try SingularValues(all).values
    let rank = singular.count { $0 > 1e-10 * singular[0] }
    guard rank == d + 1 else {
      throw EngineError(
        .tooFew,
        "the \(what) lie in a plane of dimension \(rank - 1) of R^\(d): motions that agree there cannot be told apart",
        help: "take points that span the space, or leave out columns that are constant")
    }
  }

  /// - Throws: `EngineError` where there are too many motions to look through.
  static func check(inputs d: Int, outputs m: Int) throws {
    // Numbers of coordinates that nobody can have are not multiplied.
    let count = min(d, 100_000) * (min(d, 100_000) + 1) + min(m, 100_000) * (min(m, 100_000) + 1)
    guard count <= 1200 else {
      throw EngineError(
        .outOfRange, "\(count) motions of R^\(d) and R^\(m) are too many to look through; at most 1200",
        help: "take a layer of fewer numbers, such as R^16")
    }
  }

  /// - Parameters:
  ///   - points: in their frame.
  ///   - images: in theirs.
  private static func columns(_ map: Linearisation, _ points: Matrix, _ images: Matrix) -> Matrix {
    let (d, m, n) = (map.inputs, map.outputs, map.count)
    let inputs = d * (d + 1)
    var result = Matrix(rows: n * m, columns: inputs + m * (m + 1))
    for i in 0..<n {
      for c in 0..<m {
        let row = i * m + c
        for r in 0..<d {
          let slope = map.byState[row, r]
          for s in 0..<d { result[row, r * d + s] = slope * points[s, i] }
          result[row, d * d + r] = slope
        }
        for s in 0..<m { result[row, inputs + c * m + s] = -images[s, i] }
        result[row, inputs + m * m + c] = -1
      }
    }
    return result
  }

  /// Divides each equation by its largest entry, and f_theta's columns by their sizes.
  private static func balanced(_ columns: inout Matrix, _ byParameters: Matrix) -> Matrix {
    var slopes = byParameters
    for row in 0..<columns.rows {
      let size = (0..<columns.columns).reduce(0) { max($0, abs(columns[row, $1])) }
      guard size > 0, size.isFinite else { continue }
      for j in 0..<columns.columns { columns[row, j] /= size }
      for j in 0..<slopes.columns { slopes[row, j] /= size }
    }
    for j in 0..<slopes.columns {
      let largest = (0..<slopes.rows).reduce(0) { max($0, abs(slopes[$1, j])) }
      if largest > 0 { for row in 0..<slopes.rows { slopes[row, j] /= largest } }
    }
    return slopes
  }

  /// An orthonormal basis of the range.
  private static func range(of matrix: Matrix) throws -> Matrix {
    let decomposition = try SingularValues(matrix)
    let largest = decomposition.values.first ?? 0
    return decomposition.left.columns(0..<decomposition.values.count { $0 > 1e-11 * largest })
  }

  /// A - U U' A, twice, so that rounding leaves nothing along U.
  private static func across(_ u: Matrix, _ a: Matrix) -> Matrix {
    var result = a
    guard u.columns > 0 else { return result }
    for _ in 0..<2 {
      let along = Matrix.product(u, .transposed, result)
      let part = Matrix.product(u, .plain, along)
      for i in result.values.indices { result.values[i] -= part.values[i] }
    }
    return result
  }
}

extension MotionColumns {
  /// A pair of motions in scaled coordinates, of length one.
  func coordinates(_ input: Generator?, _ output: Generator?) -> [Double] {
    let (d, m) = widths
    let values =
      (input.map(frames.input.coordinates) ?? [Double](repeating: 0, count: d * (d + 1)))
      + (output.map(frames.output.coordinates) ?? [Double](repeating: 0, count: m * (m + 1)))
    let scaled = zip(values, scales).map { $0 * $1 }
    let size = norm(scaled)
    return scaled.map { $0 / size }
  }

  /// The motions of coordinates, the largest entry of both made one: of the matrices, where there are any.
  func motions(_ coordinates: [Double], name: String = "") -> (input: Generator, output: Generator) {
    var values = zip(coordinates, scales).map { $0 / $1 }
    let largest = values.reduce(0) { max($0, abs($1)) }
    for i in values.indices where abs(values[i]) <= 1e-12 * largest { values[i] = 0 }
    let (u, v) = (frames.input.motion(values[..<inputs]), frames.output.motion(values[inputs...]))
    func lead(_ entries: [Double]) -> Double { entries.max { abs($0) < abs($1) } ?? 0 }
    let turn = lead(u.matrix + v.matrix)
    let size = turn == 0 ? lead(u.offset + v.offset) : turn
    func scaled(_ entries: [Double]) -> [Double] { size == 0 ? entries : entries.map { $0 / size } }
    return (
      Generator(name: name, matrix: scaled(u.matrix), offset: scaled(u.offset)),
      Generator(name: name, matrix: scaled(v.matrix), offset: scaled(v.offset))
    )
  }

  /// |P delta| relative to the columns, and |P delta| / |delta|.
  func measure(_ coordinates: [Double]) -> (residual: Double, eta: Double) {
    let column = Matrix(rows: coordinates.count, columns: 1, values: coordinates)
    let (across, delta) = (Matrix.product(projected, .plain, column).norm, Matrix.product(plain, .plain, column).norm)
    return (across, delta == 0 ? 0 : across / delta)
  }
}
