/// Numbers of a row, in sums that the processor adds side by side; always in double precision.
enum Rows {
  /// sum a_j b_j.
  @inline(__always) static func dot(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ d: Int) -> Double {
    var (sums, j) = (SIMD8<Double>.zero, 0)
    while j + 8 <= d {
      let (p, q) = (UnsafeRawPointer(a + j), UnsafeRawPointer(b + j))
      sums += p.loadUnaligned(as: SIMD8<Double>.self) * q.loadUnaligned(as: SIMD8<Double>.self)
      j += 8
    }
    var rest = 0.0
    while j < d {
      rest += a[j] * b[j]
      j += 1
    }
    return sums.sum() + rest
  }

  @inline(__always) static func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ d: Int) -> Double {
    var (sums, j) = (SIMD8<Double>.zero, 0)
    while j + 8 <= d {
      let p = UnsafeRawPointer(a + j).loadUnaligned(as: SIMD8<Float>.self)
      let q = UnsafeRawPointer(b + j).loadUnaligned(as: SIMD8<Float>.self)
      sums += SIMD8<Double>(p) * SIMD8<Double>(q)
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
  @inline(__always) static func sum(_ a: UnsafePointer<Double>, _ d: Int) -> Double {
    var (sums, j) = (SIMD8<Double>.zero, 0)
    while j + 8 <= d {
      sums += UnsafeRawPointer(a + j).loadUnaligned(as: SIMD8<Double>.self)
      j += 8
    }
    var rest = 0.0
    while j < d {
      rest += a[j]
      j += 1
    }
    return sums.sum() + rest
  }

  @inline(__always) static func sum(_ a: UnsafePointer<Float>, _ d: Int) -> Double {
    var (sums, j) = (SIMD8<Double>.zero, 0)
    while j + 8 <= d {
      sums += SIMD8<Double>(UnsafeRawPointer(a + j).loadUnaligned(as: SIMD8<Float>.self))
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
  @inline(__always) static func add(_ a: UnsafePointer<Double>, _ d: Int, to s: UnsafeMutablePointer<Double>) {
    for j in 0..<d { s[j] += a[j] }
  }

  @inline(__always) static func add(_ a: UnsafePointer<Float>, _ d: Int, to s: UnsafeMutablePointer<Double>) {
    for j in 0..<d { s[j] += Double(a[j]) }
  }
}
