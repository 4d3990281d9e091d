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

  /// The lanes added up: a few numbers, which another thread may read at little cost.
  var sums: Sums { Sums(loss: loss.map { $0.total }, gradient: gradient.map { $0.total }) }
}

/// Loss and gradient of some points; in duals each has its tangent behind its value.
struct Sums: Sendable {
  var loss: [Double]
  var gradient: [Double]

  /// Of a pass that was left on its way.
  static func left(parameters: Int, isDual: Bool) -> Sums {
    Sums(
      loss: isDual ? [.nan, 0] : [.nan], gradient: [Double](repeating: 0, count: isDual ? 2 * parameters : parameters))
  }

  static func += (sum: inout Sums, part: Sums) {
    accumulate(1, part.loss, into: &sum.loss)
    accumulate(1, part.gradient, into: &sum.gradient)
  }

  /// Those of all chunks, added in their order.
  static func total(_ parts: [Sums]) -> Sums { parts.dropFirst().reduce(into: parts[0]) { $0 += $1 } }
}

extension Chain {
  /// More point-layers than these take some milliseconds: a pass asks on its way whether the work should end.
  static let longPass = 2_000_000

  /// Fewer point-layers than these take less time than threads would save.
  static let fewest = 10_000

  /// The pass over all chunks, in parallel where it pays; their parts are added in order. Asked to end, it leaves a loss
  /// that is no number.
  ///
  /// - Parameter theta: the parameters, in pairs of value and tangent for duals.
  func sum(_ blocks: Blocks, theta: [Double], isDual: Bool, threads: Int) -> Sums {
    let whole = Blocks.blocks(blocks.count)
    let length = Chunks.length(whole)
    let chunks = (whole + length - 1) / length
    let workers = blocks.count * layers < Self.fewest ? 1 : min(threads, chunks)
    let ranks = blocks.isShared ? Ranks.present : nil
    // A thread that only helps a rank has not the others' points.
    guard ranks != nil || blocks.states.count == whole else {
      return .left(parameters: parameterCount, isDual: isDual)
    }
    let own = ranks?.own(of: chunks) ?? 0..<chunks
    let parts = parallel(own.count, workers: workers) { i -> Sums? in
      // The memory for the sums of very many parameters takes its time too.
      if blocks.states.count > blocksAtOnce, Cancellation.isAsked() { return nil }
      let first = (own.lowerBound + i) * length
      var part = Part(parameters: parameterCount, isDual: isDual)
      let isWhole = pass(
        blocks, Range(from: first - blocks.first, upTo: min(first + length, whole) - blocks.first), theta, isDual,
        &part)
      return isWhole ? part.sums : nil
    }
    var sums = parts.compactMap { $0 }
    if sums.count < parts.count {
      let left = Sums.left(parameters: parameterCount, isDual: isDual)
      guard ranks != nil else { return left }
      sums = [Sums](repeating: left, count: parts.count)
    }
    return ranks.map { total(sums, of: chunks, isDual: isDual, $0) } ?? .total(sums)
  }

  /// Of the sums of all ranks' chunks.
  private func total(_ own: [Sums], of chunks: Int, isDual: Bool, _ ranks: Ranks) -> Sums {
    let left = Sums.left(parameters: parameterCount, isDual: isDual)
    let (losses, width) = (left.loss.count, left.loss.count + left.gradient.count)
    guard let rows = ranks.rows(own.map { $0.loss + $0.gradient }, of: chunks, width: width) else { return left }
    return .total(rows.map { Sums(loss: Array($0[..<losses]), gradient: Array($0[losses...])) })
  }

  /// As many as are gone through without being asked to end.
  private var blocksAtOnce: Int { max(1, Self.longPass / (layers * Blocks.lanes)) }

  /// False where it was asked to end on its way.
  private func pass(_ blocks: Blocks, _ range: Range<Int>, _ theta: [Double], _ isDual: Bool, _ part: inout Part)
    -> Bool
  {
    let most = blocksAtOnce
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
