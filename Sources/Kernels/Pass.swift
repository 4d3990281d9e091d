import CKernel

/// One layer as lanes of points see it.
protocol PlaneLayer<N>: SendableMetatype {
  associatedtype N: LaneNumber
  /// What the backward pass needs of the forward pass.
  associatedtype Tape
  init(_ theta: Parameters<N>, _ map: nsh_map)
  /// y = f(x, theta).
  func forward(_ x: Plane<N>) -> (Plane<N>, Tape)
  /// The pullback of the covector g at y: returns g f_x, adds g f_theta to `gradient`.
  func backward(_ g: Plane<N>, _ tape: Tape, into gradient: UnsafeMutablePointer<N>) -> Plane<N>
  /// The x that went forward.
  func state(_ tape: Tape) -> Plane<N>
}

/// Forward through all layers and at once backward, block by block: the kernel of the engine.
///
/// The tape of one block stays in the first-level cache; nothing of the trace reaches memory unless a record is asked
/// for. Formulas: x_k = f(x_{k-1}, theta_k), g_K = w (x_K - target), g_{k-1} = g_k f_x, dL/dtheta_k += g_k f_theta.
@inline(__always)
func pass<N: LaneNumber>(_ job: nsh_job, _ number: N.Type) {
  let scratch = Scratch(job)
  defer { scratch.deallocate() }
  for block in 0..<job.blocks {
    var x = job.start(block, N.self)
    for r in 0..<job.run_count {
      withUnsafeMutableBytes(of: &x) {
        Forward(job: job, block: block, stretch: scratch.stretches[r], x: $0.baseAddress!).go()
      }
    }
    job.keep(x, at: job.layers, block, job.kept_states)
    var g = job.final(x, block)
    if let moments = job.moments(at: job.layers) { N.add(x, g, to: moments, withScale: block % job.scale_every == 0) }
    for r in stride(from: job.run_count - 1, through: 0, by: -1) {
      withUnsafeMutableBytes(of: &g) {
        Backward(job: job, block: block, stretch: scratch.stretches[r], g: $0.baseAddress!).go()
      }
    }
    job.keep(g, at: 0, block, job.kept_costates)
  }
}

/// One block through the layers of one run.
private struct Forward: LayerVisitor {
  let job: nsh_job
  let block: Int
  let stretch: Stretch
  let x: UnsafeMutableRawPointer

  @inline(__always)
  func go() { stretch.run.map.choose(self) }

  @inline(__always)
  func visit<L: PlaneLayer, D: PlaneLayer, S: PlaneLayer>(_ plain: L.Type, _ dual: D.Type, _ single: S.Type)
  where L.N == Lanes, D.N == Dual, S.N == Singles {
    switch job.number {
    case NSH_SINGLE: walk(single)
    case NSH_DUAL: walk(dual)
    default: walk(plain)
    }
  }

  @inline(__always)
  private func walk<L: PlaneLayer>(_ kind: L.Type) {
    let (layers, tape) = (stretch.layers(kind), stretch.tape(kind))
    var x = self.x.assumingMemoryBound(to: Plane<L.N>.self)[0]
    for k in 0..<stretch.run.layers {
      job.keep(x, at: stretch.first + k, block, job.kept_states)
      let (y, kept) = layers[k].forward(x)
      tape[k] = kept
      x = y
    }
    self.x.assumingMemoryBound(to: Plane<L.N>.self)[0] = x
  }
}

/// And back.
private struct Backward: LayerVisitor {
  let job: nsh_job
  let block: Int
  let stretch: Stretch
  let g: UnsafeMutableRawPointer

  @inline(__always)
  func go() { stretch.run.map.choose(self) }

  @inline(__always)
  func visit<L: PlaneLayer, D: PlaneLayer, S: PlaneLayer>(_ plain: L.Type, _ dual: D.Type, _ single: S.Type)
  where L.N == Lanes, D.N == Dual, S.N == Singles {
    switch job.number {
    case NSH_SINGLE: walk(single, withMoments: false)
    case NSH_DUAL: walk(dual, withMoments: false)
    default: job.moments == nil ? walk(plain, withMoments: false) : walk(plain, withMoments: true)
    }
  }

  @inline(__always)
  private func walk<L: PlaneLayer>(_ kind: L.Type, withMoments: Bool) {
    let (layers, tape) = (stretch.layers(kind), stretch.tape(kind))
    let (width, first) = (Int(stretch.run.map.parameters), stretch.first)
    let gradient = job.gradient.assumingMemoryBound(to: L.N.self) + stretch.offset
    let withScale = withMoments && block % job.scale_every == 0
    var g = self.g.assumingMemoryBound(to: Plane<L.N>.self)[0]
    for k in stride(from: stretch.run.layers - 1, through: 0, by: -1) {
      job.keep(g, at: first + k + 1, block, job.kept_costates)
      g = layers[k].backward(g, tape[k], into: gradient + k * width)
      if withMoments, let moments = job.moments(at: first + k) {
        L.N.add(layers[k].state(tape[k]), g, to: moments, withScale: withScale)
      }
    }
    self.g.assumingMemoryBound(to: Plane<L.N>.self)[0] = g
  }
}

/// A plane vector as it lies in memory.
struct Stored<N: LaneNumber> {
  let x: N.Stored
  let y: N.Stored
}

extension nsh_job {
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
  fileprivate func moments(at step: Int) -> UnsafeMutablePointer<HalfLanes>? {
    moments.map { $0.assumingMemoryBound(to: HalfLanes.self) + step * Int(NSH_MOMENTS) }
  }
}
