import Checked
import Syntax

/// Calls of functions: those that the language brings, and those that a script defines.
extension Evaluator {
  mutating func call(_ name: Name, _ arguments: [Expression], at span: Span) throws -> Value {
    if let definition = session.function(name.text) { return try call(definition, given: arguments, at: span) }
    guard let function = session.language.function(name.text) else {
      if let value = session.variable(name.text) {
        throw Diagnostic(.unknownFunction, "`\(name.text)` is \(value.kind), and no function", at: name.span)
      }
      throw Diagnostic(
        .unknownFunction, "there is no function `\(name.text)`", at: name.span,
        label: session.language.meantFunction(name.text, among: session.ownFunctions))
    }
    let ordered = try function.places(arguments, at: span)
    var values: [Value] = []
    for argument in ordered {
      values.append(try argument.map { try function.settles($0) ? settledValue($0) : evaluate($0) } ?? .nothing)
    }
    if function.takesNames { values.append(.record(try named(arguments))) }
    return try (arguments.first?.span ?? span).blamed { try function.apply(values, &session) }
  }

  /// The arguments that have names.
  private mutating func named(_ arguments: [Expression]) throws -> Fields {
    var members: [(name: String, value: Value)] = []
    for case .named(let name, let value) in arguments.map(\.kind) {
      members.append((name.text, try settledValue(value)))
    }
    return Fields(members)
  }

  /// f(arguments), f being any expression.
  mutating func apply(_ f: Expression, _ arguments: [Expression], at span: Span) throws -> Value {
    let value = try settledValue(f)
    guard case .function(let definition) = value else {
      throw Diagnostic(.unknownFunction, "this is \(value.kind), and no function", at: f.span)
    }
    return try call(definition, given: arguments, at: span)
  }

  private mutating func call(_ definition: Definition, given arguments: [Expression], at span: Span) throws -> Value {
    let places = try definition.places(arguments, at: span)
    var values: [Value?] = []
    for argument in places { values.append(try argument.map { try settledValue($0) }) }
    return try call(definition, filled: values, at: span)
  }

  /// A function of the script, with its own variables.
  mutating func call(_ definition: Definition, _ arguments: [Value], at span: Span) throws -> Value {
    guard definition.arity.contains(arguments.count) else {
      throw definition.wrongCount(arguments.count, at: span)
    }
    return try call(definition, filled: arguments, at: span)
  }

  /// - Parameter arguments: nil where the parameter's default stands.
  private mutating func call(_ definition: Definition, filled arguments: [Value?], at span: Span) throws -> Value {
    guard session.scope.hasRoom else { return try callFurther(definition, filled: arguments, at: span) }
    let depth = session.scope.depth
    if session.host.isInterrupted { throw Interrupted() }
    session.scope.enter()
    defer { session.scope.leave(to: depth) }
    do {
      if definition.isPlain, let value = try compiled(definition, arguments.compactMap { $0 }) { return value }
      return try walked(definition, arguments)
    } catch {
      throw Self.traced(error, definition, arguments.compactMap { $0 }, at: span)
    }
  }

  /// The same on a further stack, where the present one is used up and calls are not yet too deep.
  @inline(never)
  private mutating func callFurther(_ definition: Definition, filled arguments: [Value?], at span: Span) throws -> Value
  {
    guard !session.scope.isFull else { throw tooDeep(definition, at: span) }
    let value = try FurtherStack.run {
      let stack = session.scope.beginFurther()
      defer { session.scope.endFurther(stack) }
      return try call(definition, filled: arguments, at: span)
    }
    guard let value else { throw tooDeep(definition, at: span) }
    return value
  }

  private mutating func walked(_ definition: Definition, _ arguments: [Value?]) throws -> Value {
    session.scope.replace(Self.variables(of: definition, arguments))
    if !definition.defaults.isEmpty { try fill(definition, arguments) }
    return try value(of: definition)
  }

  @inline(never)
  func tooDeep(_ definition: Definition, at span: Span) -> Diagnostic {
    Diagnostic(
      .tooDeep, "`\(definition.title)` is called too deeply: \(session.scope.depth) calls within each other", at: span)
  }

  /// What a call begins with: what the function took along, and its parameters.
  private static func variables(of definition: Definition, _ arguments: [Value?]) -> [String: Value] {
    var variables: [String: Value] = [:]
    if let name = definition.ownName { variables[name] = .function(definition) }
    if let around = definition.captured as? Surroundings {
      for (name, value) in zip(around.names, around.values) { variables[name] = value }
    }
    for (parameter, value) in zip(definition.parameters, arguments) { variables[parameter.text] = value }
    return variables
  }

  /// The defaults of parameters that were left out, one after the other: each sees those before it.
  private mutating func fill(_ definition: Definition, _ arguments: [Value?]) throws {
    for (i, parameter) in definition.parameters.enumerated()
    where !arguments.indices.contains(i) || arguments[i] == nil {
      guard let standard = definition.standard(of: i) else { continue }
      let value = try settledValue(standard)
      session.assign(parameter.text, value)
    }
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
      let called = definition.isAnonymous ? "(\(definition.title))" : definition.name.text
      result.notes.append("in \(called)(\(values))" + (span.place.map { ", called at \($0)" } ?? ""))
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
    case .function(let definition): definition.title
    case .list(let items): "a list of \(items.count)"
    default: value.kind
    }
  }
}
