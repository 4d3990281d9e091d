import Core

extension Function {
  /// From one kind of value to another, never silently.
  static let kinds: [Function] = [
    Function(
      name: "number", parameters: ["text"], summary: "the number that a string is, in decimals, or inf or nan",
      example: .init("print number(\"1e3\") + 1", shows: "1001")
    ) { arguments, _ in
      guard case .string(let text) = arguments[0] else {
        throw ArgumentError(message: "`number` takes a string, not \(arguments[0].kind)")
      }
      guard let x = text.trimmingSpaces.asNumber else {
        throw ArgumentError(message: "\"\(text.prefix(40))\" is not a number")
      }
      return .number(x)
    }.also("float", "int", "parse"),
    Function(
      name: "string", parameters: ["value"], summary: "a value as text",
      example: .init("print string(1/4) + \"!\"", shows: "0.25!")
    ) { arguments, session in .string(try session.settled(arguments[0]).wholeText()) }.also("str", "tostring"),
    Function(
      name: "kind", parameters: ["value"], summary: "what a value is: a number, a vector, a series, ...",
      example: .init("print kind((1, 2))", shows: "a vector")
    ) { arguments, session in
      guard case .process(let name) = arguments[0], let experiment = session.workspace.processes[name] else {
        return .string(arguments[0].kind)
      }
      return .string(experiment.kind)
    }.also("type", "typeof"),
  ]
}

extension String {
  /// As files hold numbers, and as values print that are not finite.
  fileprivate var asNumber: Double? {
    switch self {
    case "inf": return .infinity
    case "-inf": return -.infinity
    case "nan": return .nan
    default:
      var reader = DecimalText()
      return reader.number(self)
    }
  }
}
