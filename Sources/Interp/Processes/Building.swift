import Core
import Syntax

/// What the commands that build processes have in common.
enum Building {
  /// Builds a process. What the engine refuses gets the place of the option that it is about.
  static func built<S>(_ call: Call, _ body: () throws -> S) throws -> S {
    do { return try body() } catch is CancellationError { throw Interrupted() } catch let error as EngineError {
      let names = error.about.map { [$0] + (fallbacks[$0] ?? []) } ?? []
      guard let argument = names.compactMap({ call.arguments[$0] }).first else { throw error }
      throw Diagnostic(error, at: argument.span)
    }
  }

  /// What else may be the cause of what is refused about an option that was left out.
  private static let fallbacks = [
    "step": ["steps", "periods", "eccentricity", "positions"], "to": ["from", "lens", "index"],
    "from": ["lens", "index"], "time": ["lens", "index"],
  ]

  /// - Throws: `Diagnostic` where the loss, or its gradient, of a process that is to be trained is not finite: nothing could
  ///   be done with it.
  static func checkLoss(_ experiment: Experiment, at span: Span) throws {
    let evaluation = try experiment.evaluation()
    guard !evaluation.isFinite else { return }
    let what =
      !evaluation.penalty.isFinite
      ? "the penalty leaves the range of numbers"
      : experiment.fault() ?? "the squares of the distances from the destinations leave the range of numbers"
    throw Diagnostic(
      .notFinite, "the loss of this \(experiment.noun) is not finite: \(what)", at: span,
      help: "take other units, or smaller parameters")
  }

  /// Gives a process its name, makes it the present one, and says what it is.
  static func place(_ experiment: Experiment, _ name: String, at span: Span, _ session: inout Session) throws {
    try check(name, at: span, session)
    session.workspace.processes[name] = experiment
    session.workspace.current = name
    session.show(.report(try describe(experiment, name: name), seconds: nil))
  }

  /// - Throws: `Diagnostic` where the name means something else.
  static func check(_ name: String, at span: Span, _ session: Session) throws {
    if let taken = session.language.reserved(name, isProcess: true)
      ?? session.workspace.meaning(of: name, for: .process)
    {
      throw Diagnostic(.reservedName, "`\(name)` is \(taken); choose another name", at: span)
    }
  }

  /// chain: 50 bump layers, 200 parameters, loss 0.998
  static func describe(_ experiment: Experiment, name: String) throws -> String {
    "\(name): " + (try experiment.form.describe(experiment))
  }

  /// An option that says nothing beside, or without, another one.
  ///
  /// - Throws: `Diagnostic` at the first of the options that is given.
  static func refuse(_ options: [any AnyOption], _ why: String, _ call: Call) throws {
    for option in options {
      if let argument = call.arguments[option.parameter.name] {
        throw Diagnostic(.unknownOption, "`\(option.parameter.name)` \(why)", at: argument.span)
      }
    }
  }

  /// [1, 2] or (1, 2)
  static func numbers(_ value: Value, _ name: String, at span: Span) throws -> [Double] {
    switch value {
    case .vector(let v): return v
    case .range(let r) where r.count <= 1000: return (0..<r.count).map { r[$0] }
    case .list(let items):
      let numbers = items.compactMap { if case .number(let x) = $0 { x } else { nil } }
      if numbers.count == items.count { return numbers }
    default: break
    }
    throw Diagnostic(.wrongType, "`\(name)` is a list of numbers, not \(value.kind)", at: span)
  }

  /// [(0, 0), (1, 0)]
  static func points(_ value: Value, _ name: String, at span: Span) throws -> [[Double]] {
    if case .list(let items) = value {
      let points = items.compactMap { if case .vector(let v) = $0, v.count == 2 { v } else { nil } }
      if points.count == items.count { return points }
    }
    throw Diagnostic(.wrongType, "`\(name)` is a list of points (x, y), not \(value.kind)", at: span)
  }
}
