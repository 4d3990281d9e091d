/// The vectors that a matrix makes zero, or nearly.
struct NullSpace {
  /// The largest singular value that counts as zero.
  static let zero = 1e-9

  /// Singular values, ascending.
  let values: [Double]
  /// The right singular vectors, in the same order.
  let vectors: [[Double]]
  /// How many are zero to rounding.
  let exact: Int

  /// The next value relative to the largest of these, or to rounding.
  var gap: Double {
    guard exact < values.count else { return .infinity }
    return values[exact] / max(exact > 0 ? values[exact - 1] : 0, 1e-15)
  }

  /// - Throws: `EngineError` where the matrix is not finite, of which no null space is known.
  init(_ matrix: Matrix) throws {
    guard matrix.values.allSatisfy(\.isFinite) else {
      throw EngineError(.notFinite, "the numbers of which motions would be found are not finite")
    }
    let decomposition = try SingularValues(matrix, all: true)
    values = decomposition.values.reversed()
    vectors = (0..<matrix.columns).reversed().map { i in (0..<matrix.columns).map { decomposition.right[i, $0] } }
    exact = values.count { $0 <= Self.zero }
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

  /// What of a vector lies beside the span.
  func rest(of vector: [Double]) -> [Double] {
    vectors.reduce(vector) { rest, basis in
      let along = dot(rest, basis)
      return zip(rest, basis).map { $0 - along * $1 }
    }
  }

  /// The new part, of length one.
  ///
  /// - Parameter length: by which the new part is judged; the vector's own, where none is given.
  @discardableResult
  mutating func addRest(of vector: [Double], length: Double? = nil) -> [Double]? {
    let rest = rest(of: rest(of: vector))
    let size = norm(rest)
    guard size > threshold * (length ?? max(norm(vector), 1e-300)) else { return nil }
    vectors.append(rest.map { $0 / size })
    return vectors[vectors.count - 1]
  }
}
