import Checked

/// A real symmetric matrix's eigenvalues, ascending, and its orthonormal eigenvectors.
public struct SymmetricEigen: Sendable {
  public let values: [Double]
  /// Row i, column j: component i of eigenvector j.
  public let vectors: [Double]

  /// Decomposes the n x n matrix by LAPACK's divide and conquer (dsyevd); its lower triangle is read. Residuals are a
  /// few roundings of the matrix's norm; the last digits depend on the BLAS that is installed.
  ///
  /// - Throws: `EngineError` when an entry is not finite or the iteration does not converge.
  public init(_ matrix: [Double], order n: Int) throws {
    precondition(matrix.count == n * n, "not an \(n) x \(n) matrix")
    guard matrix.allSatisfy(\.isFinite) else { throw EngineError(.notFinite, "the matrix is not finite") }
    var a = matrix
    var w = [Double](repeating: 0, count: n)
    let status = try LinearAlgebraLibrary.loaded.dsyevd(
      LinearAlgebraLibrary.rowMajor, CChar(UInt8(ascii: "V")), CChar(UInt8(ascii: "L")), Int32(clamping: n), &a,
      Int32(clamping: n), &w)
    guard status == 0 else { throw EngineError(.noConvergence, "the eigenvalues did not converge (dsyevd: \(status))") }
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

/// The singular value decomposition A = U S V' of an m x n matrix, by LAPACK's divide and conquer (dgesdd).
public struct SingularValues: Sendable {
  /// Descending, min(m, n) of them.
  public let values: [Double]
  /// m x min(m, n): the left singular vectors, in columns.
  public let left: Matrix
  /// min(m, n) x n, or n x n: the right singular vectors, in rows; where m < n and all were asked for, the last n - m
  /// span the null space.
  public let right: Matrix

  /// - Parameter all: all n right singular vectors, so that the null space is whole; A is filled up with rows of zeros
  ///   where m < n.
  /// - Throws: `EngineError` when an entry is not finite or the iteration does not converge.
  public init(_ matrix: Matrix, all: Bool = false) throws {
    guard matrix.values.allSatisfy(\.isFinite) else { throw EngineError(.notFinite, "the matrix is not finite") }
    var a = matrix
    if all, a.rows < a.columns {
      a = Matrix(
        rows: a.columns, columns: a.columns,
        values: a.values + [Double](repeating: 0, count: max(0, (a.columns - a.rows) * a.columns)))
    }
    let (m, n) = (a.rows, a.columns)
    let least = min(m, n)
    var s = [Double](repeating: 0, count: least)
    var u = Matrix(rows: m, columns: least)
    var v = Matrix(rows: least, columns: n)
    if least > 0 {
      let status = try LinearAlgebraLibrary.loaded.dgesdd(
        LinearAlgebraLibrary.rowMajor, CChar(UInt8(ascii: "S")), Int32(clamping: m), Int32(clamping: n), &a.values,
        Int32(clamping: n), &s, &u.values,
        Int32(clamping: least), &v.values, Int32(clamping: n))
      guard status == 0 else {
        throw EngineError(.noConvergence, "the singular values did not converge (dgesdd: \(status))")
      }
    }
    values = s
    left = u
    right = v
  }
}

/// The columns of a matrix in the order in which QR with pivoting (dgeqp3) takes them: each is the one that is longest
/// beside the span of those before it.
func pivots(of matrix: [Double], rows m: Int, columns n: Int) throws -> [Int] {
  precondition(matrix.count == m * n, "not an \(m) x \(n) matrix")
  var a = matrix
  var pivots = [Int32](repeating: 0, count: n)
  var tau = [Double](repeating: 0, count: min(m, n))
  let status = try LinearAlgebraLibrary.loaded.dgeqp3(
    LinearAlgebraLibrary.rowMajor, Int32(clamping: m), Int32(clamping: n), &a, Int32(clamping: n), &pivots, &tau)
  guard status == 0 else { throw EngineError(.notFinite, "the matrix is not finite (dgeqp3: \(status))") }
  return pivots.map { Int(clamping: $0) - 1 }
}

/// In eight sums, which the processor adds side by side.
func dot(_ a: [Double], _ b: [Double]) -> Double {
  a.withUnsafeBufferPointer { a in
    b.withUnsafeBufferPointer { b in
      var sums = SIMD8<Double>.zero
      let whole = a.count & ~7
      for i in stride(from: 0, to: whole, by: 8) { for j in 0..<8 { sums[j] += a[i + j] * b[i + j] } }
      var rest = 0.0
      for i in Range(from: whole, upTo: a.count) { rest += a[i] * b[i] }
      return sums.sum() + rest
    }
  }
}

/// y += factor x.
func accumulate(_ factor: Double, _ x: [Double], into y: inout [Double]) {
  y.withUnsafeMutableBufferPointer { y in
    x.withUnsafeBufferPointer { x in for i in y.indices { y[i] += factor * x[i] } }
  }
}

/// The Euclidean norm.
public func norm(_ a: [Double]) -> Double { Statistics.norm(a) }
