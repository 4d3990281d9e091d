public import CKernel

/// The second order of every layer at the points of one block: what `rows` puts together to the Hessian.
///
/// Let H_k be the Hessian of a point's loss in x_k, H_K = w. With S the second derivatives of g_k f(x, theta_k), the
/// layer's map and the costate held fast,
///
///     H_{k-1} = f_x' H_k f_x + S_xx,    M_k = f_x' H_k f_theta + S_x_theta,    D_k = f_theta' H_k f_theta + S_theta_theta.
///
/// D_k is the Hessian's block of layer k with itself; that of layers j < k is f_theta_j' (f_x of j+1 ... k-1)' M_k. f_x
/// and f_theta are the pullbacks of (1, 0) and (0, 1), S the pullback of g_k in duals, one direction of (x, theta_k)
/// after another.
public func link(_ job: nsh_job, _ links: nsh_links, block: Int) {
  let (width, parameters) = job.widths
  let states = UnsafeMutablePointer<Plane<Lanes>>.allocate(capacity: job.layers + 1)
  let scratch = UnsafeMutablePointer<Lanes>.allocate(capacity: 2 * width)
  let duals = UnsafeMutablePointer<Dual>.allocate(capacity: width)
  let direction = UnsafeMutablePointer<SIMD2<Double>>.allocate(capacity: width)
  let gradient = UnsafeMutablePointer<Lanes>.allocate(capacity: parameters)
  let loss = UnsafeMutablePointer<Lanes>.allocate(capacity: 1)
  defer {
    states.deallocate()
    scratch.deallocate()
    duals.deallocate()
    direction.deallocate()
    gradient.deallocate()
    loss.deallocate()
  }
  var job = job
  (job.gradient, job.loss, job.kept_states, job.stride) = (
    UnsafeMutableRawPointer(gradient), UnsafeMutableRawPointer(loss), UnsafeMutableRawPointer(states), 1
  )
  for j in 0..<parameters { gradient[j] = .zero }
  loss[0] = .zero
  pass(job, Lanes.self)
  let weight = job.weights.assumingMemoryBound(to: Lanes.self)[0]
  let target = job.targets.assumingMemoryBound(to: Plane<Lanes>.self)[0]
  let miss = states[job.layers] - target
  let position = UnsafeMutablePointer<Position>.allocate(capacity: 1)
  defer { position.deallocate() }
  position.initialize(
    to: Position(
      g: Plane(weight * miss.x, weight * miss.y), h: Square(xx: weight, xy: .zero, yy: weight), layer: job.layers,
      offset: parameters,
      numbers: links.numbers + links.size(of: job), diagonal: links.diagonals + (block + 1) * job.squares, block: block)
  )
  var r = job.run_count
  while r > 0 {
    r -= 1
    job.runs[r].map.choose(
      Link(
        run: job.runs[r], theta: job.theta.assumingMemoryBound(to: Double.self), blocks: links.blocks, states: states,
        rows: scratch, duals: duals,
        direction: direction, at: position))
  }
}

/// A symmetric matrix of the plane.
private struct Square {
  var xx: Lanes
  var xy: Lanes
  var yy: Lanes
  @inline(__always)
  func times(_ x: Lanes, _ y: Lanes) -> Plane<Lanes> { Plane(xx.times(x, plus: xy * y), xy.times(x, plus: yy * y)) }
}

/// How far back the way through the layers has come.
private struct Position {
  var g: Plane<Lanes>
  var h: Square
  var layer: Int
  var offset: Int
  /// Behind what belongs to the layer that comes next.
  var numbers: UnsafeMutablePointer<Double>
  var diagonal: UnsafeMutablePointer<Double>
  let block: Int
}

private struct Link: LayerVisitor {
  let run: nsh_run
  let theta: UnsafePointer<Double>
  let blocks: Int
  let states: UnsafeMutablePointer<Plane<Lanes>>
  let rows: UnsafeMutablePointer<Lanes>
  let duals: UnsafeMutablePointer<Dual>
  let direction: UnsafeMutablePointer<SIMD2<Double>>
  let at: UnsafeMutablePointer<Position>

  @inline(__always)
  func visit<L: PlaneLayer, D: PlaneLayer, S: PlaneLayer>(_ plain: L.Type, _ dual: D.Type, _ single: S.Type)
  where L.N == Lanes, D.N == Dual, S.N == Singles {
    let p = Int(run.map.parameters)
    for _ in 0..<run.layers {
      at.pointee.layer -= 1
      at.pointee.offset -= p
      at.pointee.numbers -= blocks * (4 + 4 * p) * Int(NSH_LANES)
      at.pointee.diagonal -= p * p
      layer(plain, dual, p)
    }
  }

  @inline(__always)
  private func layer<L: PlaneLayer, D: PlaneLayer>(_ plain: L.Type, _ dual: D.Type, _ p: Int)
  where L.N == Lanes, D.N == Dual {
    let (x, g, h) = (states[at.pointee.layer], at.pointee.g, at.pointee.h)
    let theta = theta + at.pointee.offset
    let out =
      UnsafeMutableRawPointer(at.pointee.numbers).assumingMemoryBound(to: Lanes.self) + at.pointee.block * (4 + 4 * p)
    for i in 0..<2 * p { rows[i] = .zero }
    let made = L(Parameters(theta), run.map)
    let tape = made.forward(x).1
    let (top, bottom) = (
      made.backward(Plane(Lanes(1), .zero), tape, into: rows),
      made.backward(Plane(.zero, Lanes(1)), tape, into: rows + p)
    )
    at.pointee.g = Plane(
      g.x.times(top.x, plus: g.y * bottom.x), g.x.times(top.y, plus: g.y * bottom.y))
    (out[0], out[1], out[2], out[3]) = (top.x, top.y, bottom.x, bottom.y)
    let (left, right) = (h.times(top.x, bottom.x), h.times(top.y, bottom.y))
    at.pointee.h = Square(
      xx: top.x.times(left.x, plus: bottom.x * left.y), xy: top.x.times(right.x, plus: bottom.x * right.y),
      yy: top.y.times(right.x, plus: bottom.y * right.y))
    for i in 0..<p + 2 {
      // S along x, y, theta_1, ...: a column of each part.
      for j in 0..<p {
        direction[j] = SIMD2(theta[j], j == i - 2 ? 1 : 0)
        duals[j] = Dual(0)
      }
      let layer = D(Parameters(UnsafePointer(direction)), run.map)
      let start = Plane(
        Dual(value: x.x, tangent: Lanes(i == 0 ? 1 : 0)), Dual(value: x.y, tangent: Lanes(i == 1 ? 1 : 0)))
      let second = layer.backward(Plane(Dual(stored: g.x), Dual(stored: g.y)), layer.forward(start).1, into: duals)
      add(Plane(second.x.tangent, second.y.tangent), along: i, p, h, top, bottom, out)
    }
  }

  /// Adds what S is along direction i to H, or M and D.
  @inline(__always)
  private func add(
    _ second: Plane<Lanes>, along i: Int, _ p: Int, _ h: Square, _ top: Plane<Lanes>, _ bottom: Plane<Lanes>,
    _ out: UnsafeMutablePointer<Lanes>
  ) {
    let c = i - 2
    guard c >= 0 else {
      if i == 0 { at.pointee.h.xx = at.pointee.h.xx + second.x }
      if i == 1 {
        at.pointee.h.xy = at.pointee.h.xy + second.x
        at.pointee.h.yy = at.pointee.h.yy + second.y
      }
      return
    }
    let (first, last) = (rows[c], rows[p + c])
    (out[4 + 2 * c], out[5 + 2 * c]) = (first, last)
    let column = h.times(first, last)
    out[4 + 2 * p + 2 * c] = top.x.times(column.x, plus: bottom.x.times(column.y, plus: second.x))
    out[5 + 2 * p + 2 * c] = top.y.times(column.x, plus: bottom.y.times(column.y, plus: second.y))
    for r in 0..<p {
      at.pointee.diagonal[c * p + r] =
        rows[r].times(column.x, plus: rows[p + r].times(column.y, plus: duals[r].tangent)).total
    }
  }
}

extension nsh_job {
  /// The parameters of the widest layer, and of all.
  var widths: (widest: Int, all: Int) {
    var (widest, all) = (0, 0)
    for r in 0..<run_count {
      widest = max(widest, Int(runs[r].map.parameters))
      all += runs[r].layers * Int(runs[r].map.parameters)
    }
    return (widest, all)
  }

  /// The numbers of all diagonal blocks.
  var squares: Int {
    var sum = 0
    for r in 0..<run_count { sum += runs[r].layers * Int(runs[r].map.parameters) * Int(runs[r].map.parameters) }
    return sum
  }
}

extension nsh_links {
  func size(of job: nsh_job) -> Int {
    var sum = 0
    for r in 0..<run_count { sum += runs[r].layers * blocks * (4 + 4 * Int(runs[r].map.parameters)) * Int(NSH_LANES) }
    return sum
  }
}
