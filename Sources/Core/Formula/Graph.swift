import Checked

/// A formula as a graph of operations on numbers. Equal expressions are one node, constants are folded, and what does
/// nothing is left out.
///
/// Operands come before what is made of them, so that the nodes' order is an order of computation. Only what is exactly
/// rounded everywhere is folded (+, -, *, /, square root): other functions of constants are left to the kernel, whose
/// bits are the same on every machine.
public struct Graph: Sendable {
  public typealias Node = Int

  public enum Unary: String, Sendable {
    case negate = "-"
    case root = "sqrt"
    case exponential = "exp"
    case logarithm = "log"
    case sine = "sin"
    case cosine = "cos"
    case hyperbolicSine = "sinh"
    case hyperbolicTangent = "tanh"
    case arctangent = "atan"
    case magnitude = "abs"
    case sign
  }

  public enum Binary: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case angle = "atan2"
    case larger = "max"
    case smaller = "min"
    /// a^b of a that is not negative, 0^b being 0, 1 or infinite.
    case power = "^"
    /// p sqrt(a), p being a whole power of a: a power between whole ones.
    case timesRoot = "* sqrt"
    /// a/b, and 0/0 = 0: where the limit is known to be zero.
    case ratio
    /// Heaviside's function of a - b, 1/2 where they are equal.
    case heaviside
  }

  public enum Operation: Hashable, Sendable {
    case constant(Double)
    /// A state's coordinate, a parameter, a covector's coordinate: whatever the formula's owner numbers so.
    case input(Int)
    case unary(Unary, Node)
    case binary(Binary, Node, Node)
  }

  public private(set) var operations: [Operation] = []
  /// How a node was written, for messages.
  public private(set) var texts: [Node: String] = [:]
  /// Inputs from this one on differ from point to point.
  private let uniformInputs: Range<Int>
  private var isUniform: [Bool] = []
  private var nodes: [Operation: Node] = [:]
  /// Powers that are computed by a root: what they are a power of, and which.
  var halfPowers: [Node: (base: Node, exponent: Double)] = [:]
  /// Whether a derivative is being made.
  var isDeriving = false
  /// Roots and powers that only derivatives have: of powers above one, whose own derivatives are ratios that vanish where
  /// they would be 0/0.
  private(set) var slopes = Set<Node>()

  /// - Parameter uniform: the inputs that are the same for all points: the parameters.
  public init(uniform: Range<Int>) { uniformInputs = uniform }

  public mutating func constant(_ x: Double) -> Node { node(.constant(x == 0 ? 0 : x)) }
  public mutating func input(_ i: Int) -> Node { node(.input(i)) }

  /// Whether a node is the same for all points of a layer.
  func isUniform(_ node: Node) -> Bool { isUniform[node] }

  public mutating func name(_ node: Node, _ text: String) {
    if texts[node] == nil { texts[node] = text }
  }

  private mutating func node(_ operation: Operation) -> Node {
    if let node = nodes[operation] { return node }
    let uniform =
      switch operation {
      case .constant: true
      case .input(let i): uniformInputs.contains(i)
      case .unary(_, let a): isUniform[a]
      case .binary(_, let a, let b): isUniform[a] && isUniform[b]
      }
    if isDeriving {
      switch operation {
      case .unary(.root, _), .binary(.power, _, _): slopes.insert(operations.count)
      default: break
      }
    }
    operations.append(operation)
    isUniform.append(uniform)
    nodes[operation] = operations.count - 1
    return operations.count - 1
  }

  /// The node of an operation, where there is one.
  func known(_ operation: Operation) -> Node? { nodes[operation] }

  public func value(_ node: Node) -> Double? { if case .constant(let x) = operations[node] { x } else { nil } }
  func negated(_ node: Node) -> Node? { if case .unary(.negate, let a) = operations[node] { a } else { nil } }

  // MARK: Operations

  public mutating func unary(_ f: Unary, _ a: Node) -> Node {
    switch f {
    case .negate:
      if let x = value(a) { return constant(-x) }
      if let b = negated(a) { return b }
      if case .binary(.subtract, let b, let c) = operations[a] { return binary(.subtract, c, b) }
      if case .binary(.multiply, let b, let c) = operations[a], let x = value(b) {
        return binary(.multiply, constant(-x), c)
      }
    case .root:
      if let x = value(a), x >= 0 { return constant(x.squareRoot()) }
      if case .binary(.multiply, let b, let c) = operations[a], b == c { return unary(.magnitude, b) }
    case .magnitude:
      if let x = value(a) { return constant(abs(x)) }
      if let b = negated(a) { return unary(.magnitude, b) }
      if isNotNegative(a) { return a }
    case .sign: if let x = value(a) { return constant(x > 0 ? 1 : x < 0 ? -1 : 0) }
    case .sine: if let b = negated(a) { return unary(.negate, unary(.sine, b)) }
    case .cosine: if let b = negated(a) { return unary(.cosine, b) }
    default: break
    }
    return node(.unary(f, a))
  }

  public mutating func binary(_ f: Binary, _ a: Node, _ b: Node) -> Node {
    if let x = value(a), let y = value(b), let folded = Self.fold(f, x, y) { return constant(folded) }
    switch f {
    case .add: return sum(a, b)
    case .subtract: return difference(a, b)
    case .multiply: return product(a, b)
    case .divide: return quotient(a, b)
    case .larger where a == b, .smaller where a == b: return a
    default: return node(.binary(f, a, b))
    }
  }

  private static func fold(_ f: Binary, _ x: Double, _ y: Double) -> Double? {
    switch f {
    case .add: x + y
    case .subtract: x - y
    case .multiply: x * y
    case .divide: x / y
    case .larger: x >= y ? x : y
    case .smaller: x <= y ? x : y
    case .heaviside: x > y ? 1 : x == y ? 0.5 : 0
    case .timesRoot: y >= 0 ? x * y.squareRoot() : nil
    case .ratio: x == 0 && y == 0 ? 0 : x / y
    case .angle, .power: nil
    }
  }

  private mutating func sum(_ a: Node, _ b: Node) -> Node {
    if value(a) == 0 { return b }
    if value(b) == 0 { return a }
    if let c = negated(b) { return difference(a, c) }
    if let c = negated(a) { return difference(b, c) }
    if a == b { return product(constant(2), a) }
    return node(.binary(.add, min(a, b), max(a, b)))
  }

  private mutating func difference(_ a: Node, _ b: Node) -> Node {
    if value(b) == 0 { return a }
    if value(a) == 0 { return unary(.negate, b) }
    if a == b { return constant(0) }
    if let c = negated(b) { return sum(a, c) }
    if let c = negated(a) { return unary(.negate, sum(c, b)) }
    return node(.binary(.subtract, a, b))
  }

  /// Signs go outwards, where sums take them; what is uniform is multiplied first, once for all points.
  private mutating func product(_ a: Node, _ b: Node) -> Node {
    if let x = value(a), let y = value(b) { return constant(x * y) }
    if a == b {
      // |c|^2 = c^2, and sqrt(u)^2 = u: what has a derivative keeps it.
      if case .unary(.magnitude, let c) = operations[a] { return product(c, c) }
      if case .unary(.root, let u) = operations[a], isNotNegative(u) { return u }
      // One squared is one, and where 1/2 stands for both sides their squares' mean is it too.
      if case .binary(.heaviside, _, _) = operations[a] { return a }
    }
    for (x, other) in [(a, b), (b, a)] {
      if let v = value(x) {
        if v == 0 { return constant(0) }
        if v == 1 { return other }
        if v == -1 { return unary(.negate, other) }
        if let c = negated(other) { return product(constant(-v), c) }
      }
    }
    if let c = negated(a) { return unary(.negate, product(c, b)) }
    if let c = negated(b) { return unary(.negate, product(a, c)) }
    for (x, other) in [(a, b), (b, a)] where isUniform[x] {
      guard case .binary(.multiply, let u, let rest) = operations[other], isUniform[u] else { continue }
      if !isUniform[rest] || (value(x) != nil && value(u) != nil) { return product(product(x, u), rest) }
    }
    // The constant first, or else the uniform factor.
    let (first, second) = rank(a) == rank(b) ? (min(a, b), max(a, b)) : rank(a) < rank(b) ? (a, b) : (b, a)
    return node(.binary(.multiply, first, second))
  }

  private func rank(_ node: Node) -> Int { value(node) != nil ? 0 : isUniform[node] ? 1 : 2 }

  private mutating func quotient(_ a: Node, _ b: Node) -> Node {
    if value(a) == 0, value(b) != 0 { return constant(0) }
    if value(b) == 1 { return a }
    if let c = negated(a) { return unary(.negate, quotient(c, b)) }
    if let c = negated(b) { return unary(.negate, quotient(a, c)) }
    if isUniform[b], value(a) != 1, value(b) != 0 { return product(a, quotient(constant(1), b)) }
    return node(.binary(.divide, a, b))
  }

  /// a^n for a whole number n, by squaring.
  public mutating func power(_ a: Node, _ n: Int) -> Node {
    if n < 0 { return binary(.divide, constant(1), power(a, -n)) }
    var (result, square, left) = (constant(1), a, n)
    while left > 0 {
      if left & 1 == 1 { result = product(result, square) }
      left >>= 1
      if left > 0 { square = product(square, square) }
    }
    return result
  }

  /// a^b: by multiplications where b is a whole number, by a root where it is half of one, else exp(b log a).
  ///
  /// Powers of |c| and of roots of what is not negative are powers of c and of that, so that they have the derivatives that
  /// exist at zero.
  public mutating func power(_ a: Node, to b: Node) -> Node {
    guard let e = value(b) else { return node(.binary(.power, a, b)) }
    if e == 1 { return a }
    switch operations[a] {
    case .unary(.root, let u) where isNotNegative(u): return power(u, to: constant(e / 2))
    case .unary(.magnitude, let c) where e == 2 * (e / 2).rounded(): return power(c, to: b)
    case .binary(.multiply, let c, let d) where c == d && e != e.rounded():
      let size = unary(.magnitude, c)
      return power(size, to: constant(2 * e))
    default: break
    }
    guard abs(2 * e) <= 128, 2 * e == (2 * e).rounded() else { return node(.binary(.power, a, b)) }
    let whole = power(a, Int(truncating: e))
    if e == e.rounded() { return whole }
    if e < 1 { return binary(e > 0 ? .multiply : .divide, whole, unary(.root, a)) }
    let result = binary(.timesRoot, whole, a)
    if value(result) == nil { halfPowers[result] = (a, e) }
    return result
  }

  /// Whether a node's value is never negative, whatever the inputs are.
  func isNotNegative(_ node: Node) -> Bool {
    switch operations[node] {
    case .constant(let x): x >= 0
    case .input: false
    case .unary(let f, _): [.magnitude, .exponential, .root].contains(f)
    case .binary(.multiply, let a, let b): a == b || isNotNegative(a) && isNotNegative(b)
    case .binary(.add, let a, let b), .binary(.divide, let a, let b): isNotNegative(a) && isNotNegative(b)
    case .binary(.larger, let a, let b): isNotNegative(a) || isNotNegative(b)
    case .binary(.smaller, let a, let b): isNotNegative(a) && isNotNegative(b)
    case .binary(.power, _, _), .binary(.heaviside, _, _): true
    case .binary(.timesRoot, let p, _): isNotNegative(p)
    case .binary: false
    }
  }

  /// The nodes on which some depend, themselves included, in order.
  func ancestors(of roots: [Node], where isWanted: (Node) -> Bool = { _ in true }) -> [Node] {
    var marked = Set<Node>()
    var open = roots
    while let node = open.popLast() {
      guard isWanted(node), marked.insert(node).inserted else { continue }
      open += operands(node)
    }
    return marked.sorted()
  }

  /// Whether any of some nodes is a part of what others are made of.
  public func depends(_ outputs: [Node], onAnyOf nodes: [Node]) -> Bool {
    !Set(ancestors(of: outputs)).isDisjoint(with: nodes)
  }

  func operands(_ node: Node) -> [Node] {
    switch operations[node] {
    case .constant, .input: []
    case .unary(_, let a): [a]
    case .binary(_, let a, let b): [a, b]
    }
  }
}
