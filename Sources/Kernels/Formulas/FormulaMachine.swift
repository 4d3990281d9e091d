import CKernel

/// Runs the programs of a formula: registers in memory, an instruction at a time over all blocks of a group.
struct Machine<N: FormulaNumber> {
  let uniform: UnsafeMutablePointer<N>
  var kept: UnsafeMutablePointer<N>
  let scratch: UnsafeMutablePointer<N>
  var input: UnsafeMutablePointer<N>
  var output: UnsafeMutablePointer<N>
  var blocks = 1

  init(
    uniform: UnsafeMutablePointer<N>, kept: UnsafeMutablePointer<N>, scratch: UnsafeMutablePointer<N>,
    input: UnsafeMutablePointer<N>
  ) {
    (self.uniform, self.kept, self.scratch, self.input, output) = (uniform, kept, scratch, input, input)
  }

  /// Where an operand lies, and how far it is from one block to the next: uniforms are the same for all.
  @inline(__always)
  private func place(_ operand: UInt16) -> (base: UnsafeMutablePointer<N>, step: Int) {
    let index = Int(operand & 0xFFF)
    let offset = index * Int(NSH_GROUP)
    switch UInt32(operand >> 12) {
    case NSH_UNIFORM.rawValue: return (uniform + index, 0)
    case NSH_KEPT.rawValue: return (kept + offset, 1)
    case NSH_SCRATCH.rawValue: return (scratch + offset, 1)
    case NSH_INPUT.rawValue: return (input + offset, 1)
    default: return (output + offset, 1)
    }
  }

  @inline(__always)
  private func one<F: Operation1>(_ i: nsh_instruction, _ f: F.Type) {
    let ((r, rs), (a, s)) = (place(i.result), place(i.a))
    for j in 0..<blocks { r[j * rs] = F.of(a[j * s]) }
  }

  @inline(__always)
  private func two<F: Operation2>(_ i: nsh_instruction, _ f: F.Type) {
    let ((r, rs), (a, s), (b, t)) = (place(i.result), place(i.a), place(i.b))
    for j in 0..<blocks { r[j * rs] = F.of(a[j * s], b[j * t]) }
  }

  @inline(__always)
  private func three<F: Operation3>(_ i: nsh_instruction, _ f: F.Type) {
    let ((r, rs), (a, s), (b, t), (c, u)) = (place(i.result), place(i.a), place(i.b), place(i.c))
    for j in 0..<blocks { r[j * rs] = F.of(a[j * s], b[j * t], c[j * u]) }
  }

  /// Into one entry of the gradient, block by block in order: the same bits for any size of groups.
  @inline(__always)
  private func sum<F: Operation2>(_ i: nsh_instruction, _ gradient: UnsafeMutablePointer<N>, _ f: F.Type) {
    let (a, s) = place(i.a)
    var sum = gradient[Int(i.result)]
    for j in 0..<blocks { sum = F.of(sum, a[j * s]) }
    gradient[Int(i.result)] = sum
  }

  @inline(__always)
  private func sum<F: Operation3>(_ i: nsh_instruction, _ gradient: UnsafeMutablePointer<N>, _ f: F.Type) {
    let ((a, s), (b, t)) = (place(i.a), place(i.b))
    var sum = gradient[Int(i.result)]
    for j in 0..<blocks { sum = F.of(a[j * s], b[j * t], sum) }
    gradient[Int(i.result)] = sum
  }

  @inline(__always)
  private func sineAndCosine(_ i: nsh_instruction) {
    let ((r, rs), (a, s), (c, cs)) = (place(i.result), place(i.a), place(i.c))
    for j in 0..<blocks { (r[j * rs], c[j * cs]) = a[j * s].sineAndCosine() }
  }

  @inline(never)
  func run(_ code: nsh_code, into gradient: UnsafeMutablePointer<N>) {
    for at in 0..<code.count {
      let i = code.instructions[at]
      switch UInt32(i.operation) {
      case NSH_COPY.rawValue: one(i, Copy.self)
      case NSH_NEGATE.rawValue: one(i, Negate.self)
      case NSH_ADD.rawValue: two(i, Add.self)
      case NSH_SUBTRACT.rawValue: two(i, Subtract.self)
      case NSH_MULTIPLY.rawValue: two(i, Multiply.self)
      case NSH_DIVIDE.rawValue: two(i, Divide.self)
      case NSH_MULTIPLY_ADD.rawValue: three(i, MultiplyAdd.self)
      case NSH_MULTIPLY_FROM.rawValue: three(i, MultiplyFrom.self)
      case NSH_SQUARE_ROOT.rawValue: one(i, Root.self)
      case NSH_EXPONENTIAL.rawValue: one(i, Exponential.self)
      case NSH_LOGARITHM.rawValue: one(i, Logarithm.self)
      case NSH_SINE.rawValue: one(i, Sine.self)
      case NSH_COSINE.rawValue: one(i, Cosine.self)
      case NSH_SINE_AND_COSINE.rawValue: sineAndCosine(i)
      case NSH_HYPERBOLIC_SINE.rawValue: one(i, HyperbolicSine.self)
      case NSH_HYPERBOLIC_TANGENT.rawValue: one(i, HyperbolicTangent.self)
      case NSH_ARCTANGENT.rawValue: one(i, Arctangent.self)
      case NSH_ANGLE.rawValue: two(i, Angle.self)
      case NSH_MAGNITUDE.rawValue: one(i, Magnitude.self)
      case NSH_SIGN.rawValue: one(i, Sign.self)
      case NSH_LARGER.rawValue: two(i, Larger.self)
      case NSH_SMALLER.rawValue: two(i, Smaller.self)
      case NSH_POWER.rawValue: two(i, Power.self)
      case NSH_TIMES_ROOT.rawValue: two(i, TimesRoot.self)
      case NSH_RATIO.rawValue: two(i, Ratio.self)
      case NSH_HEAVISIDE.rawValue: two(i, Heaviside.self)
      case NSH_GAIN.rawValue: sum(i, gradient, Add.self)
      case NSH_LOSE.rawValue: sum(i, gradient, Subtract.self)
      case NSH_GAIN_PRODUCT.rawValue: sum(i, gradient, MultiplyAdd.self)
      default: sum(i, gradient, MultiplyFrom.self)
      }
    }
  }
}
