import Syntax

extension Completer {
  /// What could come next, to be shown greyed behind the cursor: the rest of the only word that fits, or the options
  /// that are left.
  func hint(for line: String) -> String {
    guard !line.isEmpty, line.utf8.count < 200 else { return "" }
    let completion = complete(line: line, cursor: line.utf8.count)
    let typed = completion.range.count
    if typed > 0 {
      guard completion.candidates.count == 1, let only = completion.candidates.first, only.utf8.count > typed else {
        return ""
      }
      return String(decoding: Array(only.utf8)[typed...], as: UTF8.self)
    }
    return line.last == " " ? next(after: line) : ""
  }

  /// The subjects that a verb knows, or the parameters that a command has not been given yet.
  private func next(after line: String) -> String {
    var lexer = Lexer(Source(line))
    let tokens = lexer.tokens().dropLast()
    guard let first = tokens.first, case .name(let verb) = first.kind, !tokens.last!.isSymbol("=") else { return "" }
    let commands = language.commands(verb: verb)
    let names = tokens.compactMap { if case .name(let name) = $0.kind { name } else { nil } }
    if tokens.count == 1, commands.count > 1 { return commands.compactMap(\.subject).joined(separator: "|") }
    let bySubject = names.count > 1 ? commands.first { $0.answers(to: names[1]) } : nil
    guard let command = bySubject ?? commands.first(where: { $0.subject == nil }) else { return "" }
    let words = tokens.count - (command.subject == nil ? 1 : 2)
    let left = command.parameters.filter { p in p.isPositional ? words == 0 : !names.contains(p.name) }
    return left.prefix(4).map { $0.isPositional ? $0.name.uppercased() : "[\($0.name)=\($0.standard ?? "...")]" }
      .joined(separator: " ")
  }
}
