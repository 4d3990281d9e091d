import Checked
import Limits

extension Chain {
  /// All states and costates of a population, g_K = x_K - destination. It takes 32 (K + 1) n bytes, and as much again
  /// while it is made.
  ///
  /// - Throws: `EngineError` when the population is not of the plane, or a state or costate is not finite.
  public func trace(of population: Population) throws -> Trace {
    guard population.dimension == 2, population.goalDimension == 2 else {
      throw EngineError(
        .wrongShape,
        "a chain of plane maps cannot carry points of R^\(max(population.dimension, population.goalDimension))"
      )
    }
    try MemoryLimit.present.require(
      2 * Trace.bytes(points: population.count, layers: layers),
      for: "the states and costates of every point at every layer")
    let blocks = Blocks(population)
    let length = blocks.states.count
    guard
      let (states, costates, _) = record(blocks, weights: [Lanes](repeating: Lanes(repeating: 1), count: length))
    else { throw CancellationError() }
    let trace = try Trace(
      states: patiently(layers + 1, every: 1) {
        Blocks.columns(states[Range(from: $0 * length, upTo: ($0 + 1) * length)], population.count)
      },
      costates: patiently(layers + 1, every: 1) {
        Blocks.columns(costates[Range(from: $0 * length, upTo: ($0 + 1) * length)], population.count)
      },
      weights: population.weights, labels: population.labels, clusters: population.clusters)
    for t in 0...layers {
      try Cancellation.check()
      guard trace.states[t].isFinite, trace.costates[t].isFinite else {
        throw EngineError(.notFinite, "the trace is not finite at layer \(t)")
      }
    }
    return trace
  }

  /// All states and costates of some blocks, state after state, and the gradients' sums; nil where it was asked to end
  /// on the way.
  func record(_ blocks: Blocks, weights: [Lanes]) -> (
    states: [PlaneBlock], costates: [PlaneBlock], gradient: [Lanes]
  )? {
    let count = (layers + 1) * blocks.states.count
    var part = Part(parameters: theta.count)
    var costates: [PlaneBlock] = []
    // The kernel fills both; their pages come with it, some blocks at a time.
    let states = [PlaneBlock](unsafeUninitializedCapacity: count) { states, made in
      costates = [PlaneBlock](unsafeUninitializedCapacity: count) { costates, madeToo in
        let isWhole = record(blocks, weights, states.baseAddress!, costates.baseAddress!, &part)
        (made, madeToo) = isWhole ? (count, count) : (0, 0)
      }
    }
    return states.isEmpty ? nil : (states, costates, part.gradient)
  }

  /// False where it was asked to end on the way.
  private func record(
    _ blocks: Blocks, _ weights: [Lanes], _ states: UnsafeMutablePointer<PlaneBlock>,
    _ costates: UnsafeMutablePointer<PlaneBlock>, _ part: inout Part
  ) -> Bool {
    let length = blocks.states.count
    let most = max(1, Self.longPass / (layers * Blocks.lanes))
    return part.gradient.withUnsafeMutableBytes { gradient in
      part.loss.withUnsafeMutableBytes { loss in
        blocks.states.withUnsafeBufferPointer { start in
          blocks.targets.withUnsafeBufferPointer { targets in
            weights.withUnsafeBufferPointer { weights in
              theta.withUnsafeBytes { theta in
                for first in stride(from: 0, to: length, by: most) {
                  if first > 0, Cancellation.isAsked() { return false }
                  var job = job(theta: theta.baseAddress!, blocks: min(most, length - first))
                  job.states = UnsafeRawPointer(start.baseAddress! + first)
                  job.targets = UnsafeRawPointer(targets.baseAddress! + first)
                  job.weights = UnsafeRawPointer(weights.baseAddress! + first)
                  (job.gradient, job.loss) = (gradient.baseAddress, loss.baseAddress)
                  job.kept_states = UnsafeMutableRawPointer(states + first)
                  job.kept_costates = UnsafeMutableRawPointer(costates + first)
                  job.stride = length
                  arithmetic.kernel.run(&job)
                }
                return true
              }
            }
          }
        }
      }
    }
  }
}

extension Trace {
  /// What the states and costates of so many points and layers take.
  public static func bytes(points: Int, layers: Int) -> Double { 32 * Double(points) * Double(layers + 1) }
}
