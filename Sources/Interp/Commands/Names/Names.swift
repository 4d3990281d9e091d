import Limits
import Syntax

/// names, names clusters
enum ListNames {
  static let kind = Option.optional(
    "kind", .choice(of: Holding.all.map(\.plural)) { $0 }, "of which kind; of all if none is named", positional: true)
  static let command = Command(
    "names", nil, "lists everything that has been given a name: its kind, its size, what it is",
    details: [
      "Processes, clusters, data, variables, functions, quantities, families and actions. The size counts points, entries, rows, or a family's parameters. "
        + "`inspect` tells more of a name or a kind, `forget` takes a name away."
    ], [kind],
    ranks: .alike, also: ["variables", "list", "workspace", "who", "what", "defined", "ls"],
    examples: [
      .init(
        "seed 1\ndefine cluster red n=4 at=(0, 1) to=(1, 0)\nlet a = [1, 2, 3]\nnames",
        shows: "*")
    ]
  ) { call, session in
    let wanted = try call[kind]
    var rows: [[Table.Cell]] = []
    for holding in Holding.all where wanted == nil || holding.plural == wanted {
      for name in holding.names(session.workspace) {
        try Cancellation.check()
        let size = holding.size(name, session.workspace)
        rows.append([
          .init(name), .init(holding.word), size.map { .number(Double($0)) } ?? .none,
          .init(try holding.about(name, session)),
        ])
      }
    }
    let isEmpty = rows.isEmpty ? wanted.map { "there are no \($0)" } ?? "nothing has a name yet" : nil
    session.show(.table(Table(headings: ["name", "kind", "size", "what"], rows: rows, footer: isEmpty)))
  }
}

/// inspect red
enum InspectNamed {
  static let name = Option.required(
    "name", .name(.named), "a cluster, a process, a variable, or whatever has a name", positional: true)
  static let command = Command(
    "inspect", nil, "shows what a name stands for, whatever it is", [name],
    ranks: .gathered, also: ["look", "show", "describe", "what"],
    examples: [
      .init("def f(x) = x + 1\ninspect f", shows: "def f(x) = x + 1"),
      .init(exampleSetup + "inspect red", shows: "*points*4*"),
    ]
  ) { call, session in
    let (name, span) = (try call[name], call.span(of: InspectNamed.name.parameter))
    let found = Holding.of(name, session.workspace)
    if found.isEmpty, session.workspace.experiment?.population.clusters.contains(name) == true {
      return session.show(.table(try InspectCluster.table(name, session)))
    }
    guard !found.isEmpty else { throw Diagnostic.nothingNamed(name, session, at: span) }
    for holding in found { for output in try holding.inspect(name, session) { session.show(output) } }
  }
}

/// inspect clusters, inspect data iris: a command for each kind that has one.
enum InspectAll {
  static let commands = Holding.all.map { holding -> Command in
    let hasOwn = holding.hasOwnCommand
    let name = Option.optional("name", .name(.named), "one of them; all if none is named", positional: true)
    return Command(
      "inspect", holding.plural, or: holding.synonym,
      "lists all \(holding.plural)" + (hasOwn ? "" : ", or shows one"), hasOwn ? [] : [name],
      ranks: .alike, examples: [.init(holding.example, shows: "*")]
    ) { call, session in
      guard !hasOwn, let wanted = try call[name] else { return session.show(.table(try holding.table(session))) }
      let known = holding.names(session.workspace)
      guard known.contains(wanted) else {
        throw Diagnostic(
          .unknownName, "there is no \(holding.word) `\(wanted)`", at: call.span(of: name.parameter),
          label: Suggestion.phrase(wanted, among: known)
            ?? (known.isEmpty || known.count > 8 ? nil : "there are " + known.joined(separator: ", ")))
      }
      for output in try holding.inspect(wanted, session) { session.show(output) }
    }
  }
}

extension Diagnostic {
  /// Of a name that nothing in the workspace has.
  static func nothingNamed(_ name: String, _ session: Session, at span: Span) -> Diagnostic {
    if let meaning = session.language.reserved(name) {
      return Diagnostic(
        .reservedName, "`\(name)` is \(meaning) of nsh itself", at: span, help: "help \(name)")
    }
    return Diagnostic(
      .unknownName, "nothing has the name `\(name)`", at: span,
      label: Suggestion.phrase(name, among: Holding.names(session.workspace)), help: "names")
  }
}
