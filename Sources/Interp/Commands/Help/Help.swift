import Core
import Display
import Syntax

/// help, help train adam
enum Help {
  static let topic = Option.optional(
    "topic", .value(.words), "a command, a topic, a quantity, a function, a word, an error, or a name of your own",
    positional: true)
  static let command = Command(
    "help", nil, "shows what there is, or how one thing is used",
    details: [
      "In a dialogue `X?` says the same as `help X`. Topics: " + Topic.all.map(\.name).joined(separator: ", ") + "."
    ],
    [topic], isAboutTheDialogue: true, ranks: .alike, also: ["manual", "documentation", "explain", "usage", "how"],
    examples: [.init("help pi", shows: "pi: the number pi, 3.14159")]
  ) { call, session in
    guard case .list(let items)? = try call[topic] else { return session.show(.text(overview(session.language))) }
    let topic = items.map(\.text).joined(separator: " ")
    guard let text = text(on: topic, session) else {
      throw Diagnostic(
        .unknownTopic, "there is no help on `\(topic)`", at: call.span(of: Help.topic.parameter),
        label: Suggestion.phrase(topic, among: topics(session.language))
          ?? "`apropos \(topic)` looks through all descriptions")
    }
    session.show(.text(text))
  }

  static func topics(_ language: Language) -> [String] {
    language.verbs.sorted() + everything(language).map(\.name)
  }

  static func overview(_ language: Language) -> String {
    ([
      "commands", columns(language.commands.map { ($0.name, $0.summary) }), "quantities",
      columns(language.quantities.map { ($0.name, $0.summary) }), "functions",
      "  " + language.functions.map(\.name).joined(separator: " "),
      "statements", columns(language.words.map { ($0.usage, $0.summary) }),
      "topics", columns(language.topics.map { ($0.name, $0.summary) }),
      "`help WORD` tells more about any of them, `apropos WORD` searches, `help tour` shows around",
    ]).joined(separator: "\n")
  }

  /// Names and what they are, in two columns.
  static func columns(_ rows: [(String, String)]) -> String {
    let width = rows.map { TextWidth.columns(of: $0.0) }.max() ?? 0
    return rows.map { "  \(TextWidth.padded($0, to: width + 2))\($1)" }.joined(separator: "\n")
  }

  /// Something that has a name.
  struct Entry {
    let name: String
    /// Its line.
    let summary: String
    /// All that is said of it.
    let text: String
    /// Other words for it.
    let also: [String]
  }

  static func everything(_ language: Language) -> [Entry] {
    func entry(_ name: String, _ summary: String, _ more: [String] = [], _ also: [String] = []) -> Entry {
      Entry(name: name, summary: summary, text: ([summary] + more).joined(separator: " "), also: also)
    }
    var all = language.topics.map { entry($0.name, "topic: " + $0.summary, [], $0.also) }
    all += language.commands.map {
      entry($0.name, $0.summary, $0.details + $0.parameters.map(\.summary), $0.also)
    }
    all += language.quantities.map { entry($0.name, $0.summary, [$0.formula], $0.also) }
    all += language.functions.map { entry($0.name, $0.summary, [], $0.also) }
    all += language.constants.map { entry($0.name, $0.summary) }
    all += Catalogue.families.map { entry($0.name, "family: " + $0.summary, [$0.formula]) }
    all += language.words.map { entry($0.name, $0.summary, [], $0.also) }
    all += ErrorCatalogue.codes.map { entry($0.name, "error: " + $0.meaning, [$0.remedy]) }
    return all
  }

  /// Examples as a person types them, with what prepares for them, and what they show.
  static func examples(_ examples: [Command.Example]) -> [String] {
    examples.isEmpty
      ? []
      : ["", "  \(examples.count == 1 ? "example" : "examples"):"]
        + examples.enumerated().flatMap { i, example in (i > 0 ? [""] : []) + lines(example) }
  }

  private static func lines(_ example: Command.Example) -> [String] {
    let typed = example.input.split(separator: "\n").map(String.init)
    // Lines within a block or a bracket stand behind the other prompt.
    var depth = 0
    let input = typed.map { line -> String in
      defer { depth += line.reduce(0) { $0 + ("{([".contains($1) ? 1 : "})]".contains($1) ? -1 : 0) } }
      return "    " + (depth > 0 ? Prompt.more : Prompt.first) + line
    }
    let isKnown = !example.output.isEmpty && !example.output.contains("*")
    return input + (isKnown ? example.output.split(separator: "\n").map { "    \($0)" } : [])
  }

  static func text(on topic: String, _ session: Session) -> String? {
    let (language, workspace) = (session.language, session.workspace)
    if topic == "topics" { return "topics\n" + columns(language.topics.map { ($0.name, $0.summary) }) }
    let topic = language.commands.first { c in c.synonym.map { "\(c.verb) \($0)" } == topic }?.name ?? topic
    let commands = language.commands.filter { $0.name == topic || $0.verb == topic }
    if let exact = commands.first(where: { $0.name == topic }), commands.count == 1 { return text(on: exact) }
    if !commands.isEmpty {
      return
        ((commands.first { $0.name == topic }.map { [text(on: $0), ""] } ?? [])
        + commands.filter { $0.name != topic }.map { "\($0.usage)\n    \($0.summary)" }).joined(separator: "\n")
    }
    if let q = session.quantity(topic) {
      let own = q.example.input.isEmpty ? [] : examples([q.example])
      return (["\(q.name): \(q.summary)\n  \(q.formula)"] + own).joined(separator: "\n")
    }
    if let f = language.function(topic) {
      return (["\(f.usage): \(f.summary)"] + examples([f.example])).joined(separator: "\n")
    }
    if let c = language.constants.first(where: { $0.name == topic }) {
      return "\(c.name): \(c.summary), \(NumberFormat.standard(c.value))"
    }
    if let word = language.words.first(where: { $0.name == topic }) {
      return (["\(word.usage)\n  \(word.summary)"] + examples([word.example])).joined(separator: "\n")
    }
    let own = Holding.of(topic, workspace).compactMap { holding in
      (try? holding.about(topic, session)).map { "\(topic): \(holding.word), \($0)\n  `inspect \(topic)` tells more" }
    }
    if !own.isEmpty { return own.joined(separator: "\n") }
    if let family = Catalogue.families.first(where: { $0.name == topic }) {
      return "family \(family.name): \(family.formula)\n  \(family.summary)"
    }
    let told = language.topics.first { $0.name == topic } ?? language.topics.first { $0.answers(to: topic) }
    let code = ErrorCatalogue.code(named: topic).map { text(on: $0) }
    if let told { return [told.help(language), code].compactMap { $0 }.joined(separator: "\n\n") }
    if let code { return code }
    return nil
  }

  static func text(on code: ErrorCode) -> String {
    let example = code.example.map { examples([.init($0, shows: "")]) } ?? []
    return (["error \(code.name): \(code.meaning)\n  \(code.remedy)"] + example).joined(separator: "\n")
  }

  static func text(on command: Command) -> String {
    var lines = [command.usage, "  " + command.summary]
    lines += command.details.map { "  " + $0 }
    for p in command.parameters {
      lines.append("    \(p.name): \(p.summary) [\(p.kind.title)\(p.standard.map { "; \($0)" } ?? "")]")
    }
    return (lines + examples(command.examples)).joined(separator: "\n")
  }
}
