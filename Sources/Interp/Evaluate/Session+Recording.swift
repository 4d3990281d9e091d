import Core
import Syntax

/// `drift(momentum) over step`: what was recorded while a process was trained.
extension Session {
  /// The values that were kept of an expression; nil where there are none. A training's loss and gradient have a history
  /// of their own, of every step.
  func recorded(_ expression: Expression) -> Series? {
    let (plain, process) = ownerless(expression)
    guard let record = workspace.processes[process ?? workspace.current]?.record, !record.recording.entries.isEmpty
    else { return nil }
    if let name = plain.bareName, case .history? = quantity(name)?.source { return nil }
    return record.recording.entry(Printer.text(plain))?.series(named: Printer.text(expression))
  }

  func notRecorded(_ expression: Expression) -> Diagnostic {
    let (plain, process) = ownerless(expression)
    let entries = workspace.processes[process ?? workspace.current]?.record.recording.entries ?? []
    let keys = entries.map(\.key)
    let text = Printer.text(plain)
    return Diagnostic(
      .notRecorded, "`\(text)` was not recorded while training", at: expression.span,
      label: keys.isEmpty ? nil : Suggestion.phrase(text, among: keys) ?? "there are " + keys.joined(separator: ", "),
      help: "train adam record=[\(text)] every=10")
  }

  /// An expression without the name of the process that it speaks of, and that name: drift(deep.momentum) is what was
  /// recorded of `deep` as drift(momentum).
  func ownerless(_ expression: Expression) -> (plain: Expression, process: String?) {
    var process: String?
    let plain = expression.mapped { part in
      guard case .member(let owner, let name) = part.kind, let word = owner.bareName, variable(word) == nil,
        workspace.processes[word] != nil, quantity(name.text) != nil
      else { return nil }
      process = process ?? word
      return process == word ? Expression(kind: .name(name.text), span: part.span) : nil
    }
    return (plain, process)
  }
}

extension Expression {
  /// The expression with parts replaced, from the outside in; nil leaves a part as it is.
  func mapped(_ change: (Expression) -> Expression?) -> Expression {
    if let changed = change(self) { return changed }
    func inner(_ e: Expression) -> Expression { e.mapped(change) }
    let kind: Kind =
      switch self.kind {
      case .vector(let items): .vector(items.map(inner))
      case .list(let items): .list(items.map(inner))
      case .range(let a, let b, let step): .range(inner(a), inner(b), step: step.map(inner))
      case .unary(let op, let a): .unary(op, inner(a))
      case .binary(let op, let a, let b): .binary(op, inner(a), inner(b))
      case .call(let name, let arguments): .call(name, arguments.map(inner))
      case .index(let a, let b): .index(inner(a), inner(b))
      case .member(let a, let name): .member(inner(a), name)
      case .slice(let a, let slice): .slice(inner(a), slice)
      default: self.kind
      }
    return Expression(kind: kind, span: span)
  }
}
