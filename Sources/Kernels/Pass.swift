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
}

/// Forward through all layers and at once backward, block by block: the kernel of the engine.
///
/// The tape of one block stays in the first-level cache; nothing of the trace reaches memory unless a record is asked for.
/// Formulas: x_k = f(x_{k-1}, theta_k), g_K = w (x_K - target), g_{k-1} = g_k f_x, dL/dtheta_k += g_k f_theta.
@inline(__always)
func pass<L: PlaneLayer>(_ job: nsh_job, _ kind: L.Type) {
  let (count, width) = (job.layers, Int(job.map.parameters))
  let theta = Parameters<L.N>(job.theta.assumingMemoryBound(to: L.N.Parameter.self))
  let gradient = job.gradient.assumingMemoryBound(to: L.N.self)
  let alignment = max(MemoryLayout<L>.alignment, MemoryLayout<L.Tape>.alignment)
  let tapes = (count * MemoryLayout<L.Tape>.stride + alignment - 1) / alignment * alignment
  let scratch = UnsafeMutableRawPointer.allocate(byteCount: tapes + count * MemoryLayout<L>.stride, alignment: alignment)
  defer { scratch.deallocate() }
  let tape = scratch.assumingMemoryBound(to: L.Tape.self)
  let layers = (scratch + tapes).assumingMemoryBound(to: L.self)
  for k in 0..<count { (layers + k).initialize(to: L(theta + k * width, job.map)) }
  for block in 0..<job.blocks {
    var x = job.start(block, L.N.self)
    for k in 0..<count {
      job.keep(x, at: k, block, job.kept_states)
      let (y, kept) = layers[k].forward(x)
      tape[k] = kept
      x = y
    }
    job.keep(x, at: count, block, job.kept_states)
    var g = job.final(x, block)
    for k in stride(from: count - 1, through: 0, by: -1) {
      job.keep(g, at: k + 1, block, job.kept_costates)
      g = layers[k].backward(g, tape[k], into: gradient + k * width)
    }
    job.keep(g, at: 0, block, job.kept_costates)
  }
}

extension nsh_job {
  @inline(__always)
  func start<N: LaneNumber>(_ block: Int, _ number: N.Type) -> Plane<N> {
    let x = states.assumingMemoryBound(to: Plane<Lanes>.self)[block]
    return Plane(N(plain: x.x), N(plain: x.y))
  }

  /// g_K; the loss of the block is added up.
  @inline(__always)
  func final<N: LaneNumber>(_ x: Plane<N>, _ block: Int) -> Plane<N> {
    if let covectors {
      let g = covectors.assumingMemoryBound(to: Plane<Lanes>.self)[block]
      return Plane(N(plain: g.x), N(plain: g.y))
    }
    let target = targets.assumingMemoryBound(to: Plane<Lanes>.self)[block]
    let weight = N(plain: weights.assumingMemoryBound(to: Lanes.self)[block])
    let miss = x - Plane(N(plain: target.x), N(plain: target.y))
    let sum = loss.assumingMemoryBound(to: N.self)
    sum[0] = (weight * 0.5).times(miss.x.times(miss.x, plus: miss.y * miss.y), plus: sum[0])
    return Plane(weight * miss.x, weight * miss.y)
  }

  @inline(__always)
  func keep<N: LaneNumber>(_ v: Plane<N>, at step: Int, _ block: Int, _ record: UnsafeMutableRawPointer?) {
    guard let record else { return }
    record.assumingMemoryBound(to: Plane<Lanes>.self)[step * stride + block] = Plane(v.x.plain, v.y.plain)
  }
}
