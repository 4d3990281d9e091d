import Checked
public import Limits

/// What one layer makes the clusters exchange, and how far apart they are there.
public struct LayerExchange: Sendable, Equatable {
  public let layer: Int
  /// 1/2 sum_C |D_t^C|: where the third law holds, what changes hands. Of two clusters, the length of either's
  /// transfer.
  public let transfer: Double
  /// The two clusters with the largest -<D_t^C, D_t^C'>.
  public let pair: (Int, Int)
  /// The distance of their means E[x | C] at the layer's input, where its map acts.
  public let separation: Double

  public static func == (a: LayerExchange, b: LayerExchange) -> Bool {
    a.layer == b.layer && a.transfer == b.transfer && a.pair == b.pair && a.separation == b.separation
  }
}

extension TransferLedger {
  /// Every layer in order, of at least two clusters, from the trace of which the ledger was made.
  ///
  /// - Parameters:
  ///   - set: the clusters to look at; without it, all.
  ///   - Throws: `CancellationError`, asked for at each layer.
  public func exchanges(in trace: Trace, among set: [Int]? = nil, isCancelled: () -> Bool = Cancellation.isAsked) throws
    -> [LayerExchange]
  {
    let set = set ?? Array(0..<count)
    precondition(set.count > 1, "an exchange takes two clusters")
    return try Range(from: 1, through: steps).map { t in
      if isCancelled() { throw CancellationError() }
      let (a, b) = partners(set, t)
      let means = trace.means(step: t - 1)
      return LayerExchange(
        layer: first + t, transfer: total(of: set, in: transfers, t - 1) / 2, pair: (set[a], set[b]),
        separation: norm(zip(means[set[a]], means[set[b]]).map { $0 - $1 }))
    }
  }

  /// Places in the set.
  private func partners(_ set: [Int], _ t: Int) -> (Int, Int) {
    let rows = (0..<width).flatMap { a in set.map { transfers[((t - 1) * width + a) * count + $0] } }
    let products = Self.gram(rows, rows: width, columns: set.count)
    var (least, pair) = (Double.infinity, (0, 1))
    for a in 0..<set.count {
      for b in Range(from: a + 1, upTo: set.count) where products[a * set.count + b] < least {
        (least, pair) = (products[a * set.count + b], (a, b))
      }
    }
    return pair
  }
}

extension Trace {
  /// E[x | C] at one step, by cluster; no numbers where the work should end.
  public func means(step: Int) -> [[Double]] {
    let dimension = states[step].dimension
    var sums = [[CompensatedSum]](
      repeating: [CompensatedSum](repeating: CompensatedSum(), count: dimension), count: clusters.count)
    var shares = [CompensatedSum](repeating: CompensatedSum(), count: clusters.count)
    var turns = Turns(every: 8192)
    for i in 0..<count {
      if turns.isOver {
        return [[Double]](repeating: [Double](repeating: .nan, count: dimension), count: clusters.count)
      }
      shares[labels[i]].add(weights[i])
      for c in 0..<dimension { sums[labels[i]][c].add(weights[i] * states[step][i, c]) }
    }
    return zip(sums, shares).map { sum, share in sum.map { $0.value / share.value } }
  }
}
