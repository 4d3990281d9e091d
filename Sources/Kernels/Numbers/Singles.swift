/// Single precision: thirty-two points in two registers of AVX-512 or four of AVX2, as many registers as sixteen
/// doubles take, so that each instruction does twice as much. Sums over many points are taken in double precision
/// outside.
struct Singles: LaneNumber {
  var low: Floats
  var high: Floats

  @inline(__always)
  init(_ low: Floats, _ high: Floats) { (self.low, self.high) = (low, high) }
  @inline(__always)
  init(_ value: Double) { self.init(broadcast: Float(value)) }
  @inline(__always)
  init(broadcast value: Float) { self.init(Floats(value), Floats(value)) }
  @inline(__always)
  var first: Float { low[0] }
  @inline(__always)
  init(stored: Singles) { self = stored }
  @inline(__always)
  var stored: Singles { self }
  /// Singles are for training; what is looked at is computed in doubles.
  @inline(__always)
  static var hasMoments: Bool { false }
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
  static func + (a: Singles, b: Double) -> Singles { Singles(a.low + Floats(Float(b)), a.high + Floats(Float(b))) }
  @inline(__always)
  static func * (a: Singles, b: Double) -> Singles { Singles(a.low * Floats(Float(b)), a.high * Floats(Float(b))) }
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
  func reciprocal() -> Singles { Singles(Floats(1) / low, Floats(1) / high) }
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
