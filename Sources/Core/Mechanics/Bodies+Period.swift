import Checked

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension Bodies {
  /// The radial period of two bodies: the time from one largest distance to the next. Nil where they are not bound, which
  /// their energy about the centre of mass tells, or more than two.
  ///
  /// Without softening it is Kepler's, 2 pi sqrt(a^3 / M) with a from the energy (vis viva). With it distance and period
  /// of the way differ: the nearest place turns.
  public var period: Double? {
    guard count == 2 else { return nil }
    let total = masses[0] + masses[1]
    let (dx, dy) = (positions[1] - positions[0], positions[3] - positions[2])
    let (vx, vy) = (momenta[1] / masses[1] - momenta[0] / masses[0], momenta[3] / masses[1] - momenta[2] / masses[0])
    let r2 = dx * dx + dy * dy
    if softening == 0 {
      let inverse = 2 / r2.squareRoot() - (vx * vx + vy * vy) / total
      return inverse > 0 ? 2 * Double.pi / (total * inverse * inverse * inverse).squareRoot() : nil
    }
    return SoftenedPair(
      total: total, softening: softening, distance: (r2 + softening * softening).squareRoot(), turn: dx * vy - dy * vx,
      speed2: vx * vx + vy * vy
    ).radialPeriod
  }
}

/// The relative motion of two softened bodies.
///
/// With d = sqrt(r^2 + e^2), the energy -E = v^2/2 - M/d of a unit of reduced mass and l = q ^ v,
///
///     (d d'/sqrt d)^2 = 2 (M - E d)(d^2 - e^2) - l^2 d = 2 E (d - d0)(d - d1)(d2 - d),    d0 <= 0 < d1 <= d <= d2
///
/// so that with d = (d1 + d2)/2 - (d2 - d1)/2 cos(phi) the period is
///
///     T = 2 int d^(3/2) / sqrt(...) dd = sqrt(2/E) int_0^pi d^(3/2) / sqrt(d - d0) dphi
///
/// The integrand is an even periodic function of phi without singularities, for which the sum over equal parts converges
/// faster than any power of their number. Through the centre, l = 0, d1 is e.
private struct SoftenedPair {
  let total: Double
  let softening: Double
  let distance: Double
  let turn: Double
  let speed2: Double

  var radialPeriod: Double? {
    let energy = total / distance - speed2 / 2
    guard energy > 0 else { return nil }
    // Lengths in units of M/E, in which x^3 - x^2 - (n^2 - k) x + n^2 = 0 has the roots.
    let unit = total / energy
    let (n, k) = (softening / unit, turn * turn / (2 * energy * unit * unit))
    let ratio = Self.lowest(n, k)
    let (lowest, product) = (-n * ratio, n / ratio)
    let middle = (1 - lowest) / 2
    let half = max(0, middle * middle - product).squareRoot()
    let mean = Self.mean { phi in
      let x = middle - half * cos(phi)
      return x * (x / (x - lowest)).squareRoot()
    }
    return (2 / energy).squareRoot() * unit * Double.pi * mean
  }

  /// -x0/n in [0, 1] of the root x0 that is not positive: where -n y^3 - y^2 + (n - k/n) y + 1 changes its sign.
  private static func lowest(_ n: Double, _ k: Double) -> Double {
    var (low, high) = (0.0, 1.0)
    var y = 1 / (1 + k / n)
    for _ in 0..<200 {
      let value = ((-n * y - 1) * y + (n - k / n)) * y + 1
      if value > 0 { low = y } else { high = y }
      let newton = y - value / ((-3 * n * y - 2) * y + (n - k / n))
      let next = newton > low && newton < high ? newton : (low + high) / 2
      if value == 0 || abs(next - y) <= 1e-16 * y { return y }
      y = next
    }
    return y
  }

  /// The mean of an even function of period 2 pi, by equal parts, twice as many until nothing changes but rounding.
  private static func mean(_ f: (Double) -> Double) -> Double {
    var (count, mean) = (8, 0.0)
    func sum(_ places: some Sequence<Int>) -> Double {
      places.reduce(0) { $0 + f(Double.pi * Double($1) / Double(count)) }
    }
    mean = ((f(0) + f(Double.pi)) / 2 + sum(Range(from: 1, upTo: count))) / Double(count)
    while count < 1 << 20 {
      count *= 2
      let finer = mean / 2 + sum(stride(from: 1, to: count, by: 2)) / Double(count)
      if abs(finer - mean) <= 4e-16 * finer { return finer }
      mean = finer
    }
    return mean
  }
}
