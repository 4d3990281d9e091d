extension Statement {
  /// The statements within.
  public var blocks: [[Statement]] {
    switch kind {
    case .loop(_, _, let body), .repetition(_, let body), .include(_, let body): [body]
    case .branch(_, let a, let b), .attempt(let a, let b): [a, b]
    case .definition(let definition): if case .block(let body) = definition.body { [body] } else { [] }
    default: []
    }
  }

  /// The same statement with other statements within.
  public func mapBlocks(_ change: ([Statement]) -> [Statement]) -> Statement {
    let changed: Kind
    switch kind {
    case .loop(let name, let values, let body): changed = .loop(name, values, change(body))
    case .repetition(let condition, let body): changed = .repetition(condition, change(body))
    case .branch(let condition, let then, let otherwise):
      changed = .branch(condition, change(then), otherwise: change(otherwise))
    case .attempt(let body, let otherwise): changed = .attempt(change(body), otherwise: change(otherwise))
    case .include(let file, let body): changed = .include(file, change(body))
    case .definition(let definition):
      guard case .block(let body) = definition.body else { return self }
      changed = .definition(
        Definition(
          name: definition.name, parameters: definition.parameters, defaults: definition.defaults,
          body: .block(change(body))))
    case .command, .expression, .bind, .parameter, .bindResult, .jump, .expectation: return self
    }
    return Statement(kind: changed, span: span)
  }
}
