/// One layer as lanes of points see it.
protocol PlaneLayer<N>: SendableMetatype {
  associatedtype N: LaneNumber
  /// What the backward pass needs of the forward pass besides the state.
  associatedtype Tape
  /// y = f(x, theta).
  func forward(_ x: Plane<N>) -> (Plane<N>, Tape)
  /// The pullback of the covector g at y: returns g f_x, adds g f_theta to `gradient`.
  func backward(
    _ g: Plane<N>, at x: Plane<N>, _ tape: Tape, into gradient: UnsafeMutablePointer<N>
  ) -> Plane<N>
}

/// A population in blocks of eight points, the last one filled up with points of weight zero.
struct Blocks: Sendable {
  let count: Int
  let states: [Plane<Lanes>]
  let targets: [Plane<Lanes>]
  let weights: [Lanes]

  init(_ p: Population) {
    count = p.count
    states = Self.lanes(p.states)
    targets = Self.lanes(p.destinations)
    weights = (0..<Self.blocks(p.count)).map { b in
      Lanes((0..<8).map { 8 * b + $0 < p.count ? p.weights[8 * b + $0] : 0 })
    }
  }

  static func blocks(_ count: Int) -> Int { (count + 7) / 8 }

  /// The last vector fills the block up, so that no lane holds anything odd.
  static func lanes<Role>(_ columns: Columns<Role>) -> [Plane<Lanes>] {
    let n = columns.count
    return columns.storage.withUnsafeBufferPointer { v in
      (0..<blocks(n)).map { b in
        var plane = Plane(Lanes.zero, Lanes.zero)
        for lane in 0..<8 {
          let i = min(8 * b + lane, n - 1)
          plane.x[lane] = v[i]
          plane.y[lane] = v[n + i]
        }
        return plane
      }
    }
  }
}

/// What one chunk of blocks works on and writes to. The pointers live as long as the call.
struct Chunk<N: LaneNumber> {
  /// The parameters of all layers, the same number in every lane.
  let theta: UnsafePointer<N>
  let layers: Int
  let states: UnsafeBufferPointer<Plane<Lanes>>
  let targets: UnsafeBufferPointer<Plane<Lanes>>
  let weights: UnsafeBufferPointer<Lanes>
  /// dL/dtheta by lanes, added to.
  let gradient: UnsafeMutablePointer<N>
  /// Where states and costates go when they are asked for: block b of step t at `t * stride + b`.
  var record: (states: UnsafeMutablePointer<Plane<Lanes>>, costates: UnsafeMutablePointer<Plane<Lanes>>, stride: Int)? = nil
}

/// The passes of one family, compiled for plain and for dual numbers.
///
/// They are closures and not protocol requirements because a witness of a generic type is not specialised: the closures are made
/// where family and kernel are known, and the compiler turns each into straight code.
public struct Passes: Sendable {
  /// The weighted sum over the points of 1/2 |x_K - target|^2, by lanes.
  let plain: @Sendable (Chunk<Lanes>) -> Lanes
  let dual: @Sendable (Chunk<Dual>) -> Dual
  /// One layer: images of `states`, pullbacks of `covectors` there, and the sum of weighted parameter gradients.
  let layer: @Sendable (_ theta: [Double], _ states: [Plane<Lanes>], _ covectors: [Plane<Lanes>], _ weights: [Lanes]) -> LayerPass

  @inline(__always)
  init<L: PlaneLayer<Lanes>, D: PlaneLayer<Dual>>(
    perLayer: Int, plain: @escaping @Sendable (UnsafePointer<Lanes>) -> L,
    dual: @escaping @Sendable (UnsafePointer<Dual>) -> D
  ) {
    self.plain = { pass($0, perLayer: perLayer, layer: plain) }
    self.dual = { pass($0, perLayer: perLayer, layer: dual) }
    layer = { layerPass($0, $1, $2, $3, layer: plain) }
  }
}

/// Forward through all layers and at once backward, block by block: the kernel of the engine.
///
/// The tape of one block (states and kernel values) stays in the first-level cache; nothing of the trace reaches memory unless
/// a record is asked for. Formulas: x_k = f(x_{k-1}, theta_k), g_K = w (x_K - target), g_{k-1} = g_k f_x, dL/dtheta_k += g_k f_theta.
@inline(__always)
private func pass<L: PlaneLayer>(
  _ chunk: Chunk<L.N>, perLayer: Int, layer: (UnsafePointer<L.N>) -> L
) -> L.N {
  let count = chunk.layers
  return withUnsafeTemporaryAllocation(of: L.self, capacity: count) { layers in
    for k in 0..<count { layers.initializeElement(at: k, to: layer(chunk.theta + k * perLayer)) }
    return withUnsafeTemporaryAllocation(of: (x: Plane<L.N>, kept: L.Tape).self, capacity: count) { tape in
      var loss = L.N(0)
      for b in chunk.states.indices {
        var x = Plane(L.N(plain: chunk.states[b].x), L.N(plain: chunk.states[b].y))
        for k in 0..<count {
          let (y, kept) = layers[k].forward(x)
          tape.initializeElement(at: k, to: (x, kept))
          x = y
        }
        let weight = L.N(plain: chunk.weights[b])
        let miss = x - Plane(L.N(plain: chunk.targets[b].x), L.N(plain: chunk.targets[b].y))
        loss = loss + weight * (miss.x * miss.x + miss.y * miss.y) * 0.5
        var g = Plane(weight * miss.x, weight * miss.y)
        chunk.keep(x, g, step: count, block: b)
        for k in stride(from: count - 1, through: 0, by: -1) {
          let before = tape[k].x
          g = layers[k].backward(g, at: before, tape[k].kept, into: chunk.gradient + k * perLayer)
          chunk.keep(before, g, step: k, block: b)
        }
      }
      return loss
    }
  }
}

extension Chunk {
  @inline(__always)
  fileprivate func keep(_ x: Plane<N>, _ g: Plane<N>, step: Int, block: Int) {
    guard let record else { return }
    let place = step * record.stride + block
    (record.states + place).initialize(to: Plane(x.x.plain, x.y.plain))
    (record.costates + place).initialize(to: Plane(g.x.plain, g.y.plain))
  }
}

/// What a single layer does to states and covectors.
struct LayerPass: Sendable {
  var images: [Plane<Lanes>] = []
  var pulled: [Plane<Lanes>] = []
  var gradient: [Double] = []
}

@inline(__always)
private func layerPass<L: PlaneLayer<Lanes>>(
  _ theta: [Double], _ states: [Plane<Lanes>], _ covectors: [Plane<Lanes>], _ weights: [Lanes],
  layer: (UnsafePointer<Lanes>) -> L
) -> LayerPass {
  let splat = theta.map { Lanes(repeating: $0) }
  var sums = [CompensatedSum](repeating: CompensatedSum(), count: theta.count)
  var result = LayerPass()
  var gradient = [Lanes](repeating: .zero, count: theta.count)
  splat.withUnsafeBufferPointer { parameters in
    let map = layer(parameters.baseAddress!)
    for b in states.indices {
      let (y, kept) = map.forward(states[b])
      for j in gradient.indices { gradient[j] = .zero }
      let unweighted = map.backward(covectors[b], at: states[b], kept, into: &gradient)
      for j in gradient.indices {
        let parts = gradient[j] * weights[b]
        for lane in 0..<8 { sums[j].add(parts[lane]) }
      }
      result.images.append(y)
      result.pulled.append(unweighted)
    }
  }
  result.gradient = sums.map(\.value)
  return result
}
