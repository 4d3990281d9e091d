/// Ranges between bounds that were computed. `a..<b` and `a...b` stop the program where b lies before a, or where either
/// is not a number; these do not. `tools/traps` finds computed bounds that stand without them.

extension Range where Bound == Int {
  /// From `first` up to, and without, `end`; empty where `end` does not lie behind `first`.
  @inlinable public init(from first: Int, upTo end: Int) {
    self = Range(uncheckedBounds: (first, Swift.max(first, end)))
  }

  /// From `first` to `last`, both among them; empty where `last` lies before `first`.
  @inlinable public init(from first: Int, through last: Int) {
    self.init(from: first, upTo: last == .max ? last : last + 1)
  }
}

extension ClosedRange where Bound == Int {
  /// What lies between two places, whichever comes first.
  @inlinable public init(between a: Int, and b: Int) {
    self = ClosedRange(uncheckedBounds: (Swift.min(a, b), Swift.max(a, b)))
  }
}

extension ClosedRange where Bound == Double {
  /// What lies between two numbers, whichever is smaller. A bound that is not a number gives way to the other one; of two
  /// such nothing is left but zero.
  @inlinable public init(between a: Double, and b: Double) {
    let (a, b) = (a.isNaN ? b : a, b.isNaN ? a : b)
    self = a.isNaN ? 0...0 : ClosedRange(uncheckedBounds: (Swift.min(a, b), Swift.max(a, b)))
  }
}
