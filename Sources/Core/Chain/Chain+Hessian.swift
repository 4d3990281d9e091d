import Checked
import CKernel
public import Limits

extension Chain {
  /// The Hessian of F over all parameters, exact, row by row. Rows and columns of constants are zero.
  ///
  /// Each layer's second derivatives come from its hand-written pullback in dual numbers; the layers are then linked by
  /// their Jacobians, which takes about 6 p^2 operations for each point and pair of layers, p a layer's parameters
  /// (Kernels/SecondOrder). The same bits for any number of threads.
  ///
  /// - Throws: `CancellationError` when `isCancelled` says so; it is asked at each layer.
  public func hessian(
    _ population: Population, threads: Int = 1, isCancelled: @Sendable () -> Bool = Cancellation.isAsked
  ) throws -> [Double] {
    try hessian(Blocks(kept: population), of: population, threads: threads, isCancelled: isCancelled)
  }

  func hessian(_ blocks: Blocks, of population: Population, threads: Int, isCancelled: @Sendable () -> Bool) throws
    -> [Double]
  {
    if program != nil { return try hessianByColumns(blocks, threads: threads, isCancelled: isCancelled) }
    let n = theta.count
    try MemoryLimit.present.require(8 * Double(n) * Double(n), for: "the Hessian of \(n) parameters")
    var hessian = [Double](repeating: 0, count: n * n)
    if population.isShared, let ranks = Ranks.present {
      try ranks.carried(&hessian) { try add(own(ranks, population), to: &$0, threads: threads, isCancelled) }
    } else {
      try add(blocks, to: &hessian, threads: threads, isCancelled)
    }
    for i in 0..<n {
      for j in 0..<i {
        if !parameters[i].isTrained || !parameters[j].isTrained { hessian[i * n + j] = 0 }
        hessian[j * n + i] = hessian[i * n + j]
      }
      if !parameters[i].isTrained {
        hessian[i * n + i] = 0
      } else if parameters[i].isAmplitude {
        hessian[i * n + i] += penalty
      }
    }
    return hessian
  }

  /// The derivative of F's gradient along a direction: one pass in duals, without the Hessian.
  public func hessianProduct(_ population: Population, _ direction: [Double], threads: Int = 1) -> [Double] {
    hessianProduct(Blocks(kept: population), direction, threads: threads)
  }

  func hessianProduct(_ blocks: Blocks, _ direction: [Double], threads: Int) -> [Double] {
    let pairs = theta.indices.flatMap { [theta[$0], parameters[$0].isTrained ? direction[$0] : 0] }
    let sum = self.sum(blocks, theta: pairs, isDual: true, threads: threads)
    return theta.indices.map { j in
      guard parameters[j].isTrained else { return 0 }
      return sum.gradient[2 * j + 1] + (parameters[j].isAmplitude ? penalty * direction[j] : 0)
    }
  }

  /// Of a formula: column by column in duals, which needs nothing of the layers but their passes.
  private func hessianByColumns(_ blocks: Blocks, threads: Int, isCancelled: @Sendable () -> Bool) throws -> [Double] {
    let n = theta.count
    try MemoryLimit.present.require(16 * Double(n) * Double(n), for: "the Hessian of \(n) parameters")
    // Ranks meet in each column, one after the other.
    let isShared = blocks.isShared && Ranks.present != nil
    let columns = parallel(n, workers: isShared ? 1 : threads) { j -> [Double] in
      if isCancelled() { return [] }
      var unit = [Double](repeating: 0, count: n)
      unit[j] = 1
      return hessianProduct(blocks, unit, threads: isShared ? threads : 1)
    }
    if isCancelled() { throw CancellationError() }
    return (0..<n * n).map { (columns[$0 / n][$0 % n] + columns[$0 % n][$0 / n]) / 2 }
  }

  /// So many blocks are linked at once: 128 points, whose links at 50 layers of 4 parameters take 1 MB.
  private static let linkedBlocks = 8

  /// The points of the links that begin among this rank's, the last of which may reach beyond them.
  private func own(_ ranks: Ranks, _ population: Population) throws -> Blocks {
    let length = Self.linkedBlocks * Blocks.lanes
    let links = ranks.own(of: (population.count + length - 1) / length)
    return Blocks(
      try population.points(
        in: Range(
          from: min(links.lowerBound * length, population.count), upTo: min(links.upperBound * length, population.count)
        )))
  }

  /// Adds the lower triangle of all these points' Hessian.
  private func add(_ blocks: Blocks, to hessian: inout [Double], threads: Int, _ isCancelled: @Sendable () -> Bool)
    throws
  {
    for first in stride(from: 0, to: blocks.states.count, by: Self.linkedBlocks) {
      try add(
        blocks, Range(from: first, upTo: min(first + Self.linkedBlocks, blocks.states.count)), to: &hessian,
        threads: threads, isCancelled
      )
    }
  }

  /// The same of some of them.
  private func add(
    _ blocks: Blocks, _ range: Range<Int>, to hessian: inout [Double], threads: Int, _ isCancelled: @Sendable () -> Bool
  ) throws {
    let (n, count) = (theta.count, range.count)
    let widths = families.map(\.parameters.count)
    let squares = widths.reduce(0) { $0 + $1 * $1 }
    let links = UnsafeMutablePointer<Lanes>.allocate(capacity: widths.reduce(0) { $0 + count * (4 + 4 * $1) })
    let diagonals = UnsafeMutablePointer<Double>.allocate(capacity: count * squares)
    defer {
      links.deallocate()
      diagonals.deallocate()
    }
    let numbers = UnsafeMutableRawPointer(links).assumingMemoryBound(to: Double.self)
    let shared = nsh_links(
      runs: runs.pointer, run_count: runs.count, blocks: count, numbers: numbers, diagonals: diagonals)
    // A few layers of a few points are done before a second thread has begun.
    let workers = blocks.count * layers < 1000 ? 1 : threads
    theta.withUnsafeBytes { theta in
      _ = parallel(count, workers: workers) { b in
        if !isCancelled() { link(blocks, range.lowerBound + b, theta.baseAddress!, shared, b) }
      }
    }
    if isCancelled() { throw CancellationError() }
    for b in 0..<count { addDiagonals(diagonals + b * squares, widths, to: &hessian) }
    hessian.withUnsafeMutableBufferPointer { hessian in
      nonisolated(unsafe) let rows = hessian.baseAddress!
      _ = parallel(layers, workers: workers) { k in
        if isCancelled() { return }
        let work = UnsafeMutableRawPointer.allocate(
          byteCount: 4 * count * MemoryLayout<Lanes>.stride, alignment: MemoryLayout<Lanes>.alignment)
        withUnsafePointer(to: shared) { arithmetic.kernel.rows($0, k, rows, n, work) }
        work.deallocate()
      }
    }
    if isCancelled() { throw CancellationError() }
  }

  private func link(_ blocks: Blocks, _ block: Int, _ theta: UnsafeRawPointer, _ links: nsh_links, _ place: Int) {
    blocks.states.withUnsafeBufferPointer { states in
      blocks.targets.withUnsafeBufferPointer { targets in
        blocks.weights.withUnsafeBufferPointer { weights in
          var job = job(theta: theta, blocks: 1)
          job.states = UnsafeRawPointer(states.baseAddress! + block)
          job.targets = UnsafeRawPointer(targets.baseAddress! + block)
          job.weights = UnsafeRawPointer(weights.baseAddress! + blocks.weights(from: block, upTo: block + 1).place)
          withUnsafePointer(to: links) { arithmetic.kernel.link(&job, $0, place) }
        }
      }
    }
  }

  private func addDiagonals(_ squares: UnsafePointer<Double>, _ widths: [Int], to hessian: inout [Double]) {
    let n = theta.count
    var place = 0
    for (k, p) in widths.enumerated() {
      for r in 0..<p {
        for c in 0...r {
          hessian[(offsets[k] + r) * n + offsets[k] + c] +=
            (squares[place + r * p + c] + squares[place + c * p + r]) / 2
        }
      }
      place += p * p
    }
  }
}
