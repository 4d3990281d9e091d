/// What the layers compute with: a number in each lane, plain (`Lanes`), with a derivative beside it (`Dual`), or in
/// single precision (`Singles`).
///
/// Layers are written once over this protocol; the compiler makes one specialised copy for each family, kernel and
/// number.
protocol LaneNumber: Sendable {
  /// One number for all lanes, as parameters are stored: a double, or a double and its tangent.
  associatedtype Parameter
  init(broadcast: Parameter)
  /// The first lane.
  var first: Parameter { get }
  init(_ value: Double)
  /// As states and costates lie in memory: without derivatives.
  associatedtype Stored
  init(stored: Stored)
  var stored: Stored { get }
  /// Whether moments can be summed in this number, and that: adds a block's moments at one state to their sums.
  static var hasMoments: Bool { get }
  static func add(_ x: Plane<Self>, _ g: Plane<Self>, to moments: UnsafeMutablePointer<HalfLanes>, withScale: Bool)
  static func + (a: Self, b: Self) -> Self
  static func - (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self
  static func + (a: Self, b: Double) -> Self
  static func * (a: Self, b: Double) -> Self
  static prefix func - (a: Self) -> Self
  /// self b + c; one operation, rounded once, in the copies that fuse.
  func times(_ b: Self, plus c: Self) -> Self
  /// c - self b.
  func times(_ b: Self, from c: Self) -> Self
  func exponential2() -> Self
  /// min(1000, x).
  func heldBelow1000() -> Self
  func reciprocal() -> Self
  /// max(0, x), with derivative 0 at 0.
  func positivePart() -> Self
  func sineAndCosine() -> (sine: Self, cosine: Self)
}

/// The parameters of one layer, each read as the same number in every lane.
struct Parameters<N: LaneNumber> {
  let base: UnsafePointer<N.Parameter>
  @inline(__always)
  init(_ base: UnsafePointer<N.Parameter>) { self.base = base }
  @inline(__always)
  subscript(i: Int) -> N { N(broadcast: base[i]) }
  @inline(__always)
  static func + (p: Parameters, n: Int) -> Parameters { Parameters(p.base + n) }
}

/// A vector of the plane, in lanes.
struct Plane<N: LaneNumber>: Sendable {
  var x: N
  var y: N

  @inline(__always)
  init(_ x: N, _ y: N) {
    self.x = x
    self.y = y
  }

  @inline(__always)
  static func + (a: Plane, b: Plane) -> Plane { Plane(a.x + b.x, a.y + b.y) }
  @inline(__always)
  static func - (a: Plane, b: Plane) -> Plane { Plane(a.x - b.x, a.y - b.y) }
}

extension SIMD16: LaneNumber, FormulaNumber where Scalar == Double {
  @inline(__always)
  init(broadcast value: Double) { self.init(value) }
  @inline(__always)
  var first: Double { self[0] }
  @inline(__always)
  init(stored: Lanes) { self = stored }
  @inline(__always)
  var stored: Lanes { self }
  @inline(__always)
  static var hasMoments: Bool { true }
  @inline(__always)
  static func add(_ x: Plane<Lanes>, _ g: Plane<Lanes>, to moments: UnsafeMutablePointer<HalfLanes>, withScale: Bool) {
    addMoments(x, g, to: moments, withScale: withScale)
  }
  @inline(__always)
  func heldBelow1000() -> Lanes { replacing(with: 1000, where: self .> 1000) }
  @inline(__always)
  func reciprocal() -> Lanes { 1 / self }
  @inline(__always)
  func positivePart() -> Lanes { replacing(with: 0, where: self .< 0) }
}

/// A number and its derivative along one direction: a + b e with e^2 = 0. The hand-written gradient evaluated in duals
/// gives an exact product of the Hessian with that direction (forward over reverse).
struct Dual: LaneNumber, FormulaNumber {
  var value: Lanes
  var tangent: Lanes

  @inline(__always)
  init(value: Lanes, tangent: Lanes) {
    self.value = value
    self.tangent = tangent
  }

  @inline(__always)
  init(_ value: Double) { self.init(value: Lanes(value), tangent: .zero) }
  @inline(__always)
  init(broadcast pair: SIMD2<Double>) { self.init(value: Lanes(pair.x), tangent: Lanes(pair.y)) }
  @inline(__always)
  var first: SIMD2<Double> { SIMD2(value[0], tangent[0]) }
  @inline(__always)
  init(stored value: Lanes) { self.init(value: value, tangent: .zero) }
  @inline(__always)
  var stored: Lanes { value }
  @inline(__always)
  static var hasMoments: Bool { false }
  @inline(__always)
  static func add(_ x: Plane<Dual>, _ g: Plane<Dual>, to moments: UnsafeMutablePointer<HalfLanes>, withScale: Bool) {}

  @inline(__always)
  static func + (a: Dual, b: Dual) -> Dual {
    Dual(value: a.value + b.value, tangent: a.tangent + b.tangent)
  }
  @inline(__always)
  static func - (a: Dual, b: Dual) -> Dual {
    Dual(value: a.value - b.value, tangent: a.tangent - b.tangent)
  }
  @inline(__always)
  static func * (a: Dual, b: Dual) -> Dual {
    Dual(value: a.value * b.value, tangent: a.value.times(b.tangent, plus: a.tangent * b.value))
  }
  @inline(__always)
  static func + (a: Dual, b: Double) -> Dual { Dual(value: a.value + b, tangent: a.tangent) }
  @inline(__always)
  static func * (a: Dual, b: Double) -> Dual { Dual(value: a.value * b, tangent: a.tangent * b) }
  @inline(__always)
  static prefix func - (a: Dual) -> Dual { Dual(value: -a.value, tangent: -a.tangent) }
  @inline(__always)
  func times(_ b: Dual, plus c: Dual) -> Dual {
    Dual(
      value: value.times(b.value, plus: c.value),
      tangent: value.times(b.tangent, plus: tangent.times(b.value, plus: c.tangent)))
  }
  @inline(__always)
  func times(_ b: Dual, from c: Dual) -> Dual {
    Dual(
      value: value.times(b.value, from: c.value),
      tangent: value.times(b.tangent, from: tangent.times(b.value, from: c.tangent)))
  }

  @inline(__always)
  func exponential2() -> Dual {
    let e = value.exponential2()
    return Dual(value: e, tangent: e * tangent * 0.6931471805599453)
  }
  @inline(__always)
  func heldBelow1000() -> Dual { Dual(value: value.heldBelow1000(), tangent: tangent) }
  @inline(__always)
  func reciprocal() -> Dual {
    let r = 1 / value
    return Dual(value: r, tangent: -(r * r * tangent))
  }
  @inline(__always)
  func positivePart() -> Dual {
    let outside = value .<= 0
    return Dual(
      value: value.replacing(with: 0, where: value .< 0), tangent: tangent.replacing(with: 0, where: outside))
  }
  @inline(__always)
  func sineAndCosine() -> (sine: Dual, cosine: Dual) {
    let (s, c) = value.sineAndCosine()
    return (Dual(value: s, tangent: c * tangent), Dual(value: c, tangent: -(s * tangent)))
  }
}
