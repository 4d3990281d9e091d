import Checked
import Limits

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
    try MemoryLimit.present.require(32 * Double(n) * Double(n), for: "the eigenvectors of a matrix of order \(n)")
    let library = try LinearAlgebraLibrary.loaded
    (values, vectors) = try LinearAlgebraLibrary.patiently(operations: 10 * cube(n)) {
      var a = matrix
      var w = [Double](repeating: 0, count: n)
      let status = library.dsyevd(
        LinearAlgebraLibrary.rowMajor, CChar(UInt8(ascii: "V")), CChar(UInt8(ascii: "L")), Int32(clamping: n), &a,
        Int32(clamping: n), &w)
      guard status == 0 else {
        throw EngineError(.noConvergence, "the eigenvalues did not converge (dsyevd: \(status))")
      }
      return (w, a)
    }
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
    let (m, n) = (all ? max(matrix.rows, matrix.columns) : matrix.rows, matrix.columns)
    let least = min(m, n)
    // The matrix and its transposed copy, both factors with theirs, and the work space.
    try MemoryLimit.present.require(
      8 * (4 * Double(m) * Double(n) + 7 * Double(least) * Double(least)),
      for: "the singular vectors of a \(m) x \(n) matrix")
    guard matrix.values.allSatisfy(\.isFinite) else { throw EngineError(.notFinite, "the matrix is not finite") }
    guard least > 0 else {
      (values, left, right) = ([], Matrix(rows: m, columns: 0), Matrix(rows: 0, columns: n))
      return
    }
    let library = try LinearAlgebraLibrary.loaded
    (values, left, right) = try LinearAlgebraLibrary.patiently(operations: 10 * Double(m) * Double(n) * Double(least)) {
      var a = matrix.values + [Double](repeating: 0, count: max(0, (m - matrix.rows) * n))
      var s = [Double](repeating: 0, count: least)
      var u = Matrix(rows: m, columns: least)
      var v = Matrix(rows: least, columns: n)
      let status = library.dgesdd(
        LinearAlgebraLibrary.rowMajor, CChar(UInt8(ascii: "S")), Int32(clamping: m), Int32(clamping: n), &a,
        Int32(clamping: n), &s, &u.values,
        Int32(clamping: least), &v.values, Int32(clamping: n))
      guard status == 0 else {
        throw EngineError(.noConvergence, "the singular values did not converge (dgesdd: \(status))")
      }
      return (s, u, v)
    }
  }
}

/// The columns of a matrix in the order in which QR with pivoting (dgeqp3) takes them: each is the one that is longest
/// beside the span of those before it.
func pivots(of matrix: [Double], rows m: Int, columns n: Int) throws -> [Int] {
  precondition(matrix.count == m * n, "not an \(m) x \(n) matrix")
  let library = try LinearAlgebraLibrary.loaded
  return try LinearAlgebraLibrary.patiently(operations: 4 * Double(m) * Double(n) * Double(min(m, n))) {
    var a = matrix
    var pivots = [Int32](repeating: 0, count: n)
    var tau = [Double](repeating: 0, count: min(m, n))
    let status = library.dgeqp3(
      LinearAlgebraLibrary.rowMajor, Int32(clamping: m), Int32(clamping: n), &a, Int32(clamping: n), &pivots, &tau)
    guard status == 0 else { throw EngineError(.notFinite, "the matrix is not finite (dgeqp3: \(status))") }
    return pivots.map { Int(clamping: $0) - 1 }
  }
}

extension LinearAlgebraLibrary {
  /// A call of LAPACK, which cannot ask whether it should end: one of more than some milliseconds runs apart.
  static func patiently<T: Sendable>(operations: Double, _ body: @escaping @Sendable () throws -> T) throws -> T {
    operations > 3e7 ? try apart(body) : try body()
  }
}

private func cube(_ n: Int) -> Double { Double(n) * Double(n) * Double(n) }

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
