import Core
public import Syntax

/// Runs text: parses and checks it whole, then executes statement by statement on the workspace.
public final class Interpreter {
  private var evaluator: Evaluator
  let language: Language
  let host: any Host
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
    var scratch = Evaluator(Session(language: language, settings: settings, host: host))
    var given: [String: Value] = [:]
    for (name, text) in parameters { given[name] = scratch.constant(text) ?? .string(text) }
    evaluator = Evaluator(Session(language: language, settings: settings, host: host, given: given))
  }

  public internal(set) var session: Session {
    get { evaluator.session }
    _modify { yield &evaluator.session }
  }

  /// Runs a text. Nothing of it runs when any of it is wrong.
  ///
  /// A source without a name is a line of a dialogue: words may be abbreviated, `X?` asks for help, and what succeeds
  /// is logged and can be undone.
  public func run(_ source: Source, checkOnly: Bool = false) -> ExitStatus {
    let isDialogue = source.name == nil
    let text = source.text(0..<source.bytes.count)
    if isDialogue, let topic = Self.helpTopic(text) { return run(Source("help \(topic)")) }
    guard let statements = checked(source, isDialogue: isDialogue) else { return .error }
    if checkOnly { return .fine }
    session.scope.begin(stack: session.settings.stack)
    session.scriptText = isDialogue ? nil : text
    let failed = session.workspace.expectations.failed
    let status = ended {
      if !isDialogue { try checkParameters(statements) }
      for statement in statements { try isDialogue ? recorded(statement) : run(statement) }
    }
    return status == .fine && session.workspace.expectations.failed > failed ? .expectationFailed : status
  }

  /// The statements of a text with those of the files that it includes; nil when anything is wrong, which the host is
  /// told.
  private func checked(_ source: Source, isDialogue: Bool) -> [Statement]? {
    var parser = Parser(source, language.vocabulary)
    var loader = Loader(host: host, language.vocabulary)
    var statements = loader.load(parser.parse(), from: source)
    if isDialogue { statements = statements.map { Abbreviations(session).expanded($0) } }
    var scratch = evaluator
    var checker = Checker(language, known: KnownNames(session.workspace)) { try? scratch.evaluate($0) }
    checker.check(script: statements)
    let errors = Self.inOrder(parser.errors + loader.errors + checker.errors)
    errors.prefix(20).forEach(host.report)
    return errors.isEmpty ? statements : nil
  }

  func run(_ statement: Statement) throws {
    if host.isInterrupted { throw Interrupted() }
    do {
      _ = try evaluator.execute(statement)
      host.executed({ language.printer.text(statement) }, failure: nil)
    } catch let error {
      let failure = (error as? Diagnostic) ?? (error as? KeptFailure)?.diagnostic
      host.executed(
        { language.printer.text(statement) },
        failure: failure ?? (error is Interrupted ? Diagnostic(.interrupted, "interrupted") : nil))
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
      host.report(Diagnostic(.fault, "\(error)"))
      return .error
    }
  }

  private func checkParameters(_ statements: [Statement]) throws {
    for name in session.given.keys.sorted() where !statements.contains(where: { $0.parameterName == name }) {
      throw Diagnostic(.unknownParameter, "the script has no parameter `\(name)`", exitStatus: .usage)
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
}
