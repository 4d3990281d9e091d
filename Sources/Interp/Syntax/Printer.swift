/// Syntax to text in the canonical form: what is logged, saved and shown. Reading the text again gives the same syntax.
public enum Printer {
  public static func text(_ statements: [Statement]) -> String { statements.map { text($0) + "\n" }.joined() }

  public static func text(_ statement: Statement, indent: Int = 0) -> String {
    String(repeating: " ", count: indent) + body(statement, indent)
  }

  private static func body(_ statement: Statement, _ indent: Int) -> String {
    switch statement.kind {
    case .command(let call): return text(call)
    case .expression(let value): return leading(value)
    case .bind(let name, let value): return "let \(name.text) = \(text(value))"
    case .bindResult(let name, let call): return "let \(name.text) = \(text(call))"
    case .parameter(let name, let value): return "param \(name.text) = \(text(value))"
    case .loop(let name, let values, let body): return "for \(name.text) in \(text(values)) \(block(body, indent))"
    case .repetition(let condition, let body): return "while \(text(condition)) \(block(body, indent))"
    case .branch(let condition, let then, let otherwise):
      let first = "if \(text(condition)) \(block(then, indent))"
      if otherwise.isEmpty { return first }
      if otherwise.count == 1, case .branch = otherwise[0].kind { return first + " else " + body(otherwise[0], indent) }
      return first + " else " + block(otherwise, indent)
    case .attempt(let body, let otherwise): return "try \(block(body, indent)) otherwise \(block(otherwise, indent))"
    case .jump(.leave): return "break"
    case .jump(.skip): return "continue"
    case .jump(.result(let value)): return "return" + (value.map { " " + text($0) } ?? "")
    case .definition(let definition): return text(definition, indent)
    case .include(let file, _): return "include \(text(file))"
    case .expectation(let condition, let why, let isAssertion):
      return "\(isAssertion ? "assert" : "expect") \(text(condition))" + (why.map { "  " + text($0) } ?? "")
    }
  }

  /// An expression at a statement's start, in brackets where its first words would read as a command.
  private static func leading(_ value: Expression) -> String {
    let text = text(value)
    var parser = Parser(Source(text), verbs: Registry.verbs)
    if let only = parser.parse().first, case .expression = only.kind, parser.errors.isEmpty { return text }
    return "(\(text))"
  }

  private static func text(_ definition: Definition, _ indent: Int) -> String {
    switch definition.body {
    case .expression(let value): "def \(definition.usage) = \(text(value))"
    case .block(let statements): "def \(definition.usage) \(block(statements, indent))"
    }
  }

  private static func block(_ statements: [Statement], _ indent: Int) -> String {
    guard !statements.isEmpty else { return "{ }" }
    return "{\n" + statements.map { text($0, indent: indent + 2) + "\n" }.joined()
      + String(repeating: " ", count: indent) + "}"
  }

  static func text(_ call: CommandCall) -> String {
    var words = [call.verb.text]
    for argument in call.arguments {
      switch argument.kind {
      case .positional: words.append(self.argument(argument.value))
      case .option(let name): words.append("\(name.text)=\(self.argument(argument.value))")
      case .definition(let signature): words.append("\(text(signature)) = \(self.argument(argument.value))")
      case .until: words.append("until \(self.argument(argument.value))")
      }
    }
    if let redirect = call.redirect { words.append("> \(text(redirect))") }
    return words.joined(separator: " ")
  }

  static func text(_ signature: Signature) -> String {
    let parameters = signature.parameters.map { p in
      p.name.text + (p.role.map { ": \($0.text)" } ?? "") + (p.rest.map { " = \(text($0))" } ?? "")
    }
    let variables = signature.variables.map { $0.text + ($0.kind.map { ": \($0.text)" } ?? "") }.joined(separator: ", ")
    return "\(signature.name.text)(\(variables)\(parameters.isEmpty ? "" : "; " + parameters.joined(separator: ", ")))"
  }

  /// Within a command a value that does not begin and end like one word stands in brackets where it could be torn
  /// apart.
  private static func argument(_ value: Expression) -> String {
    switch value.kind {
    case .unary(.minus, _), .unary(.not, _): "(\(text(value)))"
    case .binary(_, _, let right) where endsInString(right): "(\(text(value)))"
    default: text(value)
    }
  }

  /// `a > "text"` in a command would name a file.
  private static func endsInString(_ value: Expression) -> Bool {
    switch value.kind {
    case .string: true
    case .index(let a, _), .member(let a, _), .slice(let a, _), .range(let a, _, _): endsInString(a)
    case .binary(_, let a, let b): endsInString(a) || endsInString(b)
    default: false
    }
  }
}
