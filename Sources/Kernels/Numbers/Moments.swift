import CKernel

/// Half of a block, as `Lanes`.
typealias HalfLanes = SIMD8<Double>

extension SIMD8 where Scalar == Double {
  @inline(__always)
  init(_ value: Double) { self = nsh_half_all(value) }
  @inline(__always)
  static func + (a: HalfLanes, b: HalfLanes) -> HalfLanes { nsh_half_add(a, b) }
  @inline(__always)
  static func * (a: HalfLanes, b: HalfLanes) -> HalfLanes { nsh_half_multiply(a, b) }
  /// self b + c; one operation, rounded once, in the copies that fuse.
  @inline(__always)
  func times(_ b: HalfLanes, plus c: HalfLanes) -> HalfLanes {
    #if FUSED
      nsh_half_fma(self, b, c)
    #else
      self * b + c
    #endif
  }
  /// The sum of all lanes, in one order on every machine.
  @inline(__always)
  var total: Double { nsh_half_total(self) }
}

extension SIMD16 where Scalar == Double {
  @inline(__always)
  var lowHalf: HalfLanes { nsh_lanes_low(self) }
  @inline(__always)
  var highHalf: HalfLanes { nsh_lanes_high(self) }
  /// The sums of lanes l and l + 8.
  @inline(__always)
  var folded: HalfLanes { lowHalf + highHalf }
  /// The sum of all lanes, in one order on every machine.
  @inline(__always)
  var total: Double { folded.total }
}

/// The products' sums of lanes l and l + 8, added to c.
@inline(__always)
private func folded(_ a: Lanes, _ b: Lanes, plus c: HalfLanes) -> HalfLanes {
  a.highHalf.times(b.highHalf, plus: a.lowHalf.times(b.lowHalf, plus: c))
}

/// Adds a block's moments at one state to their sums: all charges of affine generators, and their scales, follow from
/// them.
@inline(__always)
func addMoments(_ x: Plane<Lanes>, _ g: Plane<Lanes>, to m: UnsafeMutablePointer<HalfLanes>, withScale: Bool) {
  m[0] = m[0] + g.x.folded
  m[1] = m[1] + g.y.folded
  m[2] = folded(x.x, g.x, plus: m[2])
  m[3] = folded(x.x, g.y, plus: m[3])
  m[4] = folded(x.y, g.x, plus: m[4])
  m[5] = folded(x.y, g.y, plus: m[5])
  guard withScale else { return }
  let length = g.x.times(g.x, plus: g.y * g.y).squareRoot()
  m[6] = m[6] + length.folded
  m[7] = folded(length, x.x.times(x.x, plus: x.y * x.y).squareRoot(), plus: m[7])
}
