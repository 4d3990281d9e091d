/// What a pass notices of a state's points on its way.
public struct StateChecks: Sendable {
  /// A number that is none: how many, the place in the file of the first, and whether that one is infinite.
  public struct NotFinite: Sendable {
    public var count = 0
    public var first = Int.max
    public var isInfinite = false
  }
  public var badStates = NotFinite()
  public var badCostates = NotFinite()
  /// How many points have no costate.
  public var silent = 0
  /// max |<g, 1>| / (|g| sqrt d) over the points with a costate.
  public var ones = 0.0
  /// max |<g, x>| / (|g||x|).
  public var along = 0.0
  /// A number that two states with the same vectors share.
  public var fingerprint: UInt64 = 0

  mutating func note(_ bits: UInt64) { fingerprint = (fingerprint ^ bits) &* Self.factor }

  /// An odd number: what is noted is not lost.
  private static let factor: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// What was noticed of the points behind these.
  mutating func add(_ other: StateChecks) {
    badStates.add(other.badStates)
    badCostates.add(other.badCostates)
    silent += other.silent
    (ones, along) = (max(ones, other.ones), max(along, other.along))
    fingerprint = (fingerprint ^ other.fingerprint) &* Self.factor
  }
}

extension StateChecks.NotFinite {
  mutating func add(_ other: Self) {
    if other.first < first { (first, isInfinite) = (other.first, other.isInfinite) }
    count += other.count
  }
}
