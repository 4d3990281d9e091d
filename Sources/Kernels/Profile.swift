/// How a deformation fades with distance, k(r2), as the passes see it.
protocol Profile: SendableMetatype {
  /// By what r2 is multiplied before it comes here, and the slope after.
  static var unit: Double { get }
  static var slopeUnit: Double { get }
  /// What the backward pass needs, for k and its slope.
  static func keep<N: LaneNumber>(_ scaled: N) -> N
  static func value<N: LaneNumber>(_ kept: N) -> N
  /// 2 dk/dr2 over the slope's unit.
  static func slope<N: LaneNumber>(_ kept: N) -> N
}

/// exp(-r2/2) = 2^(-r2 / (2 ln 2)).
enum Gauss: Profile {
  static var unit: Double { -0.7213475204444817 }
  static var slopeUnit: Double { -1 }
  @inline(__always)
  static func keep<N: LaneNumber>(_ scaled: N) -> N { scaled.exponential2() }
  @inline(__always)
  static func value<N: LaneNumber>(_ kept: N) -> N { kept }
  @inline(__always)
  static func slope<N: LaneNumber>(_ kept: N) -> N { kept }
}

/// 1/(1 + r2).
enum Lorentz: Profile {
  static var unit: Double { 1 }
  static var slopeUnit: Double { -2 }
  @inline(__always)
  static func keep<N: LaneNumber>(_ scaled: N) -> N { (scaled + 1).reciprocal() }
  @inline(__always)
  static func value<N: LaneNumber>(_ kept: N) -> N { kept }
  @inline(__always)
  static func slope<N: LaneNumber>(_ kept: N) -> N { kept * kept }
}

/// (1 - r2)^3 where r2 < 1, else 0; kept is 1 - r2 or 0.
enum Compact: Profile {
  static var unit: Double { -1 }
  static var slopeUnit: Double { -6 }
  @inline(__always)
  static func keep<N: LaneNumber>(_ scaled: N) -> N { (scaled + 1).positivePart() }
  @inline(__always)
  static func value<N: LaneNumber>(_ kept: N) -> N { kept * kept * kept }
  @inline(__always)
  static func slope<N: LaneNumber>(_ kept: N) -> N { kept * kept }
}
