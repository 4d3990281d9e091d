import Syntax

/// pause "Look at the red ones."
enum Pause {
  static let text = Option.optional("text", .text, "what is said before", positional: true)
  static let command = Command(
    "pause", nil, "says something and waits for a key, where a person sits at a terminal",
    details: [
      "Return, space or an arrow goes on; `q` ends the script there, or the line of a dialogue. Without a terminal it says its text and goes on at once, so that a "
        + "script for a talk runs anywhere. `nsh --step FILE` waits before every statement."
    ], [text], ranks: .alike, also: ["wait", "present", "talk", "slides", "sleep", "stop"],
    examples: [.init("pause \"Look at the first layer.\"\nprint 1", shows: "Look at the first layer.\n1")]
  ) { call, session in
    if let text = try call[text] { session.show(.text(text), isFinished: true) }
    guard session.host.pause() else { throw Interrupted(isTold: true, isWish: true) }
  }
}
