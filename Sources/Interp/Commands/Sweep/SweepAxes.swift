import Checked
import Core
import Limits
import Sweeps
import Syntax
import Tables

/// The values of the parameters that are swept, as a call gives them.
enum SweepAxes {
  /// In the order in which they are written.
  static func axes(_ call: Call, _ script: SweepScript, _ session: inout Session) throws -> [SweepPlan.Axis] {
    let options = Set(call.command.parameters.map(\.name))
    if let hidden = script.parameters.first(where: { options.contains($0.name) }),
      let span = call.arguments[hidden.name]?.span
    {
      throw Diagnostic(
        .reservedName,
        "`\(hidden.name)` is an option of `sweep` itself, so that the script's parameter cannot be swept",
        at: span, label: "give the parameter another name")
    }
    let given = call.arguments.filter { !options.contains($0.key) }
      .sorted { ($0.value.span.range.lowerBound, $0.key) < ($1.value.span.range.lowerBound, $1.key) }
    return try given.map { name, argument in
      let values = try argument.span.blamed { try cells(try session.settled(argument.value), name, argument.span) }
      if name == "seed" {
        try checkSeeds(values, argument.span, script)
      } else {
        try check(name, values, argument.span, script, &session)
      }
      return SweepPlan.Axis(name, values)
    }
  }

  private static func cells(_ value: Value, _ name: String, _ span: Span) throws -> [Cell] {
    let items: [Value]
    switch value {
    case .list(let list): items = list
    case .range(let range):
      guard range.count <= SweepPlan.most else { throw tooMany(Double(range.count), span) }
      items = try patiently(range.count) { .number(range[$0]) }
    default: items = [value]
    }
    guard !items.isEmpty else {
      throw Diagnostic(.emptySweep, "`\(name)` has no values to sweep", at: span, label: "at least one is needed")
    }
    var cells: [Cell] = []
    cells.reserveCapacity(items.count)
    var turns = Turns()
    for item in items {
      try turns.check()
      guard let cell = item.cell, cell != .missing else {
        throw Diagnostic(
          .wrongType, "a parameter is a number, a string, a point, true or false in each run, not \(item.kind)",
          at: span)
      }
      if case .number(let x) = cell, x.isNaN {
        throw Diagnostic(.notFinite, "a value of `\(name)` is not a number (nan)", at: span)
      }
      if let first = cells.first, first.kind != cell.kind {
        throw Diagnostic(
          .wrongType, "the values of `\(name)` are of different kinds: \(first.kind), \(cell.kind)", at: span)
      }
      cells.append(cell)
    }
    return cells
  }

  private static func checkSeeds(_ values: [Cell], _ span: Span, _ script: SweepScript) throws {
    for case .number(let x) in values where x < 0 || x != x.rounded() || x >= 9e15 {
      throw Diagnostic(.outOfRange, "a seed is a whole number from 0, not \(NumberFormat.standard(x))", at: span)
    }
    if case .number? = values.first {
    } else {
      throw Diagnostic(.wrongType, "a seed is a whole number from 0, not \(values.first?.kind ?? "nothing")", at: span)
    }
    let places = script.statements.seeds
    if places.count > 1 { throw Seed.several(places) }
  }

  /// That the script has the parameter, and takes such values.
  private static func check(
    _ name: String, _ values: [Cell], _ span: Span, _ script: SweepScript, _ session: inout Session
  ) throws {
    let known = script.parameters.map(\.name)
    guard let parameter = script.parameters.first(where: { $0.name == name }) else {
      throw Diagnostic(
        .unknownParameter, "the script has no parameter `\(name)`", at: span,
        label: Suggestion.phrase(name, among: known + SweepCommand.command.parameters.map(\.name)),
        help: known.isEmpty
          ? "a script's parameters are its `param NAME = VALUE`" : "its parameters are \(Table.list(known))")
    }
    guard let standard = parameter.standard, session.language.isConstant(standard) else { return }
    try session.evaluating { evaluator in
      let own = try evaluator.settledValue(standard)
      do {
        _ = try evaluator.given(.value(Value(values[0])), for: Name(text: name, span: span), insteadOf: own)
      } catch let error as Diagnostic {
        throw Diagnostic(error.code, error.message, at: span, label: "the script's own value tells its kind")
      }
    }
  }

  // MARK: Plans

  static func plan(_ axes: [SweepPlan.Axis], _ call: Call, _ host: any Host) throws -> SweepPlan {
    if let draws = try call[SweepCommand.draws] {
      let shape = try call[SweepCommand.shape]
      guard !call.gives(SweepCommand.shape) || shape == .grid else {
        throw Diagnostic(
          .wrongCombination, "draws are taken of all combinations, not of a list",
          at: call.span(of: SweepCommand.shape.parameter))
      }
      guard draws <= SweepPlan.most else { throw tooMany(Double(draws), call.span(of: SweepCommand.draws.parameter)) }
      guard !axes.isEmpty else {
        throw Diagnostic(
          .missingArgument, "`draws` takes values of parameters at random, and none is given",
          at: call.span(of: SweepCommand.draws.parameter), label: "such as rate=10^linspace(-4, -1, 100)")
      }
      return try drawn(axes, draws, call, host)
    }
    if call.gives(SweepCommand.drawSeed) {
      throw Diagnostic(
        .unusedOption, "`drawseed` belongs to `draws`", at: call.span(of: SweepCommand.drawSeed.parameter))
    }
    let shape = try call[SweepCommand.shape]
    if let plan = SweepPlan(axes, shape) {
      try call.span.blamed { try refuseTwice(axes, shape, call) }
      return plan
    }
    if shape == .list, let first = axes.first,
      let other = axes.first(where: { $0.values.count != first.values.count })
    {
      throw Diagnostic(
        .wrongShape,
        "as a list all parameters have as many values: `\(first.name)` has \(first.values.count), `\(other.name)` \(other.values.count)",
        at: call.arguments[other.name]?.span ?? call.span)
    }
    throw tooMany(SweepPlan.combinations(axes.map(\.values.count)), call.span)
  }

  /// The same values give the same run: it would be done twice for nothing.
  private static func refuseTwice(_ axes: [SweepPlan.Axis], _ shape: SweepPlan.Shape, _ call: Call) throws {
    for own in shape == .list ? [axes] : axes.map({ [$0] }) {
      guard let first = own.first else { continue }
      let distinct = try SweepPlan.distinct(own)
      guard distinct.count < first.values.count else { continue }
      let place = distinct.indices.first { distinct[$0] != $0 } ?? distinct.count
      let values = own.map { "\($0.name) \(Table.shown($0.values[place]))" }.joined(separator: ", ")
      throw Diagnostic(
        .twice, "the same run would be done twice: \(values)", at: call.arguments[first.name]?.span ?? call.span,
        label: "value \(place + 1) was there before")
    }
  }

  private static func tooMany(_ count: Double, _ span: Span) -> Diagnostic {
    Diagnostic(
      .tooManyRuns,
      "this would be \(NumberFormat.standard(count)) runs; a sweep has at most \(NumberFormat.standard(Double(SweepPlan.most)))",
      at: span, help: "draws=1000 takes so many of all combinations at random")
  }

  /// Each value by itself, so that parameters that do not matter cost nothing (Bergstra and Bengio, JMLR 13, 2012).
  private static func drawn(_ axes: [SweepPlan.Axis], _ count: Int, _ call: Call, _ host: any Host) throws -> SweepPlan
  {
    let seed = UInt64(clamping: try call[SweepCommand.drawSeed])
    let drawn = try axes.map { axis in
      var random = Random(seed: seed, stream: "sweep \(axis.name)")
      return SweepPlan.Axis(
        axis.name,
        try patiently(count) { _ in
          axis.values[min(axis.values.count - 1, Int(saturating: random.uniform() * Double(axis.values.count)))]
        })
    }
    // What was drawn before would be the same run again.
    let own = try call.span.blamed { try SweepPlan.distinct(drawn) }
    if own.count < count {
      host.note("note: of \(count) draws \(own.count) differ, which are run once each")
    }
    let kept = try drawn.map { axis in SweepPlan.Axis(axis.name, try patiently(own.count) { axis.values[own[$0]] }) }
    guard let plan = SweepPlan(kept, .list) else { throw tooMany(Double(count), call.span) }
    return plan
  }
}
