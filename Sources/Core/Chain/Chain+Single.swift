import Checked
import CKernel
import Limits

/// With what numbers a training computes its passes. What is looked at, and Newton's method, are computed in doubles
/// whichever it is.
public enum Precision: String, CaseIterable, Sendable {
  case double
  /// Twice as many points at once: loss and gradient err by some 1e-6 of their size, which a first-order method does
  /// not feel until |gradient| is as small. Parameters and sums over more than a thousand points stay doubles. Coordinates
  /// are rounded about the points' mean, in units of the maps' width (`SingleFrame`).
  case single
}

/// One coordinate of thirty-two neighbouring points, as the kernel reads it.
typealias SingleLanes = SIMD32<Float>

/// A population in blocks of thirty-two points in single precision, the last one filled up with points of weight zero.
struct SingleBlocks: Sendable {
  struct Plane: Sendable {
    var x = SingleLanes.zero
    var y = SingleLanes.zero
  }

  /// Of the whole population; of a population that several ranks share, this rank's chunks are here.
  let count: Int
  let isShared: Bool
  let states: [Plane]
  let targets: [Plane]
  let weights: [SingleLanes]

  static let lanes = 2 * Int(clamping: NSH_LANES)
  /// Blocks in a chunk, whose sums are singles: 1,024 points.
  static let chunk = 32

  /// - Throws: `CancellationError`.
  init(_ p: Population, in frame: SingleFrame) throws {
    count = p.count
    let length = Self.chunk * Self.lanes
    let own = Ranks.present.flatMap { ranks -> Range<Int>? in
      guard ranks.shares(p.count) else { return nil }
      let chunks = ranks.own(of: (p.count + length - 1) / length)
      return Range(from: min(chunks.lowerBound * length, p.count), upTo: min(chunks.upperBound * length, p.count))
    }
    isShared = own != nil
    let points = try p.points(in: own ?? 0..<p.count)
    states = Self.planes(points.states, frame)
    targets = Self.planes(points.destinations, frame)
    var weights = [SingleLanes](repeating: .zero, count: states.count)
    for i in 0..<points.count { weights[i / Self.lanes][i % Self.lanes] = Float(points.weights[i]) }
    self.weights = weights
  }

  private static func planes<Role>(_ columns: Columns<Role>, _ frame: SingleFrame) -> [Plane] {
    let n = columns.count
    var planes = [Plane](repeating: Plane(), count: (n + lanes - 1) / lanes)
    columns.storage.withUnsafeBufferPointer { v in
      for b in planes.indices {
        for lane in 0..<lanes {
          let i = min(b * lanes + lane, n - 1)
          planes[b].x[lane] = Float((v[i] - frame.centre[0]) / frame.length)
          planes[b].y[lane] = Float((v[n + i] - frame.centre[1]) / frame.length)
        }
      }
    }
    return planes
  }
}

extension SIMD32<Float> {
  /// The sum, by halves.
  fileprivate var total: Double {
    let sixteen = lowHalf + highHalf
    let eight = sixteen.lowHalf + sixteen.highHalf
    let four = eight.lowHalf + eight.highHalf
    let two = four.lowHalf + four.highHalf
    return Double(two[0] + two[1])
  }
}

extension Chain {
  /// The data's loss and its gradient, the pass in single precision. The same bits for any number of threads.
  func sums(_ blocks: SingleBlocks, threads: Int) -> Sums {
    let length = SingleBlocks.chunk
    let chunks = (blocks.states.count + length - 1) / length
    let floats = theta.map { Float($0) }
    let workers = blocks.count * layers < 2 * Self.fewest ? 1 : min(threads, max(1, chunks))
    let own = parallel(chunks, workers: workers) { c in
      c % 64 == 63 && Cancellation.isAsked()
        ? .left(parameters: floats.count, isDual: false)
        : sums(blocks, Range(from: c * length, upTo: min((c + 1) * length, blocks.states.count)), floats)
    }
    guard blocks.isShared, let ranks = Ranks.present else { return .total(own) }
    return total(own, ranks)
  }

  /// The sums of all ranks, of many chunks each: each adds its own to those before.
  private func total(_ own: [Sums], _ ranks: Ranks) -> Sums {
    // How many chunks there were, loss, gradient.
    var numbers = [Double](repeating: 0, count: 2 + theta.count)
    do {
      try ranks.carried(&numbers) { numbers in
        for sums in own {
          let row = sums.loss + sums.gradient
          if numbers[0] == 0 {
            numbers.replaceSubrange(1..., with: row)
          } else {
            for (j, x) in row.enumerated() { numbers[j + 1] += x }
          }
          numbers[0] += 1
        }
      }
    } catch { return .left(parameters: theta.count, isDual: false) }
    return Sums(loss: [numbers[1]], gradient: Array(numbers[2...]))
  }

  private func sums(_ blocks: SingleBlocks, _ range: Range<Int>, _ theta: [Float]) -> Sums {
    var loss = [SingleLanes](repeating: .zero, count: 1)
    var gradient = [SingleLanes](repeating: .zero, count: theta.count)
    theta.withUnsafeBytes { theta in
      blocks.states.withUnsafeBufferPointer { states in
        blocks.targets.withUnsafeBufferPointer { targets in
          blocks.weights.withUnsafeBufferPointer { weights in
            gradient.withUnsafeMutableBytes { gradient in
              loss.withUnsafeMutableBytes { loss in
                var job = job(theta: theta.baseAddress!, blocks: range.count)
                job.number = NSH_SINGLE
                (job.gradient, job.loss) = (gradient.baseAddress, loss.baseAddress)
                job.states = UnsafeRawPointer(states.baseAddress! + range.lowerBound)
                job.targets = UnsafeRawPointer(targets.baseAddress! + range.lowerBound)
                job.weights = UnsafeRawPointer(weights.baseAddress! + range.lowerBound)
                arithmetic.kernel.run(&job)
              }
            }
          }
        }
      }
    }
    return Sums(loss: loss.map { $0.total }, gradient: gradient.map { $0.total })
  }
}
