import Core
public import Syntax

/// Runs text: parses and checks it whole, then executes statement by statement on the workspace.
public final class Interpreter {
  private var evaluator: Evaluator
  private let language: Language
  private let host: any Host
  /// `quit` was said.
  public private(set) var isLeaving = false

  /// - Parameter parameters: `name=value` pairs for the script's `param` statements; values are read as expressions, or
  ///   else as strings.
  public init(
    language: Language = .nsh, host: any Host, settings: Settings = Settings(),
    parameters: [(name: String, value: String)] = []
  ) {
    self.language = language
    self.host = host
    var scratch = Evaluator(Session(Environment(language: language, settings: settings, host: host)))
    var given: [String: Value] = [:]
    for (name, text) in parameters { given[name] = scratch.constant(text) ?? .string(text) }
    evaluator = Evaluator(
      Session(Environment(language: language, settings: settings, host: host, given: given)))
  }

  public private(set) var session: Session {
    get { evaluator.session }
    _modify { yield &evaluator.session }
  }

  /// Whether a session should ask for another line before running this.
  public static func needsMore(_ text: String, in language: Language = .nsh) -> Bool {
    if helpTopic(text) != nil { return false }
    var parser = Parser(Source(text), language.vocabulary)
    _ = parser.parse()
    return parser.isIncomplete
  }

  /// Runs a text. Nothing of it runs when any of it is wrong.
  ///
  /// A source without a name is a line of a dialogue: words may be abbreviated, `X?` asks for help, and what succeeds
  /// is logged and can be undone.
  public func run(_ source: Source, checkOnly: Bool = false) -> ExitStatus {
    let isDialogue = source.name == nil
    if isDialogue, let topic = Self.helpTopic(source.text(0..<source.bytes.count)) {
      return run(Source("help \(topic)"))
    }
    var parser = Parser(source, language.vocabulary)
    var loader = Loader(host: host, language.vocabulary)
    var statements = loader.load(parser.parse(), from: source)
    if isDialogue { statements = statements.map { Abbreviations(session).expanded($0) } }
    var scratch = evaluator
    var checker = Checker(language, known: KnownNames(session.workspace)) { try? scratch.evaluate($0) }
    checker.check(script: statements)
    let errors = Self.inOrder(parser.errors + loader.errors + checker.errors)
    guard errors.isEmpty else {
      errors.prefix(20).forEach(host.report)
      return .error
    }
    if checkOnly { return .fine }
    session.scope.begin(stack: session.settings.stack)
    session.scriptText = isDialogue ? nil : source.text(0..<source.bytes.count)
    let failed = session.workspace.expectations.failed
    let status = ended {
      if !isDialogue { try checkParameters(statements) }
      for statement in statements { try isDialogue ? recorded(statement) : run(statement) }
    }
    return status == .fine && session.workspace.expectations.failed > failed ? .expectationFailed : status
  }

  private func run(_ statement: Statement) throws {
    if host.isInterrupted { throw Interrupted() }
    do {
      _ = try evaluator.execute(statement)
      host.executed({ language.printer.text(statement) }, failure: nil)
    } catch let error {
      let failure = (error as? Diagnostic) ?? (error as? KeptFailure)?.diagnostic
      host.executed(
        { language.printer.text(statement) },
        failure: failure ?? (error is Interrupted ? Diagnostic("interrupted", "interrupted") : nil))
      throw error
    }
  }

  /// How a run ends, its errors told to the host.
  private func ended(_ body: () throws -> Void) -> ExitStatus {
    do {
      try body()
      return .fine
    } catch let error as Diagnostic {
      host.report(error)
      return error.exitStatus
    } catch let failure as KeptFailure {
      host.report(failure.diagnostic)
      return failure.diagnostic.exitStatus
    } catch is Leaving {
      isLeaving = true
      return .fine
    } catch is Interrupted {
      return .interrupted
    } catch {
      host.report(Diagnostic("internal", "\(error)"))
      return .error
    }
  }

  private func checkParameters(_ statements: [Statement]) throws {
    for name in session.environment.given.keys.sorted() where !statements.contains(where: { $0.parameterName == name })
    {
      throw Diagnostic("unknown-parameter", "the script has no parameter `\(name)`", exitStatus: .usage)
    }
  }

  /// By place, the first of those at the same place.
  private static func inOrder(_ errors: [Diagnostic]) -> [Diagnostic] {
    func place(_ error: Diagnostic) -> Int { error.span?.range.lowerBound ?? 0 }
    var seen = Set<String>()
    return errors.filter { seen.insert("\($0.span?.source.name ?? ""):\(place($0))").inserted }.sorted {
      place($0) < place($1)
    }
  }

  // MARK: Dialogues

  /// The words beside a `?`: `train adam?`, `?momentum`.
  private static func helpTopic(_ text: String) -> String? {
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    guard words.hasSuffix("?") || words.hasPrefix("?") else { return nil }
    let topic = words.split(separator: "?").joined()
    let isPlain = topic.utf8.allSatisfy { Lexer.isLetter($0) || Lexer.isDigit($0) || $0 == UInt8(ascii: " ") }
    return isPlain ? topic.trimmingSpaces : nil
  }

  /// A statement whose success is logged and can be undone.
  private func recorded(_ statement: Statement) throws {
    let before = session.workspace
    let number = session.dialogue.next
    let clock = ContinuousClock()
    let start = clock.now
    defer {
      if session.dialogue.isTiming {
        host.note("\(NumberFormat.short(Double((clock.now - start) / .microseconds(1)) / 1e6)) s")
      }
      if session.workspace.revision > before.revision { session.dialogue.keep(before, before: number) }
    }
    try run(statement)
    if !isAboutTheDialogue(statement) { session.dialogue.record(language.printer.text(statement), number: number) }
  }

  /// `undo`, `history`, `help`, ...: nothing that a script made of the dialogue should repeat.
  private func isAboutTheDialogue(_ statement: Statement) -> Bool {
    guard case .command(let call) = statement.kind else { return false }
    return language.commands(verb: call.verb.text).first?.isAboutTheDialogue ?? false
  }

  /// What Tab offers at the cursor, a byte of the line.
  public func complete(line: String, cursor: Int) -> Completion {
    Completer(session: session).complete(line: line, cursor: cursor)
  }

  /// What could come next, to be shown greyed behind the cursor: the rest of the only word that fits, or the options
  /// that are left.
  public func hint(for line: String) -> String { Completer(session: session).hint(for: line) }
}

extension StringProtocol {
  var trimmingSpaces: String {
    var rest = Substring(self)
    while rest.first == " " { rest.removeFirst() }
    while rest.last == " " { rest.removeLast() }
    return String(rest)
  }
}
