/// The affine motions of R^d as columns of linear equations: dx_i = 1 for each coordinate, then dx_i = x_j row by row.
struct MotionTable {
  let dimension: Int
  var count: Int { dimension * (dimension + 1) }

  private var known: [Generator] {
    [MotionSpace.translations, .rotations, .dilation].flatMap { $0.basis(dimension: dimension) }
  }

  private func vector(_ xi: Generator) -> [Double] { xi.offset + xi.matrix }

  private func generator(_ vector: [Double], length: Double) -> Generator {
    // The last of the largest, so that rotations turn as those with a name do.
    let largest = vector.dropFirst(dimension).reversed().max { abs($0) < abs($1) } ?? 0
    let size = largest == 0 ? vector.max { abs($0) < abs($1) } ?? 1 : largest
    let scaled = vector.map { $0 / size }
    let (offset, matrix) = (Array(scaled[..<dimension]), Array(scaled[dimension...]))
    return Generator(
      name: NamedMotions.recognised(matrix, offset, length: length) ?? "affine motion", matrix: matrix, offset: offset)
  }

  // MARK: By exact equations

  /// A basis of the motions that fulfil the equations: known ones, and what is left.
  func generators(_ equations: Echelon) -> [Generator] {
    var taken = Echelon(pivots: 0..<count)
    var found: [Generator] = []
    for xi in known {
      let vector = vector(xi).map { Bounded($0) }
      let isInside = equations.rows.allSatisfy { row in
        zip(row.entries, vector).reduce(Bounded.zero) { $0 + $1.0 * $1.1 }.isZero
      }
      if isInside, taken.add(vector) == nil { found.append(xi) }
    }
    for vector in equations.nullSpace {
      let rest = taken.reduced(vector)
      guard taken.add(vector) == nil else { continue }
      let values = rest.map { $0.isZero ? 0 : $0.value }
      let (b, a) = (norm(Array(values[..<dimension])), norm(Array(values[dimension...])))
      found.append(generator(values, length: a == 0 || b == 0 ? 1 : b / a))
    }
    return found
  }

  // MARK: By trying

  /// An equation at one state: what each motion does, and the size of the parts that this is the sum of.
  struct Row {
    var values: [Double]
    var sizes: [Double]

    init(count: Int) {
      values = [Double](repeating: 0, count: count)
      sizes = values
    }

    /// A value that is a sum of parts of such a size, times a factor.
    mutating func add(_ x: (value: Double, size: Double), times factor: Double = 1, at column: Int) {
      values[column] += x.value * factor
      sizes[column] += abs(x.size * factor)
    }

    var isUsable: Bool { sizes.allSatisfy(\.isFinite) && sizes.contains { $0 > 0 } }
  }

  /// The motions that fulfil all equations to rounding, relative to the parts' sizes, so that units do not matter.
  func generators(_ rows: [Row]) -> [Generator] {
    var scales = [Double](repeating: 1, count: count)
    var heights = [Double](repeating: 1, count: rows.count)
    for _ in 0..<4 {
      for (i, row) in rows.enumerated() {
        heights[i] = zip(row.sizes, scales).map { $0 / $1 }.max() ?? 1
      }
      for j in scales.indices {
        let largest = zip(rows, heights).map { $0.sizes[j] / $1 }.max() ?? 1
        scales[j] = largest > 0 && largest.isFinite ? largest : 1
      }
    }
    let values = zip(rows, heights).flatMap { row, height in zip(row.values, scales).map { $0 / height / $1 } }
    guard let space = try? NullSpace(Matrix(rows: rows.count, columns: count, values: values)) else { return [] }
    let exact = space.vectors.prefix(space.exact).map { zip($0, scales).map { $0 / $1 } }
    return named(Array(exact), scales)
  }

  private func named(_ vectors: [[Double]], _ scales: [Double]) -> [Generator] {
    func scaled(_ v: [Double]) -> [Double] {
      let values = zip(v, scales).map { $0 * $1 }
      let size = norm(values)
      return values.map { $0 / size }
    }
    var space = OrthonormalBasis()
    for vector in vectors { space.add(scaled(vector)) }
    var taken = OrthonormalBasis(threshold: 1e-4)
    var found: [Generator] = []
    for xi in known {
      let vector = scaled(vector(xi))
      if norm(space.rest(of: vector)) <= 1e-7, taken.add(vector) { found.append(xi) }
    }
    let (a, b) = (norm(Array(scales[dimension...])), norm(Array(scales[..<dimension])))
    for vector in space.vectors {
      guard let rest = taken.addRest(of: vector) else { continue }
      let values = zip(rest, scales).map { abs($0) <= 1e-9 ? 0 : $0 / $1 }
      found.append(generator(values, length: a > 0 && b > 0 ? a / b : 1))
    }
    return found
  }
}
