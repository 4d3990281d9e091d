import Core
import Syntax

/// Expressions to values.
extension Session {
  mutating func evaluate(_ expression: Expression) throws -> Value {
    switch expression.kind {
    case .number(let x): return .number(x)
    case .bool(let b): return .bool(b)
    case .string(let pieces): return .string(try text(pieces))
    case .name(let name): return try lookUp(name, at: expression.span)
    case .vector(let items):
      return .vector(try items.map { try number($0, "a vector's component") })
    case .list(let items): return .list(try items.map { try evaluate($0) })
    case .range(let low, let high, let step): return try range(low, high, step)
    case .unary(let op, let operand): return try unary(op, operand)
    case .binary(let op, let a, let b): return try binary(op, a, b, at: expression.span)
    case .call(let name, let arguments): return try call(name, arguments, at: expression.span)
    case .index(let value, let index): return try self.index(value, index)
    case .member(let value, let name): return try member(value, name)
    case .slice(let value, let slice): return try self.slice(value, slice, at: expression.span)
    }
  }

  /// An expression that must be a number.
  mutating func number(_ expression: Expression, _ what: String) throws -> Double {
    let value = try placed(expression.span) { session in try session.settled(session.evaluate(expression)) }
    guard case .number(let x) = value else {
      throw Diagnostic("wrong-type", "\(what) is a number, not \(value.kind)", at: expression.span)
    }
    return x
  }

  /// Gives errors of the engine and of functions the place of the expression that caused them.
  mutating func placed<T>(_ span: Span, _ body: (inout Session) throws -> T) throws -> T {
    do { return try body(&self) } catch let error as EngineError {
      throw Diagnostic("engine", error.message, at: span, help: error.help)
    } catch let error as ArgumentError {
      throw Diagnostic("wrong-argument", error.message, at: span)
    } catch let error as HostError {
      throw Diagnostic("file", error.message, at: span)
    }
  }

  private func lookUp(_ name: String, at span: Span) throws -> Value {
    if let value = variable(name) { return value }
    if let value = Registry.constant(name) { return .number(value) }
    if let quantity = quantity(name) { return .quantity(QuantityReference(quantity)) }
    if workspace.cluster(named: name) != nil || isCluster(name, ofProcess: nil) { return .cluster(name) }
    if workspace.processes[name] != nil { return .process(name) }
    if let function = Registry.function(name) { return .function(function.definition(at: span)) }
    if name == "ans" {
      if case .nothing = workspace.last { throw Diagnostic("no-result", "there is no result yet", at: span) }
      return workspace.last
    }
    throw Diagnostic(
      "unknown-name", "`\(name)` is not known", at: span, label: Suggestion.phrase(name, among: knownNames))
  }

  var knownNames: [String] {
    workspace.variables.keys.sorted() + workspace.clusters.map(\.name) + workspace.processes.keys.sorted()
      + workspace.quantities.keys.sorted() + Registry.quantities.map(\.name)
      + Registry.constants.map(\.name) + Registry.functions.map(\.name)
  }

  private mutating func text(_ pieces: [Expression.Piece]) throws -> String {
    var result = ""
    for piece in pieces {
      switch piece {
      case .text(let text): result += text
      case .value(let expression, let format):
        let value = try placed(expression.span) { session in try session.settled(session.evaluate(expression)) }
        result += value.text(format.flatMap { NumberFormat($0) } ?? .standard)
      }
    }
    return result
  }

  private mutating func range(_ low: Expression, _ high: Expression, _ step: Expression?) throws -> Value {
    let (a, b) = (try number(low, "a range's start"), try number(high, "a range's end"))
    let h = try step.map { try number($0, "a range's step") } ?? 1
    guard let range = Progression(from: a, through: b, step: h) else {
      throw Diagnostic(
        "bad-range",
        h == 0 ? "a range's step must not be zero" : "a range goes between finite numbers in fewer than 10^15 steps",
        at: step?.span ?? low.span.to(high.span))
    }
    return .range(range)
  }

  private mutating func index(_ value: Expression, _ index: Expression) throws -> Value {
    let container = try placed(value.span) { session in try session.settled(session.evaluate(value)) }
    let wanted: Double
    if index.isText, case .table = container {
      wanted = 0
    } else if index.bareName == "last", variable("last") == nil {
      wanted =
        switch container {
        case .series(let s): Double(s.indices.last ?? 0)
        case .list(let items): Double(items.count)
        case .range(let r): Double(r.count)
        case .table(let t): Double(t.rows.count)
        case .string(let s): Double(s.count)
        case .trace(let t): Double(t.steps)
        case .vector(let v): Double(v.count)
        default: 0
        }
    } else {
      wanted = try number(index, "an index")
    }
    func checked(_ range: ClosedRange<Int>, _ what: String) throws -> Int {
      guard let i = Int(exactly: wanted), range.contains(i) else {
        throw Diagnostic(
          "out-of-range",
          "\(what) \(NumberFormat.standard(wanted)) does not exist: there are \(range.lowerBound)..\(range.upperBound)",
          at: index.span)
      }
      return i
    }
    switch container {
    case .table(let t) where index.isText:
      guard case .string(let heading) = try evaluate(index), let column = t.column(heading) else {
        throw Diagnostic(
          "unknown-member", "the table has no such column", at: index.span,
          label: "it has " + t.headings.joined(separator: ", "))
      }
      return column
    case .series(let s) where s.count > 0:
      return s.entry(at: try checked(s.indices.lowerBound...s.indices.upperBound - 1, s.indexName))
    case .range(let r) where r.count > 0: return .number(r[try checked(1...r.count, "entry") - 1])
    case .table(let t) where !t.items.isEmpty: return t.items[try checked(1...t.items.count, "row") - 1]
    case .table(let t) where !t.rows.isEmpty:
      return .list(t.rows[try checked(1...t.rows.count, "row") - 1].map(\.value))
    case .string(let s) where !s.isEmpty: return .string(String(Array(s)[try checked(1...s.count, "character") - 1]))
    case .trace(let t): return .table(t.table(step: try checked(0...t.steps, "layer")))
    case .list(let items) where !items.isEmpty: return items[try checked(1...items.count, "entry") - 1]
    case .vector(let v) where !v.isEmpty: return .number(v[try checked(1...v.count, "component") - 1])
    default: throw Diagnostic("wrong-type", "\(container.kind) has no entries to take one of", at: value.span)
    }
  }

  private mutating func member(_ value: Expression, _ name: Name) throws -> Value {
    let owner = try evaluate(value)
    if case .quantity(var reference) = owner,
      workspace.cluster(named: name.text) != nil || isCluster(name.text, ofProcess: reference.process)
    {
      reference.of = name.text
      return .quantity(reference)
    }
    if case .process(let process) = owner { return try member(ofProcess: process, name) }
    let container = try placed(value.span) { try $0.settled(owner) }
    switch container {
    case .vector(let v):
      if let c = ["x", "y"].firstIndex(of: name.text), c < v.count { return .number(v[c]) }
      throw Diagnostic("unknown-member", "a vector has x and y, not `\(name.text)`", at: name.span)
    case .table(let t):
      if let column = t.column(name.text) { return column }
      throw Diagnostic(
        "unknown-member", "the table has no column `\(name.text)`", at: name.span,
        label: Suggestion.phrase(name.text, among: t.headings) ?? "it has " + t.headings.joined(separator: ", "))
    case .series(var s):
      let groups = s.columns.map(\.group)
      let isGroup = groups.contains(name.text)
      let kept = s.columns.filter { isGroup ? $0.group == name.text : $0.component == name.text && !name.text.isEmpty }
      guard !kept.isEmpty else {
        let known = Set(groups + s.columns.map(\.component)).subtracting([""]).sorted()
        throw Diagnostic(
          "unknown-member", "`\(s.name)` has no `\(name.text)`", at: name.span,
          label: Suggestion.phrase(name.text, among: known)
            ?? (known.isEmpty ? nil : "it has " + known.joined(separator: ", ")))
      }
      s.columns = kept
      for c in s.columns.indices {
        if isGroup { s.columns[c].group = "" } else { s.columns[c].component = "" }
      }
      s.name += "." + name.text
      return .series(s)
    default: throw Diagnostic("wrong-type", "\(container.kind) has no `\(name.text)`", at: name.span)
    }
  }

  private func isCluster(_ name: String, ofProcess process: String?) -> Bool {
    workspace.processes[process ?? workspace.current]?.population.clusters.contains(name) ?? false
  }

  /// deep.momentum, deep.layers
  private func member(ofProcess process: String, _ name: Name) throws -> Value {
    if let quantity = quantity(name.text) {
      var reference = QuantityReference(quantity)
      reference.process = process
      return .quantity(reference)
    }
    guard let experiment = workspace.processes[process] else { return .nothing }
    let members = experiment.form.members
    if let member = members.first(where: { $0.name == name.text }) { return member.value }
    throw Diagnostic(
      "unknown-member", "\(experiment.kind) has no `\(name.text)`", at: name.span,
      label: Suggestion.phrase(name.text, among: members.map(\.name) + Registry.quantities.map(\.name))
        ?? "it has " + members.map(\.name).joined(separator: ", ") + " and the quantities")
  }

  private mutating func slice(_ value: Expression, _ slice: Expression.Slice, at span: Span) throws -> Value {
    if case .at(let axis, let place) = slice {
      guard ["layer", "step"].contains(axis.text) else {
        throw Diagnostic("unknown-axis", "`at` goes with layer or step, not `\(axis.text)`", at: axis.span)
      }
      return try index(value, place)
    }
    let owner = try evaluate(value)
    guard case .quantity(var reference) = owner else {
      throw Diagnostic("wrong-type", "a quantity can be sliced, not \(owner.kind)", at: value.span)
    }
    switch slice {
    case .by(let group):
      guard ["cluster", "point"].contains(group.text) else {
        throw Diagnostic("unknown-group", "`by` goes with cluster or point, not `\(group.text)`", at: group.span)
      }
      reference.by = group.text
    case .over(let axis):
      guard let over = Series.Axis(rawValue: axis.text) else {
        throw Diagnostic("unknown-axis", "`over` goes with layer or step, not `\(axis.text)`", at: axis.span)
      }
      reference.over = over
    case .of(let cluster): reference.of = cluster.text
    case .at: break
    }
    return .quantity(reference)
  }
}
