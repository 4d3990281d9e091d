import Checked

/// Names for the motions that span a space.
enum NamedMotions {
  /// The known motions in the span, then what is left of it.
  ///
  /// - Parameters:
  ///   - vectors: matrix and offset of motions, one behind the other; they span the space.
  ///   - scales: what an entry is measured by: coordinates in which distances are told are entries times scales.
  ///   - tolerance: how far, of a length of one, a known motion may lie beside the span.
  static func of(_ vectors: [[Double]], scales: [Double], dimension d: Int, tolerance: Double) -> [Generator] {
    var rest = orthonormal(vectors.map { zip($0, scales).map { $0 * $1 } }, threshold: 0.01)
    var found: [Generator] = []
    let known = [MotionSpace.translations, .rotations, .dilation].flatMap { $0.basis(dimension: d) }
    for generator in known where !rest.isEmpty {
      var vector = zip(generator.matrix + generator.offset, scales).map { $0 * $1 }
      let size = norm(vector)
      vector = vector.map { $0 / size }
      let inside = rest.map { dot($0, vector) }
      guard norm(zip(vector, combination(inside, rest)).map { $0 - $1 }) <= tolerance else { continue }
      found.append(generator)
      rest = orthonormal(
        rest.map { basis in
          let along = dot(basis, vector)
          return zip(basis, vector).map { $0 - along * $1 }
        }, threshold: 0.01)
    }
    for vector in rest {
      let values = zip(vector, scales).map { $0 / $1 }
      let largest = values.max { abs($0) < abs($1) } ?? 1
      let scaled = values.map { $0 / largest }
      let (matrix, offset) = (Array(scaled[0..<d * d]), Array(scaled[(d * d)...]))
      found.append(
        Generator(
          name: recognised(matrix, offset, tolerance: tolerance) ?? "affine motion", matrix: matrix,
          offset: offset))
    }
    return found
  }

  private static func combination(_ factors: [Double], _ vectors: [[Double]]) -> [Double] {
    vectors[0].indices.map { i in zip(factors, vectors).reduce(0) { $0 + $1.0 * $1.1[i] } }
  }

  /// - Parameter threshold: of vectors of length one, what is left of one is new when it is longer; as small as the
  ///   span is well known.
  static func orthonormal(_ vectors: [[Double]], threshold: Double) -> [[Double]] {
    var basis = OrthonormalBasis(threshold: threshold)
    for vector in vectors { basis.addRest(of: vector, length: 1) }
    return basis.vectors
  }
}

extension NamedMotions {
  /// What a motion of the plane, or of R^d, is called; nil where it has no name. `v` are its matrix, row by row, and
  /// its offset.
  static func recognised(_ matrix: [Double], _ offset: [Double], tolerance: Double = 1e-6) -> String? {
    let d = offset.count
    let size = max(norm(matrix), norm(offset))
    func isSmall(_ x: Double) -> Bool { abs(x) <= tolerance * size }
    let a = Matrix(rows: d, columns: d, values: matrix)
    func point(_ c: [Double]) -> String { "(" + c.map { short(isSmall($0) ? 0 : $0) }.joined(separator: ", ") + ")" }
    if a.norm <= tolerance * size { return "translation along \(point(offset.map { $0 / norm(offset) }))" }
    let mean = (0..<d).reduce(0) { $0 + a[$1, $1] } / Double(d)
    let isScalar = (0..<d).allSatisfy { i in (0..<d).allSatisfy { isSmall(a[i, $0] - (i == $0 ? mean : 0)) } }
    if isScalar {
      return offset.allSatisfy(isSmall) ? "dilation" : "dilation about \(point(offset.map { -$0 / mean }))"
    }
    guard d == 2 else { return nil }
    let determinant = a[0, 0] * a[1, 1] - a[0, 1] * a[1, 0]
    guard isSmall(a[0, 0] + a[1, 1]), determinant > tolerance * size * size else { return nil }
    // A keeps the form x' M x with M = J' A, symmetric since tr A = 0; its axes are as sqrt of M's eigenvalues.
    let (m, q) = (
      (a[1, 0] - a[0, 1]) / 2, ((a[1, 0] + a[0, 1]) * (a[1, 0] + a[0, 1]) / 4 + a[0, 0] * a[0, 0]).squareRoot()
    )
    let centre = [
      -(a[1, 1] * offset[0] - a[0, 1] * offset[1]) / determinant,
      -(a[0, 0] * offset[1] - a[1, 0] * offset[0]) / determinant,
    ]
    let place = centre.allSatisfy { abs($0) <= 1e-5 } ? "" : " about \(point(centre))"
    if q <= tolerance * abs(m) { return "rotation" + place }
    return "rotation on ellipses, axes as \(short(((abs(m) + q) / (abs(m) - q)).squareRoot())) to 1" + place
  }

  /// Four digits at most.
  static func short(_ x: Double) -> String {
    let rounded = (x * 1000).rounded() / 1000
    return rounded == rounded.rounded() && abs(rounded) < 1e15 ? String(Int(saturating: rounded)) : "\(rounded)"
  }
}
