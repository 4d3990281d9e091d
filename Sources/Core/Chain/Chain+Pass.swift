import Checked
import CKernel
import Limits

/// Loss and gradient of some points, by lanes; in duals each has its tangent behind its value.
struct Part {
  var loss: [Lanes]
  var gradient: [Lanes]

  init(parameters: Int, isDual: Bool = false) {
    loss = [Lanes](repeating: .zero, count: isDual ? 2 : 1)
    gradient = [Lanes](repeating: .zero, count: isDual ? 2 * parameters : parameters)
  }

  /// Of a pass that was left on its way.
  static func left(parameters: Int, isDual: Bool) -> Part {
    var part = Part(parameters: parameters, isDual: isDual)
    part.loss[0] = Lanes(repeating: .nan)
    return part
  }

  /// The lanes added up: a few numbers, which another thread may read at little cost.
  var sums: Sums { Sums(loss: loss.map { $0.total }, gradient: gradient.map { $0.total }) }
}

/// Loss and gradient of some points; in duals each has its tangent behind its value.
struct Sums: Sendable {
  var loss: [Double]
  var gradient: [Double]

  static func += (sum: inout Sums, part: Sums) {
    accumulate(1, part.loss, into: &sum.loss)
    accumulate(1, part.gradient, into: &sum.gradient)
  }

  /// Those of all chunks, added in their order.
  static func total(_ parts: [Sums]) -> Sums { parts.dropFirst().reduce(into: parts[0]) { $0 += $1 } }
}

extension Chain {
  /// Blocks in a chunk, a function of the number of points alone: an even number of equal chunks of up to 512 points,
  /// and not more than 32 of them, so that two threads have the same to do. Up to 240 points are one chunk.
  static func chunkLength(_ blocks: Int) -> Int {
    let count = blocks < 16 ? 1 : min(32, 2 * ((blocks + 63) / 64))
    return max(1, (blocks + count - 1) / count)
  }

  /// More point-layers than these take some milliseconds: a pass asks on its way whether the work should end.
  static let longPass = 2_000_000

  /// Fewer point-layers than these take less time than threads would save.
  static let fewest = 10_000

  /// The pass over all chunks, in parallel where it pays; their parts are added in order. Asked to end, it leaves a loss
  /// that is no number.
  ///
  /// - Parameter theta: the parameters, in pairs of value and tangent for duals.
  func sum(_ blocks: Blocks, theta: [Double], isDual: Bool, threads: Int) -> Sums {
    let length = Self.chunkLength(blocks.states.count)
    let chunks = (blocks.states.count + length - 1) / length
    let workers = blocks.count * layers < Self.fewest ? 1 : min(threads, chunks)
    return .total(
      parallel(chunks, workers: workers) { c in
        var part = Part(parameters: parameterCount, isDual: isDual)
        let isWhole = pass(
          blocks, Range(from: c * length, upTo: min((c + 1) * length, blocks.states.count)), theta, isDual, &part)
        return isWhole ? part.sums : Part.left(parameters: parameterCount, isDual: isDual).sums
      })
  }

  /// False where it was asked to end on its way.
  private func pass(_ blocks: Blocks, _ range: Range<Int>, _ theta: [Double], _ isDual: Bool, _ part: inout Part)
    -> Bool
  {
    let most = max(1, Self.longPass / (layers * Blocks.lanes))
    let isAsked = blocks.states.count > most ? Cancellation.isAsked : { false }
    return theta.withUnsafeBytes { theta in
      blocks.states.withUnsafeBufferPointer { states in
        blocks.targets.withUnsafeBufferPointer { targets in
          blocks.weights.withUnsafeBufferPointer { weights in
            part.gradient.withUnsafeMutableBytes { gradient in
              part.loss.withUnsafeMutableBytes { loss in
                var job = job(theta: theta.baseAddress!, blocks: 0)
                job.number = isDual ? NSH_DUAL : NSH_DOUBLE
                (job.gradient, job.loss) = (gradient.baseAddress, loss.baseAddress)
                var first = range.lowerBound
                while first < range.upperBound {
                  if isAsked() { return false }
                  let weight = blocks.weights(from: first, upTo: min(first + most, range.upperBound))
                  job.blocks = weight.count
                  job.states = UnsafeRawPointer(states.baseAddress! + first)
                  job.targets = UnsafeRawPointer(targets.baseAddress! + first)
                  (job.weights, job.weight_step) = (UnsafeRawPointer(weights.baseAddress! + weight.place), weight.step)
                  arithmetic.kernel.run(&job)
                  first += weight.count
                }
                return true
              }
            }
          }
        }
      }
    }
  }

  /// A job for this chain; states, gradient and the rest are the caller's to set.
  func job(theta: UnsafeRawPointer, blocks: Int) -> nsh_job {
    var job = nsh_job()
    job.runs = runs.pointer
    job.run_count = runs.count
    job.layers = layers
    (job.weight_step, job.scale_every) = (1, 1)
    job.blocks = blocks
    job.theta = theta
    job.program = program
    return job
  }
}
