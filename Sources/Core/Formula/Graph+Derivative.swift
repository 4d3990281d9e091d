extension Graph {
  /// The derivatives of sum_i seed_i output_i by some nodes, as nodes of the same graph: reverse mode, once through the
  /// graph from its end.
  ///
  /// Where a function bends, the mean of both sides: of |x| at 0 it is 0, of max(a, b) and min(a, b) at a = b half of each;
  /// so functions that bend only as they are written have their derivative. Of sign x, which jumps, it is 0.
  ///
  /// A power is differentiated as one, a^b to b a^(b-1), so that at a = 0 the derivatives that exist are finite.
  public mutating func gradient(of outputs: [Node], seeds: [Node], by variables: [Node]) -> [Node] {
    isDeriving = true
    defer { isDeriving = false }
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
    case .binary(.timesRoot, _, _) where halfPowers[node] != nil:
      let (a, e) = halfPowers[node]!
      gain(&adjoint, a, powerSlope(a, constant(e), node, g), moving)
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
    case .root: return binary(slopes.contains(f) ? .ratio : .divide, binary(.multiply, constant(0.5), g), f)
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
    case .larger: return binary(.multiply, g, binary(.heaviside, a, b))
    case .smaller: return binary(.multiply, g, binary(.heaviside, b, a))
    case .power: return powerSlope(a, b, f, g)
    case .timesRoot: return binary(.multiply, g, unary(.root, b))
    case .ratio: return binary(.ratio, g, b)
    case .heaviside: return constant(0)
    }
  }

  /// g b a^(b-1), where f = a^b.
  private mutating func powerSlope(_ a: Node, _ b: Node, _ f: Node, _ g: Node) -> Node {
    if let e = value(b), 0 < e, e < 1, slopes.contains(f) {
      return binary(.ratio, binary(.multiply, b, g), power(a, to: constant(1 - e)))
    }
    let less = power(a, to: binary(.subtract, b, constant(1)))
    return binary(.multiply, g, binary(.multiply, b, less))
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
    case .power:
      // a^b log a, which is zero at a = 0 for every positive b.
      let logarithm = unary(.logarithm, binary(.larger, a, constant(Double.leastNormalMagnitude)))
      return binary(.multiply, g, binary(.multiply, f, logarithm))
    case .timesRoot: return binary(.divide, binary(.multiply, constant(0.5), binary(.multiply, g, a)), unary(.root, b))
    case .ratio: return unary(.negate, binary(.multiply, binary(.ratio, g, b), f))
    case .heaviside: return constant(0)
    }
  }

  private mutating func square(_ a: Node, _ b: Node) -> Node {
    let (aa, bb) = (binary(.multiply, a, a), binary(.multiply, b, b))
    return binary(.add, aa, bb)
  }

  /// Where a derivative jumps: "abs(x)", for a remark. Powers above one of |x| have none.
  public func kinks(of outputs: [Node]) -> [String] {
    let reached = ancestors(of: outputs)
    return reached.compactMap { node in
      switch operations[node] {
      case .unary(.magnitude, _) where !outputs.contains(node) && reached.allSatisfy { isSmoothed(node, by: $0) }: nil
      case .unary(.magnitude, _), .unary(.sign, _), .binary(.larger, _, _), .binary(.smaller, _, _): texts[node]
      default: nil
      }
    }
  }

  /// Whether a node, if it takes |c|, takes it to a power above one.
  private func isSmoothed(_ size: Node, by reader: Node) -> Bool {
    guard operands(reader).contains(size) else { return true }
    switch operations[reader] {
    case .binary(.power, let a, let b): return a == size && (value(b) ?? 0) > 1
    case .binary(.timesRoot, _, _): return halfPowers[reader] != nil
    case .binary(.multiply, let a, let b):
      guard case .unary(.magnitude, let c) = operations[size] else { return false }
      return [a, b].contains { operations[$0] == .binary(.multiply, c, c) || $0 == c }
    default: return false
    }
  }
}
