/// The elementary functions of formulas, in lanes, by the rules of Elementary.swift: the same bits on every machine, no
/// branches, no tables.
///
/// Sources: the reductions and polynomials of fdlibm (logarithm) and of Moshier's Cephes library (hyperbolic functions,
/// arctangent). Errors are relative, and measured by the tests.
private let shift = 0x1.8p52

extension SIMD16 where Scalar == Double {
  /// a x + b.
  @inline(__always)
  private static func next(_ a: Lanes, _ x: Lanes, _ b: Double) -> Lanes { a.times(x, plus: Lanes(b)) }

  /// e^x, error below 4e-16; 3e-308 below -708, infinite above 709.7.
  ///
  /// x = n ln 2 + r, ln 2 in two parts of which the first has 21 zeros at its end, so that n times it is exact; e^r =
  /// 2^(r / ln 2).
  @inline(__always)
  func exponential() -> Lanes {
    var x = self
    x = x.replacing(with: -708, where: x .< -708)
    let shifted = x * 1.4426950408889634 + shift
    let n = shifted - shift
    let r = (x - n * 6.93147180369123816490e-01) - n * 1.90821492927058770002e-10
    let power = (r * 1.4426950408889634).exponential2OfFraction()
    let result = Lanes(bits: power.bits + (shifted.bits << 52))
    return result.replacing(with: .infinity, where: x .> 709.7)
  }

  /// log x, error below 3e-16; -infinity at 0, NaN below.
  ///
  /// x = 2^k m with sqrt(1/2) <= m < sqrt 2, f = m - 1, s = f / (2 + f); log m = 2 artanh s = f - (f^2/2 - s (f^2/2 +
  /// R(s^2))).
  @inline(__always)
  func logarithm() -> Lanes {
    let isSmall = self .< 0x1p-1022
    let x = replacing(with: self * 0x1p54, where: isSmall)
    // The bits of sqrt(1/2) taken off first, so that the exponent changes there.
    let moved = x.bits - LaneBits(0x3FE6_A09E_667F_3BCD)
    let exponent = moved >> 52
    let m = Lanes(bits: x.bits - (moved & LaneBits(0xFFF0_0000_0000_0000)))
    // As a number: twelve bits, the upper half of whose range is negative.
    let signed = ((exponent + LaneBits(0x800)) & LaneBits(0xFFF)) | LaneBits(0x4330_0000_0000_0000)
    var k = Lanes(bits: signed) - (0x1p52 + 2048)
    k = k - Lanes.zero.replacing(with: 54, where: isSmall)
    let f = m - 1
    let s = f / (f + 2)
    let z = s * s
    let w = z * z
    let odd = Self.next(
      Self.next(
        Self.next(Lanes(1.479819860511658591e-01), w, 1.818357216161805012e-01), w, 2.857142874366239149e-01),
      w, 6.666666666666735130e-01)
    let even = Self.next(
      Self.next(Lanes(1.531383769920937332e-01), w, 2.222219843214978396e-01), w, 3.999999999940941908e-01)
    let r = z * odd + w * even
    let half = f * f * 0.5
    let result = k * 6.93147180369123816490e-01 - ((half - (s * (half + r) + k * 1.90821492927058770002e-10)) - f)
    return result.replacing(with: -.infinity, where: self .== 0).replacing(with: .nan, where: self .< 0)
      .replacing(with: self, where: .!(self .< .infinity))
  }

  /// sinh x, error below 6e-16: a rational function up to 1, exponentials beyond.
  @inline(__always)
  func hyperbolicSine() -> Lanes {
    let z = self * self
    let p = Self.next(
      Self.next(
        Self.next(Lanes(-7.89474443963537015605e-1), z, -1.63725857525983828727e2), z,
        -1.15614435765005216044e4), z, -3.51754964808151394800e5)
    let q = Self.next(
      Self.next(z + -2.77711081420602794433e2, z, 3.61578279834431989373e4), z, -2.11052978884890840399e6)
    let near = (self * z).times(p / q, plus: self)
    // Half of e^x in two factors, which reaches as far as the result is finite.
    let root = (self.absolute() * 0.5).exponential()
    let far = root * (root * 0.5) - 0.5 / root / root
    let isNear = absolute() .<= 1
    return far.replacing(with: -far, where: self .< 0).replacing(with: near, where: isNear)
  }

  /// tanh x, error below 4e-16: a rational function up to 0.625, the exponential beyond.
  @inline(__always)
  func hyperbolicTangent() -> Lanes {
    let z = self * self
    let p = Self.next(
      Self.next(Lanes(-9.64399179425052238628e-1), z, -9.92877231001918586564e1), z,
      -1.61468768441708447952e3)
    let q = Self.next(Self.next(z + 1.12811678491632931402e2, z, 2.23548839060100448583e3), z, 4.84406305325125486048e3)
    let near = (self * z).times(p / q, plus: self)
    let size = absolute()
    let far = 1 - 2 / ((size + size).exponential() + 1)
    return far.replacing(with: -far, where: self .< 0).replacing(with: near, where: size .<= 0.625).replacing(
      with: self, where: isNaN)
  }

  /// atan x, error below 4e-16: |x| above tan 67.5 degrees by its reciprocal, above 0.66 by (|x| - 1)/(|x| + 1).
  @inline(__always)
  func arctangent() -> Lanes {
    let size = absolute()
    let isLarge = size .> 2.41421356237309504880
    let isMiddle = size .> 0.66
    let above = Lanes(-1).replacing(with: size - 1, where: .!isLarge)
    let below = size.replacing(with: size + 1, where: .!isLarge)
    let x = size.replacing(with: above / below, where: isMiddle)
    let z = x * x
    let p = Self.next(
      Self.next(
        Self.next(
          Self.next(Lanes(-8.750608600031904122785e-1), z, -1.615753718733365076637e1), z,
          -7.500855792314704667340e1), z, -1.228866684490136173410e2), z, -6.485021904942025371773e1)
    let q = Self.next(
      Self.next(
        Self.next(Self.next(z + 2.485846490142306297962e1, z, 1.650270098316988542046e2), z, 4.328810604912902668951e2),
        z, 4.853903996359136964868e2), z, 1.945506571482613964425e2)
    let core = (x * z).times(p / q, plus: x)
    let tail = Lanes.zero.replacing(with: 3.061616997868382943065e-17, where: isMiddle).replacing(
      with: 6.123233995736765886130e-17, where: isLarge)
    let start = Lanes.zero.replacing(with: 0.78539816339744830962, where: isMiddle).replacing(
      with: 1.57079632679489661923, where: isLarge)
    let result = start + (core + tail)
    return result.replacing(with: -result, where: self .< 0)
  }

  /// atan2(self, x): the angle of (x, self) in [-pi, pi]; 0 at the origin.
  @inline(__always)
  func angle(over x: Lanes) -> Lanes {
    let principal = (self / x).arctangent()
    let turned =
      principal + Lanes(3.14159265358979323846).replacing(with: -3.14159265358979323846, where: self .< 0)
    let isOrigin = (self .== 0) .& (x .== 0)
    return principal.replacing(with: turned, where: x .< 0).replacing(with: 0, where: isOrigin)
  }
}
