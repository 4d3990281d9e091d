extension FixedWidthInteger {
  /// The whole number nearest to `x`. What lies beyond the type's numbers becomes its smallest or largest, what is not a
  /// number becomes 0. So nothing traps; whoever must tell these cases apart asks `Int(exactly:)` for nil.
  ///
  /// This, `Int(exactly:)` and `Int(clamping:)`, which takes integers alone, are all the ways from a number to an integer
  /// that the sources use; `tools/traps` keeps it so.
  @inlinable public init(saturating x: Double) {
    self = Self(exactly: x.rounded()) ?? (x > 0 ? .max : x < 0 ? .min : 0)
  }

  /// `x` without its fraction, as above where that is no number of the type.
  @inlinable public init(truncating x: Double) { self.init(saturating: x.rounded(.towardZero)) }

  /// The largest whole number that is not above `x`, as above where there is none.
  @inlinable public init(floor x: Double) { self.init(saturating: x.rounded(.down)) }

  /// The smallest whole number that is not below `x`, as above where there is none.
  @inlinable public init(ceiling x: Double) { self.init(saturating: x.rounded(.up)) }
}

extension Double {
  /// Up to here each whole number is a Double of its own. A count beyond it could not be told from its neighbours.
  public static let largestCount = 9_007_199_254_740_992.0
}
