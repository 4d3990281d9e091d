/// Elementary functions in lanes.
///
/// Goals, in this order: the same bits on every machine (only +, -, *, and integer operations, never fused), errors near one
/// unit in the last place, no branches. The C library's functions are rejected: they work lane by lane and differ between versions.
///
/// Rounding to the nearest integer adds 1.5 * 2^52: the sum's last bits then hold the integer.
private let roundingShift = 0x1.8p52

/// a + b x.
@inline(__always)
private func line(_ a: Double, _ b: Double, _ x: Lanes) -> Lanes { x * b + a }

extension SIMD8 where Scalar == Double {
  /// e^x, relative error below 4e-16 for -708 < x < 709; arguments beyond are held at those bounds. NaN stays NaN.
  ///
  /// x = n ln 2 + r with |r| <= ln 2 / 2, Taylor's polynomial of degree 13 for e^r (remainder 4e-18), and 2^n by its bits.
  @inline(__always)
  func exponential() -> Lanes {
    var x = self
    x.replace(with: -708, where: x .< -708)
    x.replace(with: 709, where: x .> 709)
    let shifted = x * 1.4426950408889634 + roundingShift
    let n = shifted - roundingShift
    let r = x - n * 0x1.62e42fee00000p-1 - n * 0x1.a39ef35793c76p-33
    let r2 = r * r
    let r4 = r2 * r2
    let low = line(1, 1, r) + r2 * line(0.5, 1 / 6, r)
    let middle = line(1 / 24, 1 / 120, r) + r2 * line(1 / 720, 1 / 5040, r)
    let high = line(1 / 40320, 1 / 362_880, r) + r2 * line(1 / 3_628_800, 1 / 39_916_800, r)
    let top = line(1 / 479_001_600, 1 / 6_227_020_800, r)
    let polynomial = low + r4 * (middle + r4 * (high + r4 * top))
    let bits = unsafeBitCast(shifted, to: SIMD8<UInt64>.self) &<< 52 &+ 0x3FF0_0000_0000_0000
    return polynomial * unsafeBitCast(bits, to: Lanes.self)
  }

  /// sin x and cos x, absolute error below 3e-16 for |x| <= 1e5; NaN beyond, where an angle has lost its meaning.
  ///
  /// x = n pi/2 + r with |r| <= pi/4 (pi/2 in three parts), Taylor's polynomials of degree 15 and 16 (remainders below 1e-17).
  @inline(__always)
  func sineAndCosine() -> (sine: Lanes, cosine: Lanes) {
    let shifted = self * 0.6366197723675814 + roundingShift
    let n = shifted - roundingShift
    var r = self - n * 0x1.921fb54400000p0
    r = r - n * 0x1.0b4611a600000p-34
    r = r - n * 0x1.3198a2e037073p-69
    r.replace(with: .nan, where: self .> 1e5)
    r.replace(with: .nan, where: self .< -1e5)
    let z = r * r
    let z2 = z * z
    let z4 = z2 * z2
    let sineLow = line(-1 / 6, 1 / 120, z) + z2 * line(-1 / 5040, 1 / 362_880, z)
    let sineHigh = line(-1 / 39_916_800, 1 / 6_227_020_800, z) + z2 * (-1 / 1_307_674_368_000)
    let sine = r + r * z * (sineLow + z4 * sineHigh)
    let cosineLow = line(1 / 24, -1 / 720, z) + z2 * line(1 / 40320, -1 / 3_628_800, z)
    let cosineHigh = line(1 / 479_001_600, -1 / 87_178_291_200, z) + z2 * (1 / 20_922_789_888_000)
    let cosine = 1 - (z * 0.5 - z2 * (cosineLow + z4 * cosineHigh))
    let quadrant = unsafeBitCast(shifted, to: SIMD8<Int64>.self)
    let swapped = (quadrant & 1) .== 1
    let sineIsNegative = (quadrant & 2) .== 2
    let cosineIsNegative = ((quadrant &+ 1) & 2) .== 2
    let s = sine.replacing(with: cosine, where: swapped)
    let c = cosine.replacing(with: sine, where: swapped)
    return (s.replacing(with: -s, where: sineIsNegative), c.replacing(with: -c, where: cosineIsNegative))
  }
}
