import Syntax

/// undo
enum Undo {
  static let command = Command(
    "undo", nil, "takes back the last statement that changed something",
    details: ["In a dialogue only, up to a hundred steps back. Files that were written stay."], [],
    brings: .init(isOpen: true), isAboutTheDialogue: true,
    examples: [.init("let a = 1\nlet a = 2\nundo\na", shows: "undone: let a = 2\n1")]
  ) { call, session in
    guard let last = session.dialogue.undo() else {
      throw Diagnostic(.nothingToUndo, "there is nothing to undo", at: call.span)
    }
    session.workspace = last.workspace
    session.host.undone(last.number)
    session.show(.report("undone: \(last.title)", seconds: nil))
  }
}

/// history
enum HistoryList {
  static let command = Command(
    "history", nil, "shows what this dialogue has done so far, as a script that does it again", [],
    isAboutTheDialogue: true, examples: [.init("let a = 1\nhistory", shows: "let a = 1")]
  ) { call, session in
    session.show(.text(String(session.dialogue.lines.dropLast())))
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
    examples: [.init("let a = 1\nhistory save \"demo.nsh\"", shows: "demo.nsh written: 1 statement")]
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
    examples: [.init("timing off\nprint 1", shows: "1")]
  ) { call, session in session.dialogue.isTiming = try call[state] }
}
