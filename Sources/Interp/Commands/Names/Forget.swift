import Syntax

/// forget green
enum Forget {
  static let names = Option.required(
    "names", .value(.names), "names of processes, clusters, variables, functions, ...", positional: true)
  static let command = Command(
    "forget", nil, "takes names away, with what they stand for; `undo` brings them back",
    details: [
      "What something else needs stays: a cluster to whose place another goes, a function that another calls, a process or a cluster that a variable stands for. "
        + "Forget both at once, `forget f g`. A process keeps what it was built of, its points, its family, its data: those may go.",
      "Where the present process is forgotten, the only one that is left is then in use, or none.",
    ], [names],
    ranks: .alike, also: ["delete", "remove", "clear", "drop", "unset", "erase", "rm"],
    examples: [.init("let a = 1\nforget a", shows: "a forgotten: it was a variable")]
  ) { call, session in
    guard case .list(let items) = try call[names] else { return }
    let span = call.span(of: names.parameter)
    var wanted: [String] = []
    for item in items {
      guard let name = Domain<String>.name(.named).reading(item) else {
        throw Diagnostic(.wrongType, "`forget` takes names, not \(item.kind)", at: span)
      }
      guard !Holding.of(name, session.workspace).isEmpty else {
        throw Diagnostic.nothingNamed(name, session, at: call.spans[names.parameter.name]?[wanted.count] ?? span)
      }
      if !wanted.contains(name) { wanted.append(name) }
    }
    if let (holding, name, needed) = try Holding.dependents(on: Set(wanted), session.workspace).first {
      throw Diagnostic(
        .needed, "`\(needed)` is needed: the \(holding.word) `\(name)` \(holding.reliance)", at: span,
        help: "forget " + (wanted + [name]).joined(separator: " "))
    }
    for name in wanted { try forget(name, &session) }
  }

  private static func forget(_ name: String, _ session: inout Session) throws {
    for holding in Holding.of(name, session.workspace) {
      let wasInUse = session.workspace.current == name && holding.word == "process"
      let size = holding.size(name, session.workspace).map { "\($0)" }
      holding.remove(name, &session.workspace)
      let article = "aeio".contains(holding.word.prefix(1)) ? "an" : "a"
      let what = holding.word == "data" ? "a table of data" : "\(article) \(holding.word)"
      let unit = holding.unit.flatMap { unit in size.map { " of \($0) \(unit)\($0 == "1" ? "" : "s")" } } ?? ""
      var text = "\(name) forgotten: it was \(what)\(unit)"
      if wasInUse {
        let current = session.workspace.current
        text += current.isEmpty ? "; no process is in use now" : "; \(current) is in use now"
      }
      session.show(.report(text, seconds: nil))
    }
  }
}
