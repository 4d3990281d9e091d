import Checked
import Core
import Syntax

/// Closed expressions to the engine's graph: numbers to nodes, points to pairs of nodes.
struct GraphBuilder {
  var graph: Graph
  /// What the formula's names stand for.
  let names: [String: [Graph.Node]]

  /// What other names mean.
  private let scope: any FormulaScope

  init(_ graph: Graph, names: [String: [Graph.Node]], _ scope: any FormulaScope) {
    (self.graph, self.names, self.scope) = (graph, names, scope)
  }

  /// The components of an expression; one of a number.
  mutating func components(_ e: Expression) throws -> [Graph.Node] {
    let nodes = try made(e)
    if nodes.count == 1 { graph.name(nodes[0], Printer.text(e)) }
    return nodes
  }

  mutating func scalar(_ e: Expression) throws -> Graph.Node {
    let nodes = try components(e)
    guard nodes.count == 1 else { throw Diagnostic(.wrongType, "a number is needed here, not a point", at: e.span) }
    return nodes[0]
  }

  private mutating func made(_ e: Expression) throws -> [Graph.Node] {
    switch e.kind {
    case .number(let x):
      guard x.isFinite else { throw Diagnostic(.notFinite, "this is not a finite number", at: e.span) }
      return [graph.constant(x)]
    case .name(let name):
      if let nodes = names[name] { return nodes }
      guard let x = scope.constant(name), x.isFinite else {
        throw Diagnostic(.unknownName, "`\(name)` is not known", at: e.span)
      }
      return [graph.constant(x)]
    case .vector(let items): return try items.map { try scalar($0) }
    case .unary(_, let a): return try components(a).map { graph.unary(.negate, $0) }
    case .binary(let op, let a, let b): return try binary(op, a, b, at: e.span)
    case .member(let a, let name):
      let nodes = try components(a)
      guard let i = ["x", "y"].firstIndex(of: name.text), nodes.count == 2 else {
        throw Diagnostic(.unknownMember, "a point has x and y; a number has no parts", at: name.span)
      }
      return [nodes[i]]
    case .index(let a, let index):
      let nodes = try components(a)
      guard case .number(let x) = index.kind, let i = Int(exactly: x), nodes.indices.contains(i - 1) else {
        throw Diagnostic(.outOfRange, "an entry is a whole number from 1 to \(nodes.count)", at: index.span)
      }
      return [nodes[i - 1]]
    case .call(let name, let arguments): return try call(name, arguments, at: e.span)
    default: throw Diagnostic(.noFormula, "this has no derivative", at: e.span)
    }
  }

  private mutating func binary(_ op: BinaryOperator, _ a: Expression, _ b: Expression, at span: Span) throws -> [Graph
    .Node]
  {
    if op == .power { return [try power(a, b)] }
    let (u, v) = (try components(a), try components(b))
    switch op {
    case .plus, .minus:
      guard u.count == v.count else { throw Diagnostic(.wrongType, "a number and a point do not add up", at: span) }
      return zip(u, v).map { graph.binary(op == .plus ? .add : .subtract, $0, $1) }
    case .times where u.count == 1: return v.map { graph.binary(.multiply, u[0], $0) }
    case .times where v.count == 1: return u.map { graph.binary(.multiply, $0, v[0]) }
    case .times: throw Diagnostic(.wrongType, "points are multiplied by `dot` or `cross`", at: span)
    case .over where v.count == 1:
      if graph.value(v[0]) == 0 { throw Diagnostic(.notFinite, "this divides by zero", at: b.span) }
      return u.map { graph.binary(.divide, $0, v[0]) }
    case .over: throw Diagnostic(.wrongType, "nothing is divided by a point", at: b.span)
    default:
      throw Diagnostic(
        .noDerivative, "`\(op.rawValue)` has no derivative", at: span, label: "formulas know + - * / ^")
    }
  }

  private mutating func power(_ a: Expression, _ b: Expression) throws -> Graph.Node {
    let (base, exponent) = (try scalar(a), try scalar(b))
    return graph.power(base, to: exponent)
  }

  private static let unary: [String: Graph.Unary] = [
    "sqrt": .root, "exp": .exponential, "log": .logarithm, "sin": .sine, "cos": .cosine, "sinh": .hyperbolicSine,
    "tanh": .hyperbolicTangent,
    "atan": .arctangent, "abs": .magnitude, "sign": .sign,
  ]
  private static let binary: [String: Graph.Binary] = ["atan2": .angle, "max": .larger, "min": .smaller]
  static let functions =
    (Array(unary.keys) + Array(binary.keys) + ["tan", "cosh", "asin", "acos", "log2", "log10", "dot", "cross", "norm"])
    .sorted()

  private mutating func call(_ name: Name, _ arguments: [Expression], at span: Span) throws -> [Graph.Node] {
    guard Self.functions.contains(name.text) else {
      guard scope.hasFunction(name.text) else {
        throw Diagnostic(
          .unknownFunction, "there is no function `\(name.text)`", at: name.span,
          label: Suggestion.phrase(name.text, among: Self.functions))
      }
      throw Diagnostic(
        .noDerivative, "`\(name.text)` has no derivative here", at: name.span,
        label: "formulas know " + Self.functions.joined(separator: ", "))
    }
    let count = Self.binary[name.text] != nil || ["dot", "cross"].contains(name.text) ? 2 : 1
    let isChain = ["max", "min"].contains(name.text) && arguments.count > 2
    guard arguments.count == count || isChain else {
      throw Diagnostic(
        .wrongCount,
        "`\(name.text)` takes \(count) argument\(count == 1 ? "" : "s") in a formula, not \(arguments.count)", at: span)
    }
    let parts = try arguments.map { try components($0) }
    if ["dot", "cross", "norm"].contains(name.text) { return [try pairing(name, parts, at: span)] }
    if let f = Self.binary[name.text] {
      let first = try scalar(arguments[0])
      return [try arguments.dropFirst().reduce(first) { graph.binary(f, $0, try scalar($1)) }]
    }
    return parts[0].map { function(name.text, $0) }
  }

  private mutating func pairing(_ name: Name, _ parts: [[Graph.Node]], at span: Span) throws -> Graph.Node {
    guard parts.allSatisfy({ $0.count == 2 }) else {
      throw Diagnostic(.wrongType, "`\(name.text)` takes points of the plane", at: span)
    }
    let (u, v) = (parts[0], parts[parts.count - 1])
    let isCross = name.text == "cross"
    let (a, b) = (graph.binary(.multiply, u[0], v[isCross ? 1 : 0]), graph.binary(.multiply, u[1], v[isCross ? 0 : 1]))
    let value = graph.binary(isCross ? .subtract : .add, a, b)
    return name.text == "norm" ? graph.unary(.root, value) : value
  }

  private mutating func function(_ name: String, _ x: Graph.Node) -> Graph.Node {
    if let f = Self.unary[name] { return graph.unary(f, x) }
    switch name {
    case "tan": return graph.binary(.divide, graph.unary(.sine, x), graph.unary(.cosine, x))
    case "cosh":
      let half = graph.binary(.multiply, graph.constant(0.5), graph.unary(.exponential, x))
      return graph.binary(.add, half, graph.binary(.divide, graph.constant(0.25), half))
    case "log2": return graph.binary(.multiply, graph.constant(1.4426950408889634), graph.unary(.logarithm, x))
    case "log10": return graph.binary(.multiply, graph.constant(0.4342944819032518), graph.unary(.logarithm, x))
    default:
      let one = graph.constant(1)
      let product = graph.binary(.multiply, graph.binary(.subtract, one, x), graph.binary(.add, one, x))
      let other = graph.unary(.root, product)
      return name == "asin" ? graph.binary(.angle, x, other) : graph.binary(.angle, other, x)
    }
  }
}
