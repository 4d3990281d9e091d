import Core

/// help, help train adam
enum Help {
  static let topic = Option<Value>.value("topic", .words, "a command, quantity or function", required: false)
  static let command = Command(
    "help", nil, "shows what there is, or how one thing is used", [topic],
    examples: [.init("help pi", shows: "pi: the number pi, 3.14159")]
  ) { call, session in
    guard case .list(let items)? = try call[topic] else { return session.host.show(.text(overview)) }
    let topic = items.map(\.text).joined(separator: " ")
    guard let text = text(on: topic) else {
      throw Diagnostic(
        "unknown-topic", "there is no help on `\(topic)`", at: call.span(of: Help.topic.parameter),
        label: Suggestion.phrase(topic, among: topics))
    }
    session.host.show(.text(text))
  }

  static var topics: [String] {
    Registry.commands.map(\.name) + Registry.verbs.sorted() + Registry.quantities.map(\.name) + Registry.functions.map(\.name)
      + Registry.constants.map(\.name) + Catalogue.names
  }

  static var overview: String {
    let width = (Registry.commands.map(\.name.count).max() ?? 0) + 2
    func padded(_ name: String) -> String { "  " + name + String(repeating: " ", count: max(1, width - name.count)) }
    return (["commands"] + Registry.commands.map { padded($0.name) + $0.summary }
      + ["quantities"] + Registry.quantities.map { padded($0.name) + $0.summary }
      + ["functions", "  " + Registry.functions.map(\.name).joined(separator: " ")]
      + ["words", "  let NAME = VALUE, param NAME = VALUE, for NAME in 1..3 { }, if CONDITION { } else { }, expect CONDITION \"why\", assert"]
      + ["`help WORD` tells more about any of them"])
      .joined(separator: "\n")
  }

  static func text(on topic: String) -> String? {
    let commands = Registry.commands.filter { $0.name == topic || $0.verb == topic }
    if let exact = commands.first(where: { $0.name == topic }), commands.count == 1 { return text(on: exact) }
    if !commands.isEmpty {
      return (commands.first { $0.name == topic }.map { [text(on: $0), ""] } ?? [])
        .appending(commands.filter { $0.name != topic }.map { "\($0.usage)\n    \($0.summary)" }).joined(separator: "\n")
    }
    if let q = Registry.quantity(topic) { return "\(q.name): \(q.summary)\n  \(q.formula)" }
    if let f = Registry.function(topic) { return "\(f.usage): \(f.summary)" }
    if let c = Registry.constants.first(where: { $0.name == topic }) {
      return "\(c.name): \(c.summary), \(NumberFormat.standard(c.value))"
    }
    if let family = Catalogue.families.first(where: { $0.name == topic }) {
      return "family \(family.name): \(family.formula)\n  \(family.summary)"
    }
    return nil
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

extension Array {
  fileprivate func appending(_ other: [Element]) -> [Element] { self + other }
}
