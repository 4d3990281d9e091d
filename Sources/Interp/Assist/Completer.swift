import Checked
import Core
import Syntax

/// What Tab offers: the words that can stand at the cursor.
public struct Completion: Sendable, Equatable {
  /// The bytes of the line that are replaced.
  public let range: Range<Int>
  public let candidates: [String]
}

/// What could stand at the cursor, by the declarations and the names that there are.
struct Completer {
  let language: Language
  let names: OfferedNames
  /// What a folder holds whose names begin so.
  let list: (_ folder: String, _ beginning: String) -> [(name: String, isFolder: Bool)]

  /// By what the session holds.
  init(session: Session) {
    self.init(session.language, OfferedNames(session)) { session.host.list($0, beginning: $1) }
  }

  init(
    _ language: Language, _ names: OfferedNames,
    list: @escaping (_ folder: String, _ beginning: String) -> [(name: String, isFolder: Bool)]
  ) {
    (self.language, self.names, self.list) = (language, names, list)
  }

  /// By grammar slot: a verb at a statement's start (or, where none fits, a value), then a subject, option names, an
  /// option's values, names, quantities, what stands behind a dot, files within quotes.
  func complete(line: String, cursor: Int) -> Completion {
    let bytes = Array(line.utf8.prefix(cursor))
    if let quote = Self.openQuote(bytes) { return completeFile(bytes, from: quote + 1) }
    var start = bytes.count
    // Errors have hyphens in their names: help unknown-name.
    let typed = String(decoding: bytes, as: UTF8.self)
    let isHelp = typed[(typed.lastIndex(of: "\n") ?? typed.startIndex)...].drop { $0.isWhitespace }.hasPrefix("help ")
    start -= typed.unicodeScalars.reversed().prefix { Identifier.isPart($0) || isHelp && $0 == "-" }
      .reduce(0) { $0 + UTF8.width($1) }
    let prefix = String(decoding: bytes[start...], as: UTF8.self)
    var lexer = Lexer(Source(String(decoding: bytes[..<start], as: UTF8.self)))
    let tokens = lexer.tokens().dropLast()
    let from =
      tokens.lastIndex { $0.kind == .newline || $0.isSymbol("{") || $0.isSymbol("}") }.map { $0 + 1 }
      ?? tokens.startIndex
    let words = slot(Array(tokens[from...]))
    var matches = words.filter { $0.hasPrefix(prefix) }
    if matches.isEmpty, from == tokens.endIndex { matches = values.filter { $0.hasPrefix(prefix) } }
    var seen = Set<String>()
    let candidates = matches.filter { seen.insert($0).inserted }.sorted { (a: String, b: String) -> Bool in
      // Numbers before words, by size.
      switch (Int(a, radix: 10), Int(b, radix: 10)) {
      case (let x?, let y?) where x != y: x < y
      case (_?, nil): true
      case (nil, _?): false
      default: a < b
      }
    }
    return Completion(range: Range(from: start, upTo: bytes.count), candidates: candidates)
  }

  // MARK: Files

  /// The quote of a string that is still open at the end.
  private static func openQuote(_ bytes: [UInt8]) -> Int? {
    var open: Int?
    var i = 0
    while i < bytes.count {
      switch bytes[i] {
      case UInt8(ascii: "\\") where open != nil: i += 1
      case UInt8(ascii: "\""): open = open == nil ? i : nil
      case UInt8(ascii: "#") where open == nil: return nil
      default: break
      }
      i += 1
    }
    return open
  }

  /// What is typed is read as the string that it begins, and what is offered is written as one: a brace or a quote in a
  /// file's name stands behind a backslash. Names with other control characters cannot be written and are left out.
  private func completeFile(_ bytes: [UInt8], from start: Int) -> Completion {
    let typed = StringEscapes.read(String(decoding: bytes[min(start, bytes.count)...], as: UTF8.self))
    let slash = typed.lastIndex(of: "/").map { typed.index(after: $0) } ?? typed.startIndex
    let (folder, prefix) = (String(typed[..<slash]), String(typed[slash...]))
    let found = list(folder.isEmpty ? "." : folder, prefix).filter { entry in
      !entry.name.hasPrefix(".") || prefix.hasPrefix(".")
    }
    let texts = found.compactMap { entry in
      StringEscapes.written(folder + entry.name).map { $0 + (entry.isFolder ? "/" : "\"") }
    }
    return Completion(range: Range(from: start, upTo: bytes.count), candidates: texts.sorted())
  }

  // MARK: Words

  /// The words for the place after these tokens of a statement.
  private func slot(_ before: [Token]) -> [String] {
    if let last = before.last, last.isSymbol("."), before.count >= 2,
      case .name(let owner) = before[before.count - 2].kind
    {
      return names.members(owner)
    }
    guard let first = before.first, case .name(let verb) = first.kind else {
      return before.isEmpty ? language.verbs.sorted() + Parser.keywords : values
    }
    if verb == "let", before.count == 3 { return values + language.verbs.sorted() }
    let commands = language.commands(verb: verb)
    guard !commands.isEmpty else { return sliced(before) ?? values }
    if verb == "help" { return Help.topics(language) + names.all }
    var command = commands.first { $0.subject == nil }
    if before.count == 1 {
      let subjects = commands.compactMap(\.subject)
      return subjects + (command.map { words(of: $0) } ?? [])
    }
    if case .name(let word) = before[1].kind, let match = commands.first(where: { $0.answers(to: word) }) {
      command = match
    }
    guard let command else { return [] }
    if let open = Self.openBracket(before) {
      guard open >= 2, before[open - 1].isSymbol("="), case .name(let option) = before[open - 2].kind,
        let parameter = command.parameter(named: option)
      else { return values }
      return words(for: parameter)
    }
    if before.last!.isSymbol("="), before.count >= 2, case .name(let option) = before[before.count - 2].kind,
      let parameter = command.parameter(named: option)
    {
      return words(for: parameter)
    }
    // `of` asks another process, once what is asked for is there.
    let isNamed = before.count > (command.subject == nil ? 1 : 2)
    let mayAsk = isNamed || !command.parameters.contains { $0.isPositional && $0.isRequired }
    return sliced(before) ?? words(of: command).filter { mayAsk || $0 != "of" }
  }

  /// The outermost bracket that is still open: `subset=[red, `.
  private static func openBracket(_ tokens: [Token]) -> Int? {
    var open: [Int] = []
    for (i, token) in tokens.enumerated() {
      if token.isSymbol("[") || token.isSymbol("(") { open.append(i) }
      if token.isSymbol("]") || token.isSymbol(")") { _ = open.popLast() }
    }
    return open.first
  }

  /// What goes on after `by`, `over`, `of`, `at`.
  private func sliced(_ before: [Token]) -> [String]? {
    guard case .name(let word)? = before.last?.kind else { return nil }
    switch word {
    case "by": return ["cluster", "point"]
    case "over", "at": return ["layer", "step"]
    case "of": return names.clusters + names.processes
    case "layer": return names.layers
    case "in", "while", "if", "expect", "assert", "return", "until":
      return word == "until" ? ["gradient", "loss"] : values
    default: return nil
    }
  }

  private func words(of command: Command) -> [String] {
    let options = command.parameters.filter { !$0.isPositional }.map { $0.name + "=" }
    let positional = command.parameters.filter(\.isPositional).flatMap { words(for: $0) }
    let slices =
      command.parameters.contains { $0.kind == .quantity || $0.kind == .expressions }
      ? ["by", "over", "of"] : command.parameter(named: "by") == nil ? [] : ["by"]
    let against = command.parameters.contains { $0.kind == .expressions && $0.isPositional } ? [DrawnWord.against] : []
    let clauses = command.asksProcess ? ["of"] : []
    return options + positional + slices + clauses + against + (command.until == nil ? [] : ["until"])
  }

  private func words(for parameter: Parameter) -> [String] {
    switch parameter.kind {
    case .choice(let words): words
    case .cluster, .place: names.clusters
    case .clusters: names.carried
    case .family, .families: Catalogue.names + names.families
    case .action: names.actions
    case .process: names.processes
    case .processes: names.processes + ["processes"]
    case .data: names.data
    case .named, .names: names.all
    case .newName, .file, .words, .word: []
    case .expressions where parameter.name == "watch": [DrawnWord.path] + values
    case .layer: names.layers
    default: values
    }
  }

  private var values: [String] {
    names.values + language.quantities.map(\.name) + language.functions.map { $0.name + "(" }
      + language.constants.map(\.name)
  }
}
