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
          name: Equivariance.recognised(matrix, offset, tolerance: tolerance) ?? "affine motion", matrix: matrix,
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

/// An orthonormal basis that grows.
struct OrthonormalBasis {
  private(set) var vectors: [[Double]] = []
  /// What of a vector is shorter than this part of it is not new.
  private let threshold: Double

  init(threshold: Double = 1e-6) { self.threshold = threshold }

  /// Adds what of a vector is new; false where nothing is.
  @discardableResult
  mutating func add(_ vector: [Double]) -> Bool { addRest(of: vector) != nil }

  /// The new part, of length one.
  ///
  /// - Parameter length: by which the new part is judged; the vector's own, where none is given.
  @discardableResult
  mutating func addRest(of vector: [Double], length: Double? = nil) -> [Double]? {
    var rest = vector
    for _ in 0..<2 {
      for basis in vectors {
        let along = dot(rest, basis)
        for i in rest.indices { rest[i] -= along * basis[i] }
      }
    }
    let size = norm(rest)
    guard size > threshold * (length ?? max(norm(vector), 1e-300)) else { return nil }
    vectors.append(rest.map { $0 / size })
    return vectors[vectors.count - 1]
  }
}
