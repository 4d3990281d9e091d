internal import CLapack

/// A real symmetric matrix's eigenvalues, ascending, and its orthonormal eigenvectors.
public struct SymmetricEigen: Sendable {
  public let values: [Double]
  /// Row i, column j: component i of eigenvector j.
  public let vectors: [Double]

  /// Decomposes the n x n matrix by LAPACK's divide and conquer (dsyevd); its lower triangle is read. Residuals are a few
  /// roundings of the matrix's norm; the last digits depend on the BLAS that is installed.
  ///
  /// - Throws: `EngineError` when an entry is not finite or the iteration does not converge.
  public init(_ matrix: [Double], order n: Int) throws {
    precondition(matrix.count == n * n, "not an \(n) x \(n) matrix")
    guard matrix.allSatisfy(\.isFinite) else { throw EngineError("the matrix is not finite") }
    var a = matrix
    var w = [Double](repeating: 0, count: n)
    let status = LAPACKE_dsyevd(
      NSH_LAPACK_ROW_MAJOR, CChar(UInt8(ascii: "V")), CChar(UInt8(ascii: "L")), Int32(n), &a, Int32(n), &w)
    guard status == 0 else { throw EngineError("the eigenvalues did not converge (dsyevd: \(status))") }
    values = w
    vectors = a
  }

  /// V' x: the components of x along the eigenvectors.
  public func components(of x: [Double]) -> [Double] {
    let n = values.count
    var result = [Double](repeating: 0, count: n)
    for i in 0..<n {
      for j in 0..<n { result[j] += vectors[i * n + j] * x[i] }
    }
    return result
  }

  /// V c: the vector with these components.
  public func vector(of components: [Double]) -> [Double] {
    let n = values.count
    return (0..<n).map { i in
      (0..<n).reduce(0.0) { $0 + vectors[i * n + $1] * components[$1] }
    }
  }
}

func dot(_ a: [Double], _ b: [Double]) -> Double {
  var sum = 0.0
  for i in a.indices { sum += a[i] * b[i] }
  return sum
}

/// The Euclidean norm.
public func norm(_ a: [Double]) -> Double { dot(a, a).squareRoot() }
