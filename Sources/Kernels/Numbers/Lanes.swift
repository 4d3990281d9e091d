import CKernel

/// One coordinate of neighbouring points; as many lanes as `NSH_LANES`.
///
/// The operators here are those of CLanes.h and go before the standard library's, which take one lane after another.
/// They extend its type, since a type of this module's own would leave code for copying it that bears no copy's name.
typealias Lanes = SIMD16<Double>

extension SIMD16 where Scalar == Double {
  @inline(__always)
  init(_ value: Double) { self = nsh_lanes_all(value) }

  @inline(__always)
  static func + (a: Lanes, b: Lanes) -> Lanes { nsh_lanes_add(a, b) }
  @inline(__always)
  static func - (a: Lanes, b: Lanes) -> Lanes { nsh_lanes_subtract(a, b) }
  @inline(__always)
  static func * (a: Lanes, b: Lanes) -> Lanes { nsh_lanes_multiply(a, b) }
  @inline(__always)
  static func / (a: Lanes, b: Lanes) -> Lanes { nsh_lanes_divide(a, b) }
  @inline(__always)
  static prefix func - (a: Lanes) -> Lanes { nsh_lanes_negate(a) }
  @inline(__always)
  static func + (a: Lanes, b: Double) -> Lanes { a + Lanes(b) }
  @inline(__always)
  static func - (a: Lanes, b: Double) -> Lanes { a - Lanes(b) }
  @inline(__always)
  static func - (a: Double, b: Lanes) -> Lanes { Lanes(a) - b }
  @inline(__always)
  static func * (a: Lanes, b: Double) -> Lanes { a * Lanes(b) }
  @inline(__always)
  static func / (a: Double, b: Lanes) -> Lanes { Lanes(a) / b }
  @inline(__always)
  func squareRoot() -> Lanes { nsh_lanes_root(self) }

  /// Two operations, or one that rounds once, in the copies that fuse.
  @inline(__always)
  func times(_ b: Lanes, plus c: Lanes) -> Lanes {
    #if FUSED
      nsh_lanes_fma(self, b, c)
    #else
      self * b + c
    #endif
  }
  @inline(__always)
  func times(_ b: Lanes, from c: Lanes) -> Lanes {
    #if FUSED
      nsh_lanes_fma(nsh_lanes_negate(self), b, c)
    #else
      c - self * b
    #endif
  }

  @inline(__always)
  var isNaN: SIMDMask<SIMD16<Int64>> { self .!= self }

  @inline(__always)
  func replacing(with other: Lanes, where mask: SIMDMask<SIMD16<Int64>>) -> Lanes {
    nsh_lanes_choose(unsafeBitCast(mask, to: LaneBits.self), other, self)
  }
  @inline(__always)
  func replacing(with other: Double, where mask: SIMDMask<SIMD16<Int64>>) -> Lanes {
    replacing(with: Lanes(other), where: mask)
  }

  /// The bits of each lane.
  @inline(__always)
  var bits: LaneBits { nsh_lanes_to_bits(self) }
  @inline(__always)
  init(bits: LaneBits) { self = nsh_lanes_of_bits(bits) }
}

/// The bits of lanes, as integers without a sign.
typealias LaneBits = SIMD16<UInt>

extension SIMD16 where Scalar == UInt {
  @inline(__always)
  init(_ value: UInt) { self = nsh_lanes_bits_all(value) }
  @inline(__always)
  static func + (a: LaneBits, b: LaneBits) -> LaneBits { nsh_lanes_bits_plus(a, b) }
  @inline(__always)
  static func - (a: LaneBits, b: LaneBits) -> LaneBits { nsh_lanes_bits_minus(a, b) }
  @inline(__always)
  static func & (a: LaneBits, b: LaneBits) -> LaneBits { nsh_lanes_bits_and(a, b) }
  @inline(__always)
  static func | (a: LaneBits, b: LaneBits) -> LaneBits { nsh_lanes_bits_or(a, b) }
  @inline(__always)
  static func << (a: LaneBits, n: UInt32) -> LaneBits { nsh_lanes_bits_left(a, n) }
  @inline(__always)
  static func >> (a: LaneBits, n: UInt32) -> LaneBits { nsh_lanes_bits_right(a, n) }
  /// Where all of some bits are set.
  @inline(__always)
  func has(_ bit: UInt) -> SIMDMask<SIMD16<Int64>> {
    let bit = LaneBits(bit)
    return unsafeBitCast(nsh_lanes_bits_equal(self & bit, bit), to: SIMDMask<SIMD16<Int64>>.self)
  }
}
