/// Syntax to text in the canonical form: what is logged, saved and shown. Reading the text again gives the same syntax.
public struct Printer: Sendable {
  private let vocabulary: Vocabulary

  /// - Parameter vocabulary: tells an expression whose first words would read as a command.
  public init(_ vocabulary: Vocabulary) { self.vocabulary = vocabulary }

  public func text(_ statements: [Statement]) -> String { statements.map { text($0) + "\n" }.joined() }

  public func text(_ statement: Statement, indent: Int = 0) -> String {
    String(repeating: " ", count: indent) + body(statement, indent)
  }

  private func body(_ statement: Statement, _ indent: Int) -> String {
    switch statement.kind {
    case .command(let call): return text(call, indent)
    case .expression(let value): return leading(value)
    case .bind(let name, let value): return "let \(name.text) = \(Self.text(value))"
    case .bindResult(let name, let call): return "let \(name.text) = \(text(call, indent))"
    case .parameter(let name, let value): return "param \(name.text) = \(Self.text(value))"
    case .loop(let name, let values, let body): return "for \(name.text) in \(Self.text(values)) \(block(body, indent))"
    case .repetition(let condition, let body): return "while \(Self.text(condition)) \(block(body, indent))"
    case .branch(let condition, let then, let otherwise):
      let first = "if \(Self.text(condition)) \(block(then, indent))"
      if otherwise.isEmpty { return first }
      if otherwise.count == 1, case .branch = otherwise[0].kind { return first + " else " + body(otherwise[0], indent) }
      return first + " else " + block(otherwise, indent)
    case .attempt(let body, let otherwise): return "try \(block(body, indent)) otherwise \(block(otherwise, indent))"
    case .jump(.leave): return "break"
    case .jump(.skip): return "continue"
    case .jump(.result(let value)): return "return" + (value.map { " " + Self.text($0) } ?? "")
    case .definition(let definition): return text(definition, indent)
    case .include(let file, _): return "include \(Self.text(file))"
    case .expectation(let condition, let why, let isAssertion):
      return "\(isAssertion ? "assert" : "expect") \(Self.text(condition))" + (why.map { "  " + Self.text($0) } ?? "")
    }
  }

  private func text(_ call: CommandCall, _ indent: Int) -> String {
    Self.text(call) + (call.block.map { " " + block($0, indent) } ?? "")
  }

  /// An expression at a statement's start, in brackets where its first words would read as a command.
  private func leading(_ value: Expression) -> String {
    let text = Self.text(value)
    var parser = Parser(Source(text), vocabulary)
    if let only = parser.parse().first, case .expression = only.kind, parser.errors.isEmpty { return text }
    return "(\(text))"
  }

  private func text(_ definition: Definition, _ indent: Int) -> String {
    switch definition.body {
    case .expression(let value): "def \(definition.usage) = \(Self.text(value))"
    case .block(let statements): "def \(definition.usage) \(block(statements, indent))"
    }
  }

  private func block(_ statements: [Statement], _ indent: Int) -> String {
    guard !statements.isEmpty else { return "{ }" }
    return "{\n" + statements.map { text($0, indent: indent + 2) + "\n" }.joined()
      + String(repeating: " ", count: indent) + "}"
  }
}
