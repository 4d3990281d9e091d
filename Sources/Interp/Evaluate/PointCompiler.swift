import Core
import Syntax

/// A formula in x, g and layer to a program for many points at once.
///
/// It knows numbers, points, their parts, operators, functions of numbers, and the script's functions that are formulas
/// themselves. What it does not know, or would be an error, is left to the evaluation point by point.
struct PointCompiler {
  /// What only an evaluation point by point can tell.
  struct Refused: Error {}

  /// What an expression is at every point: a number, or a vector.
  private enum Nodes {
    case number(PointProgram.Node)
    case vector([PointProgram.Node])
  }

  private let session: Session
  private let dimension: Int
  private var program = PointProgram()
  private var depth = 0
  /// More would take more memory than the points.
  private static let longest = 2000

  /// - Returns: nil where the formula can only be evaluated point by point.
  static func program(_ e: Expression, _ session: Session, dimension: Int) -> PointProgram? {
    var compiler = PointCompiler(session: session, dimension: dimension)
    guard let result = try? compiler.nodes(e, [:]) else { return nil }
    switch result {
    case .number(let node): compiler.program.results = [node]
    case .vector(let nodes): compiler.program.results = nodes
    }
    return compiler.program
  }

  private init(session: Session, dimension: Int) { (self.session, self.dimension) = (session, dimension) }

  private mutating func add(_ operation: PointProgram.Operation) throws -> PointProgram.Node {
    guard program.operations.count < Self.longest else { throw Refused() }
    return program.append(operation)
  }

  private mutating func number(_ x: Double) throws -> PointProgram.Node { try add(.constant(x)) }

  private mutating func scalar(_ e: Expression, _ own: [String: Nodes]?) throws -> PointProgram.Node {
    guard case .number(let node) = try nodes(e, own) else { throw Refused() }
    return node
  }

  /// - Parameter own: within a function of the script, its variables; nil in the formula itself.
  private mutating func nodes(_ e: Expression, _ own: [String: Nodes]?) throws -> Nodes {
    switch e.kind {
    case .number(let x): return .number(try number(x))
    case .name(let name): return try named(name, own)
    case .vector(let items): return .vector(try items.map { try scalar($0, own) })
    case .unary(.minus, let a):
      switch try nodes(a, own) {
      case .number(let node): return .number(try add(.negate(node)))
      case .vector(let nodes): return .vector(try nodes.map { try add(.negate($0)) })
      }
    case .binary(let op, let a, let b): return try binary(op, nodes(a, own), nodes(b, own))
    case .member(let a, let name):
      guard case .vector(let parts) = try nodes(a, own), let c = ["x", "y"].firstIndex(of: name.text), c < parts.count
      else { throw Refused() }
      return .number(parts[c])
    case .index(let a, let index):
      guard case .vector(let parts) = try nodes(a, own), case .number(let x) = index.kind, let i = Int(exactly: x),
        1 <= i, i <= parts.count
      else { throw Refused() }
      return .number(parts[i - 1])
    case .call(let name, let arguments): return try call(name, arguments, own)
    default: throw Refused()
    }
  }

  private mutating func named(_ name: String, _ own: [String: Nodes]?) throws -> Nodes {
    if let nodes = own?[name] { return nodes }
    if own != nil, own?.isEmpty == true {
      switch name {
      case "x": return .vector(try (0..<dimension).map { try add(.state($0)) })
      case "g": return .vector(try (0..<dimension).map { try add(.costate($0)) })
      case "layer": return .number(try add(.layer))
      case "label": throw Refused()
      default: break
      }
    }
    switch session.workspace.variables[name] {
    case .number(let x)?: return .number(try number(x))
    case .vector(let v)?: return .vector(try v.map { try number($0) })
    case nil:
      guard let x = session.language.constant(name) else { throw Refused() }
      return .number(try number(x))
    default: throw Refused()
    }
  }

  // MARK: Operators

  private mutating func binary(_ op: BinaryOperator, _ a: Nodes, _ b: Nodes) throws -> Nodes {
    let scales = op == .times || op == .over
    switch (a, b) {
    case (.number(let x), .number(let y)): return .number(try joined(op, x, y))
    case (.vector(let v), .vector(let w)) where v.count == w.count && (op == .plus || op == .minus):
      return .vector(try zip(v, w).map { try joined(op, $0, $1) })
    case (.vector(let v), .number(let y)) where scales: return .vector(try v.map { try joined(op, $0, y) })
    case (.number(let x), .vector(let w)) where op == .times: return .vector(try w.map { try joined(op, x, $0) })
    default: throw Refused()
    }
  }

  private mutating func joined(_ op: BinaryOperator, _ a: PointProgram.Node, _ b: PointProgram.Node) throws
    -> PointProgram.Node
  {
    switch op {
    case .plus: try add(.add(a, b))
    case .minus: try add(.subtract(a, b))
    case .times: try add(.multiply(a, b))
    case .over: try add(.divide(a, b))
    case .floored, .modulo, .power: try add(.pairing(Value.function(op), a, b))
    default: throw Refused()
    }
  }

  // MARK: Functions

  private mutating func call(_ name: Name, _ arguments: [Expression], _ own: [String: Nodes]?) throws -> Nodes {
    guard own?[name.text] == nil else { throw Refused() }
    if case .function(let definition)? = session.workspace.variables[name.text] {
      return try inlined(definition, arguments, own)
    }
    let parts = try arguments.map { try nodes($0, own) }
    if parts.count == 1, case .number(let x) = parts[0], let f = session.language.function(name.text)?.number {
      return .number(try add(name.text == "sqrt" ? .root(x) : .function(f, x)))
    }
    switch (name.text, parts.count) {
    case ("atan2", 2):
      guard case .number(let y) = parts[0], case .number(let x) = parts[1] else { throw Refused() }
      return .number(try add(.pairing(Function.angle, y, x)))
    case ("dot", 2), ("cross", 2):
      guard case .vector(let v) = parts[0], case .vector(let w) = parts[1], v.count == w.count else { throw Refused() }
      return .number(try name.text == "dot" ? dot(v, w) : cross(v, w))
    case ("norm", 1):
      guard case .vector(let v) = parts[0], (1...7).contains(v.count) else { throw Refused() }
      return .number(try add(.length(v)))
    default: throw Refused()
    }
  }

  private mutating func dot(_ v: [PointProgram.Node], _ w: [PointProgram.Node]) throws -> PointProgram.Node {
    try zip(v, w).reduce(number(0)) { sum, pair in
      let product = try add(.multiply(pair.0, pair.1))
      return try add(.add(sum, product))
    }
  }

  private mutating func cross(_ v: [PointProgram.Node], _ w: [PointProgram.Node]) throws -> PointProgram.Node {
    guard v.count == 2 else { throw Refused() }
    let (a, b) = (try add(.multiply(v[0], w[1])), try add(.multiply(v[1], w[0])))
    return try add(.subtract(a, b))
  }

  /// A function of the script that is a formula: an expression, or `let`s and a `return`.
  private mutating func inlined(_ definition: Definition, _ arguments: [Expression], _ own: [String: Nodes]?) throws
    -> Nodes
  {
    guard definition.isPlain, definition.parameters.count == arguments.count, depth < 50 else { throw Refused() }
    var variables: [String: Nodes] = [:]
    for (parameter, argument) in zip(definition.parameters, arguments) {
      variables[parameter.text] = try nodes(argument, own)
    }
    depth += 1
    defer { depth -= 1 }
    switch definition.body {
    case .expression(let e): return try nodes(e, Self.within(variables))
    case .block(let statements):
      for statement in statements {
        switch statement.kind {
        case .bind(let name, let e): variables[name.text] = try nodes(e, Self.within(variables))
        case .jump(.result(let e?)): return try nodes(e, Self.within(variables))
        default: throw Refused()
        }
      }
      throw Refused()
    }
  }

  /// The variables of a function, which sees none of the formula's: never empty.
  private static func within(_ variables: [String: Nodes]) -> [String: Nodes] {
    variables.isEmpty ? ["": .vector([])] : variables
  }
}
