import Syntax

/// edit, edit 2, edit f
enum Edit {
  static let which = Option.optional(
    "which", .value(.words),
    "a statement's number, counted back from the last, 1; or a word in it, or a function's name",
    positional: true)
  static let command = Command(
    "edit", nil, "opens the last statement, or an earlier one, in the editor, and runs what is left there",
    details: [
      "The editor is the one that $VISUAL or else $EDITOR names. What it leaves is run as if it had been typed, and is the history's last entry; an empty text, "
        + "or an editor that ends with an error, runs nothing. In a dialogue on a terminal only."
    ], [which],
    isAboutTheDialogue: true, ranks: .alone("an editor has one person"),
    also: ["change", "correct", "vim", "emacs", "nano"],
    examples: [.init("print 1 + 1\nedit", shows: "2")]
  ) { call, session in
    let span = call.span(of: which.parameter)
    let text: String
    if case .list(let items)? = try call[which] {
      text = try entry(items.map(\.text).joined(separator: " "), session, at: span)
    } else {
      text = session.dialogue.typed.last ?? ""
    }
    do throws(HostError) {
      let left = try session.host.edit(text)
      session.entered = left.allSatisfy(\.isWhitespace) ? nil : left.trimmingLineEnds
      if session.entered == nil { session.host.note("note: the text is empty; nothing is run") }
    } catch { throw Diagnostic(.noEditor, error.message, at: call.span) }
  }

  /// The statement of a number, or the last that defines a function of the name, or that holds the word.
  private static func entry(_ word: String, _ session: Session, at span: Span) throws -> String {
    let typed = session.dialogue.typed
    if let number = Int(word, radix: 10) {
      guard number >= 1, number <= typed.count else {
        let count = typed.count
        throw Diagnostic(
          .outOfRange, "there is no statement \(number) to edit: there \(count == 1 ? "is 1" : "are \(count)")",
          at: span)
      }
      return typed[typed.count - number]
    }
    if let text = typed.last(where: { $0.contains("def \(word)(") }) ?? typed.last(where: { $0.contains(word) }) {
      return text
    }
    throw Diagnostic(
      .nothingFound, "no statement of this dialogue holds `\(word)`", at: span, help: "history")
  }
}

extension String {
  fileprivate var trimmingLineEnds: String {
    var text = self[...]
    while text.last?.isNewline == true { text.removeLast() }
    return String(text)
  }
}
