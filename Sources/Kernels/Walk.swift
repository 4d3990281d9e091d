import CKernel

/// One block forward through the layers of one run: x becomes the state behind them.
struct Forward<N: LaneNumber>: LayerVisitor {
  let job: nsh_job
  let block: Int
  let stretch: Stretch
  let x: UnsafeMutablePointer<Plane<N>>

  func go() { stretch.run.map.choose(self) }

  @inline(never)
  func visit<L: PlaneLayer<N>>(_ kind: L.Type) {
    let (layers, tape) = (stretch.layers(kind), stretch.tape(kind))
    var x = self.x.pointee
    for k in 0..<stretch.run.layers {
      job.keep(x, at: stretch.first + k, block, job.kept_states)
      let (y, kept) = layers[k].forward(x)
      tape[k] = kept
      x = y
    }
    self.x.pointee = x
  }
}

/// And back through some of the run's layers, of which it went forward: g becomes the costate before them, and what the
/// loss gains by their parameters is added to `gradient`.
struct Backward<N: LaneNumber>: LayerVisitor {
  let job: nsh_job
  let block: Int
  let stretch: Stretch
  let layers: Range<Int>
  /// That of the first of these layers.
  let gradient: UnsafeMutablePointer<N>
  let g: UnsafeMutablePointer<Plane<N>>

  func go() {
    if N.hasMoments && job.moments != nil { return stretch.run.map.choose(Inspected(walk: self)) }
    stretch.run.map.choose(self)
  }

  @inline(never)
  func visit<L: PlaneLayer<N>>(_ kind: L.Type) { walk(kind, withMoments: false) }

  /// The same, while moments are summed.
  private struct Inspected: LayerVisitor {
    let walk: Backward

    @inline(never)
    func visit<L: PlaneLayer<N>>(_ kind: L.Type) { walk.walk(kind, withMoments: true) }
  }

  @inline(__always)
  private func walk<L: PlaneLayer<N>>(_ kind: L.Type, withMoments: Bool) {
    let (made, tape) = (stretch.layers(kind), stretch.tape(kind))
    let (width, first) = (Int(stretch.run.map.parameters), stretch.first)
    let withScale = withMoments && block % job.scale_every == 0
    var g = self.g.pointee
    var k = layers.upperBound
    while k > layers.lowerBound {
      k -= 1
      job.keep(g, at: first + k + 1, block, job.kept_costates)
      g = made[k].backward(g, tape[k], into: gradient + (k - layers.lowerBound) * width)
      if withMoments, let moments = job.moments(at: first + k) {
        N.add(made[k].state(tape[k]), g, to: moments, withScale: withScale)
      }
    }
    self.g.pointee = g
  }
}
