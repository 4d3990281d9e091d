/// Questions to tables to text.
extension Printer {
  static func text(_ value: Expression, _ query: Query) -> String {
    switch query {
    case .extend(let name, let column):
      // What is extended may be selected, sorted or extended itself.
      let from = value.isQuestion ? text(value) : text(value, above: 0)
      return "\(from) with \(name.text)=\(text(column, above: 0))"
    case .order(let keys):
      let words = keys.map { "by \(text($0.value, above: 4))" + ($0.isDescending ? " descending" : "") }
      return "sort \(text(value, above: 8)) \(words.joined(separator: " "))"
    case .group(let keys, let measures):
      let words = keys.map { "by \($0.text)" } + measures.map(text)
      return "\(owner(value)) \(words.joined(separator: " "))"
    }
  }

  private static func text(_ measure: Query.Measure) -> String {
    (measure.name.map { $0.text + "=" } ?? "") + text(measure.value, above: 4)
  }
}

extension Expression {
  /// A question to a table that goes from left to right.
  var isQuestion: Bool {
    switch kind {
    case .selection, .query(_, .extend), .query(_, .order): true
    default: false
    }
  }
}
