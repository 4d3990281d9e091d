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
    (scratch + Scratch.rounded(run.layers * MemoryLayout<L.Tape>.stride)).assumingMemoryBound(to: L.self)
  }
  /// What the forward pass keeps for the backward pass.
  @inline(__always)
  func tape<L: PlaneLayer>(_ kind: L.Type) -> UnsafeMutablePointer<L.Tape> {
    scratch.assumingMemoryBound(to: L.Tape.self)
  }
}

/// The memory that a pass works in: tapes and layers of all runs.
struct Scratch {
  let stretches: UnsafeMutablePointer<Stretch>
  private let memory: UnsafeMutableRawPointer

  init(_ job: nsh_job) {
    let head = Self.rounded(job.run_count * MemoryLayout<Stretch>.stride)
    var size = head
    for r in 0..<job.run_count { size += Self.bytes(job, r) }
    memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 128)
    stretches = memory.assumingMemoryBound(to: Stretch.self)
    var (place, first, offset) = (head, 0, 0)
    for r in 0..<job.run_count {
      let stretch = Stretch(run: job.runs[r], first: first, offset: offset, scratch: memory + place)
      (stretches + r).initialize(to: stretch)
      Make(job: job, stretch: stretch).go()
      first += stretch.run.layers
      offset += stretch.run.layers * Int(stretch.run.map.parameters)
      place += Self.bytes(job, r)
    }
  }

  /// The bytes that a run needs.
  private static func bytes(_ job: nsh_job, _ r: Int) -> Int {
    var size = 0
    withUnsafeMutablePointer(to: &size) {
      job.runs[r].map.choose(Measure(layers: job.runs[r].layers, number: job.number, size: $0))
    }
    return size
  }

  func deallocate() { memory.deallocate() }

  /// To whole lane vectors.
  @inline(__always)
  static func rounded(_ bytes: Int) -> Int { (bytes + 127) / 128 * 128 }
}

/// Asks how much so many layers of a kind need.
private struct Measure: LayerVisitor {
  let layers: Int
  let number: nsh_number
  let size: UnsafeMutablePointer<Int>

  @inline(__always)
  func visit<L: PlaneLayer, D: PlaneLayer, S: PlaneLayer>(_ plain: L.Type, _ dual: D.Type, _ single: S.Type)
  where L.N == Lanes, D.N == Dual, S.N == Singles {
    switch number {
    case NSH_SINGLE: size.pointee = bytes(single)
    case NSH_DUAL: size.pointee = bytes(dual)
    default: size.pointee = bytes(plain)
    }
  }

  @inline(__always)
  private func bytes<L: PlaneLayer>(_ kind: L.Type) -> Int {
    Scratch.rounded(layers * MemoryLayout<L.Tape>.stride) + Scratch.rounded(layers * MemoryLayout<L>.stride)
  }
}

/// Makes a run's layers from their parameters.
private struct Make: LayerVisitor {
  let job: nsh_job
  let stretch: Stretch

  @inline(__always)
  func go() { stretch.run.map.choose(self) }

  @inline(__always)
  func visit<L: PlaneLayer, D: PlaneLayer, S: PlaneLayer>(_ plain: L.Type, _ dual: D.Type, _ single: S.Type)
  where L.N == Lanes, D.N == Dual, S.N == Singles {
    switch job.number {
    case NSH_SINGLE: make(single)
    case NSH_DUAL: make(dual)
    default: make(plain)
    }
  }

  @inline(__always)
  private func make<L: PlaneLayer>(_ kind: L.Type) {
    let theta = Parameters<L.N>(job.theta.assumingMemoryBound(to: L.N.Parameter.self) + stretch.offset)
    let layers = stretch.layers(kind)
    for k in 0..<stretch.run.layers {
      (layers + k).initialize(to: L(theta + k * Int(stretch.run.map.parameters), stretch.run.map))
    }
  }
}
