import Syntax
import Tables

/// A column whose name is no word, `drift(angular)` of runs or `mean(loss)` of groups, is spoken of as it is called: what is
/// written so in a question is the column, and never what a process that is there now would say.
extension Expression {
  /// The expression with names in the places of parts that are written as columns are called.
  func naming<S: Sequence<String>>(_ columns: S) -> Expression {
    let spoken = columns.filter { !Identifier.isName($0) && $0.contains(where: \.isLetter) }
    return spoken.isEmpty ? self : naming(spoken: spoken)
  }

  private func naming(spoken: [String]) -> Expression {
    switch kind {
    case .name, .number, .bool: return self
    case .string: break
    default:
      let text = Printer.text(self)
      if spoken.contains(text) { return Expression(kind: .name(text), span: span) }
    }
    return mapChildren { $0.naming(spoken: spoken) }
  }
}
