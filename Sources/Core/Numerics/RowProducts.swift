/// The inner products of rows with rows, by BLAS where it is there: C = A B' of A m x d and B k x d, which lie row by row.
package enum RowProducts {
  package static func table(
    _ a: UnsafePointer<Double>, rows m: Int, _ b: UnsafePointer<Double>, rows k: Int, width d: Int,
    into c: UnsafeMutablePointer<Double>
  ) {
    guard let blas = LinearAlgebraLibrary.library else { return plain(a, m, b, k, d, c) }
    // BLAS takes matrices column by column, to which ours are transposed: C' = B A'.
    var (rows, columns, depth) = (Int32(clamping: k), Int32(clamping: m), Int32(clamping: d))
    var (one, zero) = (1.0, 0.0)
    var (plain, transposed) = letters
    blas.dgemm(&transposed, &plain, &rows, &columns, &depth, &one, b, &depth, a, &depth, &zero, c, &rows)
  }

  package static func table(
    _ a: UnsafePointer<Float>, rows m: Int, _ b: UnsafePointer<Float>, rows k: Int, width d: Int,
    into c: UnsafeMutablePointer<Float>
  ) {
    guard let blas = LinearAlgebraLibrary.library else { return plain(a, m, b, k, d, c) }
    var (rows, columns, depth) = (Int32(clamping: k), Int32(clamping: m), Int32(clamping: d))
    var (one, zero): (Float, Float) = (1, 0)
    var (plain, transposed) = letters
    blas.sgemm(&transposed, &plain, &rows, &columns, &depth, &one, b, &depth, a, &depth, &zero, c, &rows)
  }

  /// C = A A', of which only c[i, j] with j <= i is made.
  package static func triangle(
    _ a: UnsafePointer<Double>, rows m: Int, width d: Int, into c: UnsafeMutablePointer<Double>
  ) {
    guard let blas = LinearAlgebraLibrary.library else { return plain(a, m, a, m, d, c) }
    var (rows, depth) = (Int32(clamping: m), Int32(clamping: d))
    var (one, zero) = (1.0, 0.0)
    var (upper, transposed) = (CChar(UInt8(ascii: "U")), letters.transposed)
    blas.dsyrk(&upper, &transposed, &rows, &depth, &one, a, &depth, &zero, c, &rows)
  }

  package static func triangle(
    _ a: UnsafePointer<Float>, rows m: Int, width d: Int, into c: UnsafeMutablePointer<Float>
  ) {
    guard let blas = LinearAlgebraLibrary.library else { return plain(a, m, a, m, d, c) }
    var (rows, depth) = (Int32(clamping: m), Int32(clamping: d))
    var (one, zero): (Float, Float) = (1, 0)
    var (upper, transposed) = (CChar(UInt8(ascii: "U")), letters.transposed)
    blas.ssyrk(&upper, &transposed, &rows, &depth, &one, a, &depth, &zero, c, &rows)
  }

  private static var letters: (plain: CChar, transposed: CChar) {
    (CChar(UInt8(ascii: "N")), CChar(UInt8(ascii: "T")))
  }

  /// Slower, and the same but for rounding.
  private static func plain<T: BinaryFloatingPoint>(
    _ a: UnsafePointer<T>, _ m: Int, _ b: UnsafePointer<T>, _ k: Int, _ d: Int, _ c: UnsafeMutablePointer<T>
  ) {
    for i in 0..<m {
      for j in 0..<k {
        var sum: T = 0
        for p in 0..<d { sum += a[i * d + p] * b[j * d + p] }
        c[i * k + j] = sum
      }
    }
  }
}
