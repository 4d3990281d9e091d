import Core

extension Quantity {
  static let position = Quantity(
    name: "position", summary: "where the points are: the mean state",
    formula: "E[x | C], over layers 0..K; by point too",
    example: .init(exampleSetup + "print length(position by point)", shows: "7"),
    source: .layers(components: nil) { experiment, group, _ in
      try means(of: experiment, group) { trace, t, i, c in trace.states[t][i, c] }
    })

  static let trace = Quantity(
    name: "trace", summary: "all states and costates of the chain",
    formula: "x_k, g_k; `trace[k]` is the table of layer k's points",
    example: .init(exampleSetup + "print length(trace[3].x)", shows: "8"), source: .trace)

  static let costate = Quantity(
    name: "costate", summary: "the backpropagated gradient: the mean over the cluster",
    formula: "E[g | C], over layers 0..K; by point too",
    example: .init(exampleSetup + "print abs(costate[2].x - momentum[2].x) < 1e-15", shows: "true"),
    source: .layers(components: nil) { experiment, group, _ in
      try means(of: experiment, group) { trace, t, i, c in trace.costates[t][i, c] }
    })

  /// The mean over the group's points at every step, all coordinates.
  private static func means(
    of experiment: Experiment, _ group: Group, _ f: (Trace, Int, Int, Int) -> Double
  ) throws -> (first: Int, rows: [[Double]]) {
    let trace = try experiment.stretch()
    let rows = (0..<trace.dimension).map { c in
      (0...trace.steps).map { t in
        if case .point(let i) = group { return f(trace, t, i, c) }
        let share = trace.mean(cluster: group.cluster) { _ in 1 }
        return trace.mean(cluster: group.cluster) { f(trace, t, $0, c) } / share
      }
    }
    return (trace.first, rows)
  }
}
