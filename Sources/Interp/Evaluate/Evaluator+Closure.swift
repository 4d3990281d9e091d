import Core
import Limits
import Syntax

/// Functions without a name, records, selections.
extension Evaluator {
  /// x -> x^2, with the values of the variables that it finds around it. Numbers, truths and points are written into it.
  mutating func closure(_ definition: Definition, at span: Span) throws -> Value {
    var (literals, found): ([String: Expression], [(name: String, value: Value)]) = ([:], [])
    for name in definition.freeNames where literals[name] == nil && !found.contains(where: { $0.name == name }) {
      guard let value = session.variable(name) else { continue }
      if let literal = value.literal(at: span) { literals[name] = literal } else { found.append((name, value)) }
    }
    let written = literals.isEmpty ? definition : definition.replacing(literals)
    let surroundings = found.isEmpty ? nil : Surroundings(names: found.map(\.name), values: found.map(\.value))
    if let surroundings { try span.blamed { try Value.checkNesting(surroundings.values) } }
    let ownName = definition.ownName.flatMap { name in
      session.variable(name) == nil && definition.freeNames.contains(name) ? name : nil
    }
    return .function(
      Definition(
        name: definition.name, parameters: definition.parameters, defaults: written.defaults, body: written.body,
        captured: surroundings, ownName: ownName))
  }

  mutating func record(_ fields: [Expression.Field], at span: Span) throws -> Value {
    let values = try values(of: fields.map(\.value), settled: true)
    try span.blamed { try Value.checkNesting(values) }
    return .record(Fields(names: fields.map(\.name.text), values: values))
  }

  /// The values of expressions, of which there may be very many.
  mutating func values(of expressions: [Expression], settled: Bool) throws -> [Value] {
    var (values, turns) = ([Value](), Turns(every: 256))
    values.reserveCapacity(expressions.count)
    for expression in expressions {
      try turns.check()
      values.append(try settled ? settledValue(expression) : evaluate(expression))
    }
    return values
  }

  /// xs where xs > 3: the entries for which the condition, a list of truths, is true. In that of a table its columns
  /// stand for themselves.
  mutating func selection(_ value: Expression, _ condition: Expression, at span: Span) throws -> Value {
    let container = try settledValue(value)
    let count: Int
    let truths: Value
    switch container {
    case .list(let items): (count, truths) = (items.count, try settledValue(condition))
    case .range(let range): (count, truths) = (range.count, try settledValue(condition))
    case .table(let table): return try rows(of: table, where: condition)
    default:
      throw Diagnostic(
        .wrongType, "`where` selects of a list, a range or a table, not of \(container.kind)", at: value.span)
    }
    guard let places = try container.selected(truths, of: count, at: condition.span) else { return .nothing }
    return try container.slice(places, at: condition.span) ?? .nothing
  }
}

extension Value {
  /// The numbers of the entries for which a condition's value is true.
  fileprivate func selected(_ truths: Value, of count: Int, at span: Span) throws -> [Double]? {
    guard case .list(let items) = truths else {
      var help: String?
      if case .function(let f) = truths { help = "filter(\(f.title), ...) asks a function" }
      if case .bool = truths { help = "a list is compared entry by entry, as in xs where xs > 3" }
      let given = if case .bool = truths { "one truth" } else { truths.kind }
      throw Diagnostic(
        .wrongType, "`where` needs true or false for every entry, not \(given)", at: span, help: help)
    }
    guard items.count == count else {
      throw Diagnostic(
        .wrongShape,
        "the condition has \(items.count) truth\(items.count == 1 ? "" : "s") for \(count) entr\(count == 1 ? "y" : "ies")",
        at: span)
    }
    return try Value.places(items, at: span)
  }

  /// Where a list of truths is true, from 1.
  static func places(_ truths: [Value], at span: Span) throws -> [Double] {
    var (places, turns) = ([Double](), Turns())
    for (i, truth) in truths.enumerated() {
      try turns.check()
      if try truth.truth(at: span) { places.append(Double(i + 1)) }
    }
    return places
  }
}

extension Value {
  /// What a function writes into itself; not what is no number, which cannot be written.
  fileprivate func literal(at span: Span) -> Expression? {
    switch self {
    case .number, .bool: expression(at: span)
    case .vector(let v) where v.count > 1 && v.count <= 16: expression(at: span)
    default: nil
    }
  }
}

extension Definition {
  /// With expressions in the places of names that are none of its parameters.
  fileprivate func replacing(_ literals: [String: Expression]) -> Definition {
    let outer = literals.filter { name, _ in !parameters.contains { $0.text == name } }
    return mapExpressions { $0.replacing(outer) }
  }

  /// The names within that are none of its parameters, in order.
  var freeNames: [String] {
    let own = parameters.map(\.text)
    return expressions.flatMap(\.freeNames).filter { !own.contains($0) }
  }
}

extension Expression {
  fileprivate func replacing(_ literals: [String: Expression]) -> Expression {
    switch kind {
    case .name(let name): literals[name].map { Expression(kind: $0.kind, span: span) } ?? self
    case .lambda(let f): Expression(kind: .lambda(f.replacing(literals)), span: span)
    // `at layer k`: the place is no part of the children.
    case .slice(let a, .at(let axis, let place)):
      Expression(kind: .slice(a.replacing(literals), .at(axis, place.replacing(literals))), span: span)
    default: mapChildren { $0.replacing(literals) }
    }
  }

  /// The names that it takes from around it, functions that it calls among them.
  fileprivate var freeNames: [String] {
    switch kind {
    case .name(let name): [name]
    case .lambda(let definition): definition.freeNames
    case .call(let name, _): [name.text] + children.flatMap(\.freeNames)
    case .slice(_, .at(_, let place)): children.flatMap(\.freeNames) + place.freeNames
    default: children.flatMap(\.freeNames)
    }
  }
}
