import Checked
public import Limits

extension TransferLedger {
  /// So many clusters that are not free are at most gone through: 2^12 subsets.
  public static let mostEnumerated = 12

  /// The sets of at least two clusters, but not all, that are conserved or nearly so and have no smaller such set
  /// within, by going through all subsets of the clusters that are not free. Nil where those are more than
  /// `mostEnumerated`.
  ///
  /// A set that is conserved is kept although it holds one that is nearly so: it says more.
  public func conservedSubsets(isCancelled: () -> Bool = Cancellation.isAsked) throws -> [Isolation]? {
    let rest = singles.filter { $0.verdict != .free }.map { $0.members[0] }
    guard rest.count <= Self.mostEnumerated else { return nil }
    let (volumes, noise) = (volumes, noise)
    let end = rest.count == count ? (1 << rest.count) - 1 : 1 << rest.count
    var found: [(mask: Int, set: Isolation)] = []
    for mask in Range(from: 1, upTo: end).sorted(by: { ($0.nonzeroBitCount, $0) < ($1.nonzeroBitCount, $1) })
    where mask.nonzeroBitCount > 1 {
      if isCancelled() { throw CancellationError() }
      let isKnown = { (verdict: Isolation.Verdict) in
        found.contains { $0.mask & mask == $0.mask && $0.set.verdict == verdict }
      }
      if isKnown(.conserved) { continue }
      let set = isolation(
        of: rest.indices.filter { mask >> $0 & 1 == 1 }.map { rest[$0] }, volumes: volumes, noise: noise)
      if set.verdict == .conserved || set.verdict == .nearlyConserved && !isKnown(.nearlyConserved) {
        found.append((mask, set))
      }
    }
    return found.map(\.set)
  }
}
