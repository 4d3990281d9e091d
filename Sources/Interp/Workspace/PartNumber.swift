import Core
import Syntax

extension Experiment {
  /// A part's number or `last`, checked: 0 is the first state.
  func partNumber(_ value: Value, at span: Span) throws -> Int {
    if case .string("last") = value { return steps }
    guard case .number(let x) = value else {
      throw Diagnostic(.wrongType, "a \(part) is a number or `last`, not \(value.kind)", at: span)
    }
    guard let k = Int(exactly: x), (0...steps).contains(k) else {
      throw Diagnostic(
        .outOfRange, "\(part) \(NumberFormat.standard(x)) does not exist: there are \(part)s 0..\(steps)", at: span,
        label: "the last one is `layer last`")
    }
    return k
  }

  /// The number of a part that is a map: not the input.
  func mapNumber(_ value: Value, at span: Span) throws -> Int {
    let k = try partNumber(value, at: span)
    guard k > 0 else {
      throw Diagnostic(
        .outOfRange, "\(part) 0 is the input, where no map is", at: span, label: "the first map is \(part) 1")
    }
    return k
  }
}
