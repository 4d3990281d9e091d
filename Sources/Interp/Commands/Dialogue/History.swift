import Checked
import Syntax

/// undo, undo 3
enum Undo {
  static let count = Option("count", .count, "how many statements", default: 1, positional: true)
  static let command = Command(
    "undo", nil, "takes back the last statement that changed something, or several",
    details: [
      "In a dialogue only, up to a hundred steps back. Files that were written stay. `redo` brings back what was undone, until something else is changed."
    ], [count],
    brings: .init(isOpen: true), isAboutTheDialogue: true, ranks: .alike,
    also: ["back", "revert", "take back", "mistake"],
    examples: [
      .init("let a = 1\nlet a = 2\nundo\na", shows: "undone: let a = 2\n1"),
      .init("let a = 1\nlet b = 2\nundo 2", shows: "undone: let b = 2\nundone: let a = 1"),
    ]
  ) { call, session in
    try Undo.check(try call[count], session.dialogue.undoable, "undo", .nothingToUndo, at: call)
    for _ in Range(from: 0, upTo: try call[count]) {
      guard let last = session.dialogue.undo(session.workspace) else { return }
      session.workspace = last.workspace
      session.host.undone(last.number)
      session.show(.report("undone: \(last.title)", seconds: nil))
    }
  }

  /// - Throws: `Diagnostic` where there are fewer; nothing is then done.
  fileprivate static func check(_ wanted: Int, _ there: Int, _ word: String, _ code: ErrorCode, at call: Call) throws {
    if there == 0 { throw Diagnostic(code, "there is nothing to \(word)", at: call.span) }
    guard wanted <= there else {
      throw Diagnostic(
        .outOfRange, "there \(there == 1 ? "is 1 statement" : "are \(there) statements") to \(word), not \(wanted)",
        at: call.span(of: Undo.count.parameter))
    }
  }
}

/// redo, redo 3
enum Redo {
  static let command = Command(
    "redo", nil, "brings back the statement that `undo` took back last, or several",
    details: [
      "What is brought back is what was there, to the last bit: nothing is computed again. A statement that changes something ends it."
    ],
    [Undo.count], brings: .init(isOpen: true), isAboutTheDialogue: true, ranks: .alike, also: ["forward", "again"],
    examples: [.init("let a = 1\nlet a = 2\nundo\nredo\na", shows: "redone: let a = 2\n2")]
  ) { call, session in
    try Undo.check(try call[Undo.count], session.dialogue.redoable, "redo", .nothingToRedo, at: call)
    for _ in Range(from: 0, upTo: try call[Undo.count]) {
      guard let next = session.dialogue.redo(session.workspace) else { return }
      session.workspace = next.workspace
      session.host.executed({ next.lines }, number: next.number)
      session.show(.report("redone: \(next.title)", seconds: nil))
    }
  }
}

/// history, history 5, history train
enum HistoryList {
  static let which = Option.optional(
    "which", .value(.words), "how many of the last statements, or a word that they hold; all if neither is given",
    positional: true)
  static let command = Command(
    "history", nil, "shows what this dialogue has done so far, as a script that does it again", [which],
    isAboutTheDialogue: true, ranks: .alike, also: ["past", "log", "earlier", "transcript"],
    examples: [
      .init("let a = 1\nhistory", shows: "let a = 1"), .init("let a = 1\nlet b = 2\nhistory 1", shows: "let b = 2"),
      .init("let a = 1\nlet b = 2\nhistory a", shows: "let a = 1"),
    ]
  ) { call, session in
    let all = session.dialogue.statements
    guard case .list(let items)? = try call[which] else { return show(all, &session) }
    let word = items.map(\.text).joined(separator: " ")
    if let number = Int(word, radix: 10) {
      guard number > 0 else {
        throw Diagnostic(
          .outOfRange, "`history` shows one statement at least, not \(number)", at: call.span(of: which.parameter))
      }
      return show(Array(all.suffix(number)), &session)
    }
    let found = all.filter { $0.lowercased().contains(word.lowercased()) }
    guard !found.isEmpty else {
      throw Diagnostic(
        .nothingFound, "no statement of this dialogue holds `\(word)`",
        at: call.spans[which.parameter.name]?.first ?? call.span(of: which.parameter),
        label: Suggestion.phrase(items[0].text, among: [HistorySave.command.subject ?? ""]), help: "history")
    }
    show(found, &session)
  }

  private static func show(_ statements: [String], _ session: inout Session) {
    session.show(.text(String(statements.joined().dropLast())))
  }
}

/// history save "demo.nsh"
enum HistorySave {
  static let file = Option.required(
    "file", .file(".nsh", "scripts end in .nsh"), "the script's name, ending in .nsh", positional: true)
  static let command = Command(
    "history", "save", "writes what this dialogue has done as a script that does it again",
    details: [
      "The script gives the same workspace. Included files stand in it by their statements, and what `nsh -i` ran before the dialogue too; of a statement "
        + "that failed or was interrupted it has the steps that were kept. What cannot be repeated is said in a comment."
    ], [file],
    isAboutTheDialogue: true,
    ranks: .alike, examples: [.init("let a = 1\nhistory save \"demo.nsh\"", shows: "demo.nsh written: 1 statement")]
  ) { call, session in
    let path = try call[file]
    let script = session.dialogue.script
    try session.placed(call.span(of: file.parameter)) { try $0.host.write(Array(script.utf8), to: path) }
    let count = session.dialogue.count
    session.show(.report("\(path) written: \(count) statement\(count == 1 ? "" : "s")", seconds: nil))
  }
}

/// timing on
enum Timing {
  static let state = Option.required(
    "state", .either(yes: "on", no: "off"), "whether times are shown", positional: true)
  static let command = Command(
    "timing", nil, "shows, or no longer shows, how long each statement of a dialogue took", [state],
    isAboutTheDialogue: true,
    ranks: .alike, examples: [.init("timing off\nprint 1", shows: "1")]
  ) { call, session in session.dialogue.isTiming = try call[state] }
}
