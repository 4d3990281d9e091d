import Syntax

/// apropos gradient
enum Apropos {
  static let word = Option.required("word", .value(.words), "a word, or its beginning", positional: true)
  static let command = Command(
    "apropos", nil, "lists everything whose name or description holds a word", [word], isAboutTheDialogue: true,
    examples: [
      .init(
        "apropos hyperbolic",
        shows: "  cosh  the hyperbolic cosine\n  sinh  the hyperbolic sine\n  tanh  the hyperbolic tangent")
    ]
  ) { call, session in
    guard case .list(let items) = try call[word] else { return }
    let wanted = items.map(\.text).joined(separator: " ").lowercased()
    let found = Help.everything(session.language).filter { ($0.name + " " + $0.text).lowercased().contains(wanted) }
    guard !found.isEmpty else {
      throw Diagnostic(
        .nothingFound, "nothing speaks of `\(wanted)`", at: call.span(of: word.parameter), help: "help")
    }
    session.show(.text(Help.columns(found.map { ($0.name, $0.summary) }.sorted { $0.0 < $1.0 })))
  }
}
