/// What Tab offers: the words that can stand at the cursor.
public struct Completion: Sendable, Equatable {
  /// The bytes of the line that are replaced.
  public let range: Range<Int>
  public let candidates: [String]
}

extension Interpreter {
  /// By grammar slot: a verb at a statement's start (or, where none fits, a value), then a subject, option names, an option's values, names and quantities.
  public func complete(line: String, cursor: Int) -> Completion {
    let bytes = Array(line.utf8.prefix(cursor))
    var start = bytes.count
    while start > 0, Lexer.isLetter(bytes[start - 1]) || Lexer.isDigit(bytes[start - 1]) { start -= 1 }
    let prefix = String(decoding: bytes[start...], as: UTF8.self)
    var lexer = Lexer(Source(String(decoding: bytes[..<start], as: UTF8.self)))
    let tokens = lexer.tokens().dropLast()
    let from = tokens.lastIndex { $0.kind == .newline || $0.isSymbol("{") || $0.isSymbol("}") }.map { $0 + 1 } ?? tokens.startIndex
    let words = slot(Array(tokens[from...]))
    var matches = words.filter { $0.hasPrefix(prefix) }
    if matches.isEmpty, from == tokens.endIndex { matches = values.filter { $0.hasPrefix(prefix) } }
    var seen = Set<String>()
    return Completion(range: start..<bytes.count, candidates: matches.filter { seen.insert($0).inserted }.sorted())
  }

  /// The words for the place after these tokens of a statement.
  private func slot(_ before: [Token]) -> [String] {
    guard let first = before.first, case .name(let verb) = first.kind else {
      return before.isEmpty ? Registry.verbs.sorted() + Parser.keywords : values
    }
    let commands = Registry.commands(verb: verb)
    guard !commands.isEmpty else { return values }
    if verb == "help" { return Help.topics }
    var command = commands.first { $0.subject == nil }
    if before.count == 1 {
      let subjects = commands.compactMap(\.subject)
      return subjects + (command.map { words(of: $0) } ?? [])
    }
    if case .name(let word) = before[1].kind, let match = commands.first(where: { $0.subject == word }) { command = match }
    guard let command else { return [] }
    if before.last!.isSymbol("="), before.count >= 2, case .name(let option) = before[before.count - 2].kind,
      let parameter = command.parameter(named: option)
    {
      return words(for: parameter)
    }
    if case .name("by") = before.last!.kind { return ["cluster", "point"] }
    if case .name("over") = before.last!.kind { return ["layer", "step"] }
    if case .name("of") = before.last!.kind { return session.workspace.clusters.map(\.name) }
    return words(of: command)
  }

  private func words(of command: Command) -> [String] {
    let options = command.parameters.filter { !$0.isPositional }.map { $0.name + "=" }
    let positional = command.parameters.filter(\.isPositional).flatMap { words(for: $0) }
    let slices = command.parameters.contains { $0.kind == .quantity } ? ["by", "over", "of"] : []
    return options + positional + slices + (command.until == nil ? [] : ["until", "gradient", "loss"])
  }

  private func words(for parameter: Parameter) -> [String] {
    switch parameter.kind {
    case .choice(let words): words
    case .cluster, .place: session.workspace.clusters.map(\.name)
    case .newName, .file, .words: []
    case .layer: ["last"]
    default: values
    }
  }

  private var values: [String] {
    session.workspace.variables.keys.sorted() + session.workspace.clusters.map(\.name) + Registry.quantities.map(\.name)
      + Registry.functions.map { $0.name + "(" } + Registry.constants.map(\.name)
  }
}
