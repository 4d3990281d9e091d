/// Elementary functions in lanes.
///
/// Goals, in this order: the portable copy gives the same bits on every machine (only +, -, *, and integer operations,
/// never fused), errors near one unit in the last place, no branches. The C library's functions are rejected: they work
/// lane by lane and differ between versions.
///
/// Rounding to the nearest integer adds 1.5 * 2^52: the sum's last bits then hold the integer.
private let roundingShift = 0x1.8p52

/// a + b x.
@inline(__always)
private func line(_ a: Double, _ b: Double, _ x: Lanes) -> Lanes {
  x.times(Lanes(b), plus: Lanes(a))
}

extension SIMD16 where Scalar == Double {
  /// 2^x, relative error below 3e-16 for -1021 < x < 1023; below, 2^-1021; above, meaningless. NaN stays NaN.
  ///
  /// x = n + f with |f| <= 1/2, exactly; 2^f by Chebyshev's polynomial of degree 11 (relative error 2e-18 before
  /// rounding), summed by Estrin's scheme, which leaves the processor independent operations; n is added to the
  /// exponent's bits.
  @inline(__always)
  func exponential2() -> Lanes {
    var x = self
    x = x.replacing(with: -1021, where: x .< -1021)
    let shifted = x + roundingShift
    let polynomial = (x - (shifted - roundingShift)).exponential2OfFraction()
    return Lanes(bits: polynomial.bits + (shifted.bits << 52))
  }

  /// 2^f for |f| <= 1/2.
  @inline(__always)
  func exponential2OfFraction() -> Lanes {
    let f = self
    let f2 = f * f
    let f4 = f2 * f2
    let p01 = line(0x1p+0, 0x1.62e42fefa39efp-1, f)
    let p23 = line(0x1.ebfbdff82c5aep-3, 0x1.c6b08d704a0c6p-5, f)
    let p45 = line(0x1.3b2ab6fb9f1a5p-7, 0x1.5d87fe78a3f9cp-10, f)
    let p67 = line(0x1.430913112c61cp-13, 0x1.ffcbfc6da6ed1p-17, f)
    let p89 = line(0x1.62bfc2c86d633p-20, 0x1.b524ebd13a4b0p-24, f)
    let pab = line(0x1.e6228acd33396p-28, 0x1.e9ec1fcb7d183p-32, f)
    let low = p23.times(f2, plus: p01)
    let middle = p67.times(f2, plus: p45)
    let high = pab.times(f2, plus: p89)
    return high.times(f4, plus: middle).times(f4, plus: low)
  }

  /// sin x and cos x, absolute error below 3e-16 for |x| <= 1e5; NaN beyond, where an angle has lost its meaning.
  ///
  /// x = n pi/2 + r with |r| <= pi/4 (pi/2 in three parts), Taylor's polynomials of degree 15 and 16 (remainders below
  /// 1e-17).
  @inline(__always)
  func sineAndCosine() -> (sine: Lanes, cosine: Lanes) {
    let shifted = self * 0.6366197723675814 + roundingShift
    let n = shifted - roundingShift
    var r = self - n * 0x1.921fb54400000p0
    r = r - n * 0x1.0b4611a600000p-34
    r = r - n * 0x1.3198a2e037073p-69
    r = r.replacing(with: .nan, where: self .> 1e5)
    r = r.replacing(with: .nan, where: self .< -1e5)
    let z = r * r
    let z2 = z * z
    let z4 = z2 * z2
    let sineLow = line(-1 / 6, 1 / 120, z) + z2 * line(-1 / 5040, 1 / 362_880, z)
    let sineHigh = line(-1 / 39_916_800, 1 / 6_227_020_800, z) + z2 * (-1 / 1_307_674_368_000)
    let sine = r + r * z * (sineLow + z4 * sineHigh)
    let cosineLow = line(1 / 24, -1 / 720, z) + z2 * line(1 / 40320, -1 / 3_628_800, z)
    let cosineHigh = line(1 / 479_001_600, -1 / 87_178_291_200, z) + z2 * (1 / 20_922_789_888_000)
    let cosine = 1 - (z * 0.5 - z2 * (cosineLow + z4 * cosineHigh))
    let quadrant = shifted.bits
    let swapped = quadrant.has(1)
    let sineIsNegative = quadrant.has(2)
    let cosineIsNegative = (quadrant + LaneBits(1)).has(2)
    let s = sine.replacing(with: cosine, where: swapped)
    let c = cosine.replacing(with: sine, where: swapped)
    return (s.replacing(with: -s, where: sineIsNegative), c.replacing(with: -c, where: cosineIsNegative))
  }
}
