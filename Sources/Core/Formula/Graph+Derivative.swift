extension Graph {
  /// The derivatives of sum_i seed_i output_i by some nodes, as nodes of the same graph: reverse mode, once through the
  /// graph from its end.
  ///
  /// Where there is no derivative, that of one side: of |x| and sign x at 0 it is 0, of max(a, b) and min(a, b) at a =
  /// b it is a's.
  public mutating func gradient(of outputs: [Node], seeds: [Node], by variables: [Node]) -> [Node] {
    var adjoint: [Node: Node] = [:]
    let reached = ancestors(of: variables.isEmpty ? [] : outputs)
    let moving = descendants(of: variables, among: reached)
    for (output, seed) in zip(outputs, seeds) { gain(&adjoint, output, seed, moving) }
    for node in reached.reversed() where moving.contains(node) {
      guard let g = adjoint[node] else { continue }
      pull(node, g, &adjoint, moving)
    }
    return variables.map { adjoint[$0] ?? constant(0) }
  }

  private func descendants(of variables: [Node], among nodes: [Node]) -> Set<Node> {
    var moving = Set(variables)
    for node in nodes where operands(node).contains(where: moving.contains) { moving.insert(node) }
    return moving
  }

  private mutating func gain(_ adjoint: inout [Node: Node], _ node: Node, _ g: Node, _ moving: Set<Node>) {
    guard moving.contains(node) else { return }
    adjoint[node] = adjoint[node].map { binary(.add, $0, g) } ?? g
  }

  private mutating func pull(_ node: Node, _ g: Node, _ adjoint: inout [Node: Node], _ moving: Set<Node>) {
    switch operations[node] {
    case .constant, .input: break
    case .unary(let f, let a): gain(&adjoint, a, slope(f, a, node, g), moving)
    case .binary(.multiply, let a, let b) where a == b:
      gain(&adjoint, a, binary(.multiply, binary(.multiply, constant(2), g), a), moving)
    case .binary(let f, let a, let b):
      // Only what leads on to a variable is made.
      if moving.contains(a) { gain(&adjoint, a, first(f, a, b, node, g), moving) }
      if moving.contains(b) { gain(&adjoint, b, second(f, a, b, node, g), moving) }
    }
  }

  /// g f'(a); `f` is the node f(a).
  private mutating func slope(_ kind: Unary, _ a: Node, _ f: Node, _ g: Node) -> Node {
    switch kind {
    case .negate: return unary(.negate, g)
    case .root: return binary(.divide, binary(.multiply, constant(0.5), g), f)
    case .exponential: return binary(.multiply, g, f)
    case .logarithm: return binary(.divide, g, a)
    case .sine: return binary(.multiply, g, unary(.cosine, a))
    case .cosine: return unary(.negate, binary(.multiply, g, unary(.sine, a)))
    case .hyperbolicSine:
      let square = binary(.multiply, f, f)
      return binary(.multiply, g, unary(.root, binary(.add, constant(1), square)))
    case .hyperbolicTangent:
      let square = binary(.multiply, f, f)
      return binary(.multiply, g, binary(.subtract, constant(1), square))
    case .arctangent:
      let square = binary(.multiply, a, a)
      return binary(.divide, g, binary(.add, constant(1), square))
    case .magnitude: return binary(.multiply, g, unary(.sign, a))
    case .sign: return constant(0)
    }
  }

  /// g times the derivative by the first operand.
  private mutating func first(_ kind: Binary, _ a: Node, _ b: Node, _ f: Node, _ g: Node) -> Node {
    switch kind {
    case .add, .subtract: return g
    case .multiply: return binary(.multiply, g, b)
    case .divide: return binary(.divide, g, b)
    case .angle: return binary(.multiply, g, binary(.divide, b, square(a, b)))
    case .larger: return binary(.multiply, g, binary(.isAtLeast, a, b))
    case .smaller: return binary(.multiply, g, binary(.isAtLeast, b, a))
    case .isAtLeast: return constant(0)
    }
  }

  /// g times the derivative by the second operand.
  private mutating func second(_ kind: Binary, _ a: Node, _ b: Node, _ f: Node, _ g: Node) -> Node {
    switch kind {
    case .add: return g
    case .subtract: return unary(.negate, g)
    case .multiply: return binary(.multiply, g, a)
    case .divide: return unary(.negate, binary(.multiply, binary(.divide, g, b), f))
    case .angle: return unary(.negate, binary(.multiply, g, binary(.divide, a, square(a, b))))
    case .larger, .smaller: return binary(.subtract, g, first(kind, a, b, f, g))
    case .isAtLeast: return constant(0)
    }
  }

  private mutating func square(_ a: Node, _ b: Node) -> Node {
    let (aa, bb) = (binary(.multiply, a, a), binary(.multiply, b, b))
    return binary(.add, aa, bb)
  }

  /// Where a derivative jumps: "abs(x)", for a remark.
  public func kinks(of outputs: [Node]) -> [String] {
    ancestors(of: outputs).compactMap { node in
      switch operations[node] {
      case .unary(.magnitude, _), .unary(.sign, _), .binary(.larger, _, _), .binary(.smaller, _, _): texts[node]
      default: nil
      }
    }
  }
}
