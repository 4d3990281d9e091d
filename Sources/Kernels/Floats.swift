import CKernel

/// Sixteen points in single precision, with what of `Lanes` is needed there.
struct Floats: Sendable {
  var floats: nsh_floats

  @inline(__always)
  init(floats: nsh_floats) { self.floats = floats }
  @inline(__always)
  init(_ value: Float) { floats = nsh_floats_all(value) }

  @inline(__always)
  static func + (a: Floats, b: Floats) -> Floats { Floats(floats: nsh_floats_add(a.floats, b.floats)) }
  @inline(__always)
  static func - (a: Floats, b: Floats) -> Floats { Floats(floats: nsh_floats_subtract(a.floats, b.floats)) }
  @inline(__always)
  static func * (a: Floats, b: Floats) -> Floats { Floats(floats: nsh_floats_multiply(a.floats, b.floats)) }
  @inline(__always)
  static func / (a: Floats, b: Floats) -> Floats { Floats(floats: nsh_floats_divide(a.floats, b.floats)) }
  @inline(__always)
  static prefix func - (a: Floats) -> Floats { Floats(floats: nsh_floats_negate(a.floats)) }
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
      Floats(floats: nsh_floats_fma(floats, b.floats, c.floats))
    #else
      self * b + c
    #endif
  }

  @inline(__always)
  static func .< (a: Floats, b: Float) -> FloatBits { FloatBits(bits: nsh_floats_less(a.floats, nsh_floats_all(b))) }
  @inline(__always)
  static func .> (a: Floats, b: Float) -> FloatBits { FloatBits(bits: nsh_floats_less(nsh_floats_all(b), a.floats)) }
  @inline(__always)
  func replacing(with other: Floats, where mask: FloatBits) -> Floats {
    Floats(floats: nsh_floats_choose(mask.bits, other.floats, floats))
  }
  @inline(__always)
  func replacing(with other: Float, where mask: FloatBits) -> Floats { replacing(with: Floats(other), where: mask) }

  /// The bits of each lane.
  @inline(__always)
  var bits: FloatBits { FloatBits(bits: nsh_floats_to_bits(floats)) }
  @inline(__always)
  init(_ bits: FloatBits) { floats = nsh_floats_of_bits(bits.bits) }
}

/// As `LaneBits`.
struct FloatBits: Sendable {
  var bits: nsh_floats_bits

  @inline(__always)
  init(bits: nsh_floats_bits) { self.bits = bits }
  @inline(__always)
  init(_ value: UInt32) { bits = nsh_floats_bits_all(value) }
  @inline(__always)
  static func + (a: FloatBits, b: FloatBits) -> FloatBits { FloatBits(bits: nsh_floats_bits_plus(a.bits, b.bits)) }
  @inline(__always)
  static func << (a: FloatBits, n: UInt32) -> FloatBits { FloatBits(bits: nsh_floats_bits_left(a.bits, n)) }
  /// Where all of some bits are set.
  @inline(__always)
  func has(_ bit: UInt32) -> FloatBits {
    let bit = nsh_floats_bits_all(bit)
    return FloatBits(bits: nsh_floats_bits_equal(nsh_floats_bits_and(bits, bit), bit))
  }
}
