/// Forms of a graph's nodes.
extension Algebra {
  /// - Parameter values: inputs that are numbers here.
  mutating func forms(of nodes: [Graph.Node], in graph: Graph, values: [Int: Double] = [:]) throws -> [Polynomial] {
    var known: [Graph.Node: Polynomial] = [:]
    for node in graph.ancestors(of: nodes) {
      let form =
        switch graph.operations[node] {
        case .constant(let x): Polynomial(x)
        case .input(let i):
          if let x = values[i] { Polynomial(x) } else { try atom(.input(i)) }
        case .unary(let f, let a):
          // The root of a square, before the square is multiplied out.
          if f == .root, case .binary(.multiply, let b, let c) = graph.operations[a], b == c {
            try magnitude(known[b]!)
          } else if f == .root, let angle = graph.angleOfCosh(a) {
            // sqrt(1 + sinh^2), which is the derivative of sinh.
            (try exponential(known[angle]!) + exponential(-known[angle]!)).scaled(by: Bounded(0.5))
          } else {
            try apply(f, known[a]!)
          }
        case .binary(let f, let a, let b): try apply(f, known[a]!, known[b]!)
        }
      guard form.terms.allSatisfy({ $0.coefficient.isFinite }) else { throw Undecided() }
      known[node] = form
    }
    return nodes.map { known[$0]! }
  }

  private mutating func apply(_ f: Graph.Unary, _ u: Polynomial) throws -> Polynomial {
    switch f {
    case .negate: return -u
    case .root: return try power(u, 0.5)
    case .exponential: return try exponential(u)
    case .logarithm: return try logarithm(u)
    case .sine: return try sine(u)
    case .cosine: return try cosine(u)
    case .hyperbolicSine:
      return (try exponential(u) - exponential(-u)).scaled(by: Bounded(0.5))
    case .hyperbolicTangent:
      // 1 - 2/(exp(2u) + 1)
      let below = try power(exponential(u.scaled(by: Bounded(2))) + Polynomial(1), -1)
      return Polynomial(1) - below.scaled(by: Bounded(2))
    case .arctangent: return try arctangent(u)
    case .magnitude: return try magnitude(u)
    case .sign: return try sign(u)
    }
  }

  private mutating func apply(_ f: Graph.Binary, _ u: Polynomial, _ v: Polynomial) throws -> Polynomial {
    let half = Bounded(0.5)
    switch f {
    case .add: return u + v
    case .subtract: return u - v
    case .multiply: return try product(u, v)
    case .divide, .ratio: return try product(u, power(v, -1))
    case .angle: return try angle(u, v)
    case .larger: return (u + v + (try magnitude(u - v))).scaled(by: half)
    case .smaller: return (u + v - (try magnitude(u - v))).scaled(by: half)
    case .power:
      if let e = v.constant { return try power(u, e.value) }
      return try exponential(product(v, logarithm(u)))
    case .timesRoot: return try product(u, power(v, 0.5))
    case .heaviside:
      let difference = u - v
      return difference.isZero ? Polynomial(half) : (Polynomial(1) + (try sign(difference))).scaled(by: half)
    }
  }
}

extension Graph {
  /// u of 1 + sinh(u)^2.
  fileprivate func angleOfCosh(_ node: Node) -> Node? {
    guard case .binary(.add, let a, let b) = operations[node] else { return nil }
    for (one, square) in [(a, b), (b, a)] where value(one) == 1 {
      if case .binary(.multiply, let c, let d) = operations[square], c == d,
        case .unary(.hyperbolicSine, let u) = operations[c]
      {
        return u
      }
    }
    return nil
  }
}
