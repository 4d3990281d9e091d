/// A trajectory of an action: a process whose states and costates follow from a start, without training.
///
/// Every body or ray is a point and a cluster of its own, with weight one, so that a charge is a sum; the landmarks of a
/// geodesic keep their clusters and weights.
public protocol Trajectory: Process {
  /// States q_k and momenta p_k.
  var trace: Trace { get }
  /// The points as they start and where they go.
  func population() throws -> Population
  /// What the action changes by under a generator in each step, <D_1 L_d, xi(q_k)> + <D_2 L_d, xi(q_{k+1})>: the
  /// torque. At a stationary path it is what the charge gains, Q_{k+1} - Q_k.
  ///
  /// - Parameter cluster: one body, ray or cluster; nil for all together.
  /// - Throws: `EngineError` where the steps are not those of an action, or it says nothing of one body.
  func torques(_ xi: Generator, cluster: Int?) throws -> [Double]
  /// The steps that were made, of which the trace may have kept a part.
  var stepsMade: Int { get }
  /// How many of them had been made at a state of the trace.
  func step(ofState k: Int) -> Int
}

extension Trajectory {
  public var steps: Int { trace.steps }
  public var stepsMade: Int { steps }
  public func step(ofState k: Int) -> Int { k }
  public var title: String { "\(stepsMade) \(part)\(stepsMade == 1 ? "" : "s") of \(kind)" }

  /// The points of the first state; their destinations are those of the last.
  public func population() throws -> Population {
    try Population(
      states: trace.states[0], destinations: trace.states[trace.steps], labels: trace.labels, clusters: trace.clusters)
  }

  /// Its own: no other points go this way.
  ///
  /// - Throws: `EngineError` when the population starts elsewhere.
  public func trace(of population: Population, threads: Int) throws -> Trace {
    guard population.states == trace.states[0] else {
      throw EngineError(.wrongProcess, "\(kind) has points of its own and carries no others")
    }
    return trace
  }

  public func defects(_ xi: Generator, _ source: any ChargeSource, cluster: Int?) throws -> [Double] {
    try torques(xi, cluster: cluster)
  }

  /// A symmetry of the action has no torque.
  public func contradictions(of law: ConservationLaw) -> [Double] { law.defects }

  public func torques(_ xi: Generator) throws -> [Double] { try torques(xi, cluster: nil) }
}
