import Checked
import Limits
import Syntax

/// Statements and expressions, and which of their names are whose.
extension NameFinder {
  mutating func walk(_ statements: [Statement]) {
    for statement in statements where !turns.isOver { walk(statement) }
  }

  private mutating func walk(_ statement: Statement) {
    let span = statement.span
    switch statement.kind {
    case .command(let call): walk(call, span)
    case .bindResult(let name, let call):
      walk(call, span)
      define(name, .variable, in: span)
    case .expression(let value): walk(value)
    case .bind(let name, let value):
      if case .lambda = value.kind {
        define(name, .function, in: span, usage: usage(of: value, name))
        walk(value)
      } else {
        walk(value)
        define(name, .variable, in: span)
      }
    case .parameter(let name, let value):
      walk(value)
      define(name, .parameter, in: span)
    case .loop(let name, let values, let body):
      walk(values)
      define(name, .loop, in: span)
      walk(body)
    case .repetition(let condition, let body):
      walk(condition)
      walk(body)
    case .branch(let condition, let then, let otherwise):
      walk(condition)
      walk(then)
      walk(otherwise)
    case .attempt(let body, let otherwise):
      walk(body)
      walk(otherwise)
    case .definition(let definition):
      define(definition.name, .function, in: span, usage: definition.usage)
      walk(function: definition, span)
    case .include(_, let statements): walk(statements)
    case .jump(.result(let value)): if let value { walk(value) }
    case .jump: break
    case .expectation(let condition, let why, _):
      walk(condition)
      if let why { walk(why) }
    }
  }

  private func usage(of value: Expression, _ name: Name) -> String? {
    guard case .lambda(let definition) = value.kind else { return nil }
    return "\(name.text)(\(definition.parameters.map(\.text).joined(separator: ", ")))"
  }

  private mutating func walk(function definition: Definition, _ span: Span) {
    frames.append(Frame(scope: span, isOpaque: true, own: definition.givenNames))
    for parameter in definition.parameters {
      let i = own(parameter.text, .argument, frames.count - 1)
      add(parameter, to: i, .argument, span)
      arguments[definition.name.text, default: []].append((parameter.text, i))
    }
    let outer = isInTable
    isInTable = false
    definition.defaults.forEach { walk($0) }
    switch definition.body {
    case .expression(let value): walk(value)
    case .block(let statements): walk(statements)
    }
    isInTable = outer
    frames.removeLast()
  }

  /// What stands within sees these names besides those around it.
  mutating func within(_ locals: [Name], _ scope: Span, _ body: (inout NameFinder) -> Void) {
    frames.append(Frame(scope: scope, isOpaque: false))
    for name in locals { add(name, to: own(name.text, .argument, frames.count - 1), .argument, scope) }
    body(&self)
    frames.removeLast()
  }

  /// The same for names that stand nowhere.
  mutating func hiding(_ words: [String], _ scope: Span, _ body: (inout NameFinder) -> Void) {
    frames.append(Frame(scope: scope, isOpaque: false))
    for word in words { _ = own(word, .argument, frames.count - 1) }
    body(&self)
    frames.removeLast()
  }

  // MARK: Expressions

  mutating func walk(_ expression: Expression) {
    switch expression.kind {
    case .name(let word): use(Name(text: word, span: expression.span))
    case .string:
      if let text = expression.plainText, Identifier.isName(text) { texts[text, default: []].append(expression.span) }
      expression.children.forEach { walk($0) }
    case .call(let name, let arguments):
      use(name, as: .function)
      for argument in arguments { walk(argument: argument, of: name.text) }
    case .apply(let f, let arguments):
      walk(f)
      for argument in arguments { walk(argument: argument, of: nil) }
    case .lambda(let definition):
      within(definition.parameters, expression.span) { finder in definition.expressions.forEach { finder.walk($0) } }
    case .member(let value, let name):
      walk(value)
      walk(member: name, of: value)
    case .slice(let value, let slice): walk(slice, of: value)
    case .selection(let value, let condition):
      walk(value)
      inTable { $0.walk(condition) }
    case .query(let value, let query):
      walk(value)
      for name in query.columnNames { loose[name.text, default: []].append(name.span) }
      inTable { finder in query.expressions.forEach { finder.walk($0) } }
    default: expression.children.forEach { walk($0) }
    }
  }

  mutating func inTable(_ body: (inout NameFinder) -> Void) {
    let outer = isInTable
    isInTable = true
    body(&self)
    isInTable = outer
  }

  private mutating func walk(argument: Expression, of function: String?) {
    guard case .named(let name, let value) = argument.kind else { return walk(argument) }
    if let function { named.append((function, name)) } else { loose[name.text, default: []].append(name.span) }
    walk(value)
  }

  /// momentum.red is a cluster's; of other values only the run knows.
  private mutating func walk(member name: Name, of value: Expression) {
    var root = value
    while case .member(let inner, _) = root.kind { root = inner }
    if let word = root.bareName, language.quantity(word) != nil {
      use(name, as: .cluster)
    } else {
      loose[name.text, default: []].append(name.span)
    }
  }

  private mutating func walk(_ slice: Expression.Slice, of value: Expression) {
    walk(value)
    switch slice {
    case .by(let name):
      if !["cluster", "point"].contains(name.text) { use(name, doubt: "a column may have the name") }
    case .of(let name): use(name, as: .cluster)
    case .over: break
    case .at(_, let place): walk(place)
    case .per(let x): walk(x)
    }
  }
}

extension Query {
  /// The columns that stand as names.
  fileprivate var columnNames: [Name] {
    switch self {
    case .extend(let name, _): [name]
    case .order: []
    case .group(let keys, let measures): keys + measures.compactMap(\.name)
    }
  }
}

extension Definition {
  /// What its block gives a value, functions within it left out.
  fileprivate var givenNames: Set<String> {
    guard case .block(let statements) = body else { return [] }
    var found = Set<String>()
    Self.gather(statements, &found)
    return found
  }

  private static func gather(_ statements: [Statement], _ found: inout Set<String>) {
    for statement in statements {
      switch statement.kind {
      case .bind(let name, _), .parameter(let name, _), .bindResult(let name, _), .loop(let name, _, _):
        found.insert(name.text)
      case .definition(let definition):
        found.insert(definition.name.text)
        continue
      default: break
      }
      statement.blocks.forEach { gather($0, &found) }
    }
  }
}
