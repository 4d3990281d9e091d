import CKernel

/// The accelerations of some blocks of bodies, a_i = sum over j of m_j (q_j - q_i) / (|q_j - q_i|^2 + e^2)^(3/2).
///
/// Every block meets all bodies in their order, so that no bit depends on how blocks are shared out among threads.
/// There is neither a root nor a division: 1/d comes from its exponent's bits and three steps towards it,
/// multiplications and additions alone, which round alike everywhere.
func attract(_ job: nsh_attraction) {
  var worst = Lanes.zero
  for block in job.first..<job.end {
    let start = block * Int(NSH_LANES)
    let own = start..<min(start + Int(NSH_LANES), job.count)
    var pull = Pull(job, block)
    for j in 0..<own.lowerBound { pull.add(job, j) }
    for j in own { pull.add(job, j, lane: j - start) }
    for j in own.upperBound..<max(own.upperBound, job.count) { pull.add(job, j) }
    lanes(job.ax)[block] = pull.ax
    lanes(job.ay)[block] = pull.ay
    worst = worst.replacing(with: pull.stiffest, where: pull.stiffest .> worst)
  }
  var stiffest = 0.0
  for i in 0..<Int(NSH_LANES) where !(worst[i] <= stiffest) { stiffest = worst[i] }
  job.stiffest[0] = stiffest
}

@inline(__always)
private func lanes(_ p: UnsafeMutablePointer<Double>) -> UnsafeMutablePointer<Lanes> {
  UnsafeMutableRawPointer(p).assumingMemoryBound(to: Lanes.self)
}

@inline(__always)
private func lanes(_ p: UnsafePointer<Double>, _ block: Int) -> Lanes {
  UnsafeRawPointer(p).assumingMemoryBound(to: Lanes.self)[block]
}

/// What pulls on a block so far.
private struct Pull {
  let x: Lanes
  let y: Lanes
  let mass: Lanes
  let softening: Lanes
  var ax = Lanes.zero
  var ay = Lanes.zero
  var stiffest = Lanes.zero

  @inline(__always)
  init(_ job: nsh_attraction, _ block: Int) {
    (x, y, mass) = (lanes(job.x, block), lanes(job.y, block), lanes(job.masses, block))
    softening = Lanes(job.softening2)
  }

  @inline(__always)
  mutating func add(_ job: nsh_attraction, _ j: Int) {
    let (dx, dy) = (Lanes(job.x[j]) - x, Lanes(job.y[j]) - y)
    add(dx, dy, dx.times(dx, plus: dy.times(dy, plus: softening)), Lanes(job.masses[j]))
  }

  /// A body of the block itself, which does not pull on its own lane: there it is farther away than any body can be.
  @inline(__always)
  mutating func add(_ job: nsh_attraction, _ j: Int, lane: Int) {
    let (dx, dy) = (Lanes(job.x[j]) - x, Lanes(job.y[j]) - y)
    var d2 = dx.times(dx, plus: dy.times(dy, plus: softening))
    d2[lane] = 1e280
    add(dx, dy, d2, Lanes(job.masses[j]))
  }

  @inline(__always)
  private mutating func add(_ dx: Lanes, _ dy: Lanes, _ d2: Lanes, _ m: Lanes) {
    let r = inverseRoot(d2)
    let cube = r * r * r
    let strength = m * cube
    ax = strength.times(dx, plus: ax)
    ay = strength.times(dy, plus: ay)
    let stiff = mass.times(cube, plus: strength)
    stiffest = stiffest.replacing(with: stiff, where: stiff .> stiffest)
  }
}

/// 1/sqrt(x) to about one unit in the last place: a start within 3.5 % from the bits, twice Newton (5e-6), and once the
/// cubic step y + y e (1/2 + 3/8 e) with e = 1 - x y^2. Zero gives something so large that its cube is infinite.
@inline(__always)
private func inverseRoot(_ x: Lanes) -> Lanes {
  var y = Lanes(bits: LaneBits(0x5FE6_EB50_C7B5_37A9) - (x.bits >> 1))
  let half = x * 0.5
  y = y * (half * y).times(y, from: Lanes(1.5))
  y = y * (half * y).times(y, from: Lanes(1.5))
  let e = (x * y).times(y, from: Lanes(1))
  return (y * e).times(e.times(Lanes(0.375), plus: Lanes(0.5)), plus: y)
}
