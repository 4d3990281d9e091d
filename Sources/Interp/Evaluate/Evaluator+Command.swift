import Syntax

/// Commands: their arguments are evaluated in the way their parameters want, then they run.
extension Evaluator {
  mutating func run(_ written: CommandCall, _ span: Span) throws {
    let bound: BoundCommand
    do throws(Diagnostics) { bound = try BoundCommand(written, in: session.language, span: span) } catch {
      throw error.list[0]
    }
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
    if let file = bound.file {
      call.file = .init(value: try evaluate(file), span: file.span)
      if case .string(let path)? = call.file?.value { try bound.command.file?.check(path, at: file.span) }
    }
    try bound.command.validate(call)
    try span.blamed { try bound.command.run(call, &session) }
  }

  private mutating func argument(_ expression: Expression, _ parameter: Parameter) throws -> Value {
    if parameter.kind == .words { return .string(expression.bareName ?? expression.span.text) }
    if let word = expression.bareName, session.variable(word) == nil {
      switch parameter.kind {
      case .choice, .newName, .process, .data, .word, .family, .families, .action: return .string(word)
      case .place, .cluster: return .cluster(word)
      case .layer where word == "last": return .string("last")
      default: break
      }
    }
    if let words = parameter.words(expression) { return .list(words.map { .string($0) }) }
    return try expression.span.blamed {
      let value = try evaluate(expression)
      return [.number, .count, .values, .layer].contains(parameter.kind) ? try session.settled(value) : value
    }
  }
}
