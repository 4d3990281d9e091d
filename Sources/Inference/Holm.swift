/// Holm's correction for many tests at once.
///
/// Source: Holm, "A simple sequentially rejective multiple test procedure", Scand. J. Statist. 6 (1979).
public enum Holm {
  /// The i-th smallest of m p-values times m - i, i from 0, the largest so far, at most 1: below alpha with a chance of
  /// at most alpha for all true hypotheses together, whatever the tests have to do with each other. Those that are nil
  /// are no tests.
  public static func adjusted(_ p: [Double?]) -> [Double?] {
    let order = p.indices.filter { p[$0] != nil }.sorted { (p[$0] ?? 1, $0) < (p[$1] ?? 1, $1) }
    var adjusted = [Double?](repeating: nil, count: p.count)
    var largest = 0.0
    for (rank, i) in order.enumerated() {
      largest = max(largest, min(1, (p[i] ?? 1) * Double(order.count - rank)))
      adjusted[i] = largest
    }
    return adjusted
  }
}
