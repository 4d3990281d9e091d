/// Rounding to the nearest integer adds 1.5 * 2^23.
private let roundingShift: Float = 0x1.8p23

extension SIMD16 where Scalar == Float {
  /// a + b x.
  @inline(__always)
  private static func line(_ a: Float, _ b: Float, _ x: Floats) -> Floats {
    x.times(Floats(b), plus: Floats(a))
  }

  /// 2^x, relative error below 2e-7 for -125 < x < 127; below, 2^-125. As that of doubles, with Chebyshev's polynomial
  /// of degree 6 (3e-9).
  @inline(__always)
  func exponential2() -> Floats {
    var x = self
    x = x.replacing(with: -125, where: x .< -125)
    let shifted = x + roundingShift
    let f = x - (shifted - roundingShift)
    let f2 = f * f
    let low = Self.line(0x1.ebfbe0p-3, 0x1.c6aeccp-5, f).times(f2, plus: Self.line(1, 0x1.62e430p-1, f))
    let high = f2.times(Floats(0x1.444000p-13), plus: Self.line(0x1.3b2a1cp-7, 0x1.5f48c0p-10, f))
    let polynomial = high.times(f2 * f2, plus: low)
    return Floats(bits: polynomial.bits + (shifted.bits << 23))
  }

  /// sin x and cos x, absolute error below 2e-7 for |x| <= 1000; NaN beyond. As those of doubles, with polynomials of
  /// degree 7 and 8.
  @inline(__always)
  func sineAndCosine() -> (sine: Floats, cosine: Floats) {
    let shifted = self * 0.63661975 + roundingShift
    let n = shifted - roundingShift
    var r = self - n * 1.5703125
    r = r - n * 4.837513e-4
    r = r - n * 7.54979e-8
    r = r.replacing(with: .nan, where: self .> 1000)
    r = r.replacing(with: .nan, where: self .< -1000)
    let z = r * r
    let sine = r + r * z * (Self.line(-0.16666655, 0.008332161, z) - z * z * 1.9515296e-4)
    let cosine = 1 - (z * 0.5 - z * z * (Self.line(0.041666646, -0.0013887316, z) + z * z * 2.4433157e-5))
    let quadrant = shifted.bits
    let s = sine.replacing(with: cosine, where: quadrant.has(1))
    let c = cosine.replacing(with: sine, where: quadrant.has(1))
    return (
      s.replacing(with: -s, where: quadrant.has(2)), c.replacing(with: -c, where: (quadrant + FloatBits(1)).has(2))
    )
  }
}
