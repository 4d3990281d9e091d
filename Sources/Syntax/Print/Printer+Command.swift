/// Commands and signatures to text.
extension Printer {
  public static func text(_ call: CommandCall) -> String {
    var words = [call.verb.text]
    for (i, argument) in call.arguments.enumerated() {
      switch argument.kind {
      case .positional:
        // Behind `by cluster` a call would be what is taken of a table's groups.
        let isFollowed = i + 1 < call.arguments.count && argument.value.isGrouped
        words.append(isFollowed ? "(\(text(argument.value)))" : word(argument.value))
      case .option(let name):
        // `by=cluster of deep` would go by what the process `deep` has: `by cluster of deep`.
        let hasOwner = i + 1 < call.arguments.count && call.arguments[i + 1].isOwner
        words.append("\(name.text)\(hasOwner && name.text == "by" ? " " : "=")\(word(argument.value))")
      case .definition(let signature): words.append("\(text(signature)) = \(word(argument.value))")
      case .until: words.append("until \(word(argument.value))")
      case .of(let name):
        words.append(name.text)
        if argument.value.bareName != name.text { words.append(word(argument.value)) }
      }
    }
    if let redirect = call.redirect { words.append("> \(text(redirect))") }
    return words.joined(separator: " ")
  }

  public static func text(_ signature: Signature) -> String {
    let parameters = signature.parameters.map { p in
      p.name.text + (p.role.map { ": \($0.text)" } ?? "") + (p.rest.map { " = \(text($0))" } ?? "")
    }
    let variables = signature.variables.map { $0.text + ($0.kind.map { ": \($0.text)" } ?? "") }.joined(separator: ", ")
    return "\(signature.name.text)(\(variables)\(parameters.isEmpty ? "" : "; " + parameters.joined(separator: ", ")))"
  }

  /// Within a command a value that does not begin and end like one word stands in brackets where it could be torn
  /// apart.
  private static func word(_ value: Expression) -> String {
    switch value.kind {
    case .unary(.minus, _), .unary(.not, _), .lambda, .conditional, .selection, .query: "(\(text(value)))"
    case .binary(_, _, let right) where endsInString(right): "(\(text(value)))"
    case _ where value.holdsForeignOwner: "(\(text(value)))"
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

extension Expression {
  fileprivate var isGrouped: Bool { if case .slice(_, .by) = kind { true } else { false } }
}
