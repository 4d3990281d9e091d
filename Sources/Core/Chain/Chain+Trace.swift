import Checked

extension Chain {
  /// All states and costates of a population, g_K = x_K - destination. It takes 32 (K + 1) n bytes, and as much again
  /// while it is made.
  ///
  /// - Throws: `EngineError` when the population is not of the plane, or a state or costate is not finite.
  public func trace(of population: Population) throws -> Trace {
    guard population.states.dimension == 2, population.destinations.dimension == 2 else {
      throw EngineError(
        .wrongShape,
        "a chain of plane maps cannot carry points of R^\(max(population.states.dimension, population.destinations.dimension))"
      )
    }
    let blocks = Blocks(population)
    let length = blocks.states.count
    let (states, costates, _) = record(blocks, weights: [Lanes](repeating: Lanes(repeating: 1), count: length))
    let trace = try Trace(
      states: (0...layers).map {
        Blocks.columns(states[Range(from: $0 * length, upTo: ($0 + 1) * length)], population.count)
      },
      costates: (0...layers).map {
        Blocks.columns(costates[Range(from: $0 * length, upTo: ($0 + 1) * length)], population.count)
      },
      weights: population.weights, labels: population.labels, clusters: population.clusters)
    for t in 0...layers where !(trace.states[t].isFinite && trace.costates[t].isFinite) {
      throw EngineError(.notFinite, "the trace is not finite at layer \(t)")
    }
    return trace
  }

  /// All states and costates of some blocks, state after state, and the gradients' sums.
  func record(_ blocks: Blocks, weights: [Lanes]) -> (states: [PlaneBlock], costates: [PlaneBlock], gradient: [Lanes]) {
    let length = blocks.states.count
    var states = [PlaneBlock](repeating: .zero, count: (layers + 1) * length)
    var costates = states
    var part = Part(parameters: theta.count)
    states.withUnsafeMutableBytes { x in
      costates.withUnsafeMutableBytes { g in
        part.gradient.withUnsafeMutableBytes { gradient in
          part.loss.withUnsafeMutableBytes { loss in
            blocks.states.withUnsafeBytes { start in
              blocks.targets.withUnsafeBytes { targets in
                weights.withUnsafeBytes { weights in
                  theta.withUnsafeBytes { theta in
                    var job = job(theta: theta.baseAddress!, blocks: length)
                    (job.states, job.targets, job.weights) = (
                      start.baseAddress, targets.baseAddress, weights.baseAddress
                    )
                    (job.gradient, job.loss) = (gradient.baseAddress, loss.baseAddress)
                    (job.kept_states, job.kept_costates, job.stride) = (x.baseAddress, g.baseAddress, length)
                    arithmetic.kernel.run(&job)
                  }
                }
              }
            }
          }
        }
      }
    }
    return (states, costates, part.gradient)
  }
}

extension Trace {
  /// What the states and costates of so many points and layers take.
  public static func bytes(points: Int, layers: Int) -> Double { 32 * Double(points) * Double(layers + 1) }
}
