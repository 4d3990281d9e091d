import CKernel

/// As `pass`, for layers given by formulas: programs that are run over groups of blocks, so that choosing an
/// instruction costs little beside carrying it out for 64 points.
///
/// What depends on the parameters alone is computed once for each layer; what the backward program needs of the forward
/// one is kept in registers of the layer's own.
@inline(__always)
func formulaPass<N: FormulaNumber>(_ job: nsh_job, _ number: N.Type) {
  let program = job.program.pointee
  let (count, width, group) = (job.layers, Int(job.runs[0].map.parameters), Int(NSH_GROUP))
  let kept = program.kept * group
  // Uniforms of one layer, kept registers of all, scratch, and two pairs of states or covectors that take turns.
  let total = program.uniforms + count * kept + program.scratch * group + 4 * group
  let bytes = MemoryLayout<N>.stride * total
  let parameterBytes = MemoryLayout<N.Parameter>.stride * program.uniforms * count
  let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes + parameterBytes, alignment: MemoryLayout<N>.alignment)
  defer { memory.deallocate() }
  let registers = memory.assumingMemoryBound(to: N.self)
  let values = (memory + bytes).assumingMemoryBound(to: N.Parameter.self)
  let tape = registers + program.uniforms
  let scratch = tape + count * kept
  var machine = Machine<N>(uniform: registers, kept: tape, scratch: scratch, input: scratch + program.scratch * group)
  machine.output = machine.input + 2 * group
  let theta = job.theta.assumingMemoryBound(to: N.Parameter.self)
  for k in 0..<count { machine.prepare(program, theta + k * width, width, values + k * program.uniforms) }
  let gradient = job.gradient.assumingMemoryBound(to: N.self)
  var block = 0
  while block < job.blocks {
    machine.blocks = min(group, job.blocks - block)
    for i in 0..<machine.blocks { machine.setInput(job.start(block + i, N.self), i) }
    for k in 0..<count {
      machine.record(job, at: k, block, job.kept_states)
      machine.enter(values + k * program.uniforms, program.uniforms, tape + k * kept)
      machine.run(program.forward, into: gradient)
      swap(&machine.input, &machine.output)
    }
    machine.record(job, at: count, block, job.kept_states)
    for i in 0..<machine.blocks { machine.setInput(job.final(machine.plane(i), block + i), i) }
    for k in stride(from: count - 1, through: 0, by: -1) {
      machine.record(job, at: k + 1, block, job.kept_costates)
      machine.enter(values + k * program.uniforms, program.uniforms, tape + k * kept)
      machine.run(program.backward, into: gradient + k * width)
      swap(&machine.input, &machine.output)
    }
    machine.record(job, at: 0, block, job.kept_costates)
    block += machine.blocks
  }
}

extension Machine {
  /// The uniforms of one layer: constants, parameters, and what the program makes of them.
  @inline(__always)
  mutating func prepare(
    _ program: nsh_program, _ theta: UnsafePointer<N.Parameter>, _ width: Int,
    _ values: UnsafeMutablePointer<N.Parameter>
  ) {
    blocks = 1
    for i in 0..<program.uniforms { uniform[i] = i < width ? N(broadcast: theta[i]) : N(program.constants[i]) }
    run(program.uniform, into: uniform)
    for i in 0..<program.uniforms { (values + i).initialize(to: uniform[i].first) }
  }

  @inline(__always)
  mutating func enter(_ values: UnsafePointer<N.Parameter>, _ count: Int, _ tape: UnsafeMutablePointer<N>) {
    kept = tape
    for i in 0..<count { uniform[i] = N(broadcast: values[i]) }
  }

  @inline(__always)
  func setInput(_ x: Plane<N>, _ i: Int) {
    input[i] = x.x
    input[Int(NSH_GROUP) + i] = x.y
  }

  @inline(__always)
  func plane(_ i: Int) -> Plane<N> { Plane(input[i], input[Int(NSH_GROUP) + i]) }

  @inline(__always)
  func record(_ job: nsh_job, at step: Int, _ block: Int, _ record: UnsafeMutableRawPointer?) {
    guard record != nil else { return }
    for i in 0..<blocks { job.keep(plane(i), at: step, block + i, record) }
  }
}
