/// Systems of linear equations by LAPACK's elimination with pivots (dgesv).
enum LinearSystem {
  /// X of A X = B.
  ///
  /// - Throws: `EngineError` where A is singular or not finite, or LAPACK is not there.
  static func solution(_ a: Matrix, _ b: Matrix) throws -> Matrix {
    precondition(a.rows == a.columns && a.rows == b.rows, "the matrices of a linear system do not fit")
    let (n, m) = (Int32(clamping: a.rows), Int32(clamping: b.columns))
    let library = try LinearAlgebraLibrary.loaded
    let order = Double(a.rows)
    return try LinearAlgebraLibrary.patiently(operations: order * order * (order + 2 * Double(b.columns))) {
      var (a, x) = (a, b)
      var pivots = [Int32](repeating: 0, count: a.rows)
      let status = library.dgesv(LinearAlgebraLibrary.rowMajor, n, m, &a.values, n, &pivots, &x.values, m)
      guard status == 0 else { throw EngineError(.undetermined, "a linear system is singular") }
      return x
    }
  }

  /// x of A x = b.
  static func solution(_ a: Matrix, _ b: [Double]) throws -> [Double] {
    try solution(a, Matrix(rows: b.count, columns: 1, values: b)).values
  }
}
