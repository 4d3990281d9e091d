import CKernel

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
func link(_ job: nsh_job, _ links: nsh_links, block: Int) {
  let linker = Linker(job, links, block)
  defer { linker.deallocate() }
  let target = job.targets.assumingMemoryBound(to: Plane<Lanes>.self)[0]
  let weight = job.weights.assumingMemoryBound(to: Lanes.self)[0]
  let miss = linker.forward() - target
  var at = Position(
    g: Plane(weight * miss.x, weight * miss.y), h: Square(xx: weight, xy: .zero, yy: weight),
    numbers: links.numbers + links.size(of: job), diagonal: links.diagonals + (block + 1) * job.squares)
  for r in 0..<job.run_count {
    let run = job.run_count - 1 - r
    let layers = job.runs[run].layers
    for k in 0..<layers { linker.step(back: &at, run: run, layer: layers - 1 - k) }
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
  /// Behind what belongs to the layer that comes next.
  var numbers: UnsafeMutablePointer<Double>
  var diagonal: UnsafeMutablePointer<Double>
}

/// What stays the same from layer to layer, and the memory that all of them use.
private struct Linker {
  let job: nsh_job
  let links: nsh_links
  let block: Int
  /// The states x_0 ... x_K.
  let states: UnsafeMutablePointer<Plane<Lanes>>
  /// The rows of f_theta, of the layer at hand.
  let rows: UnsafeMutablePointer<Lanes>
  /// Its parameters along a direction, the pullback's gradient there, and the memory of a pass through it alone.
  let direction: UnsafeMutablePointer<SIMD2<Double>>
  let duals: UnsafeMutablePointer<Dual>
  let single: UnsafeMutableRawPointer
  let scratch: Scratch<Lanes>

  init(_ job: nsh_job, _ links: nsh_links, _ block: Int) {
    (self.job, self.links, self.block) = (job, links, block)
    states = .allocate(capacity: job.layers + 1)
    rows = .allocate(capacity: 2 * job.widest)
    direction = .allocate(capacity: job.widest)
    duals = .allocate(capacity: job.widest)
    var bytes = 0
    for r in 0..<job.run_count { bytes = max(bytes, Scratch<Dual>.bytes(nsh_run(map: job.runs[r].map, layers: 1))) }
    single = .allocate(byteCount: bytes, alignment: 128)
    scratch = Scratch<Lanes>(job)
  }

  func deallocate() {
    states.deallocate()
    rows.deallocate()
    direction.deallocate()
    duals.deallocate()
    single.deallocate()
    scratch.deallocate()
  }

  /// x_K; states and tapes are kept.
  func forward() -> Plane<Lanes> {
    var job = job
    (job.kept_states, job.stride) = (UnsafeMutableRawPointer(states), 1)
    return job.forward(0, scratch)
  }

  /// Layer k of a run, from the later to the earlier layers.
  func step(back at: inout Position, run r: Int, layer k: Int) {
    let stretch = scratch.stretches[r]
    let p = Int(stretch.run.map.parameters)
    at.numbers -= links.blocks * (4 + 4 * p) * Int(NSH_LANES)
    at.diagonal -= p * p
    let out = UnsafeMutableRawPointer(at.numbers).assumingMemoryBound(to: Lanes.self) + block * (4 + 4 * p)
    for i in 0..<2 * p { rows[i] = .zero }
    let top = pull(Plane(Lanes(1), .zero), through: k, of: stretch, into: rows)
    let bottom = pull(Plane(.zero, Lanes(1)), through: k, of: stretch, into: rows + p)
    (out[0], out[1], out[2], out[3]) = (top.x, top.y, bottom.x, bottom.y)
    let (g, h) = (at.g, at.h)
    at.g = Plane(g.x.times(top.x, plus: g.y * bottom.x), g.x.times(top.y, plus: g.y * bottom.y))
    let (left, right) = (h.times(top.x, bottom.x), h.times(top.y, bottom.y))
    at.h = Square(
      xx: top.x.times(left.x, plus: bottom.x * left.y), xy: top.x.times(right.x, plus: bottom.x * right.y),
      yy: top.y.times(right.x, plus: bottom.y * right.y))
    let theta = job.theta.assumingMemoryBound(to: Double.self) + stretch.offset + k * p
    for i in 0..<p + 2 {
      let second = pull(g, from: states[stretch.first + k], along: i, theta, stretch.run.map)
      guard i >= 2 else {
        if i == 0 { at.h.xx = at.h.xx + second.x }
        if i == 1 { (at.h.xy, at.h.yy) = (at.h.xy + second.x, at.h.yy + second.y) }
        continue
      }
      add(second, parameter: i - 2, p, h, top, bottom, out, at.diagonal)
    }
  }

  /// The pullback of a covector through one layer, by the tape of the way forward.
  private func pull(
    _ g: Plane<Lanes>, through k: Int, of stretch: Stretch, into gradient: UnsafeMutablePointer<Lanes>
  ) -> Plane<Lanes> {
    var g = g
    withUnsafeMutablePointer(to: &g) {
      Backward(job: job, block: 0, stretch: stretch, layers: k..<k + 1, gradient: gradient, g: $0).go()
    }
    return g
  }

  /// S along direction i of x, y, theta_1, ...: the part of x; that of theta lies in the duals' tangents.
  private func pull(
    _ g: Plane<Lanes>, from x: Plane<Lanes>, along i: Int, _ theta: UnsafePointer<Double>, _ map: nsh_map
  ) -> Plane<Lanes> {
    for j in 0..<Int(map.parameters) {
      direction[j] = SIMD2(theta[j], j == i - 2 ? 1 : 0)
      duals[j] = Dual(0)
    }
    let stretch = Stretch(run: nsh_run(map: map, layers: 1), first: 0, offset: 0, scratch: single)
    Make(theta: Parameters<Dual>(direction), stretch: stretch).go()
    var x = Plane(
      Dual(value: x.x, tangent: Lanes(i == 0 ? 1 : 0)), Dual(value: x.y, tangent: Lanes(i == 1 ? 1 : 0)))
    withUnsafeMutablePointer(to: &x) { Forward(job: job, block: 0, stretch: stretch, x: $0).go() }
    var g = Plane(Dual(stored: g.x), Dual(stored: g.y))
    withUnsafeMutablePointer(to: &g) {
      Backward(job: job, block: 0, stretch: stretch, layers: 0..<1, gradient: duals, g: $0).go()
    }
    return Plane(g.x.tangent, g.y.tangent)
  }

  /// M and D of one parameter, with what S is along it.
  @inline(__always)
  private func add(
    _ second: Plane<Lanes>, parameter c: Int, _ p: Int, _ h: Square, _ top: Plane<Lanes>, _ bottom: Plane<Lanes>,
    _ out: UnsafeMutablePointer<Lanes>, _ diagonal: UnsafeMutablePointer<Double>
  ) {
    let (first, last) = (rows[c], rows[p + c])
    (out[4 + 2 * c], out[5 + 2 * c]) = (first, last)
    let column = h.times(first, last)
    out[4 + 2 * p + 2 * c] = top.x.times(column.x, plus: bottom.x.times(column.y, plus: second.x))
    out[5 + 2 * p + 2 * c] = top.y.times(column.x, plus: bottom.y.times(column.y, plus: second.y))
    for r in 0..<p {
      let own = rows[r].times(column.x, plus: rows[p + r].times(column.y, plus: duals[r].tangent))
      diagonal[c * p + r] = own.total
    }
  }
}

extension nsh_job {
  /// The parameters of the widest layer.
  var widest: Int {
    var widest = 0
    for r in 0..<run_count { widest = max(widest, Int(runs[r].map.parameters)) }
    return widest
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
