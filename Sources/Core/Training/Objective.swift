/// A function to be made stationary.
public protocol Objective: Sendable {
  /// Value and gradient.
  func evaluate(_ theta: [Double]) -> ObjectiveValue
  /// The Hessian, n x n row by row. - Throws: `CancellationError`.
  func hessian(_ theta: [Double]) throws -> [Double]
  /// The Hessian times a vector. - Throws: `CancellationError`.
  func product(_ theta: [Double], _ direction: [Double]) throws -> [Double]
  /// The entries of theta that may move.
  var free: [Int] { get }
  /// How linear algebra is to be computed.
  var arithmetic: Arithmetic { get }
}

extension Objective {
  public func product(_ theta: [Double], _ direction: [Double]) throws -> [Double] {
    let (hessian, n) = (try hessian(theta), theta.count)
    return (0..<n).map { i in (0..<n).reduce(0.0) { $0 + hessian[i * n + $1] * direction[$1] } }
  }
  public var arithmetic: Arithmetic { .portable }
}

public struct ObjectiveValue: Sendable {
  /// F.
  public let value: Double
  /// The part of F that is the data's loss, L.
  public let loss: Double
  public let gradient: [Double]

  public init(value: Double, loss: Double, gradient: [Double]) {
    self.value = value
    self.loss = loss
    self.gradient = gradient
  }

  public var gradientNorm: Double { norm(gradient) }
  public var isFinite: Bool { value.isFinite && gradient.allSatisfy(\.isFinite) }
}

/// The penalised loss of a chain on a population.
public struct ChainObjective: Objective {
  private let chain: Chain
  private let blocks: Blocks
  private let threads: Int
  private let isCancelled: @Sendable () -> Bool
  public let free: [Int]

  public init(
    chain: Chain, population: Population, threads: Int = 1,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) {
    self.chain = chain
    self.threads = threads
    self.isCancelled = isCancelled
    blocks = Blocks(population)
    free = chain.theta.indices.filter { chain.parameters[$0].isTrained }
  }

  public func evaluate(_ theta: [Double]) -> ObjectiveValue {
    let e = at(theta).evaluate(blocks, threads: threads)
    return ObjectiveValue(value: e.objective, loss: e.loss, gradient: e.gradient)
  }

  public func hessian(_ theta: [Double]) throws -> [Double] {
    try at(theta).hessian(blocks, threads: threads, isCancelled: isCancelled)
  }

  public func product(_ theta: [Double], _ direction: [Double]) throws -> [Double] {
    if isCancelled() { throw CancellationError() }
    return at(theta).hessianProduct(blocks, direction, threads: threads)
  }

  public var arithmetic: Arithmetic { chain.arithmetic }

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
  private let threads: Int
  public let free: [Int]

  public init(chain: Chain, population: Population, threads: Int = 1) {
    (self.chain, self.threads, blocks) = (chain, threads, SingleBlocks(population))
    free = chain.theta.indices.filter { chain.parameters[$0].isTrained }
  }

  public func evaluate(_ theta: [Double]) -> ObjectiveValue {
    var chain = chain
    chain.theta = theta
    let e = chain.evaluate(blocks, threads: threads)
    return ObjectiveValue(value: e.objective, loss: e.loss, gradient: e.gradient)
  }

  public func hessian(_ theta: [Double]) throws -> [Double] {
    throw EngineError("there are no second derivatives in single precision")
  }
}
