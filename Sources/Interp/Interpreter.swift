import Core
import Limits
public import Syntax

/// Runs text: parses and checks it whole, then executes statement by statement on the workspace.
public final class Interpreter {
  private var evaluator: Evaluator
  let language: Language
  let host: any Host
  /// `seed=` on the command line with something else than a seed.
  private let wrongSeed: String?
  /// `quit` was said.
  public private(set) var isLeaving = false
  /// What scripts do is kept for `history`: a dialogue follows.
  public var keepsHistory = false
  /// Each statement of a script is shown and waits for the person.
  public var stops = false

  /// - Parameter parameters: `name=value` pairs for the script's `param` statements, whose own values tell the kind as which
  ///   each is read.
  public init(
    language: Language = .nsh, host: any Host, settings: Settings = Settings(),
    parameters: [(name: String, value: String)] = []
  ) {
    self.language = language
    let host = settings.ranks.map { RankedHost(host, $0, settings) } ?? host
    self.host = host
    let seed = parameters.last { $0.name == "seed" }.map(\.value)
    let given = Dictionary(parameters.filter { $0.name != "seed" }.map { ($0.name, Given.text($0.value)) }) { $1 }
    evaluator = Evaluator(
      Session(language: language, settings: settings, host: host, given: given, givenSeed: seed.flatMap(Seed.read)))
    wrongSeed = seed.flatMap { Seed.read($0) == nil ? $0 : nil }
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
    Cancellation.bound(to: host.interruption) {
      MemoryLimit.bound(to: session.settings.memory) {
        Ranks.bound(to: session.settings.ranks) { limited(source, checkOnly: checkOnly) }
      }
    }
  }

  private func limited(_ source: Source, checkOnly: Bool) -> ExitStatus {
    let isDialogue = source.name == nil
    let text = source.text(0..<source.bytes.count)
    if isDialogue { remember(text) }
    if isDialogue, let topic = Self.helpTopic(text) { return run(Source("help \(topic)")) }
    let statements = checked(source, isDialogue: isDialogue)
    let failure = statements == nil ? host.isInterrupted && !host.isOutOfMemory ? ExitStatus.interrupted : .error : nil
    if let status = agreedToBegin(failure) { return status }
    guard let statements else { return .error }
    if checkOnly { return .fine }
    session.scope.begin(stack: session.settings.stack)
    session.scriptText = isDialogue ? nil : text
    let failed = session.workspace.expectations.failed
    let status = ended {
      if !isDialogue { try checkParameters(statements) }
      for (i, statement) in statements.enumerated() {
        if stops, !isDialogue {
          present(statement, after: i > 0 ? statements[i - 1] : nil)
          guard host.pause() else { throw Interrupted(isTold: true, isWish: true) }
        }
        try run(statement, isDialogue: isDialogue)
        recover()
      }
    }
    return status == .fine && session.workspace.expectations.failed > failed ? .expectationFailed : status
  }

  /// The statements of a text with those of the files that it includes; nil when anything is wrong, which the host is
  /// told.
  private func checked(_ source: Source, isDialogue: Bool) -> [Statement]? {
    guard let (statements, errors) = examined(source, isDialogue: isDialogue) else {
      host.report(host.isOutOfMemory ? session.memoryRanOut() : .interruption())
      makeRoom()
      return nil
    }
    errors.prefix(20).forEach(host.report)
    return errors.isEmpty ? statements : nil
  }

  /// The statements of a text, and all that is wrong with it, in order; nil where it was asked to end on the way.
  func examined(_ source: Source, isDialogue: Bool) -> (statements: [Statement], errors: [Diagnostic])? {
    var parser = Parser(source, language.vocabulary)
    var loader = Loader(host: host, language.vocabulary)
    var statements = loader.load(parser.parse(), from: source)
    if Cancellation.isAsked() { return nil }
    if isDialogue { statements = statements.map { Abbreviations(session).expanded($0) } }
    let found = checked(statements, lost: parser.lostNames + loader.lostNames)
    if Cancellation.isAsked() { return nil }
    return (statements, Self.inOrder(parser.errors + loader.errors + found))
  }

  /// What is wrong with the statements of a text that could be read, those that could not giving some names.
  func checked(_ statements: [Statement], lost names: [String]) -> [Diagnostic] {
    var scratch = evaluator
    var checker = Checker(language, known: KnownNames(session.workspace)) { expression in
      if case .number(let x) = expression.kind { .number(x) } else { try? scratch.evaluate(expression) }
    }
    checker.isRanked = session.settings.ranks != nil
    checker.known.names.formUnion(names)
    checker.check(script: statements)
    return checker.errors
  }

  /// What `recover` asked for.
  private func recover() {
    guard let source = session.recovering else { return }
    session.recovering = nil
    let count = session.dialogue.count
    let status = run(source)
    let done = session.dialogue.count - count
    host.recovered(status)
    if status == .fine { host.note("\(done) statement\(done == 1 ? "" : "s") done again") }
  }

  /// Runs a statement, and records what it did, whole or in part.
  private func run(_ statement: Statement, isDialogue: Bool) throws {
    if session.settings.ranks == nil, host.isInterrupted { throw Interrupted() }
    let clock = ContinuousClock()
    let start = clock.now
    let before = isDialogue ? session.workspace : nil
    let mark = Version(session.workspace)
    let number = session.dialogue.begin()
    session.trail.begin(isKept: isDialogue || keepsHistory || host.keepsLog)
    defer {
      if isDialogue, session.dialogue.isTiming {
        host.note("\(NumberFormat.short(Double((clock.now - start) / .microseconds(1)) / 1e6)) s")
      }
    }
    do {
      try agreed(statement) { _ = try evaluator.execute(statement) }
      record(statement, since: mark, before, number)
    } catch let error {
      record(statement, since: mark, before, number, failure: error)
      throw error
    }
  }

  private func record(
    _ statement: Statement, since mark: Version, _ before: Workspace?, _ number: Int, failure: (any Error)? = nil
  ) {
    if isAboutTheDialogue(statement) { return }
    let workspace = session.workspace
    let isChanged = mark != Version(workspace)
    if let before, workspace.revision != mark.revision { session.dialogue.keep(before, before: number) }
    let record = Record(session)
    let drawn = workspace.drawnSeed == mark.drawnSeed ? nil : workspace.drawnSeed
    let seed = drawn.map { "seed \($0)\n" } ?? ""
    let done = { seed + (failure == nil ? record.lines(statement) : isChanged ? record.lines : "") }
    host.executed({ complaint(statement, failure) + done() }, number: number)
    guard before != nil || keepsHistory, failure == nil || isChanged else { return }
    let title = language.printer.text(statement) + (failure == nil ? "" : ", as far as it went")
    session.dialogue.record(complaint(statement, failure) + done(), title: title, number: number)
  }

  /// A statement that failed, as a comment.
  private func complaint(_ statement: Statement, _ failure: (any Error)?) -> String {
    let message: String
    switch failure {
    case nil, is Leaving: return ""
    case let interruption as Interrupted: message = interruption.isWish ? "left at a pause" : "interrupted"
    case let failure as KeptFailure: message = failure.diagnostic.message
    case let failure as Diagnostic: message = failure.message
    case let failure?: message = "\(failure)"
    }
    return Record.comment(language.printer.text(statement) + "\nerror: " + message)
  }

  /// `undo`, `history`, `help`, ...: nothing that a script made of the dialogue should repeat.
  private func isAboutTheDialogue(_ statement: Statement) -> Bool {
    guard case .command(let call) = statement.kind else { return false }
    return language.commands(verb: call.verb.text).first?.isAboutTheDialogue ?? false
  }

  /// How a run ends, its errors told to the host.
  private func ended(_ body: () throws -> Void) -> ExitStatus {
    do {
      try body()
      return .fine
    } catch let error as Diagnostic {
      host.report(error)
      if error.code == .outOfMemory { makeRoom() }
      return error.exitStatus
    } catch let failure as KeptFailure {
      host.report(failure.diagnostic)
      if failure.diagnostic.code == .outOfMemory { makeRoom() }
      return failure.diagnostic.exitStatus
    } catch is Leaving {
      isLeaving = true
      return .fine
    } catch let interruption as Interrupted {
      if interruption.isWish { return .fine }
      if !interruption.isTold { host.report(.interruption()) }
      return .interrupted
    } catch {
      host.report(Diagnostic(.fault, "\(error)"))
      return .error
    }
  }

  /// Memory has run out: what `undo` would go back to is let go, since it may hold most of it.
  private func makeRoom() {
    let isMostHeld = host.isOutOfMemory || session.settings.memory.share > 0.5
    if isMostHeld, session.dialogue.forgetPast() { host.note("note: to make room, `undo` no longer goes back") }
    host.settleMemory()
  }

  private func checkParameters(_ statements: [Statement]) throws {
    if let wrongSeed {
      throw Diagnostic(
        .wrongType, "a seed is a whole number from 0, not `\(wrongSeed.prefix(40))`", exitStatus: .usage)
    }
    if let seed = session.givenSeed {
      let places = statements.seeds
      if places.count > 1 { throw Seed.several(places) }
      session.workspace.seed = seed
    }
    if session.given.isEmpty { return }
    // Those of included files too.
    let statements = statements.flattened
    for name in session.given.keys.sorted() where !statements.contains(where: { $0.parameterName == name }) {
      throw Diagnostic(.unknownParameter, "the script has no parameter `\(name)`", exitStatus: .usage)
    }
    // Those whose own values are known beforehand are checked before anything runs.
    for case .parameter(let name, let standard) in statements.map(\.kind) where language.isConstant(standard) {
      guard let given = session.given[name.text] else { continue }
      let value = try evaluator.settledValue(standard)
      _ = try evaluator.given(given, for: name, insteadOf: value)
    }
  }

  /// By place, the first of those at the same place.
  static func inOrder(_ errors: [Diagnostic]) -> [Diagnostic] {
    func place(_ error: Diagnostic) -> Int { error.span?.range.lowerBound ?? 0 }
    func key(_ error: Diagnostic) -> String {
      // Of a file that may be no script one is enough: many would show what it holds.
      (error.span?.source.name ?? "") + (error.span?.source.isForeign == true ? "" : ":\(place(error))")
    }
    var seen = Set<String>()
    return errors.sorted { place($0) < place($1) }.filter { seen.insert(key($0)).inserted }
  }
}
