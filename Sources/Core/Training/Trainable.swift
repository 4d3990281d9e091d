/// What can be trained: a process whose parameters a loss of its population depends on.
public protocol Trainable: Sendable {
  var theta: [Double] { get set }
  /// K.
  var depth: Int { get }
  func evaluate(_ population: Population, threads: Int) -> Evaluation
  func trace(of population: Population) throws -> Trace
  /// - Parameter isExact: in double precision, whatever the training's passes are otherwise computed with.
  func objective(on population: Population, isExact: Bool, threads: Int, isCancelled: @escaping @Sendable () -> Bool)
    -> any Objective
  /// The layer, counted from 1, to which a parameter belongs.
  func layer(ofParameter i: Int) -> Int
  /// How many parameters training moves.
  var trainedCount: Int { get }
}

extension Chain: Trainable {
  public var depth: Int { layers }
  public func objective(
    on population: Population, isExact: Bool, threads: Int, isCancelled: @escaping @Sendable () -> Bool
  ) -> any Objective {
    precision == .single && !isExact
      ? SingleObjective(chain: self, population: population, threads: threads)
      : ChainObjective(chain: self, population: population, threads: threads, isCancelled: isCancelled)
  }
}

extension Network: Trainable {
  public var depth: Int { layers.count }
  public var trainedCount: Int { theta.count }
  public func trace(of population: Population) throws -> Trace { try trace(of: population, threads: 1) }
  public func layer(ofParameter i: Int) -> Int {
    offsets.lastIndex { $0 <= i }.map { min($0, layers.count - 1) + 1 } ?? 1
  }
  public func objective(
    on population: Population, isExact: Bool, threads: Int, isCancelled: @escaping @Sendable () -> Bool
  ) -> any Objective {
    NetworkObjective(network: self, population: population, threads: threads, isCancelled: isCancelled)
  }
}
