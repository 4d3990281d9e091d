import Syntax

/// Calls of functions: those that the language brings, and those that a script defines.
extension Evaluator {
  mutating func call(_ name: Name, _ arguments: [Expression], at span: Span) throws -> Value {
    if let definition = session.function(name.text) {
      guard definition.parameters.count == arguments.count else {
        throw Diagnostic(.wrongCount, "`\(name.text)` is written \(definition.usage)", at: span)
      }
      return try call(definition, arguments.map { try settledValue($0) }, at: span)
    }
    guard let function = session.language.function(name.text) else {
      throw Diagnostic(
        .unknownFunction, "there is no function `\(name.text)`", at: name.span,
        label: Suggestion.phrase(name.text, among: session.functionNames))
    }
    guard function.arity.contains(arguments.count) else {
      throw Diagnostic(.wrongCount, "`\(name.text)` is written \(function.usage)", at: span)
    }
    let values = try arguments.map { try evaluate($0) }
    return try (arguments.first?.span ?? span).blamed { try function.apply(values, &session) }
  }

  /// A function of the script, with its own variables.
  mutating func call(_ definition: Definition, _ arguments: [Value], at span: Span) throws -> Value {
    let depth = session.scope.depth
    guard session.scope.hasRoom else {
      throw Diagnostic(
        .tooDeep, "`\(definition.name.text)` is called too deeply: \(depth) calls within each other", at: span)
    }
    if session.host.isInterrupted { throw Interrupted() }
    var variables: [String: Value] = [:]
    for (parameter, value) in zip(definition.parameters, arguments) { variables[parameter.text] = value }
    session.scope.enter(variables)
    defer { session.scope.leave(to: depth) }
    switch definition.body {
    case .expression(let expression): return try settledValue(expression)
    case .block(let statements):
      if case .result(let value) = try execute(statements) { return value }
      return .nothing
    }
  }
}
