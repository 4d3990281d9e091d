import Syntax

/// A command's arguments, evaluated.
public struct Call: Sendable {
  struct Argument: Sendable {
    let value: Value
    let span: Span
  }

  let command: Command
  /// The whole statement.
  let span: Span
  var arguments: [String: Argument]
  /// What stands for parameters that take expressions.
  var written: [String: [Expression]] = [:]
  /// Where each of several values of one parameter stands.
  var spans: [String: [Span]] = [:]
  var until: Expression?
  /// The subject as it was written.
  var subject: String?
  var file: Argument?
  var formula: (name: Name, expression: Expression)?
  var definition: (signature: Signature, body: Expression)?
  /// The script in braces behind it.
  var block: [Statement]?

  /// Where an option's value stands; the whole statement when it was left out.
  func span(of parameter: Parameter) -> Span { arguments[parameter.name]?.span ?? span }
}
