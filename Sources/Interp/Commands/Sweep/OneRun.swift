import Checked
import Core
import Limits
import Sweeps
import Syntax
import Tables

/// Does runs, one after the other, on the thread that made it: threads that share no syntax do not wait for each other.
struct OneRun {
  private let statements: [Statement]
  private let kept: SweepScript.Kept
  private let series: SweepScript.Kept
  private let brought: Set<String>
  private let language: Language
  private let settings: Settings
  private let host: RunHost
  private let stack: Int

  /// What a thread needs to make one.
  struct Recipe: Sendable {
    let source: Source
    let brought: [String]
    let kept: [String]
    let series: [String]
    let language: Language
    var settings: Settings

    init(_ script: SweepScript, _ session: Session) {
      (source, brought) = (script.source, script.brought)
      (kept, series) = (
        script.kept.expressions.map { Printer.text($0) }, script.series.expressions.map { Printer.text($0) }
      )
      (language, settings) = (session.language, session.settings)
      // A run works on one thread: there are as many runs at once as there are threads.
      settings.threads = 1
    }
  }

  /// - Parameter stack: the bytes of the stack on which it works.
  init(_ recipe: Recipe, _ host: RunHost, stack: Int) {
    self.stack = stack
    (language, settings, self.host, brought) = (recipe.language, recipe.settings, host, Set(recipe.brought))
    // The script was checked before: what is read here is right.
    let source = Source(name: recipe.source.name, bytes: recipe.source.bytes)
    var parser = Parser(source, language.vocabulary)
    var loader = Loader(host: host, language.vocabulary)
    statements = loader.load(parser.parse(), from: source)
    kept = Self.expressions(recipe.kept, language)
    series = Self.expressions(recipe.series, language)
  }

  private static func expressions(_ texts: [String], _ language: Language) -> SweepScript.Kept {
    let expressions = texts.compactMap { text -> Expression? in
      var parser = Parser(Source(name: "keep", text), language.vocabulary)
      guard let only = parser.parse().first, case .expression(let value) = only.kind else { return nil }
      return value
    }
    return .init(names: texts, expressions: expressions)
  }

  /// The session of a run before its first statement.
  ///
  /// - Parameters:
  ///   - values: of the parameters by their names, `seed` among them where it is swept.
  static func session(
    _ values: [(name: String, value: Cell)], brought: Set<String>, _ language: Language, _ settings: Settings,
    _ host: any Host
  ) -> Session {
    var (given, seed): ([String: Given], UInt64?) = ([:], nil)
    for (name, value) in values {
      if name == "seed", case .number(let x) = value {
        seed = UInt64(saturating: x)
      } else {
        given[name] = .value(Value(value))
      }
    }
    var session = Session(language: language, settings: settings, host: host, given: given, givenSeed: seed)
    // A script that sets no seed draws one where it is alone; runs must be the same whenever they are done.
    session.workspace.seed = seed ?? 1
    for (name, value) in values where brought.contains(name) { session.workspace.variables[name] = Value(value) }
    return session
  }

  /// - Returns: nil where it was asked to end before the run was done.
  func run(_ number: Int, key: [UInt8], _ names: [String], _ values: [Cell]) -> FinishedRun? {
    let start = ContinuousClock.now
    host.begin()
    let session = Self.session(
      Array(zip(names, values)), brought: brought, language, settings, host)
    var evaluator = Evaluator(session)
    evaluator.session.scope.begin(stack: stack)
    var (state, message): (RunState, String?) = (.done, nil)
    var (results, numbers): ([Cell], [FinishedRun.Numbers]) = ([], [])
    do {
      try Self.execute(statements, &evaluator)
      results = try zip(kept.names, kept.expressions).map { try Self.cell($1, named: $0, &evaluator) }
      numbers = try series.expressions.flatMap { try Self.numbers($0, &evaluator) }
      if let unmet = host.unmet { (state, message) = (.unmet, Self.told(unmet)) }
    } catch {
      guard let told = Self.failure(error) else { return nil }
      (state, message) = told
    }
    if host.isInterrupted { return nil }
    let seed = evaluator.session.workspace.seed.map { Cell.number(Double($0)) } ?? .missing
    let parameters = zip(names, values).filter { $0.0 != "seed" }.map(\.1)
    if !state.hasResults { (results, numbers) = (kept.names.map { _ in .missing }, []) }
    return FinishedRun(
      run: number, key: key, state: state, error: message, seconds: (ContinuousClock.now - start) / .seconds(1),
      seed: seed, parameters: parameters, results: results, series: numbers)
  }

  /// A run's statements, to the end or to a `quit`.
  static func execute(_ statements: [Statement], _ evaluator: inout Evaluator) throws {
    do {
      for statement in statements {
        evaluator.session.trail.begin(isKept: false)
        _ = try evaluator.execute(statement)
      }
    } catch is Leaving {}
  }

  // MARK: Failures

  /// - Returns: nil of a run that was asked to end.
  private static func failure(_ error: any Error) -> (RunState, String)? {
    switch error {
    case is Interrupted, is CancellationError: return nil
    case let failure as KeptFailure: return (state(failure.diagnostic), told(failure.diagnostic))
    case let diagnostic as Diagnostic: return (state(diagnostic), told(diagnostic))
    default: return (.failed, "\(error)")
    }
  }

  private static func state(_ diagnostic: Diagnostic) -> RunState {
    diagnostic.exitStatus == .diverged ? .diverged : .failed
  }

  /// With its place: `swap.nsh:14: training diverged ...`.
  private static func told(_ diagnostic: Diagnostic) -> String {
    let place = diagnostic.span.map { "\($0.source.name ?? ""):\($0.line): " } ?? ""
    let label = diagnostic.code == .expectation ? diagnostic.label.map { ": \($0)" } ?? "" : ""
    return place + diagnostic.message + label
  }

  // MARK: What is kept

  private static func cell(_ expression: Expression, named name: String, _ evaluator: inout Evaluator) throws -> Cell {
    let value = try evaluator.settledValue(expression)
    switch value {
    case .number(let x): return .number(x)
    case .bool(let b): return .truth(b)
    case .string(let text): return .text(text)
    case .series(let series): return .number(largest(series.allValues))
    case .list(let items):
      let numbers = items.compactMap { if case .number(let x) = $0 { x } else { nil } }
      if numbers.count == items.count, !numbers.isEmpty { return .number(largest(numbers)) }
    default: break
    }
    throw Diagnostic(
      .wrongType, "`\(name)` cannot be kept: it is \(value.kind), and a number, a string or a truth has a column")
  }

  /// The largest magnitude, as comparisons take it.
  private static func largest(_ values: [Double]) -> Double {
    values.reduce(0) { $0.isNaN || $1.isNaN ? .nan : max($0, abs($1)) }
  }

  /// The component that tells where the entries of the others stand.
  static let place = "place"

  private static func numbers(_ expression: Expression, _ evaluator: inout Evaluator) throws -> [FinishedRun.Numbers] {
    let name = Printer.text(expression)
    switch try evaluator.settledValue(expression) {
    case .series(let series):
      // Of a long training some steps are kept: which ones stands beside them.
      let places = series.places.map { [Series.Column(group: "", component: Self.place, values: $0.map(Double.init))] }
      return (series.columns + (places ?? [])).map {
        .init(
          name: name, axis: series.indexName, first: series.first, group: $0.group, component: $0.component,
          values: $0.values)
      }
    case let value:
      let values = try expression.span.blamed { try evaluator.session.numbers(value) }
      return [.init(name: name, axis: "", first: 1, group: "", component: "", values: values)]
    }
  }
}
