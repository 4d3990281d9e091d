import CKernel

/// Loss and gradient of some points, by lanes; in duals each has its tangent behind its value.
struct Part {
  var loss: [Lanes]
  var gradient: [Lanes]

  init(parameters: Int, isDual: Bool = false) {
    loss = [Lanes](repeating: .zero, count: isDual ? 2 : 1)
    gradient = [Lanes](repeating: .zero, count: isDual ? 2 * parameters : parameters)
  }

  mutating func clear() {
    for i in loss.indices { loss[i] = .zero }
    for j in gradient.indices { gradient[j] = .zero }
  }

  static func += (sum: inout Part, part: Part) {
    for i in sum.loss.indices { sum.loss[i] += part.loss[i] }
    for j in sum.gradient.indices { sum.gradient[j] += part.gradient[j] }
  }
}

extension Chain {
  /// Points in a chunk: 512, and more where there would be more than 32 chunks. A function of the number of points alone.
  static func chunkLength(_ blocks: Int) -> Int { max(512 / Blocks.lanes, (blocks + 31) / 32) }

  /// The pass over all chunks, in parallel where it pays (from about 50,000 point-layers on); their parts are added in order.
  ///
  /// - Parameter theta: the parameters, in pairs of value and tangent for duals.
  func sum(_ blocks: Blocks, theta: [Double], isDual: Bool, threads: Int) -> Part {
    let length = Self.chunkLength(blocks.states.count)
    let chunks = (blocks.states.count + length - 1) / length
    let workers = blocks.count * layers < 50_000 ? 1 : min(threads, chunks)
    func range(_ c: Int) -> Range<Int> { c * length..<min((c + 1) * length, blocks.states.count) }
    guard workers > 1 else {
      var sum = Part(parameters: parameterCount, isDual: isDual)
      pass(blocks, range(0), theta, isDual, &sum)
      guard chunks > 1 else { return sum }
      var part = Part(parameters: parameterCount, isDual: isDual)
      for c in 1..<chunks {
        if c > 1 { part.clear() }
        pass(blocks, range(c), theta, isDual, &part)
        sum += part
      }
      return sum
    }
    let parts = parallel(chunks, workers: workers) { c in
      var part = Part(parameters: parameterCount, isDual: isDual)
      pass(blocks, range(c), theta, isDual, &part)
      return part
    }
    var sum = parts[0]
    for part in parts.dropFirst() { sum += part }
    return sum
  }

  private func pass(_ blocks: Blocks, _ range: Range<Int>, _ theta: [Double], _ isDual: Bool, _ part: inout Part) {
    theta.withUnsafeBytes { theta in
      blocks.states.withUnsafeBufferPointer { states in
        blocks.targets.withUnsafeBufferPointer { targets in
          blocks.weights.withUnsafeBufferPointer { weights in
            part.gradient.withUnsafeMutableBytes { gradient in
              part.loss.withUnsafeMutableBytes { loss in
                var job = job(theta: theta.baseAddress!, blocks: 0)
                job.is_dual = isDual ? 1 : 0
                (job.gradient, job.loss) = (gradient.baseAddress, loss.baseAddress)
                var first = range.lowerBound
                while first < range.upperBound {
                  let weight = blocks.weights(from: first, upTo: range.upperBound)
                  job.blocks = weight.count
                  job.states = UnsafeRawPointer(states.baseAddress! + first)
                  job.targets = UnsafeRawPointer(targets.baseAddress! + first)
                  (job.weights, job.weight_step) = (UnsafeRawPointer(weights.baseAddress! + weight.place), weight.step)
                  arithmetic.run(job)
                  first += weight.count
                }
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

/// f(0), f(1), ... f(count - 1), on up to `workers` threads, each taking the next one when it is free.
func parallel<T>(_ count: Int, workers: Int, _ f: (Int) -> T) -> [T] {
  guard workers > 1, count > 1 else { return (0..<count).map(f) }
  return [T](unsafeUninitializedCapacity: count) { buffer, initialized in
    nonisolated(unsafe) let slots = buffer.baseAddress!
    nonisolated(unsafe) let f = f
    WorkQueue(count: count).run(workers: workers) { i, _ in (slots + i).initialize(to: f(i)) }
    initialized = count
  }
}
