/// Numbers of many numbers, for any that have a size: squares and sums that leave the range of a double are taken of the
/// numbers in other units, a power of two apart, which changes no digit.
public enum Statistics {
  /// A power of two by which a size becomes one of order one; 1 of zero and of what is not finite.
  public static func unit(of size: Double) -> Double {
    guard size != 0, size.isFinite else { return 1 }
    // Not beyond what has a reciprocal among normal numbers.
    return Double(sign: .plus, exponent: max(-1021, min(1021, -size.exponent - 1)), significand: 1)
  }

  /// The unit of the largest.
  public static func unit(of numbers: [Double]) -> Double {
    unit(of: numbers.reduce(0) { Swift.max($0, abs($1)) })
  }

  /// Sums of squares within are as good as exact numbers: what falls below the range is no part of them.
  static func isSafe(_ square: Double) -> Bool { square >= 0x1p-900 && square <= 0x1p1000 }

  /// sqrt(sum x_i^2).
  public static func norm(_ x: [Double]) -> Double {
    let plain = dot(x, x)
    if isSafe(plain) || plain.isNaN { return plain.squareRoot() }
    let unit = unit(of: x)
    let scaled = x.map { $0 * unit }
    return dot(scaled, scaled).squareRoot() / unit
  }

  /// sum x_i / n.
  public static func mean(_ x: [Double]) -> Double {
    let sum = x.reduce(0, +)
    guard !sum.isFinite, x.allSatisfy(\.isFinite) else { return sum / Double(x.count) }
    let unit = unit(of: x)
    return x.reduce(0) { $0 + $1 * unit / Double(x.count) } / unit
  }

  /// The number in the middle, or the mean of the two; NaN where one is.
  public static func median(_ x: [Double]) -> Double {
    if x.contains(where: \.isNaN) { return .nan }
    let sorted = x.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : mean([sorted[middle - 1], sorted[middle]])
  }

  /// sqrt(sum (x_i - mean)^2 / (n - 1)).
  public static func deviation(_ x: [Double]) -> Double {
    let (centred, unit) = centred(x)
    return (dot(centred, centred) / Double(x.count - 1)).squareRoot() / unit
  }

  /// Pearson's coefficient, sum (x_i - mean) (y_i - mean) over the root of the products of squares; between -1 and 1, or
  /// NaN where one of the two never changes.
  public static func correlation(_ x: [Double], _ y: [Double]) -> Double {
    let (a, b) = (centred(x).numbers, centred(y).numbers)
    // Once more, since deviations may be small beside the numbers.
    let (u, v) = (unit(of: a), unit(of: b))
    let (c, d) = (a.map { $0 * u }, b.map { $0 * v })
    let r = dot(c, d) / (dot(c, c) * dot(d, d)).squareRoot()
    return r.isNaN ? r : Swift.max(-1, Swift.min(1, r))
  }

  /// Numbers less their mean, times a power of two. The rounding of the mean is taken out again, so that equal numbers
  /// have no deviation.
  private static func centred(_ x: [Double]) -> (numbers: [Double], unit: Double) {
    let unit = unit(of: x)
    let scaled = x.map { $0 * unit }
    let rough = scaled.reduce(0, +) / Double(x.count)
    let mean = rough + scaled.reduce(0) { $0 + ($1 - rough) } / Double(x.count)
    return (scaled.map { $0 - mean }, unit)
  }
}
