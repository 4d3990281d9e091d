import Syntax

/// recover
enum Recover {
  static let command = Command(
    "recover", nil, "does again what a dialogue did that ended without a goodbye",
    details: [
      "The next dialogue tells of it when it begins. What was shown then is not shown again; a dialogue that is not recovered is offered no more, and kept in "
        + "`recovery/declined` of the state folder."
    ], [], isAboutTheDialogue: true, ranks: .alike, examples: [.init("recover", shows: "there is nothing to recover")]
  ) { _, session in
    session.recovering = session.host.abandoned()
    if session.recovering == nil { session.show(.text("there is nothing to recover")) }
  }
}
