/// The names that a text speaks of, whatever they mean.
extension Expression {
  public var usedNames: Set<String> {
    var names = Set<String>()
    gather(&names)
    return names
  }

  private func gather(_ names: inout Set<String>) {
    switch kind {
    case .name(let name): names.insert(name)
    case .call(let name, _): names.insert(name.text)
    case .slice(_, .of(let owner)): names.insert(owner.text)
    case .slice(_, .at(_, let place)): place.gather(&names)
    default: break
    }
    if case .lambda(let definition) = kind { return names.formUnion(definition.usedNames) }
    for child in children { child.gather(&names) }
  }
}

extension Definition {
  /// What it speaks of besides its own parameters and variables.
  public var usedNames: Set<String> {
    var names = Set<String>()
    switch body {
    case .expression(let value): names = value.usedNames
    case .block(let statements): Statement.gather(statements, &names)
    }
    for value in defaults { names.formUnion(value.usedNames) }
    return names.subtracting(parameters.map(\.text) + [name.text] + (ownName.map { [$0] } ?? []))
  }
}

extension Statement {
  /// Names used, less those that the same block gives a value first.
  fileprivate static func gather(_ statements: [Statement], _ names: inout Set<String>) {
    var own = Set<String>()
    var used = Set<String>()
    for statement in statements {
      var found = statement.expressions.reduce(into: Set<String>()) { $0.formUnion($1.usedNames) }
      if case .definition(let definition) = statement.kind {
        found.formUnion(definition.usedNames)
      } else {
        for block in statement.blocks { gather(block, &found) }
      }
      used.formUnion(found.subtracting(own))
      if let name = statement.boundName { own.insert(name) }
    }
    names.formUnion(used)
  }

  /// A loop's variable is given before its block, but what the loop goes through is read before that.
  private var boundName: String? {
    switch kind {
    case .bind(let name, _), .parameter(let name, _), .bindResult(let name, _), .loop(let name, _, _): name.text
    case .definition(let definition): definition.name.text
    default: nil
    }
  }

  /// The expressions directly within, not those of blocks.
  private var expressions: [Expression] {
    switch kind {
    case .command(let call), .bindResult(_, let call): call.arguments.map(\.value) + (call.redirect.map { [$0] } ?? [])
    case .expression(let value), .bind(_, let value), .parameter(_, let value), .loop(_, let value, _),
      .repetition(let value, _), .branch(let value, _, _), .include(let value, _):
      [value]
    case .jump(.result(let value)): value.map { [$0] } ?? []
    case .expectation(let condition, let why, _): [condition] + (why.map { [$0] } ?? [])
    case .attempt, .jump, .definition: []
    }
  }
}
