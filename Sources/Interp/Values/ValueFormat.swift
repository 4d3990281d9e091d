import Syntax

/// How a value stands in a string's braces.
struct ValueFormat {
  private let written: String?
  private let style: TextFormat?

  init(_ written: String?) { (self.written, style) = (written, written.flatMap { TextFormat($0) }) }

  func text(_ value: Value, at span: Span) throws -> String {
    guard let written, let style else { return try value.wholeText() }
    let isNumber = if case .number = value { true } else { false }
    if case .string = value, style.numbers != nil {
      throw Diagnostic(
        .badFormat, "`\(written)` is a format of numbers, and this is a string", at: span,
        help: "a width alone fits any text: {name:10}")
    }
    return style(try value.wholeText(style.numbers ?? .standard), isNumber: isNumber)
  }
}
