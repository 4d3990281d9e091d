/// A straight line through points by least squares: y = a + b x, with what is known of b.
///
/// b = S_xy / S_xx, S_xy = sum (x - mean x)(y - mean y); its standard error is sqrt(S / (n - 2) / S_xx), S the sum of the
/// squared residuals; R^2 = 1 - S / S_yy. Source: Draper and Smith, Applied Regression Analysis, chapter 1.
public struct StraightLine: Sendable, Equatable {
  public let slope: Double
  public let intercept: Double
  /// NaN through two points, which tell nothing of it.
  public let slopeError: Double
  public let interceptError: Double
  /// NaN where y never changes.
  public let determination: Double
  public let count: Int

  /// - Returns: nil where fewer than two different x are given, or where a number is not finite.
  public init?(x: [Double], y: [Double]) {
    let n = Double(x.count)
    guard x.count == y.count, x.count > 1, x.allSatisfy(\.isFinite), y.allSatisfy(\.isFinite) else { return nil }
    // In units of their sizes, so that no square leaves the range of numbers.
    let (mx, my) = (Statistics.mean(x), Statistics.mean(y))
    let (u, v) = (Statistics.unit(of: x.map { $0 - mx }), Statistics.unit(of: y.map { $0 - my }))
    let (a, b) = (x.map { ($0 - mx) * u }, y.map { ($0 - my) * v })
    func dot(_ p: [Double], _ q: [Double]) -> Double { zip(p, q).reduce(0) { $0 + $1.0 * $1.1 } }
    let (xx, xy, yy) = (dot(a, a), dot(a, b), dot(b, b))
    guard xx > 0 else { return nil }
    let scaled = xy / xx
    let rest = zip(a, b).reduce(0) { sum, pair in
      let residual = pair.1 - scaled * pair.0
      return sum + residual * residual
    }
    slope = scaled / v * u
    intercept = my - slope * mx
    let variance = x.count > 2 ? rest / (n - 2) : .nan
    slopeError = (variance / xx).squareRoot() / v * u
    let mean = mx * u
    interceptError = (variance * (1 / n + mean * mean / xx)).squareRoot() / v
    determination = yy > 0 ? Swift.max(0, 1 - rest / yy) : .nan
    count = x.count
  }

  public func value(at x: Double) -> Double { intercept + slope * x }
}
