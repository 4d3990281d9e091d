import Syntax

/// `param NAME = VALUE`, and what the command line gives in its place.
extension Evaluator {
  /// The value of a parameter: of the script's own kind, whichever it is of.
  mutating func parameter(_ name: Name, _ standard: Expression) throws -> Value {
    let value = try whole { try $0.settledValue(standard) }
    guard let given = session.given[name.text] else { return value }
    return try self.given(given, for: name, insteadOf: value)
  }

  /// A text from the command line as a value of the kind that the script's own value has: a string is the text as it
  /// stands, so that 007 stays 007; all else is a constant expression of that kind.
  ///
  /// - Throws: `Diagnostic` of a usage error where it is none.
  mutating func given(_ given: Given, for name: Name, insteadOf standard: Value) throws -> Value {
    let told: String
    switch given {
    case .text(let text):
      if case .string = standard { return .string(text) }
      if let value = constant(text), value.canReplace(standard) { return value }
      told = "`\(text.prefix(40))`"
    case .value(let value):
      if value.canReplace(standard) { return value }
      told = value.kind
    }
    throw Diagnostic(
      .wrongType, "`\(name.text)` is \(standard.kind), not \(told)", at: name.span,
      label: "the script's own value tells its kind", exitStatus: .usage)
  }
}

extension Value {
  /// Whether it is of the kind of another, a range standing for a list.
  fileprivate func canReplace(_ other: Value) -> Bool {
    switch (other, self) {
    case (.number, .number), (.bool, .bool), (.vector, .vector), (.string, .string): true
    case (.list, .list), (.list, .range), (.range, .range), (.range, .list): true
    default: false
    }
  }
}
