import Syntax

/// expect, assert
extension Evaluator {
  mutating func expectation(_ condition: Expression, _ why: Expression?, isAssertion: Bool, _ span: Span) throws {
    let holds = try condition.span.blamed { try evaluate(condition).truth(at: condition.span) }
    try session.checkEnd(at: span)
    guard !holds else {
      session.workspace.expectations.passed += 1
      return
    }
    var failure = Diagnostic(
      .expectation, "this does not hold: \(condition.span.text)", at: condition.span, exitStatus: .expectationFailed)
    if let why, case .string(let text) = try evaluate(why) { failure.label = text }
    if let sides = try measured(condition) { failure.notes = [sides] }
    if isAssertion { throw failure }
    session.workspace.expectations.failed += 1
    session.host.report(failure)
  }

  /// "drift(momentum) is 0.03", for the message.
  private mutating func measured(_ condition: Expression) throws -> String? {
    guard case .binary(let op, let a, _) = condition.kind, op.precedence == 3, !session.language.isConstant(a) else {
      return nil
    }
    switch try settledValue(a) {
    case .number(let x): return "\(a.span.text) is \(NumberFormat.standard(x))"
    case .series(let s): return "its largest magnitude is \(NumberFormat.standard(s.allValues.map(abs).max() ?? 0))"
    default: return nil
    }
  }
}
