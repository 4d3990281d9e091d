public import Limits

/// The penalised loss of a network on a population.
public struct NetworkObjective: Objective {
  private let network: Network
  private let batch: NetworkBatch
  private let threads: Int
  private let isCancelled: @Sendable () -> Bool
  public let free: [Int]

  public init(
    network: Network, population: Population, threads: Int = 1,
    isCancelled: @escaping @Sendable () -> Bool = Cancellation.isAsked
  ) {
    self.network = network
    self.threads = threads
    self.isCancelled = isCancelled
    batch = NetworkBatch(population)
    free = Array(network.theta.indices)
  }

  public func evaluate(_ theta: [Double]) -> ObjectiveValue {
    var network = network
    network.theta = theta
    let e = network.evaluate(batch, threads: threads)
    return ObjectiveValue(value: e.objective, loss: e.loss, gradient: e.gradient)
  }

  public var asksWithin: Bool { network.isLong(batch.count) || Ranks.present?.shares(batch.count) == true }

  /// By central differences of the exact gradient, with steps of the cube root of rounding: about ten digits, which
  /// leaves Newton's method its fast end, since the gradient decides where it stops. Weights are numbers of order one, of
  /// columns that were scaled to be so; larger ones are moved in proportion.
  public func hessian(_ theta: [Double]) throws -> [Double] {
    let n = theta.count
    try MemoryLimit.present.require(8 * Double(n) * Double(n), for: "the Hessian of \(n) parameters")
    var hessian = [Double](repeating: 0, count: n * n)
    var moved = theta
    for j in 0..<n {
      if isCancelled() { throw CancellationError() }
      let h = 6e-6 * max(1, abs(theta[j]))
      moved[j] = theta[j] + h
      let above = evaluate(moved).gradient
      moved[j] = theta[j] - h
      let below = evaluate(moved).gradient
      moved[j] = theta[j]
      if isCancelled() { throw CancellationError() }
      for i in 0..<n { hessian[i * n + j] = (above[i] - below[i]) / (2 * h) }
    }
    for i in 0..<n {
      for j in 0..<i {
        let mean = (hessian[i * n + j] + hessian[j * n + i]) / 2
        (hessian[i * n + j], hessian[j * n + i]) = (mean, mean)
      }
    }
    return hessian
  }
}
