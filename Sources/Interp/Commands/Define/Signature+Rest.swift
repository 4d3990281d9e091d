import Syntax

extension Signature.Declaration {
  /// The numbers of a parameter, given by an expression.
  func value(_ e: Expression, _ session: inout Session) throws -> [Double] {
    let value = try session.evaluating { try $0.settledValue(e) }
    let numbers: [Double]? =
      switch value {
      case .number(let x): [x]
      case .vector(let v): v
      case .list(let items): items.compactMap { if case .number(let x) = $0 { x } else { nil } }
      default: nil
      }
    guard let numbers, numbers.count == size, numbers.allSatisfy(\.isFinite) else {
      let shape = size == 1 ? "a number" : size == 2 ? "a point" : "a list of 4 numbers"
      throw Diagnostic(.wrongType, "`\(name.text)` is \(shape)", at: e.span)
    }
    return numbers
  }
}

extension Expression {
  /// Numbers as they would be written: one, a point, or a list.
  convenience init(numbers: [Double], at span: Span) {
    let items = numbers.map { Expression(kind: .number($0), span: span) }
    let kind = items.count == 1 ? items[0].kind : items.count == 2 ? .vector(items) : .list(items)
    self.init(kind: kind, span: span)
  }
}
