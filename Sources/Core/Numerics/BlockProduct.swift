/// C = keep C + A' B of blocks that lie row by row, by BLAS where it is there: A n x m, B n x k, C m x k. Rows are points,
/// so that it is a sum over them of outer products.
package enum BlockProduct {
  package static func add(
    _ a: UnsafePointer<Double>, columns m: Int, _ b: UnsafePointer<Double>, columns k: Int, points n: Int,
    keeping keep: Double = 1, into c: UnsafeMutablePointer<Double>
  ) {
    guard let blas = LinearAlgebraLibrary.library else { return plain(a, m, b, k, n, keep, c) }
    // BLAS takes matrices column by column, to which ours are transposed: C' = B' A.
    var (rows, columns, depth) = (Int32(clamping: k), Int32(clamping: m), Int32(clamping: n))
    var (one, keep) = (1.0, keep)
    var (plain, transposed) = letters
    blas.dgemm(&plain, &transposed, &rows, &columns, &depth, &one, b, &rows, a, &columns, &keep, c, &rows)
  }

  package static func add(
    _ a: UnsafePointer<Float>, columns m: Int, _ b: UnsafePointer<Float>, columns k: Int, points n: Int,
    keeping keep: Float = 1, into c: UnsafeMutablePointer<Float>
  ) {
    guard let blas = LinearAlgebraLibrary.library else { return plain(a, m, b, k, n, keep, c) }
    var (rows, columns, depth) = (Int32(clamping: k), Int32(clamping: m), Int32(clamping: n))
    var (one, keep): (Float, Float) = (1, keep)
    var (plain, transposed) = letters
    blas.sgemm(&plain, &transposed, &rows, &columns, &depth, &one, b, &rows, a, &columns, &keep, c, &rows)
  }

  private static var letters: (CChar, CChar) { (CChar(UInt8(ascii: "N")), CChar(UInt8(ascii: "T"))) }

  /// Slower, and the same but for rounding.
  private static func plain<T: BinaryFloatingPoint>(
    _ a: UnsafePointer<T>, _ m: Int, _ b: UnsafePointer<T>, _ k: Int, _ n: Int, _ keep: T, _ c: UnsafeMutablePointer<T>
  ) {
    for i in 0..<m * k { c[i] = keep == 0 ? 0 : keep * c[i] }
    for p in 0..<n {
      for i in 0..<m {
        let factor = a[p * m + i]
        for j in 0..<k { c[i * k + j] += factor * b[p * k + j] }
      }
    }
  }
}
