import Checked
import Core
public import Syntax

/// What can stand at a place of a script, and what stands there means.
extension Interpreter {
  /// A word that could stand at a place.
  public struct Candidate: Sendable {
    public enum Kind: Sendable { case command, word, option, function, quantity, name, file, value }
    public let text: String
    public let kind: Kind
    /// One line on it.
    public let detail: String?
  }

  /// The words that could stand at a byte, and the bytes before it that one of them replaces: by the names that the script
  /// gives before. None within a comment.
  public func candidates(in script: Script, at place: Int) -> (range: Range<Int>, candidates: [Candidate]) {
    let start = Self.beginning(of: script.tokens, at: place)
    let none = (Range(from: place, upTo: place), [Candidate]())
    guard let line = Self.withoutComments(script.source.text(Range(from: start, upTo: place))) else { return none }
    let symbols = script.names.visible(in: script.source, at: place)
    let isInclude = line.drop { !$0.isLetter }.hasPrefix("include")
    let completer = Completer(language, OfferedNames(symbols, in: language)) { [host] folder, beginning in
      let file = isInclude ? script.source.name ?? "" : ""
      let path = Loader.path(folder, besides: file)
      return host.list(path.isEmpty ? "." : path, beginning: beginning)
    }
    let found = completer.complete(line: line, cursor: line.utf8.count)
    let isFile = Self.isWithinQuotes(script.tokens, at: place)
    let command = script.command(at: place)?.command
    let texts = found.candidates.prefix(1000)
    return (
      Range(from: start + found.range.lowerBound, upTo: start + found.range.upperBound),
      texts.map { candidate($0, isFile: isFile, symbols, command, isFirst: found.range.lowerBound == 0) }
    )
  }

  /// Where the statement at a byte begins.
  private static func beginning(of tokens: [Token], at place: Int) -> Int {
    // By halves: those of a long text are many.
    var (low, high) = (0, tokens.count)
    while low < high {
      let middle = (low + high) / 2
      if tokens[middle].range.upperBound <= place { low = middle + 1 } else { high = middle }
    }
    while low > 0 {
      low -= 1
      if tokens[low].kind == .newline { return tokens[low].range.upperBound }
    }
    return 0
  }

  /// With spaces in place of comments; nil where the end is within one.
  private static func withoutComments(_ text: String) -> String? {
    var bytes = Array(text.utf8)
    for (range, kind) in Highlighter(Vocabulary()).runs(of: text) where kind == .comment {
      if range.upperBound == bytes.count { return nil }
      for i in range { bytes[i] = UInt8(ascii: " ") }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func isWithinQuotes(_ tokens: [Token], at place: Int) -> Bool {
    tokens.contains { $0.isString && $0.range.lowerBound < place && place <= $0.range.upperBound }
  }

  private func candidate(
    _ text: String, isFile: Bool, _ symbols: [ScriptNames.Symbol], _ command: Command?, isFirst: Bool
  ) -> Candidate {
    if isFile { return Candidate(text: text, kind: .file, detail: nil) }
    let word = String(text.prefix { $0 != "(" && $0 != "=" })
    if text.hasSuffix("=") {
      let parameter = command?.parameter(named: word)
      return Candidate(text: text, kind: .option, detail: parameter.map { "\($0.summary) [\($0.kind.title)]" })
    }
    if let symbol = symbols.first(where: { $0.name == word }) {
      let kind: Candidate.Kind = symbol.kind == .function ? .function : .name
      return Candidate(text: text, kind: kind, detail: symbol.usage ?? symbol.kind.title)
    }
    if text.hasSuffix("("), let function = language.function(word) {
      return Candidate(text: text, kind: .function, detail: "\(function.usage): \(function.summary)")
    }
    if let quantity = language.quantity(word) {
      return Candidate(text: text, kind: .quantity, detail: quantity.summary)
    }
    let commands = language.commands(verb: word)
    if isFirst, !commands.isEmpty {
      let only = commands.count == 1 ? commands[0].summary : commands.compactMap(\.subject).joined(separator: ", ")
      return Candidate(text: text, kind: .command, detail: only)
    }
    if let told = language.words.first(where: { $0.name == word }), isFirst {
      return Candidate(text: text, kind: .word, detail: told.summary)
    }
    return Candidate(text: text, kind: Parser.keywords.contains(word) ? .word : .value, detail: nil)
  }

  // MARK: What a word means

  /// What stands at a byte: a name of the script with where it is given, an option, or what `help` tells of the word.
  public func meaning(in script: Script, at place: Int) -> (text: String, range: Range<Int>)? {
    if let (symbol, span) = script.names.symbol(in: script.source, at: place) {
      return (Self.told(symbol, script), span.range)
    }
    if let (call, command) = script.command(at: place) {
      for case .option(let name) in call.arguments.map(\.kind) where name.span.range.holds(place) {
        guard let p = command.parameter(named: name.text) else { continue }
        let standard = p.standard.map { "; \($0) by itself" } ?? ""
        return (
          "\(p.name)=...: \(p.summary) [\(p.kind.title)\(standard)]\n  an option of `\(command.name)`", name.span.range
        )
      }
    }
    let start = Self.beginning(of: script.tokens, at: max(0, place - 1))
    let end = script.source.range(ofLine: script.source.line(at: place)).upperBound
    let piece = script.source.text(Range(from: start, upTo: max(place, end)))
    guard let found = explanation(piece, at: place - start) else { return nil }
    return (found.text, Range(from: start + found.range.lowerBound, upTo: start + found.range.upperBound))
  }

  private static func told(_ symbol: ScriptNames.Symbol, _ script: Script) -> String {
    var lines = ["\(symbol.usage ?? symbol.name): \(symbol.kind.title)"]
    guard let place = symbol.definitions.first ?? symbol.statement else { return lines[0] }
    let file = place.source === script.source ? "" : " of \(place.source.name ?? "")"
    let text = place.source.text(place.source.range(ofLine: place.line))
    let trimmed = text.drop { $0 == " " || $0 == "\t" }
    lines.append("  line \(place.line)\(file): \(trimmed.count > 100 ? trimmed.prefix(97) + "..." : trimmed)")
    let others = symbol.definitions.dropFirst().filter { $0.source === script.source }.prefix(5).map { String($0.line) }
    if !others.isEmpty { lines.append("  given anew in line \(others.joined(separator: ", "))") }
    return lines.joined(separator: "\n")
  }
}

// MARK: Arguments

extension Interpreter {
  /// How what is being called at a byte is written, and which of its arguments stands there.
  public struct Usage: Sendable {
    public let text: String
    public let summary: String?
    public let parameters: [String]
    public let active: Int
  }

  public func usage(in script: Script, at place: Int) -> Usage? {
    let start = Self.beginning(of: script.tokens, at: place)
    guard let piece = Self.withoutComments(script.source.text(Range(from: start, upTo: place))) else { return nil }
    var lexer = Lexer(Source(piece))
    let tokens = Array(lexer.tokens().dropLast())
    var (i, commas, depth) = (tokens.count - 1, 0, 0)
    while i >= 0 {
      let token = tokens[i]
      if token.closes { depth += 1 }
      if token.isSymbol(","), depth == 0 { commas += 1 }
      if token.opens {
        if depth == 0 {
          if token.isSymbol("("), !token.isSpaced, i > 0, case .name(let word) = tokens[i - 1].kind,
            let usage = usage(of: word, commas, script, at: place)
          {
            return usage
          }
          commas = 0
        } else {
          depth -= 1
        }
      }
      i -= 1
    }
    return nil
  }

  private func usage(of word: String, _ active: Int, _ script: Script, at place: Int) -> Usage? {
    let own = script.names.visible(in: script.source, at: place).first { $0.name == word && $0.usage != nil }
    if let text = own?.usage, let open = text.firstIndex(of: "(") {
      let inside = text[text.index(after: open)...].dropLast()
      let parameters = inside.split(separator: ", ").map(String.init)
      return Usage(text: text, summary: nil, parameters: parameters, active: active)
    }
    guard let function = language.function(word) else { return nil }
    let last = max(0, function.parameters.count - 1)
    let isOpen = function.parameters.last?.hasSuffix("...") == true
    return Usage(
      text: function.usage, summary: function.summary, parameters: function.parameters,
      active: isOpen ? min(active, last) : active)
  }
}

// MARK: The whole text

extension Interpreter {
  /// What the parts of a script are, for its colours.
  public func highlights(of script: Script) -> [(range: Range<Int>, kind: Highlighter.Kind)] {
    Highlighter(language.vocabulary).runs(of: script.source, script.tokens)
  }

  /// The text with the usual indents and spaces.
  ///
  /// - Throws: `Diagnostic` where it cannot be read.
  public func laidOut(_ source: Source) throws -> String { try Layout(source, language.vocabulary).text() }

  /// - Throws: `Diagnostic`: why the name cannot be changed.
  public func renaming(_ symbol: ScriptNames.Symbol, to name: String, in script: Script) throws -> [Span] {
    try script.names.renaming(symbol, to: name, in: language)
  }
}
