import CKernel

/// Sixteen points in single precision, with what of `Lanes` is needed there.
typealias Floats = SIMD16<Float>

extension SIMD16 where Scalar == Float {
  @inline(__always)
  init(_ value: Float) { self = nsh_floats_all(value) }

  @inline(__always)
  static func + (a: Floats, b: Floats) -> Floats { nsh_floats_add(a, b) }
  @inline(__always)
  static func - (a: Floats, b: Floats) -> Floats { nsh_floats_subtract(a, b) }
  @inline(__always)
  static func * (a: Floats, b: Floats) -> Floats { nsh_floats_multiply(a, b) }
  @inline(__always)
  static func / (a: Floats, b: Floats) -> Floats { nsh_floats_divide(a, b) }
  @inline(__always)
  static prefix func - (a: Floats) -> Floats { nsh_floats_negate(a) }
  @inline(__always)
  static func + (a: Floats, b: Float) -> Floats { a + Floats(b) }
  @inline(__always)
  static func - (a: Floats, b: Float) -> Floats { a - Floats(b) }
  @inline(__always)
  static func - (a: Float, b: Floats) -> Floats { Floats(a) - b }
  @inline(__always)
  static func * (a: Floats, b: Float) -> Floats { a * Floats(b) }

  /// Two operations, or one that rounds once, in the copies that fuse.
  @inline(__always)
  func times(_ b: Floats, plus c: Floats) -> Floats {
    #if FUSED
      nsh_floats_fma(self, b, c)
    #else
      self * b + c
    #endif
  }

  @inline(__always)
  func replacing(with other: Floats, where mask: SIMDMask<SIMD16<Int32>>) -> Floats {
    nsh_floats_choose(unsafeBitCast(mask, to: FloatBits.self), other, self)
  }
  @inline(__always)
  func replacing(with other: Float, where mask: SIMDMask<SIMD16<Int32>>) -> Floats {
    replacing(with: Floats(other), where: mask)
  }

  /// The bits of each lane.
  @inline(__always)
  var bits: FloatBits { nsh_floats_to_bits(self) }
  @inline(__always)
  init(bits: FloatBits) { self = nsh_floats_of_bits(bits) }
}

/// As `LaneBits`.
typealias FloatBits = SIMD16<UInt32>

extension SIMD16 where Scalar == UInt32 {
  @inline(__always)
  init(_ value: UInt32) { self = nsh_floats_bits_all(value) }
  @inline(__always)
  static func + (a: FloatBits, b: FloatBits) -> FloatBits { nsh_floats_bits_plus(a, b) }
  @inline(__always)
  static func << (a: FloatBits, n: UInt32) -> FloatBits { nsh_floats_bits_left(a, n) }
  /// Where all of some bits are set.
  @inline(__always)
  func has(_ bit: UInt32) -> SIMDMask<SIMD16<Int32>> {
    let bit = FloatBits(bit)
    let found = nsh_floats_bits_equal(nsh_floats_bits_and(self, bit), bit)
    return unsafeBitCast(found, to: SIMDMask<SIMD16<Int32>>.self)
  }
}
