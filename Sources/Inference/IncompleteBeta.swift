#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The regularised incomplete beta function, I_x(a, b) = integral from 0 to x of t^(a-1) (1-t)^(b-1) dt / B(a, b).
///
/// By the continued fraction of Didonato and Morris (ACM TOMS 708, "bfrac"), on its side of the mode a/(a + b), in some
/// sqrt(max(a, b)) terms. What stands before it is the density at x by Loader's saddle point ("Fast and accurate
/// computation of binomial probabilities", 2000): sums of differences from the mode, so that large a and b cost no
/// digits.
enum IncompleteBeta {
  /// - Parameters:
  ///   - x, y: y = 1 - x, given apart since either may be tiny.
  ///   - a, b: positive and finite.
  /// - Returns: from 0 to 1, to a relative 1e-12; NaN where an argument is.
  static func regularised(_ x: Double, _ y: Double, _ a: Double, _ b: Double) -> Double {
    guard x > 0 else { return x.isNaN ? .nan : 0 }
    guard y > 0 else { return y.isNaN ? .nan : 1 }
    if a * y >= b * x { return power(x, y, a, b) * fraction(x, y, a, b) }
    return 1 - power(y, x, b, a) * fraction(y, x, b, a)
  }

  /// x^a (1-x)^b / B(a, b).
  private static func power(_ x: Double, _ y: Double, _ a: Double, _ b: Double) -> Double {
    let total = a + b
    // By how much x and y differ from the mode a/(a+b), relative to it: a u + b v = 0, which is taken out of the
    // logarithms before they are summed.
    let difference = x * b - y * a
    let (u, v) = (difference / a, -difference / b)
    let exponent = a * logLessLinear(u, x * total / a) + b * logLessLinear(v, y * total / b)
    let correction = stirling(total) - stirling(a) - stirling(b)
    return (a * b / (2 * Double.pi * total)).squareRoot() * exp(exponent + correction)
  }

  /// log(1 + u) - u, without cancellation near zero.
  ///
  /// - Parameter v: 1 + u.
  private static func logLessLinear(_ u: Double, _ v: Double) -> Double {
    guard abs(u) < 0.5 else { return log(v) - u }
    let r = u / (2 + u)
    var (sum, term, k) = (0.0, r * r * r, 3.0)
    while abs(term) > 1e-18 * abs(sum) * k {
      sum += term / k
      (term, k) = (term * r * r, k + 2)
    }
    return 2 * sum - 2 * r * r / (1 - r)
  }

  /// What Stirling's formula lacks: log Gamma(z) - (z - 1/2) log z + z - log(2 pi)/2.
  private static func stirling(_ z: Double) -> Double {
    guard z < 15 else {
      let w = 1 / (z * z)
      let terms = [1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156]
      return terms.reversed().reduce(0) { $0 * w + $1 } / z
    }
    return lgamma(z) - (z - 0.5) * log(z) + z - 0.5 * log(2 * Double.pi)
  }

  /// What x^a (1-x)^b / B(a, b) is multiplied by, for x below the mode: the fraction of Didonato and Morris, of lambda =
  /// a y - b x in place of x, which is what remains near the mode.
  private static func fraction(_ x: Double, _ y: Double, _ a: Double, _ b: Double) -> Double {
    let c = 1 + (a * y - b * x)
    let first = 1 + 1 / a
    var (p, s) = (1.0, a + 1)
    // The last two convergents' numerators and denominators, in units of the last denominator.
    var (before, last, below) = (0.0, first / c, first / c)
    for step in 1...1_000_000 {
      let n = Double(step)
      let w = n * (b - n) * x
      let e = a / s
      let alpha = p * (p + b / a) * e * e * (w * x)
      let beta = n + w / s + (1 + n / a) / (first + 2 * n / a) * (c + n * (1 + y))
      (p, s) = (1 + n / a, s + 2)
      let denominator = alpha * below + beta
      let next = (alpha * before + beta * last) / denominator
      (before, below) = (last / denominator, 1 / denominator)
      let change = abs(next - last)
      last = next
      if change <= 1e-15 * abs(next) { break }
    }
    return last
  }
}

/// Fisher's distribution of the ratio of two mean squares.
public enum FDistribution {
  /// P(F > f) with m and n degrees of freedom: I_{n/(n + m f)}(n/2, m/2).
  ///
  /// - Parameters:
  ///   - m, n: positive and finite.
  /// - Returns: to a relative 1e-12, in the tail too; NaN where f is, 1 where it is not positive.
  public static func tail(_ f: Double, _ m: Double, _ n: Double) -> Double {
    guard f > 0 else { return f.isNaN ? .nan : 1 }
    guard f.isFinite else { return 0 }
    let ratio = m / n * f
    guard ratio.isFinite else { return 0 }
    return IncompleteBeta.regularised(1 / (1 + ratio), ratio / (1 + ratio), n / 2, m / 2)
  }
}
