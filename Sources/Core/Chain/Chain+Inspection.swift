import Checked
import CKernel
public import Limits

extension Chain {
  /// Charges, their scales and the layers' gradients, for each cluster, in one pass; the memory it takes does not grow
  /// with points x layers.
  ///
  /// The points are taken cluster by cluster, in pieces that depend on the population alone: the same bits for any
  /// number of threads.
  ///
  /// - Throws: `EngineError` when something on the way is not finite; `CancellationError` when `isCancelled` says so.
  public func inspection(
    of population: Population, threads: Int = 1, isCancelled: @Sendable () -> Bool = Cancellation.isAsked
  ) throws -> Inspection {
    guard population.dimension == 2 else {
      throw EngineError(.wrongShape, "a chain of plane maps cannot carry points of R^\(population.dimension)")
    }
    try MemoryLimit.present.require(
      16 * Double(population.clusters.count) * (Double(layers + 1) * Double(NSH_MOMENTS) + Double(theta.count)),
      for: "the moments of \(population.clusters.count) clusters")
    let (pieces, order) = Piece.all(of: population)
    let workers = population.count * layers < Self.fewest ? 1 : threads
    let every = Inspection.scaleEvery(population.count)
    func sum(_ piece: Piece) -> PieceSums {
      if isCancelled() { return .none }
      if !population.isShared {
        return self.sums(Blocks(population, piece.range, order: order), scaleEvery: every)
      }
      guard let points = try? population.points(in: piece.range) else { return .none }
      return self.sums(Blocks(points), scaleEvery: every)
    }
    let ranks = Ranks.sharing(population.count)
    let own = ranks?.own(of: pieces.count) ?? 0..<pieces.count
    var sums = parallel(own.count, workers: workers) { sum(pieces[own.lowerBound + $0]) }
    if let ranks { sums = self.sums(sums, of: pieces.count, ranks) }
    if isCancelled() || sums.isEmpty { throw CancellationError() }
    var inspection = Inspection(clusters: population.clusters, offsets: offsets)
    var turns = Turns(every: 16)
    for (piece, sum) in zip(pieces, sums) {
      try turns.check()
      inspection.add(sum, to: piece.cluster)
    }
    inspection.finish(parameters)
    if let t = inspection.firstNotFinite { throw EngineError(.notFinite, "the trace is not finite at layer \(t)") }
    return inspection
  }

  /// The sums of all ranks' pieces; none where the work should end.
  private func sums(_ own: [PieceSums], of pieces: Int, _ ranks: Ranks) -> [PieceSums] {
    let (moments, width) = (
      (layers + 1) * Int(clamping: NSH_MOMENTS), (layers + 1) * Int(clamping: NSH_MOMENTS) + theta.count
    )
    let left = [Double](repeating: .nan, count: width)
    let rows = ranks.rows(own.map { $0.moments.isEmpty ? left : $0.moments + $0.gradient }, of: pieces, width: width)
    return rows?.map { PieceSums(moments: Array($0[..<moments]), gradient: Array($0[moments...])) } ?? []
  }

  /// One piece of a formula's chain: its pass keeps no moments, so that the record of the piece is summed up.
  private func recordedSums(_ blocks: Blocks, scaleEvery: Int) -> PieceSums {
    guard let (states, costates, gradient) = record(blocks, weights: blocks.weights) else { return .none }
    let length = blocks.states.count
    var moments = [SIMD8<Double>](repeating: .zero, count: (layers + 1) * Int(clamping: NSH_MOMENTS))
    for t in 0...layers {
      for b in 0..<length {
        let (x, g, m) = (states[t * length + b], costates[t * length + b], t * Int(clamping: NSH_MOMENTS))
        let terms = [g.x, g.y, x.x * g.x, x.x * g.y, x.y * g.x, x.y * g.y]
        for (i, term) in terms.enumerated() { moments[m + i] += term.lowHalf + term.highHalf }
        guard b % scaleEvery == 0 else { continue }
        let size = (g.x * g.x + g.y * g.y).squareRoot()
        let paired = size * (x.x * x.x + x.y * x.y).squareRoot()
        moments[m + 6] += size.lowHalf + size.highHalf
        moments[m + 7] += paired.lowHalf + paired.highHalf
      }
    }
    return PieceSums(moments: moments, gradient: gradient, share: blocks.weights, scaleEvery: scaleEvery)
  }

  /// One piece through all layers.
  private func sums(_ blocks: Blocks, scaleEvery: Int) -> PieceSums {
    if program != nil { return recordedSums(blocks, scaleEvery: scaleEvery) }
    var part = Part(parameters: theta.count)
    var moments = [SIMD8<Double>](repeating: .zero, count: (layers + 1) * Int(clamping: NSH_MOMENTS))
    // In strips, at whose ends it asks; scales are summed over every so many blocks, of which a strip holds whole runs.
    let strip = max(8, Self.longPass / (layers * Blocks.lanes) / 8 * 8)
    theta.withUnsafeBytes { theta in
      blocks.states.withUnsafeBufferPointer { states in
        blocks.targets.withUnsafeBufferPointer { targets in
          blocks.weights.withUnsafeBufferPointer { weights in
            moments.withUnsafeMutableBytes { moments in
              part.gradient.withUnsafeMutableBytes { gradient in
                part.loss.withUnsafeMutableBytes { loss in
                  for first in stride(from: 0, to: states.count, by: strip) {
                    if first > 0, Cancellation.isAsked() { return }
                    var job = job(theta: theta.baseAddress!, blocks: min(strip, states.count - first))
                    job.states = UnsafeRawPointer(states.baseAddress! + first)
                    job.targets = UnsafeRawPointer(targets.baseAddress! + first)
                    job.weights = UnsafeRawPointer(weights.baseAddress! + first)
                    (job.gradient, job.loss, job.moments, job.scale_every) = (
                      gradient.baseAddress, loss.baseAddress, moments.baseAddress, scaleEvery
                    )
                    arithmetic.kernel.run(&job)
                  }
                }
              }
            }
          }
        }
      }
    }
    return PieceSums(moments: moments, gradient: part.gradient, share: blocks.weights, scaleEvery: scaleEvery)
  }
}

/// Points of one cluster, at most so many that there are some dozens of pieces.
private struct Piece {
  let cluster: Int
  /// The points' places, or those of their numbers in `order`.
  let range: Range<Int>

  static func all(of population: Population) -> (pieces: [Piece], order: [Int]?) {
    let length = max(512, (population.count / 32 + 15) / 16 * 16)
    let (order, ranges) = population.byCluster
    let pieces = ranges.enumerated().flatMap { c, range in
      stride(from: range.lowerBound, to: range.upperBound, by: length).map {
        Piece(cluster: c, range: $0..<min($0 + length, range.upperBound))
      }
    }
    return (pieces, order)
  }
}

extension Population {
  /// The points cluster by cluster: their numbers, nil where they lie so already, and each cluster's stretch of them.
  fileprivate var byCluster: (order: [Int]?, ranges: [Range<Int>]) {
    let counts = clusterCounts
    // Points that several ranks share come from clusters, one after the other.
    let isSorted = isShared || zip(part.labels, part.labels.dropFirst()).allSatisfy { $0 <= $1 }
    var ends: [Int] = []
    for count in counts { ends.append((ends.last ?? 0) + count) }
    let ranges = zip(ends, counts).map { Range(from: $0 - $1, upTo: $0) }
    if isSorted { return (nil, ranges) }
    var next = ranges.map(\.lowerBound)
    var order = [Int](repeating: 0, count: count)
    for (i, label) in labels.enumerated() {
      order[next[label]] = i
      next[label] += 1
    }
    return (order, ranges)
  }
}
