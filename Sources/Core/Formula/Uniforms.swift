import CKernel

/// The uniform registers: the parameters first, then constants and what follows from parameters, in the order in which
/// they were asked for.
struct Uniforms {
  private let graph: Graph
  /// What a register starts with; zero where it is a parameter's or computed.
  private(set) var constants: [Double]
  private var places: [Graph.Node: Int] = [:]
  private(set) var code: [nsh_instruction] = []

  init(_ graph: Graph, theta: [Graph.Node]) {
    self.graph = graph
    constants = theta.map { _ in 0 }
    for (i, node) in theta.enumerated() { places[node] = i }
  }

  mutating func place(_ node: Graph.Node) -> UInt16 {
    if let place = places[node] { return UInt16(clamping: place) }
    let operands = graph.operands(node).map { place($0) }
    places[node] = constants.count
    constants.append(graph.value(node) ?? 0)
    if !operands.isEmpty {
      code.append(
        nsh_instruction(
          operation: UInt16(clamping: graph.instruction(node).rawValue), result: UInt16(clamping: places[node]!),
          a: operands[0],
          b: operands.count > 1 ? operands[1] : 0, c: 0))
    }
    return UInt16(clamping: places[node]!)
  }
}

extension Graph {
  /// What computes a node.
  func instruction(_ node: Node) -> nsh_operation {
    switch operations[node] {
    case .constant, .input: NSH_COPY
    case .unary(let f, _):
      switch f {
      case .negate: NSH_NEGATE
      case .root: NSH_SQUARE_ROOT
      case .exponential: NSH_EXPONENTIAL
      case .logarithm: NSH_LOGARITHM
      case .sine: NSH_SINE
      case .cosine: NSH_COSINE
      case .hyperbolicSine: NSH_HYPERBOLIC_SINE
      case .hyperbolicTangent: NSH_HYPERBOLIC_TANGENT
      case .arctangent: NSH_ARCTANGENT
      case .magnitude: NSH_MAGNITUDE
      case .sign: NSH_SIGN
      }
    case .binary(let f, _, _):
      switch f {
      case .add: NSH_ADD
      case .subtract: NSH_SUBTRACT
      case .multiply: NSH_MULTIPLY
      case .divide: NSH_DIVIDE
      case .angle: NSH_ANGLE
      case .larger: NSH_LARGER
      case .smaller: NSH_SMALLER
      case .power: NSH_POWER
      case .timesRoot: NSH_TIMES_ROOT
      case .ratio: NSH_RATIO
      case .heaviside: NSH_HEAVISIDE
      }
    }
  }
}
