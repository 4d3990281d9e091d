import Syntax

/// Calls: of the functions that the language brings, of those that a script defines, and of commands.
extension Session {
  mutating func call(_ name: Name, _ arguments: [Expression], at span: Span) throws -> Value {
    if let definition = function(name.text) {
      guard definition.parameters.count == arguments.count else {
        throw Diagnostic("wrong-count", "`\(name.text)` is written \(definition.usage)", at: span)
      }
      return try call(definition, arguments.map { try settledValue($0) }, at: span)
    }
    guard let function = Registry.function(name.text) else {
      throw Diagnostic(
        "unknown-function", "there is no function `\(name.text)`", at: name.span,
        label: Suggestion.phrase(name.text, among: functionNames))
    }
    guard function.arity.contains(arguments.count) else {
      throw Diagnostic("wrong-count", "`\(name.text)` is written \(function.usage)", at: span)
    }
    let values = try arguments.map { try evaluate($0) }
    return try placed(arguments.first?.span ?? span) { try function.apply(values, &$0) }
  }

  /// A function of the script, with its own variables.
  mutating func call(_ definition: Definition, _ arguments: [Value], at span: Span) throws -> Value {
    guard frames.count < Self.deepestCall, stack.hasRoom else {
      throw Diagnostic(
        "too-deep", "`\(definition.name.text)` is called too deeply: \(frames.count) calls within each other", at: span)
    }
    if host.isInterrupted { throw Interrupted() }
    var frame: [String: Value] = [:]
    for (parameter, value) in zip(definition.parameters, arguments) { frame[parameter.text] = value }
    frames.append(frame)
    let depth = frames.count
    defer { frames.removeLast(frames.count - depth + 1) }
    switch definition.body {
    case .expression(let expression): return try settledValue(expression)
    case .block(let statements):
      if case .result(let value) = try execute(statements) { return value }
      return .nothing
    }
  }

  private static let deepestCall = 1000

  var functionNames: [String] {
    let own = workspace.variables.compactMap { name, value in if case .function = value { name } else { nil } }
    return own.sorted() + Registry.functions.map(\.name)
  }

  // MARK: Commands

  /// A command: arguments evaluated in the way their parameters want, then run.
  mutating func run(_ written: CommandCall, _ span: Span) throws {
    let bound: BoundCommand
    do throws(Diagnostics) { bound = try BoundCommand(written, span: span) } catch { throw error.list[0] }
    var call = Call(command: bound.command, span: span, arguments: [:], until: bound.until, file: nil)
    call.formula = bound.formula
    call.definition = bound.definition
    for (parameter, expression) in bound.arguments {
      let value = try argument(expression, parameter)
      if parameter.kind.isRepeated, case .list(let items)? = call.arguments[parameter.name]?.value {
        call.arguments[parameter.name] = .init(value: .list(items + [value]), span: expression.span)
      } else {
        call.arguments[parameter.name] = .init(
          value: parameter.kind.isRepeated ? .list([value]) : value, span: expression.span)
      }
    }
    if let file = bound.file { call.file = .init(value: try evaluate(file), span: file.span) }
    try bound.command.validate(call)
    try placed(span) { try bound.command.run(call, &$0) }
  }

  /// [bump, swirl], for a parameter that takes names of families.
  static func words(_ expression: Expression, _ parameter: Parameter) -> [String]? {
    guard parameter.kind == .families, case .list(let items) = expression.kind else { return nil }
    return items.map { $0.bareName ?? $0.span.text }
  }

  private mutating func argument(_ expression: Expression, _ parameter: Parameter) throws -> Value {
    if parameter.kind == .words { return .string(expression.bareName ?? expression.span.text) }
    if let word = expression.bareName, variable(word) == nil {
      switch parameter.kind {
      case .choice, .newName, .chain, .data, .word, .family, .families, .action: return .string(word)
      case .place, .cluster: return .cluster(word)
      case .layer where word == "last": return .string("last")
      default: break
      }
    }
    if let words = Self.words(expression, parameter) { return .list(words.map { .string($0) }) }
    let value = try placed(expression.span) { try $0.evaluate(expression) }
    if [.number, .count, .values, .layer].contains(parameter.kind) {
      return try placed(expression.span) { try $0.settled(value) }
    }
    return value
  }
}
