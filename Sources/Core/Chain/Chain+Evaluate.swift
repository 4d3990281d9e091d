import Dispatch

/// Loss and gradient at one theta.
public struct Evaluation: Sendable {
  /// L = E 1/2 |x_K - destination|^2.
  public let loss: Double
  /// P.
  public let penalty: Double
  /// dF/dtheta; zero for constants.
  public let gradient: [Double]

  /// F = L + P.
  public var objective: Double { loss + penalty }
  /// |dF/dtheta|, the Euclidean norm.
  public var gradientNorm: Double { gradient.reduce(0) { $0 + $1 * $1 }.squareRoot() }
  public var isFinite: Bool { objective.isFinite && gradient.allSatisfy(\.isFinite) }
}

extension Chain {
  /// F and its gradient in one fused pass. The same bits for any number of threads: the chunks depend on the number of points
  /// alone and their partial sums are added in order.
  public func evaluate(_ population: Population, threads: Int = 1) -> Evaluation {
    evaluate(Blocks(population), threads: threads)
  }

  func evaluate(_ blocks: Blocks, threads: Int) -> Evaluation {
    let splat = theta.map { Lanes(repeating: $0) }
    let parts = chunked(blocks, parameters: splat, threads: threads, pass: passes.plain)
    var loss = 0.0
    var gradient = [Double](repeating: 0, count: theta.count)
    for part in parts {
      loss += part.loss.sum()
      for j in gradient.indices { gradient[j] += part.gradient[j].sum() }
    }
    return Evaluation(loss: loss, penalty: penaltyValue, gradient: penalised(gradient))
  }

  /// Adds the penalty's gradient to the data's, and forgets that of constants.
  private func penalised(_ gradient: [Double]) -> [Double] {
    var gradient = gradient
    for (i, parameter) in family.parameters.enumerated() {
      for j in stride(from: i, to: theta.count, by: perLayer) {
        if parameter.isAmplitude { gradient[j] += penalty * (theta[j] - parameter.rest) }
        if !parameter.isTrained { gradient[j] = 0 }
      }
    }
    return gradient
  }

  /// Blocks in a chunk: 256 points, 1,024 in large populations.
  private static func chunkLength(_ points: Int) -> Int { points > 20_000 ? 128 : 32 }

  /// Runs a pass over all chunks, in parallel where it pays (from about 50,000 point-layers on), and gives the parts in order.
  func chunked<N: LaneNumber>(
    _ blocks: Blocks, parameters: [N], threads: Int, pass: @Sendable (Chunk<N>) -> N
  ) -> [(loss: N, gradient: [N])] {
    let length = Self.chunkLength(blocks.count)
    let chunks = (blocks.states.count + length - 1) / length
    let run = { (c: Int) -> (loss: N, gradient: [N]) in
      let range = c * length..<min((c + 1) * length, blocks.states.count)
      var gradient = [N](repeating: N(0), count: parameters.count)
      let loss = gradient.withUnsafeMutableBufferPointer { sums in
        blocks.states.withUnsafeBufferPointer { states in
          blocks.targets.withUnsafeBufferPointer { targets in
            blocks.weights.withUnsafeBufferPointer { weights in
              parameters.withUnsafeBufferPointer { theta in
                pass(
                  Chunk(
                    theta: theta.baseAddress!, layers: layers, states: .init(rebasing: states[range]),
                    targets: .init(rebasing: targets[range]), weights: .init(rebasing: weights[range]),
                    gradient: sums.baseAddress!))
              }
            }
          }
        }
      }
      return (loss, gradient)
    }
    let workers = blocks.count * layers < 50_000 ? 1 : min(threads, chunks)
    return parallel(chunks, workers: workers, run)
  }
}

/// f(0), f(1), ... f(count - 1), on up to `workers` threads.
func parallel<T>(_ count: Int, workers: Int, _ f: (Int) -> T) -> [T] {
  guard workers > 1, count > 1 else { return (0..<count).map(f) }
  return [T](unsafeUninitializedCapacity: count) { buffer, initialized in
    nonisolated(unsafe) let slots = buffer.baseAddress!
    nonisolated(unsafe) let f = f
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      for i in stride(from: worker, to: count, by: workers) { (slots + i).initialize(to: f(i)) }
    }
    initialized = count
  }
}
