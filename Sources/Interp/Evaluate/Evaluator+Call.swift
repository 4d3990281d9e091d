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
    guard session.scope.hasRoom else { throw tooDeep(definition, at: span) }
    if session.host.isInterrupted { throw Interrupted() }
    session.scope.enter([:])
    defer { session.scope.leave(to: depth) }
    do {
      if let value = try compiled(definition, arguments) { return value }
      return try walked(definition, arguments)
    } catch {
      throw Self.traced(error, definition, arguments, at: span)
    }
  }

  private mutating func walked(_ definition: Definition, _ arguments: [Value]) throws -> Value {
    var variables: [String: Value] = [:]
    for (parameter, value) in zip(definition.parameters, arguments) { variables[parameter.text] = value }
    session.scope.replace(variables)
    return try value(of: definition)
  }

  @inline(never)
  func tooDeep(_ definition: Definition, at span: Span) -> Diagnostic {
    Diagnostic(
      .tooDeep, "`\(definition.name.text)` is called too deeply: \(session.scope.depth) calls within each other",
      at: span)
  }

  /// An error with the call within which it happened. Apart, since what lies on the stack of every call bounds how deep
  /// calls may go.
  @inline(never)
  static func traced(_ error: any Error, _ definition: Definition, _ arguments: [Value], at span: Span)
    -> any Error
  {
    switch error {
    case let error as Diagnostic: error.called(definition, arguments, at: span)
    case let failure as KeptFailure:
      KeptFailure(diagnostic: failure.diagnostic.called(definition, arguments, at: span))
    default: error
    }
  }

  private mutating func value(of definition: Definition) throws -> Value {
    switch definition.body {
    case .expression(let expression): return try settledValue(expression)
    case .block(let statements):
      if case .result(let value) = try execute(statements) { return value }
      return .nothing
    }
  }
}

extension Diagnostic {
  /// So many calls are told, the innermost; of a recursion that went too deep the others say nothing new.
  private static let toldCalls = 6

  /// With the call of a script's function within which it happened: `in f(0), called at swap.nsh:12:7`.
  fileprivate func called(_ definition: Definition, _ arguments: [Value], at span: Span) -> Diagnostic {
    var result = self
    result.calls += 1
    if calls < Self.toldCalls {
      let values = arguments.map(Self.short).joined(separator: ", ")
      let place = span.source.name.map { "\($0):\(span.line):\(span.column)" }
      result.notes.append("in \(definition.name.text)(\(values))" + (place.map { ", called at \($0)" } ?? ""))
    } else {
      let told = result.notes.count - (calls > Self.toldCalls ? 1 : 0)
      let more = calls - Self.toldCalls + 1
      result.notes = result.notes.prefix(max(0, told)) + ["and \(more) more call\(more == 1 ? "" : "s")"]
    }
    return result
  }

  /// A value as an argument is told: what is long by its kind.
  private static func short(_ value: Value) -> String {
    switch value {
    case .number, .bool, .cluster, .process: value.text
    case .string(let s) where s.utf8.count <= 20: "\"\(s)\""
    case .vector(let v) where v.count <= 3: value.text
    case .function(let definition): definition.name.text
    case .list(let items): "a list of \(items.count)"
    default: value.kind
    }
  }
}
