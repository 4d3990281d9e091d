import Checked
public import Core
import Limits

/// What a recording's charges change by from state to state, all affine motions together: a matrix with a row for each
/// step, whose null vectors are motions that are conserved. There are d (d + 1) motions and mostly fewer steps, so that
/// most are conserved by counting alone: within some principal directions of states and costates they can be told apart.
public struct RecordedDrifts: Sendable {
  /// How many coordinates were looked at.
  public let dimension: Int
  /// Descending: of the K x (m^2 + m) matrix of changes of (M, sum g), as they are.
  public let singularValues: [Double]
  /// The same with M divided by the scale of linear charges and sum g by that of translations, ascending and with the
  /// zeros of motions that are more than steps.
  public let relative: [Double]
  /// How many come before a gap of a hundred, where steps are as many as motions; nil where they are fewer.
  public let count: Int?
  /// Of the values that are counted.
  public let motions: [Generator]

  public var steps: Int { singularValues.count }
  public var motionCount: Int { dimension * (dimension + 1) }

  /// - Parameters:
  ///   - scales: of translations and of linear charges.
  ///   - basis: d x m, directions to which states and costates are restricted; nil for all.
  public init(_ moments: RecordedMoments, scales: (shift: Double, linear: Double), within basis: Matrix? = nil) throws {
    let d = moments.dimension
    let m = basis?.columns ?? d
    dimension = m
    let charges = moments.states[moments.stretch].map { state -> (Matrix, [Double]) in
      guard let basis else { return (state.moment.matrix, state.moment.vector) }
      let matrix = Matrix.product(Matrix.product(basis, .transposed, state.moment.matrix), .plain, basis)
      return (matrix, (0..<m).map { j in (0..<d).reduce(0.0) { $0 + basis[$1, j] * state.moment.vector[$1] } })
    }
    let steps = moments.steps
    guard steps > 0 else {
      throw EngineError(.tooFew, "this recording has no two neighbouring states of one width", help: "inspect process")
    }
    try MemoryLimit.present.require(64 * Double(steps) * Double(m * m + m), for: "the changes of \(m * m + m) charges")
    func changes(_ units: (shift: Double, linear: Double)) -> Matrix {
      Matrix(
        rows: steps, columns: m * m + m,
        values: (0..<steps).flatMap { k -> [Double] in
          let (now, next) = (charges[k], charges[k + 1])
          return zip(next.0.values, now.0.values).map { ($0 - $1) / units.linear }
            + zip(next.1, now.1).map { ($0 - $1) / units.shift }
        })
    }
    singularValues = try SingularValues(changes((1, 1))).values
    let units = (shift: scales.shift > 0 ? scales.shift : 1, linear: scales.linear > 0 ? scales.linear : 1)
    let isWhole = steps >= m * m + m
    let parts = try SingularValues(changes(units), all: isWhole)
    relative = Array(
      (parts.values + [Double](repeating: 0, count: max(0, m * m + m - parts.values.count))).reversed().prefix(4096))
    guard isWhole else {
      (count, motions) = (nil, [])
      return
    }
    let found = Self.conserved(relative, steps: steps)
    count = found
    motions = (0..<found).map { j in
      let row = parts.right.rows - 1 - j
      let v = Range(from: 0, upTo: m * m + m).map { parts.right[row, $0] }
      let a = Matrix(rows: m, columns: m, values: v.prefix(m * m).map { $0 / units.linear })
      let b = v.dropFirst(m * m).map { $0 / units.shift }
      guard let basis else { return Generator(name: "motion \(j + 1)", matrix: a.values, offset: Array(b)) }
      let lifted = Matrix.product(Matrix.product(basis, .plain, a), .plain, basis.transposed)
      let offset = (0..<d).map { i in (0..<m).reduce(0.0) { $0 + basis[i, $1] * b[b.startIndex + $1] } }
      return Generator(name: "motion \(j + 1)", matrix: lifted.values, offset: offset)
    }
  }

  /// As many as come before the widest gap, if it is one of at least a hundred; what is below rounding is zero.
  private static func conserved(_ values: [Double], steps: Int) -> Int {
    let noise = 16 * Double.ulpOfOne * Double(steps).squareRoot()
    let seen = values.map { max($0, noise) }
    guard let last = seen.last, last > noise else { return values.count }
    let gaps = zip(seen, seen.dropFirst()).map { $1 / $0 }
    let widest = gaps.indices.max { gaps[$0] < gaps[$1] } ?? 0
    return gaps.isEmpty || !(gaps[widest] >= 100) ? 0 : widest + 1
  }
}

extension Recording {
  /// The first principal directions of states and costates together, d x m: eigenvectors of the sum over the stretch's
  /// states of E[x x']/E|x|^2 + E[g g']/E|g|^2, about zero.
  public func principalDirections(_ m: Int) throws -> Matrix {
    let (stretch, d) = (stretch, states[stretch.lowerBound].width)
    guard m <= d else {
      throw EngineError(.outOfRange, "`within` is \(m): the states have \(d) coordinates", about: "within")
    }
    try MemoryLimit.present.require(64 * Double(d) * Double(d), for: "the directions of R^\(d)")
    var sum = Matrix(rows: d, columns: d)
    for k in stretch {
      for isCostate in [false, true] {
        let part = try secondMoment(k, ofCostates: isCostate)
        let size = part.trace
        if size > 0 { sum = sum + part.scaled(1 / size) }
      }
    }
    let eigen = try SymmetricEigen(sum.values, order: d)
    return Matrix(
      rows: d, columns: m, values: (0..<d).flatMap { i in (0..<m).map { eigen.vectors[i * d + d - 1 - $0] } })
  }

  private func secondMoment(_ k: Int, ofCostates: Bool) throws -> Matrix {
    let d = states[k].width
    let capacity = PointBlock<Double>.capacity(width: d)
    var (rows, filled, sum) = (Matrix(rows: capacity, columns: d), 0, Matrix(rows: d, columns: d))
    func flush() {
      for i in Range(from: filled * d, upTo: capacity * d) { rows.values[i] = 0 }
      sum.add(rows, .transposed, rows, .plain)
      filled = 0
    }
    try sweep(k) { point in
      let v = ofCostates ? point.g : point.x
      rows.values.withUnsafeMutableBufferPointer { for j in 0..<d { $0[filled * d + j] = v[j] } }
      filled += 1
      if filled == capacity { flush() }
    }
    if filled > 0 { flush() }
    return sum
  }
}
