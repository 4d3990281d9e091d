import CKernel

/// Forward through all layers and at once backward, block by block: the kernel of the engine.
///
/// The tape of one block stays in the first-level cache; nothing of the trace reaches memory unless a record is asked
/// for. Formulas: x_k = f(x_{k-1}, theta_k), g_K = w (x_K - target), g_{k-1} = g_k f_x, dL/dtheta_k += g_k f_theta.
func pass<N: LaneNumber>(_ job: nsh_job, _ number: N.Type) {
  let scratch = Scratch<N>(job)
  defer { scratch.deallocate() }
  for block in 0..<job.blocks {
    let x = job.forward(block, scratch)
    var g = job.final(x, block)
    if let moments = job.moments(at: job.layers) { N.add(x, g, to: moments, withScale: block % job.scale_every == 0) }
    for r in stride(from: job.run_count - 1, through: 0, by: -1) {
      let stretch = scratch.stretches[r]
      let gradient = job.gradient.assumingMemoryBound(to: N.self) + stretch.offset
      withUnsafeMutablePointer(to: &g) {
        Backward(
          job: job, block: block, stretch: stretch, layers: 0..<stretch.run.layers, gradient: gradient, g: $0
        ).go()
      }
    }
    job.keep(g, at: 0, block, job.kept_costates)
  }
}

/// A plane vector as it lies in memory.
struct Stored<N: LaneNumber> {
  let x: N.Stored
  let y: N.Stored
}

extension nsh_job {
  /// One block through all layers.
  @inline(__always)
  func forward<N: LaneNumber>(_ block: Int, _ scratch: Scratch<N>) -> Plane<N> {
    var x = start(block, N.self)
    for r in 0..<run_count {
      withUnsafeMutablePointer(to: &x) { Forward(job: self, block: block, stretch: scratch.stretches[r], x: $0).go() }
    }
    keep(x, at: layers, block, kept_states)
    return x
  }

  @inline(__always)
  func start<N: LaneNumber>(_ block: Int, _ number: N.Type) -> Plane<N> {
    let x = states.assumingMemoryBound(to: Stored<N>.self)[block]
    return Plane(N(stored: x.x), N(stored: x.y))
  }

  /// g_K; the loss of the block is added up.
  @inline(__always)
  func final<N: LaneNumber>(_ x: Plane<N>, _ block: Int) -> Plane<N> {
    if let covectors {
      let g = covectors.assumingMemoryBound(to: Stored<N>.self)[block]
      return Plane(N(stored: g.x), N(stored: g.y))
    }
    let target = targets.assumingMemoryBound(to: Stored<N>.self)[block]
    let weight = N(stored: weights.assumingMemoryBound(to: N.Stored.self)[block * weight_step])
    let miss = x - Plane(N(stored: target.x), N(stored: target.y))
    let sum = loss.assumingMemoryBound(to: N.self)
    sum[0] = (weight * 0.5).times(miss.x.times(miss.x, plus: miss.y * miss.y), plus: sum[0])
    return Plane(weight * miss.x, weight * miss.y)
  }

  @inline(__always)
  func keep<N: LaneNumber>(_ v: Plane<N>, at step: Int, _ block: Int, _ record: UnsafeMutableRawPointer?) {
    guard let record else { return }
    record.assumingMemoryBound(to: Stored<N>.self)[step * stride + block] = Stored<N>(x: v.x.stored, y: v.y.stored)
  }

  @inline(__always)
  func moments(at step: Int) -> UnsafeMutablePointer<HalfLanes>? {
    moments.map { $0.assumingMemoryBound(to: HalfLanes.self) + step * Int(NSH_MOMENTS) }
  }
}
