import Display
import Syntax

extension Diagnostic {
  static func unknownProcess(_ name: String, among workspace: Workspace, at span: Span) -> Diagnostic {
    let known = workspace.processes.keys.sorted()
    return Diagnostic(
      .unknownProcess, "there is no process `\(name)`", at: span,
      label: Suggestion.phrase(name, among: known)
        ?? (known.isEmpty || known.count > 8 ? nil : "there are " + known.joined(separator: ", ")))
  }
}

extension Dictionary where Key == String {
  /// The keys in an order that is the same everywhere.
  var names: [String] { keys.sorted(by: NaturalOrder.precedes) }
}
