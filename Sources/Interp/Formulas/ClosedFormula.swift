import Syntax

/// A formula with nothing of the session left in it: variables as their values, functions of the script as their
/// bodies.
struct ClosedFormula {
  private let scope: any FormulaScope
  /// The formula's own variables and parameters.
  private let own: Set<String>
  private var count = 0

  private static let longest = 5000
  private static let deepest = 60

  init(_ scope: any FormulaScope, own: Set<String>) { (self.scope, self.own) = (scope, own) }

  /// - Throws: `Diagnostic` at a name that means nothing, a function that calls itself, or where the formula becomes
  ///   too long.
  mutating func close(_ e: Expression) throws -> Expression { try close(e, nil, at: nil, depth: 0) }

  /// - Parameters:
  ///   - scope: within a function's body, its parameters and what they stand for.
  ///   - place: where the function was called; errors within its body are told there.
  private mutating func close(_ e: Expression, _ scope: [String: Expression]?, at place: Span?, depth: Int) throws
    -> Expression
  {
    count += 1
    let span = place ?? e.span
    guard count <= Self.longest else {
      throw Diagnostic(
        .tooLong, "the formula is too long: more than \(Self.longest) parts, with its functions written out", at: span
      )
    }
    func made(_ kind: Expression.Kind) -> Expression { Expression(kind: kind, span: span) }
    switch e.kind {
    case .number: return made(e.kind)
    case .name(let name):
      if let scope, let value = scope[name] { return value }
      if scope == nil, own.contains(name) { return e }
      if self.scope.constant(name) != nil { return made(e.kind) }
      return made(try literal(name, span))
    case .vector(let items): return made(.vector(try items.map { try close($0, scope, at: place, depth: depth) }))
    case .unary(.minus, let a): return made(.unary(.minus, try close(a, scope, at: place, depth: depth)))
    case .binary(let op, let a, let b):
      return made(
        .binary(op, try close(a, scope, at: place, depth: depth), try close(b, scope, at: place, depth: depth)))
    case .member(let a, let name): return made(.member(try close(a, scope, at: place, depth: depth), name))
    case .index(let a, let i):
      return made(.index(try close(a, scope, at: place, depth: depth), try close(i, scope, at: place, depth: depth)))
    case .call(let name, let arguments):
      guard let definition = self.scope.function(name.text) else {
        return made(.call(name, try arguments.map { try close($0, scope, at: place, depth: depth) }))
      }
      let places = try definition.places(arguments, at: span)
      let closed = try places.map { try $0.map { try close($0, scope, at: place, depth: depth) } }
      return try inline(definition, closed, at: span, depth: depth)
    default:
      throw Diagnostic(
        .noFormula, "a formula is made of numbers, points, + - * / ^ and functions that have derivatives", at: span)
    }
  }

  /// - Parameter arguments: nil where the parameter's default stands.
  private mutating func inline(_ definition: Definition, _ arguments: [Expression?], at span: Span, depth: Int) throws
    -> Expression
  {
    guard let body = try definition.formula(at: span) else {
      throw Diagnostic(
        .noFormula, "`\(definition.title)` is no formula: write def \(definition.usage) = ...", at: span)
    }
    guard depth < Self.deepest else {
      throw Diagnostic(.tooDeep, "`\(definition.title)` calls itself: a formula has an end", at: span)
    }
    var scope: [String: Expression] = [:]
    for (i, (parameter, argument)) in zip(definition.parameters, arguments).enumerated() {
      if let argument {
        scope[parameter.text] = argument
      } else if let standard = definition.standard(of: i) {
        scope[parameter.text] = try close(standard, scope, at: span, depth: depth + 1)
      }
    }
    return try close(body, scope, at: span, depth: depth + 1)
  }

  private func literal(_ name: String, _ span: Span) throws -> Expression.Kind {
    switch scope.variable(name) {
    case .number(let x)?: return .number(x)
    case .vector(let v)?: return .vector(v.map { Expression(kind: .number($0), span: span) })
    case let other?:
      throw Diagnostic(.wrongType, "`\(name)` is \(other.kind); a formula takes numbers and points", at: span)
    case nil:
      let known = own.sorted() + scope.names
      throw Diagnostic(.unknownName, "`\(name)` is not known", at: span, label: Suggestion.phrase(name, among: known))
    }
  }
}

extension Definition {
  /// The one expression that a function is, with the numbers and points that it took along; nil of a block.
  func formula(at span: Span) throws -> Expression? {
    guard case .expression(let body) = body else { return nil }
    guard let around = captured as? Surroundings else { return body }
    let own = parameters.map(\.text)
    func written(_ e: Expression) throws -> Expression {
      let name: String
      switch e.kind {
      case .name(let text): name = text
      case .call(let called, _): name = called.text
      default: return try e.mapChildren(written)
      }
      guard !own.contains(name), let i = around.names.firstIndex(of: name) else { return try e.mapChildren(written) }
      switch around.values[i] {
      case .number(let x): return Expression(kind: .number(x), span: e.span)
      case .vector(let v):
        return Expression(kind: .vector(v.map { Expression(kind: .number($0), span: e.span) }), span: e.span)
      case let other:
        throw Diagnostic(
          .wrongType, "`\(title)` has taken \(other.kind) along as `\(name)`; a formula takes numbers and points",
          at: span)
      }
    }
    return try written(body)
  }
}
