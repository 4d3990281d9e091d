import CKernel

/// Nodes to instructions: chooses operations and gives every number a register.
///
/// A product that only sums take, and sums over the points, is not computed by itself: each of them multiplies and adds
/// in one instruction, which saves a register's way to memory and back. Scratch registers are used again after their
/// last reader.
struct Assembler {
  /// An entry of the gradient: it gains a node's sum over the points, or loses it.
  struct Sink {
    let node: Graph.Node
    let gains: Bool
  }

  private let graph: Graph
  private let nodes: [Graph.Node]
  private let outputs: [Graph.Node]
  private let sinks: [Sink]
  private(set) var uniforms: Uniforms
  private(set) var code: [nsh_instruction] = []
  /// How many scratch registers are used.
  private(set) var scratch = 0
  private var places: [Graph.Node: UInt16] = [:]
  private var free: [UInt16] = []
  /// The index in `nodes` of the last reader.
  private var lastUse: [Graph.Node: Int] = [:]
  private var absorbed = Set<Graph.Node>()
  private var done = Set<Graph.Node>()

  /// The instructions that compute `nodes`, which are in order; what else they read is in input registers, kept
  /// registers, or uniform.
  init(
    _ graph: Graph, _ nodes: [Graph.Node], inputs: [Graph.Node], outputs: [Graph.Node], sinks: [Sink] = [],
    kept: [Graph.Node], uniforms: Uniforms
  ) {
    (self.graph, self.outputs, self.sinks, self.uniforms) = (graph, outputs, sinks, uniforms)
    self.nodes = nodes.filter { !inputs.contains($0) }
    for (i, node) in kept.enumerated() { places[node] = Self.operand(NSH_KEPT, i) }
    for (i, node) in inputs.enumerated() {
      // An input that is kept is copied once, and read where it came in.
      if let place = places[node] { emit(NSH_COPY, place, Self.operand(NSH_INPUT, i)) }
      places[node] = Self.operand(NSH_INPUT, i)
    }
    absorbed = absorbable(keeping: Set(kept))
    for (at, node) in self.nodes.enumerated() { for operand in opened(graph.operands(node)) { lastUse[operand] = at } }
    for node in opened(outputs + sinks.map(\.node)) { lastUse[node] = self.nodes.count }
    for (at, node) in self.nodes.enumerated() where !absorbed.contains(node) && !done.contains(node) {
      compute(node)
      release(after: at)
    }
    for (i, node) in outputs.enumerated() where places[node] != Self.operand(NSH_OUTPUT, i) {
      emit(NSH_COPY, Self.operand(NSH_OUTPUT, i), place(node))
    }
    for (i, sink) in sinks.enumerated() where graph.value(sink.node) != 0 { gather(sink, UInt16(clamping: i)) }
  }

  private static func operand(_ space: nsh_space, _ index: Int) -> UInt16 {
    UInt16(clamping: space.rawValue << 12 | UInt32(clamping: index))
  }

  private mutating func emit(
    _ operation: nsh_operation, _ result: UInt16, _ a: UInt16, _ b: UInt16 = 0, _ c: UInt16 = 0
  ) {
    code.append(nsh_instruction(operation: UInt16(clamping: operation.rawValue), result: result, a: a, b: b, c: c))
  }

  // MARK: Choosing

  /// Products of which nobody needs the value but one or two sums; of two products in one sum, one.
  private func absorbable(keeping kept: Set<Graph.Node>) -> Set<Graph.Node> {
    var readers: [Graph.Node: [Graph.Node]] = [:]
    for node in nodes { for operand in graph.operands(node) { readers[operand, default: []].append(node) } }
    var result = Set<Graph.Node>()
    for node in nodes {
      guard case .binary(.multiply, _, _) = graph.operations[node], !outputs.contains(node), !kept.contains(node) else {
        continue
      }
      let mine = readers[node] ?? []
      guard (1...2).contains(mine.count + sinks.count { $0.node == node }) else { continue }
      let fits = mine.allSatisfy { reader in
        switch graph.operations[reader] {
        case .binary(.add, let a, let b): a != b && !result.contains(a == node ? b : a)
        case .binary(.subtract, let a, let b): b == node && a != node && !result.contains(a)
        default: false
        }
      }
      if fits { result.insert(node) }
    }
    return result
  }

  /// Absorbed products as their factors.
  private func opened(_ operands: [Graph.Node]) -> [Graph.Node] {
    operands.flatMap { absorbed.contains($0) ? graph.operands($0) : [$0] }
  }

  private mutating func place(_ node: Graph.Node) -> UInt16 {
    graph.isUniform(node) ? uniforms.place(node) : places[node]!
  }

  private mutating func factors(_ product: Graph.Node) -> (UInt16, UInt16) {
    let operands = graph.operands(product)
    return (place(operands[0]), place(operands[1]))
  }

  private mutating func compute(_ node: Graph.Node) {
    done.insert(node)
    switch graph.operations[node] {
    case .binary(.add, let a, let b) where absorbed.contains(a) || absorbed.contains(b):
      let isFirst = absorbed.contains(a)
      let ((x, y), c) = (factors(isFirst ? a : b), place(isFirst ? b : a))
      emit(NSH_MULTIPLY_ADD, result(node), x, y, c)
    case .binary(.subtract, let a, let b) where absorbed.contains(b):
      let ((x, y), c) = (factors(b), place(a))
      emit(NSH_MULTIPLY_FROM, result(node), x, y, c)
    case .unary(.sine, let a): turn(a, sine: node, cosine: pending(.unary(.cosine, a)))
    case .unary(.cosine, let a): turn(a, sine: pending(.unary(.sine, a)), cosine: node)
    default:
      let operands = graph.operands(node).map { place($0) }
      emit(graph.instruction(node), result(node), operands[0], operands.count > 1 ? operands[1] : 0)
    }
  }

  /// A node that is still to be computed.
  private func pending(_ operation: Graph.Operation) -> Graph.Node? {
    graph.known(operation).flatMap { nodes.contains($0) && !done.contains($0) ? $0 : nil }
  }

  private mutating func turn(_ angle: Graph.Node, sine: Graph.Node?, cosine: Graph.Node?) {
    let from = place(angle)
    if let sine, let cosine {
      done.formUnion([sine, cosine])
      let (s, c) = (result(sine), result(cosine))
      emit(NSH_SINE_AND_COSINE, s, from, 0, c)
    } else if let only = sine ?? cosine {
      emit(sine == nil ? NSH_COSINE : NSH_SINE, result(only), from)
    }
  }

  private mutating func gather(_ sink: Sink, _ i: UInt16) {
    guard absorbed.contains(sink.node) else { return emit(sink.gains ? NSH_GAIN : NSH_LOSE, i, place(sink.node)) }
    let (a, b) = factors(sink.node)
    emit(sink.gains ? NSH_GAIN_PRODUCT : NSH_LOSE_PRODUCT, i, a, b)
  }

  // MARK: Registers

  /// Where a node's value goes: its kept register, an output's, or scratch.
  private mutating func result(_ node: Graph.Node) -> UInt16 {
    if let place = places[node] { return place }
    let place: UInt16
    if let i = outputs.firstIndex(of: node) {
      place = Self.operand(NSH_OUTPUT, i)
    } else if let used = free.popLast() {
      place = used
    } else {
      place = Self.operand(NSH_SCRATCH, scratch)
      scratch += 1
    }
    places[node] = place
    return place
  }

  /// Registers whose last reader was this node are free.
  private mutating func release(after at: Int) {
    // Each once, in the order of the operands: the places of what follows depend on it.
    var seen = Set<Graph.Node>()
    for node in opened(graph.operands(nodes[at]))
    where seen.insert(node).inserted && lastUse[node] == at && done.contains(node) {
      if let place = places[node], place >> 12 == UInt16(clamping: NSH_SCRATCH.rawValue) { free.append(place) }
    }
  }
}
