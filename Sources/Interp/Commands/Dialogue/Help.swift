import Core
import Display
import Syntax

/// help, help train adam
enum Help {
  static let topic = Option.optional(
    "topic", .value(.words), "a command, quantity, function, word or error", positional: true)
  static let command = Command(
    "help", nil, "shows what there is, or how one thing is used",
    details: ["In a dialogue `X?` says the same as `help X`."], [topic],
    isAboutTheDialogue: true, examples: [.init("help pi", shows: "pi: the number pi, 3.14159")]
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
      "`help WORD` tells more about any of them, `apropos WORD` searches, `help tour` shows around",
    ]).joined(separator: "\n")
  }

  /// Names and what they are, in two columns.
  static func columns(_ rows: [(String, String)]) -> String {
    let width = rows.map { TextWidth.columns(of: $0.0) }.max() ?? 0
    return rows.map { "  \(TextWidth.padded($0, to: width + 2))\($1)" }.joined(separator: "\n")
  }

  /// All that has a name: the name, its line, and all that is said of it.
  static func everything(_ language: Language) -> [(name: String, summary: String, text: String)] {
    language.commands.map {
      ($0.name, $0.summary, ([$0.summary] + $0.details + $0.parameters.map(\.summary)).joined(separator: " "))
    }
      + language.quantities.map { ($0.name, $0.summary, $0.summary + " " + $0.formula) }
      + language.functions.map { ($0.name, $0.summary, $0.summary) }
      + language.constants.map { ($0.name, $0.summary, $0.summary) }
      + Catalogue.families.map { ($0.name, "family: " + $0.summary, "family " + $0.summary + " " + $0.formula) }
      + language.words.map { ($0.name, $0.summary, $0.summary) }
      + ErrorCatalogue.codes.map { ($0.name, "error: " + $0.meaning, "error " + $0.meaning + " " + $0.remedy) }
  }

  static func text(on topic: String, _ session: Session) -> String? {
    let (language, workspace) = (session.language, session.workspace)
    let topic = language.commands.first { c in c.synonym.map { "\(c.verb) \($0)" } == topic }?.name ?? topic
    let commands = language.commands.filter { $0.name == topic || $0.verb == topic }
    if let exact = commands.first(where: { $0.name == topic }), commands.count == 1 { return text(on: exact) }
    if !commands.isEmpty {
      return
        ((commands.first { $0.name == topic }.map { [text(on: $0), ""] } ?? [])
        + commands.filter { $0.name != topic }.map { "\($0.usage)\n    \($0.summary)" }).joined(separator: "\n")
    }
    if let q = session.quantity(topic) {
      return "\(q.name): \(q.summary)\n  \(q.formula)"
    }
    if let f = language.function(topic) {
      return "\(f.usage): \(f.summary)"
        + (f.example.input.split(separator: "\n").last.map { "\n  example: \($0)" } ?? "")
    }
    if let c = language.constants.first(where: { $0.name == topic }) {
      return "\(c.name): \(c.summary), \(NumberFormat.standard(c.value))"
    }
    if let word = language.words.first(where: { $0.name == topic }) { return "\(word.usage)\n  \(word.summary)" }
    if let family = Catalogue.families.first(where: { $0.name == topic }) {
      return "family \(family.name): \(family.formula)\n  \(family.summary)"
    }
    if let code = ErrorCatalogue.code(named: topic) { return text(on: code) }
    let own = Holding.of(topic, workspace).compactMap { holding in
      (try? holding.about(topic, session)).map { "\(topic): \(holding.word), \($0)\n  `inspect \(topic)` tells more" }
    }
    return own.isEmpty ? nil : own.joined(separator: "\n")
  }

  static func text(on code: ErrorCode) -> String {
    let example = code.example?.split(separator: "\n").last.map { "\n  example: \($0)" } ?? ""
    return "error \(code.name): \(code.meaning)\n  \(code.remedy)" + example
  }

  static func text(on command: Command) -> String {
    var lines = [command.usage, "  " + command.summary]
    lines += command.details.map { "  " + $0 }
    for p in command.parameters {
      lines.append("    \(p.name): \(p.summary) [\(p.kind.title)\(p.standard.map { "; \($0)" } ?? "")]")
    }
    if let example = command.examples.first?.input.split(separator: "\n").last { lines.append("  example: \(example)") }
    return lines.joined(separator: "\n")
  }
}
