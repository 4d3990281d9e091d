/// A chain as a process.
extension Chain: Layered, Trainable, PlaneMap, Summed {
  public var kind: String { "a chain" }
  public var part: String { "layer" }
  public var steps: Int { layers }

  public func trace(of population: Population, threads: Int) throws -> Trace { try trace(of: population) }

  public func moments(of population: Population, threads: Int, isCancelled: @Sendable () -> Bool) throws
    -> any ChargeSource
  {
    try inspection(of: population, threads: threads, isCancelled: isCancelled)
  }

  /// The discrete Noether identity of a layer: differentiate f(R x, R theta) = R f(x, theta) at the identity,
  /// f_x xi(x) + f_theta xi_theta = xi(y), and pair with g_k.
  public func defect(_ k: Int, _ xi: Generator, gradient: [Double]) -> Double {
    dot(gradient, action(of: xi, onLayer: k))
  }

  public func objective(
    on population: Population, isExact: Bool, threads: Int, isCancelled: @escaping @Sendable () -> Bool
  ) throws -> any Objective {
    precision == .single && !isExact
      ? try SingleObjective(chain: self, population: population, threads: threads)
      : ChainObjective(chain: self, population: population, threads: threads, isCancelled: isCancelled)
  }
}
