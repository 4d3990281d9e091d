/// The squared length of a sum of exchangeable groups' vectors, without what their noise adds to it.
public enum SplitHalf {
  /// The mean over all ways to part n groups into halves of <D of half 1, D of half 2>, each half's sum times the groups'
  /// number over its own:
  ///
  ///     n/(n - 1) (|sum_j D_j|^2 - sum_j |D_j|^2),
  ///
  /// since each pair of groups is parted equally often, and no group stands beside itself. Unlike |sum_j D_j|^2 it is
  /// zero on average where the groups' means are; it may be negative.
  ///
  /// - Parameters:
  ///   - whole: |sum_j D_j|^2.
  ///   - own: sum_j |D_j|^2.
  /// - Returns: NaN of fewer than two groups.
  public static func volume(whole: Double, own: Double, groups: Int) -> Double {
    guard groups > 1 else { return .nan }
    return Double(groups) / Double(groups - 1) * (whole - own)
  }
}
