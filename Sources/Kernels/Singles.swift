/// Single precision: thirty-two points in two registers of AVX-512 or four of AVX2, as many registers as sixteen
/// doubles take, so that each instruction does twice as much. Sums over many points are taken in double precision
/// outside.
struct Singles: LaneNumber {
  var low: SIMD16<Float>
  var high: SIMD16<Float>

  @inline(__always)
  init(_ low: SIMD16<Float>, _ high: SIMD16<Float>) { (self.low, self.high) = (low, high) }
  @inline(__always)
  init(_ value: Double) { self.init(broadcast: Float(value)) }
  @inline(__always)
  init(broadcast value: Float) { self.init(SIMD16(repeating: value), SIMD16(repeating: value)) }
  @inline(__always)
  var first: Float { low[0] }
  @inline(__always)
  init(stored: Singles) { self = stored }
  @inline(__always)
  var stored: Singles { self }
  /// Singles are for training; what is looked at is computed in doubles.
  @inline(__always)
  static func add(
    _ x: Plane<Singles>, _ g: Plane<Singles>, to moments: UnsafeMutablePointer<HalfLanes>, withScale: Bool
  ) {}

  @inline(__always)
  static func + (a: Singles, b: Singles) -> Singles { Singles(a.low + b.low, a.high + b.high) }
  @inline(__always)
  static func - (a: Singles, b: Singles) -> Singles { Singles(a.low - b.low, a.high - b.high) }
  @inline(__always)
  static func * (a: Singles, b: Singles) -> Singles { Singles(a.low * b.low, a.high * b.high) }
  @inline(__always)
  static func + (a: Singles, b: Double) -> Singles { Singles(a.low + Float(b), a.high + Float(b)) }
  @inline(__always)
  static func * (a: Singles, b: Double) -> Singles { Singles(a.low * Float(b), a.high * Float(b)) }
  @inline(__always)
  static prefix func - (a: Singles) -> Singles { Singles(-a.low, -a.high) }
  @inline(__always)
  func times(_ b: Singles, plus c: Singles) -> Singles {
    Singles(low.times(b.low, plus: c.low), high.times(b.high, plus: c.high))
  }
  @inline(__always)
  func times(_ b: Singles, from c: Singles) -> Singles {
    Singles((-low).times(b.low, plus: c.low), (-high).times(b.high, plus: c.high))
  }
  /// 2^120 is near the largest single.
  @inline(__always)
  func heldBelow1000() -> Singles {
    Singles(low.replacing(with: 120, where: low .> 120), high.replacing(with: 120, where: high .> 120))
  }
  @inline(__always)
  func reciprocal() -> Singles { Singles(1 / low, 1 / high) }
  @inline(__always)
  func positivePart() -> Singles {
    Singles(low.replacing(with: 0, where: low .< 0), high.replacing(with: 0, where: high .< 0))
  }
  @inline(__always)
  func exponential2() -> Singles { Singles(low.exponential2(), high.exponential2()) }
  @inline(__always)
  func sineAndCosine() -> (sine: Singles, cosine: Singles) {
    let (a, b) = (low.sineAndCosine(), high.sineAndCosine())
    return (Singles(a.sine, b.sine), Singles(a.cosine, b.cosine))
  }
}

/// Rounding to the nearest integer adds 1.5 * 2^23.
private let roundingShift: Float = 0x1.8p23

extension SIMD16 where Scalar == Float {
  @inline(__always)
  fileprivate func times(_ b: Self, plus c: Self) -> Self {
    #if FUSED
      c.addingProduct(self, b)
    #else
      self * b + c
    #endif
  }

  /// a + b x.
  @inline(__always)
  private static func line(_ a: Float, _ b: Float, _ x: Self) -> Self {
    x.times(Self(repeating: b), plus: Self(repeating: a))
  }

  /// 2^x, relative error below 2e-7 for -125 < x < 127; below, 2^-125. As that of doubles, with Chebyshev's polynomial
  /// of degree 6 (3e-9).
  @inline(__always)
  fileprivate func exponential2() -> Self {
    var x = self
    x.replace(with: -125, where: x .< -125)
    let shifted = x + roundingShift
    let f = x - (shifted - roundingShift)
    let f2 = f * f
    let low = Self.line(0x1.ebfbe0p-3, 0x1.c6aeccp-5, f).times(f2, plus: Self.line(1, 0x1.62e430p-1, f))
    let high = f2.times(Self(repeating: 0x1.444000p-13), plus: Self.line(0x1.3b2a1cp-7, 0x1.5f48c0p-10, f))
    let polynomial = high.times(f2 * f2, plus: low)
    let exponent = unsafeBitCast(shifted, to: SIMD16<UInt32>.self) &<< 23
    return unsafeBitCast(unsafeBitCast(polynomial, to: SIMD16<UInt32>.self) &+ exponent, to: Self.self)
  }

  /// sin x and cos x, absolute error below 2e-7 for |x| <= 1000; NaN beyond. As those of doubles, with polynomials of
  /// degree 7 and 8.
  @inline(__always)
  fileprivate func sineAndCosine() -> (sine: Self, cosine: Self) {
    let shifted = self * 0.63661975 + roundingShift
    let n = shifted - roundingShift
    var r = self - n * 1.5703125
    r = r - n * 4.837513e-4
    r = r - n * 7.54979e-8
    r.replace(with: .nan, where: self .> 1000)
    r.replace(with: .nan, where: self .< -1000)
    let z = r * r
    let sine = r + r * z * (Self.line(-0.16666655, 0.008332161, z) - z * z * 1.9515296e-4)
    let cosine = 1 - (z * 0.5 - z * z * (Self.line(0.041666646, -0.0013887316, z) + z * z * 2.4433157e-5))
    let quadrant = unsafeBitCast(shifted, to: SIMD16<Int32>.self)
    let s = sine.replacing(with: cosine, where: (quadrant & 1) .== 1)
    let c = cosine.replacing(with: sine, where: (quadrant & 1) .== 1)
    return (
      s.replacing(with: -s, where: (quadrant & 2) .== 2), c.replacing(with: -c, where: ((quadrant &+ 1) & 2) .== 2)
    )
  }
}
