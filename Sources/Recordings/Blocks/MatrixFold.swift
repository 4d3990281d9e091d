import Checked

/// What becomes of a group's matrix: it is added to that of all, and its size stays.
enum MatrixFold {
  /// sums += factor m; |m|^2 and |(m - m')/2|^2, of factor m.
  static func fold<S: BlockNumber>(
    _ m: UnsafePointer<S>, _ d: Int, times factor: Double, into sums: UnsafeMutablePointer<Double>
  ) -> (size: Double, turn: Double) {
    var size = SIMD8<Double>.zero
    var (i, rest) = (0, 0.0)
    while i + 8 <= d * d {
      let part = S.eight(m + i) * factor
      size += part * part
      let place = UnsafeMutableRawPointer(sums + i)
      place.storeBytes(of: place.loadUnaligned(as: SIMD8<Double>.self) + part, as: SIMD8<Double>.self)
      i += 8
    }
    while i < d * d {
      let part = Double(m[i]) * factor
      rest += part * part
      sums[i] += part
      i += 1
    }
    return (size.sum() + rest, factor * factor * turn(m, d))
  }

  /// |(M - M')/2|^2, square by square, so that both triangles lie in the cache.
  private static func turn<S: BlockNumber>(_ m: UnsafePointer<S>, _ d: Int) -> Double {
    var sum = 0.0
    let side = max(1, min(32, d))
    for top in stride(from: 0, to: d, by: side) {
      for left in stride(from: 0, through: top, by: side) {
        for i in Range(from: top, upTo: min(d, top + side)) {
          for j in Range(from: left, upTo: min(i, left + side)) {
            let difference = Double(m[i * d + j]) - Double(m[j * d + i])
            sum += difference * difference
          }
        }
      }
    }
    return sum / 2
  }
}
