import CKernel

/// One coordinate of neighbouring points; as many lanes as `NSH_LANES`.
struct Lanes: Sendable {
  var lanes: nsh_lanes

  @inline(__always)
  init(lanes: nsh_lanes) { self.lanes = lanes }
  @inline(__always)
  init(_ value: Double) { lanes = nsh_lanes_all(value) }
  @inline(__always)
  static var zero: Lanes { Lanes(0) }
  @inline(__always)
  subscript(lane: Int) -> Double {
    get { lanes[lane] }
    set { lanes[lane] = newValue }
  }

  @inline(__always)
  static func + (a: Lanes, b: Lanes) -> Lanes { Lanes(lanes: nsh_lanes_add(a.lanes, b.lanes)) }
  @inline(__always)
  static func - (a: Lanes, b: Lanes) -> Lanes { Lanes(lanes: nsh_lanes_subtract(a.lanes, b.lanes)) }
  @inline(__always)
  static func * (a: Lanes, b: Lanes) -> Lanes { Lanes(lanes: nsh_lanes_multiply(a.lanes, b.lanes)) }
  @inline(__always)
  static func / (a: Lanes, b: Lanes) -> Lanes { Lanes(lanes: nsh_lanes_divide(a.lanes, b.lanes)) }
  @inline(__always)
  static prefix func - (a: Lanes) -> Lanes { Lanes(lanes: nsh_lanes_negate(a.lanes)) }
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
  func squareRoot() -> Lanes { Lanes(lanes: nsh_lanes_root(lanes)) }

  /// Two operations, or one that rounds once, in the copies that fuse.
  @inline(__always)
  func times(_ b: Lanes, plus c: Lanes) -> Lanes {
    #if FUSED
      Lanes(lanes: nsh_lanes_fma(lanes, b.lanes, c.lanes))
    #else
      self * b + c
    #endif
  }
  @inline(__always)
  func times(_ b: Lanes, from c: Lanes) -> Lanes {
    #if FUSED
      Lanes(lanes: nsh_lanes_fma(nsh_lanes_negate(lanes), b.lanes, c.lanes))
    #else
      c - self * b
    #endif
  }

  @inline(__always)
  static func .< (a: Lanes, b: Lanes) -> LaneBits { LaneBits(bits: nsh_lanes_less(a.lanes, b.lanes)) }
  @inline(__always)
  static func .> (a: Lanes, b: Lanes) -> LaneBits { b .< a }
  @inline(__always)
  static func .<= (a: Lanes, b: Lanes) -> LaneBits { LaneBits(bits: nsh_lanes_at_most(a.lanes, b.lanes)) }
  @inline(__always)
  static func .>= (a: Lanes, b: Lanes) -> LaneBits { b .<= a }
  @inline(__always)
  static func .== (a: Lanes, b: Lanes) -> LaneBits { LaneBits(bits: nsh_lanes_equal(a.lanes, b.lanes)) }
  @inline(__always)
  static func .< (a: Lanes, b: Double) -> LaneBits { a .< Lanes(b) }
  @inline(__always)
  static func .> (a: Lanes, b: Double) -> LaneBits { a .> Lanes(b) }
  @inline(__always)
  static func .<= (a: Lanes, b: Double) -> LaneBits { a .<= Lanes(b) }
  @inline(__always)
  static func .>= (a: Lanes, b: Double) -> LaneBits { a .>= Lanes(b) }
  @inline(__always)
  static func .== (a: Lanes, b: Double) -> LaneBits { a .== Lanes(b) }
  @inline(__always)
  var isNaN: LaneBits { .!(self .== self) }

  @inline(__always)
  func replacing(with other: Lanes, where mask: LaneBits) -> Lanes {
    Lanes(lanes: nsh_lanes_choose(mask.bits, other.lanes, lanes))
  }
  @inline(__always)
  func replacing(with other: Double, where mask: LaneBits) -> Lanes { replacing(with: Lanes(other), where: mask) }

  /// The bits of each lane.
  @inline(__always)
  var bits: LaneBits { LaneBits(bits: nsh_lanes_to_bits(lanes)) }
  @inline(__always)
  init(_ bits: LaneBits) { lanes = nsh_lanes_of_bits(bits.bits) }
}

/// The bits of lanes, as integers without a sign; or, of comparisons, all ones where they hold.
struct LaneBits: Sendable {
  var bits: nsh_lanes_bits

  @inline(__always)
  init(bits: nsh_lanes_bits) { self.bits = bits }
  @inline(__always)
  init(_ value: UInt) { bits = nsh_lanes_bits_all(value) }
  @inline(__always)
  static func + (a: LaneBits, b: LaneBits) -> LaneBits { LaneBits(bits: nsh_lanes_bits_plus(a.bits, b.bits)) }
  @inline(__always)
  static func - (a: LaneBits, b: LaneBits) -> LaneBits { LaneBits(bits: nsh_lanes_bits_minus(a.bits, b.bits)) }
  @inline(__always)
  static func & (a: LaneBits, b: LaneBits) -> LaneBits { LaneBits(bits: nsh_lanes_bits_and(a.bits, b.bits)) }
  @inline(__always)
  static func | (a: LaneBits, b: LaneBits) -> LaneBits { LaneBits(bits: nsh_lanes_bits_or(a.bits, b.bits)) }
  @inline(__always)
  static prefix func .! (a: LaneBits) -> LaneBits { LaneBits(bits: nsh_lanes_bits_not(a.bits)) }
  @inline(__always)
  static func << (a: LaneBits, n: UInt32) -> LaneBits { LaneBits(bits: nsh_lanes_bits_left(a.bits, n)) }
  @inline(__always)
  static func >> (a: LaneBits, n: UInt32) -> LaneBits { LaneBits(bits: nsh_lanes_bits_right(a.bits, n)) }
  /// Where all of some bits are set.
  @inline(__always)
  func has(_ bit: UInt) -> LaneBits {
    LaneBits(bits: nsh_lanes_bits_equal((self & LaneBits(bit)).bits, LaneBits(bit).bits))
  }
}
