public import Limits

/// The penalised loss of a chain on a population.
public struct ChainObjective: Objective {
  private let chain: Chain
  private let blocks: Blocks
  private let source: Population
  private let threads: Int
  private let isCancelled: @Sendable () -> Bool
  public let free: [Int]
  public let units: [Double]
  public let unit: Double
  public let areUnitsKnown: Bool

  public init(
    chain: Chain, population: Population, threads: Int = 1,
    isCancelled: @escaping @Sendable () -> Bool = Cancellation.isAsked
  ) {
    self.chain = chain
    self.threads = threads
    self.isCancelled = isCancelled
    blocks = Blocks(kept: population)
    source = population
    let units = chain.units(on: population)
    (self.units, unit, areUnitsKnown) = (units.parameters, units.loss, units.areKnown)
    free = chain.theta.indices.filter { chain.parameters[$0].isTrained }
  }

  public func evaluate(_ theta: [Double]) -> ObjectiveValue {
    let e = at(theta).evaluate(blocks, threads: threads)
    return ObjectiveValue(value: e.objective, loss: e.loss, gradient: e.gradient)
  }

  public func hessian(_ theta: [Double]) throws -> [Double] {
    try at(theta).hessian(blocks, of: source, threads: threads, isCancelled: isCancelled)
  }

  public func product(_ theta: [Double], _ direction: [Double]) throws -> [Double] {
    if isCancelled() { throw CancellationError() }
    let product = at(theta).hessianProduct(blocks, direction, threads: threads)
    if isCancelled() { throw CancellationError() }
    return product
  }

  public var arithmetic: Arithmetic { chain.arithmetic }
  public var asksWithin: Bool { blocks.isShared || blocks.count * chain.layers > Chain.longPass }

  private func at(_ theta: [Double]) -> Chain {
    var chain = chain
    chain.theta = theta
    return chain
  }
}

/// The same for first-order methods, the pass in single precision.
public struct SingleObjective: Objective {
  private let chain: Chain
  private let blocks: SingleBlocks
  private let frame: SingleFrame
  private let threads: Int
  public let free: [Int]
  public let units: [Double]
  public let unit: Double
  public let areUnitsKnown: Bool

  /// - Throws: `CancellationError`.
  public init(chain: Chain, population: Population, threads: Int = 1) throws {
    (self.chain, self.threads) = (chain, threads)
    frame = try SingleFrame(chain, population)
    blocks = try SingleBlocks(population, in: frame)
    let units = chain.units(on: population)
    (self.units, unit, areUnitsKnown) = (units.parameters, units.loss, units.areKnown)
    free = chain.theta.indices.filter { chain.parameters[$0].isTrained }
  }

  public func evaluate(_ theta: [Double]) -> ObjectiveValue {
    var chain = chain
    chain.theta = theta
    let (loss, gradient) = frame.restored(frame.chain(theta).sums(blocks, threads: threads))
    let penalty = chain.penaltyValue
    return ObjectiveValue(value: loss + penalty, loss: loss, gradient: chain.penalised(gradient))
  }

  public var asksWithin: Bool { blocks.isShared || blocks.count * chain.layers > Chain.longPass }

  public func hessian(_ theta: [Double]) throws -> [Double] {
    throw EngineError(.wrongCombination, "there are no second derivatives in single precision")
  }
}
