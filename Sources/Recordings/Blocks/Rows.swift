/// Numbers of a row, in sums that the processor adds side by side; always in double precision.
enum Rows {
  /// sum a_j b_j.
  @inline(__always) static func dot<T: BlockNumber>(_ a: UnsafePointer<T>, _ b: UnsafePointer<T>, _ d: Int) -> Double {
    var (sums, j) = (SIMD8<Double>.zero, 0)
    while j + 8 <= d {
      sums += T.eight(a + j) * T.eight(b + j)
      j += 8
    }
    var rest = 0.0
    while j < d {
      rest += Double(a[j]) * Double(b[j])
      j += 1
    }
    return sums.sum() + rest
  }

  /// sum a_j.
  @inline(__always) static func sum<T: BlockNumber>(_ a: UnsafePointer<T>, _ d: Int) -> Double {
    var (sums, j) = (SIMD8<Double>.zero, 0)
    while j + 8 <= d {
      sums += T.eight(a + j)
      j += 8
    }
    var rest = 0.0
    while j < d {
      rest += Double(a[j])
      j += 1
    }
    return sums.sum() + rest
  }

  /// s += a.
  @inline(__always) static func add<T: BlockNumber>(
    _ a: UnsafePointer<T>, _ d: Int, to s: UnsafeMutablePointer<Double>
  ) { for j in 0..<d { s[j] += Double(a[j]) } }

  /// s += factor a.
  @inline(__always) static func add<T: BlockNumber>(
    _ a: UnsafePointer<T>, _ d: Int, times factor: Double, to s: UnsafeMutablePointer<Double>
  ) { for j in 0..<d { s[j] += factor * Double(a[j]) } }

  /// |g|^2, <g, x>, |x|^2 and <g, 1>, by one look at both.
  @inline(__always) static func measures<T: BlockNumber>(
    _ g: UnsafePointer<T>, _ x: UnsafePointer<T>, _ d: Int
  ) -> (gg: Double, gx: Double, xx: Double, ones: Double) {
    var (gg, gx, xx, ones) = (SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero)
    var j = 0
    while j + 4 <= d {
      let (a, b) = (T.four(g + j), T.four(x + j))
      gg += a * a
      gx += a * b
      xx += b * b
      ones += a
      j += 4
    }
    var rest = (gg: gg.sum(), gx: gx.sum(), xx: xx.sum(), ones: ones.sum())
    while j < d {
      let (a, b) = (Double(g[j]), Double(x[j]))
      rest.gg += a * a
      rest.gx += a * b
      rest.xx += b * b
      rest.ones += a
      j += 1
    }
    return rest
  }
}
