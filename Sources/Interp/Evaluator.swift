import Core

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
    if let value = workspace.variables[name] { return value }
    if let value = Registry.constant(name) { return .number(value) }
    if let quantity = Registry.quantity(name) { return .quantity(QuantityReference(quantity)) }
    if workspace.cluster(named: name) != nil { return .cluster(name) }
    throw Diagnostic(
      "unknown-name", "`\(name)` is not known", at: span, label: Suggestion.phrase(name, among: knownNames))
  }

  var knownNames: [String] {
    workspace.variables.keys.sorted() + workspace.clusters.map(\.name) + Registry.quantities.map(\.name)
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
    guard h != 0, a.isFinite, b.isFinite, h.isFinite else {
      throw Diagnostic("bad-range", "a range's step must not be zero", at: step?.span ?? low.span.to(high.span))
    }
    // A hair more than whole steps, so that 0..1 step 0.1 reaches its end.
    let count = ((b - a) / h * (1 + 1e-12)).rounded(.down) + 1
    guard count < 1e7 else {
      throw Diagnostic("bad-range", "a range of more than 10 million numbers", at: low.span.to(high.span))
    }
    return .list((0..<Int(max(0, count))).map { .number(a + Double($0) * h) })
  }

  private mutating func call(_ name: Name, _ arguments: [Expression], at span: Span) throws -> Value {
    guard let function = Registry.function(name.text) else {
      throw Diagnostic(
        "unknown-function", "there is no function `\(name.text)`", at: name.span,
        label: Suggestion.phrase(name.text, among: Registry.functions.map(\.name)))
    }
    guard function.arity.contains(arguments.count) else {
      throw Diagnostic("wrong-count", "`\(name.text)` is written \(function.usage)", at: span)
    }
    let values = try arguments.map { try evaluate($0) }
    return try placed(arguments.first?.span ?? span) { try function.apply(values, &$0) }
  }

  private mutating func index(_ value: Expression, _ index: Expression) throws -> Value {
    let container = try placed(value.span) { session in try session.settled(session.evaluate(value)) }
    let wanted: Double
    if index.bareName == "last", workspace.variables["last"] == nil {
      wanted = switch container {
      case .series(let s): Double(s.indices.last ?? 0)
      case .list(let items): Double(items.count)
      case .vector(let v): Double(v.count)
      default: 0
      }
    } else {
      wanted = try number(index, "an index")
    }
    func checked(_ range: ClosedRange<Int>, _ what: String) throws -> Int {
      guard let i = Int(exactly: wanted), range.contains(i) else {
        throw Diagnostic(
          "out-of-range", "\(what) \(NumberFormat.standard(wanted)) does not exist: there are \(range.lowerBound)..\(range.upperBound)",
          at: index.span)
      }
      return i
    }
    switch container {
    case .series(let s) where s.count > 0:
      return s.entry(at: try checked(s.indices.lowerBound...s.indices.upperBound - 1, s.axis.rawValue))
    case .list(let items) where !items.isEmpty: return items[try checked(1...items.count, "entry") - 1]
    case .vector(let v) where !v.isEmpty: return .number(v[try checked(1...v.count, "component") - 1])
    default: throw Diagnostic("wrong-type", "\(container.kind) has no entries to take one of", at: value.span)
    }
  }

  private mutating func member(_ value: Expression, _ name: Name) throws -> Value {
    let owner = try evaluate(value)
    if case .quantity(var reference) = owner, workspace.cluster(named: name.text) != nil || isCluster(name.text) {
      reference.of = name.text
      return .quantity(reference)
    }
    let container = try placed(value.span) { try $0.settled(owner) }
    switch container {
    case .vector(let v):
      if let c = ["x", "y"].firstIndex(of: name.text), c < v.count { return .number(v[c]) }
      throw Diagnostic("unknown-member", "a vector has x and y, not `\(name.text)`", at: name.span)
    case .series(var s):
      let groups = s.columns.map(\.group)
      let isGroup = groups.contains(name.text)
      let kept = s.columns.filter { isGroup ? $0.group == name.text : $0.component == name.text && !name.text.isEmpty }
      guard !kept.isEmpty else {
        let known = Set(groups + s.columns.map(\.component)).subtracting([""]).sorted()
        throw Diagnostic(
          "unknown-member", "`\(s.name)` has no `\(name.text)`", at: name.span,
          label: Suggestion.phrase(name.text, among: known) ?? (known.isEmpty ? nil : "it has " + known.joined(separator: ", ")))
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

  private func isCluster(_ name: String) -> Bool {
    workspace.experiment?.population.clusters.contains(name) ?? false
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
