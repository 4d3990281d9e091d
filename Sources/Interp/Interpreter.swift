import Core
public import Syntax

/// Runs text: parses and checks it whole, then executes statement by statement on the workspace.
public final class Interpreter {
  public private(set) var session: Session
  private let host: any Host
  /// `quit` was said.
  public private(set) var isLeaving = false

  /// - Parameter parameters: `name=value` pairs for the script's `param` statements; values are read as expressions, or
  ///   else as strings.
  public init(host: any Host, settings: Settings = Settings(), parameters: [(name: String, value: String)] = []) {
    self.host = host
    var scratch = Session(workspace: Workspace(), settings: settings, host: host, given: [:])
    var given: [String: Value] = [:]
    for (name, text) in parameters { given[name] = scratch.constant(text) ?? .string(text) }
    session = Session(workspace: Workspace(), settings: settings, host: host, given: given)
  }

  /// Whether a session should ask for another line before running this.
  public static func needsMore(_ text: String) -> Bool {
    if helpTopic(text) != nil { return false }
    var parser = Parser(Source(text), Registry.vocabulary)
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
    var parser = Parser(source, Registry.vocabulary)
    var loader = Loader(host: host)
    var statements = loader.load(parser.parse(), from: source)
    if isDialogue { statements = statements.map { Abbreviations(session).expanded($0) } }
    var checker = Checker(session: session)
    checker.check(script: statements)
    let errors = Self.inOrder(parser.errors + loader.errors + checker.errors)
    guard errors.isEmpty else {
      errors.prefix(20).forEach(host.report)
      return .error
    }
    if checkOnly { return .fine }
    session.stack = StackGuard(size: session.settings.stack)
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
      _ = try session.execute(statement)
      host.executed({ Registry.printer.text(statement) }, failure: nil)
    } catch let error {
      let failure = (error as? Diagnostic) ?? (error as? KeptFailure)?.diagnostic
      host.executed(
        { Registry.printer.text(statement) },
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
    for name in session.given.keys.sorted() where !statements.contains(where: { $0.parameterName == name }) {
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
    let number = (session.log.last?.number ?? 0) + 1
    let clock = ContinuousClock()
    let start = clock.now
    defer {
      if session.isTiming { host.note("\(NumberFormat.short(Double((clock.now - start) / .microseconds(1)) / 1e6)) s") }
      if session.workspace.revision > before.revision {
        session.past.append(Session.Snapshot(workspace: before, entry: number))
        if session.past.count > Self.longestPast { session.past.removeFirst() }
      }
    }
    try run(statement)
    if !statement.isAboutTheDialogue {
      session.log.append(Session.Entry(number: number, text: Registry.printer.text(statement)))
    }
  }

  private static let longestPast = 100
}

extension Statement {
  /// `undo`, `history`, `help`, ...: nothing that a script made of the dialogue should repeat.
  fileprivate var isAboutTheDialogue: Bool {
    guard case .command(let call) = kind else { return false }
    return Registry.commands(verb: call.verb.text).first?.isAboutTheDialogue ?? false
  }
}

extension StringProtocol {
  var trimmingSpaces: String {
    var rest = Substring(self)
    while rest.first == " " { rest.removeFirst() }
    while rest.last == " " { rest.removeLast() }
    return String(rest)
  }
}
