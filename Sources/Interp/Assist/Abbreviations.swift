import Syntax

/// In a dialogue the first letters of a command, a subject or an option will do, where they fit one word only.
struct Abbreviations {
  private let session: Session

  init(_ session: Session) { self.session = session }

  func expanded(_ statement: Statement) -> Statement {
    switch statement.kind {
    case .command(let call): Statement(kind: .command(expanded(call)), span: statement.span)
    case .bindResult(let name, let call): Statement(kind: .bindResult(name, expanded(call)), span: statement.span)
    // What a file says is written in full.
    case .include: statement
    default: statement.mapBlocks { $0.map(expanded) }
    }
  }

  private func expanded(_ call: CommandCall) -> CommandCall {
    let verb = whole(call.verb, among: Array(session.language.verbs))
    let commands = session.language.commands(verb: verb.text)
    var arguments = call.arguments[...]
    var result: [Argument] = []
    var command = commands.first { $0.subject == nil }
    if let first = arguments.first, case .positional = first.kind, let word = first.value.bareName,
      session.variable(word) == nil
    {
      let subject = whole(
        Name(text: word, span: first.value.span),
        among: commands.flatMap { [$0.subject, $0.synonym] }.compactMap { $0 })
      if let match = commands.first(where: { $0.answers(to: subject.text) }) {
        command = match
        result.append(Argument(kind: .positional, value: Expression(kind: .name(subject.text), span: subject.span)))
        arguments = arguments.dropFirst()
      }
    }
    let options = command?.parameters.filter { !$0.isPositional }.map(\.name) ?? []
    result += arguments.map { argument in
      guard case .option(let name) = argument.kind else { return argument }
      return Argument(kind: .option(whole(name, among: options)), value: argument.value)
    }
    return CommandCall(verb: verb, arguments: result, redirect: call.redirect, block: call.block)
  }

  /// The only word that begins so, or the one with which all begin that do; else the name itself.
  private func whole(_ name: Name, among words: [String]) -> Name {
    guard name.text.count >= 2, !words.contains(name.text) else { return name }
    let fitting = words.filter { $0.hasPrefix(name.text) }
    // `cluster` among `cluster` and `clusters`.
    guard let shortest = fitting.min(by: { $0.count < $1.count }), fitting.allSatisfy({ $0.hasPrefix(shortest) }) else {
      return name
    }
    return Name(text: shortest, span: name.span)
  }
}
