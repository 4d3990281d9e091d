extension Expression {
  /// The expressions directly within.
  public var children: [Expression] {
    switch kind {
    case .number, .bool, .name: []
    case .string(let pieces): pieces.compactMap { if case .value(let value, _) = $0 { value } else { nil } }
    case .vector(let items), .list(let items), .call(_, let items): items
    case .range(let a, let b, let step): [a, b] + (step.map { [$0] } ?? [])
    case .slice(let a, .per(let x)): [a, x]
    case .unary(_, let a), .member(let a, _), .slice(let a, _), .named(_, let a): [a]
    case .binary(_, let a, let b), .index(let a, let b), .selection(let a, let b): [a, b]
    case .apply(let f, let items): [f] + items
    case .query(let a, let query): [a] + query.expressions
    case .record(let fields): fields.map(\.value)
    case .conditional(let a, let b, let c): [a, b, c]
    case .lambda(let definition): definition.expressions
    }
  }

  /// The same expression with others within it.
  public func mapChildren(_ change: (Expression) throws -> Expression) rethrows -> Expression {
    let changed: Kind
    switch kind {
    case .number, .bool, .name: return self
    case .string(let pieces):
      changed = .string(
        try pieces.map { if case .value(let value, let f) = $0 { .value(try change(value), format: f) } else { $0 } })
    case .vector(let items): changed = .vector(try items.map(change))
    case .list(let items): changed = .list(try items.map(change))
    case .call(let name, let items): changed = .call(name, try items.map(change))
    case .range(let a, let b, let step): changed = .range(try change(a), try change(b), step: try step.map(change))
    case .unary(let op, let a): changed = .unary(op, try change(a))
    case .member(let a, let name): changed = .member(try change(a), name)
    case .slice(let a, .per(let x)): changed = .slice(try change(a), .per(try change(x)))
    case .slice(let a, let slice): changed = .slice(try change(a), slice)
    case .named(let name, let a): changed = .named(name, try change(a))
    case .binary(let op, let a, let b): changed = .binary(op, try change(a), try change(b))
    case .index(let a, let b): changed = .index(try change(a), try change(b))
    case .selection(let a, let b): changed = .selection(try change(a), condition: try change(b))
    case .query(let a, let query): changed = .query(try change(a), try query.mapExpressions(change))
    case .apply(let f, let items): changed = .apply(try change(f), try items.map(change))
    case .record(let fields):
      changed = .record(try fields.map { Field(name: $0.name, value: try change($0.value)) })
    case .conditional(let a, let b, let c):
      changed = .conditional(try change(a), then: try change(b), otherwise: try change(c))
    case .lambda(let definition): changed = .lambda(try definition.mapExpressions(change))
    }
    return Expression(kind: changed, span: span)
  }
}

extension Definition {
  /// The same function with other defaults, and another body where that is one expression.
  public func mapExpressions(_ change: (Expression) throws -> Expression) rethrows -> Definition {
    var body = body
    if case .expression(let value) = body { body = .expression(try change(value)) }
    return Definition(
      name: name, parameters: parameters, defaults: try defaults.map(change), body: body, captured: captured,
      ownName: ownName)
  }
}
