import CKernel

/// A run of a job with the places of its layers and of their tapes in the scratch.
struct Stretch {
  let run: nsh_run
  /// The number of layers before it, and of their parameters.
  let first: Int
  let offset: Int
  let scratch: UnsafeMutableRawPointer

  /// The layers, made from their parameters.
  @inline(__always)
  func layers<L: PlaneLayer>(_ kind: L.Type) -> UnsafeMutablePointer<L> {
    (scratch + rounded(run.layers * MemoryLayout<L.Tape>.stride)).assumingMemoryBound(to: L.self)
  }
  /// What the forward pass keeps for the backward pass.
  @inline(__always)
  func tape<L: PlaneLayer>(_ kind: L.Type) -> UnsafeMutablePointer<L.Tape> {
    scratch.assumingMemoryBound(to: L.Tape.self)
  }
}

/// The memory that a pass works in: tapes and layers of all runs.
struct Scratch<N: LaneNumber> {
  let stretches: UnsafeMutablePointer<Stretch>
  private let memory: UnsafeMutableRawPointer

  init(_ job: nsh_job) {
    let head = rounded(job.run_count * MemoryLayout<Stretch>.stride)
    var size = head
    for r in 0..<job.run_count { size += Self.bytes(job.runs[r]) }
    memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 128)
    stretches = memory.assumingMemoryBound(to: Stretch.self)
    let theta = Parameters<N>(job.theta.assumingMemoryBound(to: N.Parameter.self))
    var (place, first, offset) = (head, 0, 0)
    for r in 0..<job.run_count {
      let stretch = Stretch(run: job.runs[r], first: first, offset: offset, scratch: memory + place)
      (stretches + r).initialize(to: stretch)
      Make(theta: theta + offset, stretch: stretch).go()
      first += stretch.run.layers
      offset += stretch.run.layers * Int(stretch.run.map.parameters)
      place += Self.bytes(stretch.run)
    }
  }

  /// The bytes that a run needs.
  static func bytes(_ run: nsh_run) -> Int {
    var size = 0
    withUnsafeMutablePointer(to: &size) { run.map.choose(Measure<N>(layers: run.layers, size: $0)) }
    return size
  }

  func deallocate() { memory.deallocate() }
}

/// To whole lane vectors.
@inline(__always)
private func rounded(_ bytes: Int) -> Int { (bytes + 127) / 128 * 128 }

/// Asks how much so many layers of a kind need.
private struct Measure<N: LaneNumber>: LayerVisitor {
  let layers: Int
  let size: UnsafeMutablePointer<Int>

  @inline(__always)
  func visit<L: PlaneLayer<N>>(_ kind: L.Type) {
    size.pointee = rounded(layers * MemoryLayout<L.Tape>.stride) + rounded(layers * MemoryLayout<L>.stride)
  }
}

/// Makes a run's layers from their parameters.
struct Make<N: LaneNumber>: LayerVisitor {
  let theta: Parameters<N>
  let stretch: Stretch

  func go() { stretch.run.map.choose(self) }

  @inline(never)
  func visit<L: PlaneLayer<N>>(_ kind: L.Type) {
    let layers = stretch.layers(kind)
    for k in 0..<stretch.run.layers {
      (layers + k).initialize(to: L(theta + k * Int(stretch.run.map.parameters), stretch.run.map))
    }
  }
}
