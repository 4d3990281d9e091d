import Syntax

/// Entries, members and slices of values.
extension Evaluator {
  /// value[index], with `last`, and the columns of a table by their headings.
  mutating func entry(of value: Expression, _ index: Expression) throws -> Value {
    try entry(in: settledValue(value), index, of: value)
  }

  private mutating func entry(in container: Value, _ index: Expression, of value: Expression) throws -> Value {
    if index.isText, case .table(let table) = container {
      guard case .string(let heading) = try evaluate(index), let column = table.column(heading) else {
        throw Diagnostic(
          .unknownMember, "the table has no such column", at: index.span,
          label: "it has " + table.headings.joined(separator: ", "))
      }
      return column
    }
    let isLast = index.bareName == "last" && session.variable("last") == nil
    let wanted = isLast ? try index.span.blamed { try container.lastIndex() } : try number(index, "an index")
    return try entry(wanted, in: container, index, of: value)
  }

  /// The entry of a number.
  func entry(_ wanted: Double, in container: Value, _ index: Expression, of value: Expression) throws -> Value {
    guard let entry = try container.entry(wanted, at: index.span) else {
      throw Diagnostic(.wrongType, "\(container.kind) has no entries to take one of", at: value.span)
    }
    return entry
  }

  /// `at layer 3`, `at step 3`: a layer is any part of a process, a step one of the training or of a motion.
  private mutating func entry(of value: Expression, at axis: Name, _ index: Expression) throws -> Value {
    var owner = try evaluate(value)
    if axis.text == "step", case .quantity(var reference) = owner,
      case .history? = session.quantity(reference.quantity)?.source
    {
      reference.over = .step
      owner = .quantity(reference)
    }
    let container = try value.span.blamed { try session.settled(owner) }
    if case .series(let series) = container {
      guard axis.text == series.indexName || axis.text == "layer" && series.axis == .layer else {
        throw Diagnostic(
          .unknownAxis, "`\(series.name)` goes over \(series.indexName)s, not by `\(axis.text)`", at: axis.span,
          label: "at \(series.indexName)")
      }
    } else if !["layer", "step"].contains(axis.text) {
      throw Diagnostic(.unknownAxis, "`at` goes with layer or step, not `\(axis.text)`", at: axis.span)
    }
    return try entry(in: container, index, of: value)
  }

  /// value.name, momentum.red, deep.momentum
  mutating func member(of value: Expression, _ name: Name) throws -> Value {
    let owner = try evaluate(value)
    return try member(of: owner, name, at: value.span)
  }

  /// Of a value, which stands at the span.
  func member(of owner: Value, _ name: Name, at span: Span) throws -> Value {
    switch owner {
    case .quantity(var reference) where session.isCluster(name.text, of: reference.process):
      reference.of = name.text
      return .quantity(reference)
    case .process(let process): return try session.member(name, of: process)
    default: return try span.blamed { try session.settled(owner) }.member(name)
    }
  }

  mutating func slice(_ value: Expression, _ slice: Expression.Slice) throws -> Value {
    if case .at(let axis, let place) = slice { return try entry(of: value, at: axis, place) }
    if case .over(let axis) = slice, axis.text == Series.Axis.step.rawValue, let series = session.recorded(value) {
      return .series(series)
    }
    let owner = try evaluate(value)
    guard case .quantity(var reference) = owner else {
      if case .over(let axis) = slice, axis.text == Series.Axis.step.rawValue {
        throw session.notRecorded(value)
      }
      throw Diagnostic(.wrongType, "a quantity can be sliced, not \(owner.kind)", at: value.span)
    }
    switch slice {
    case .per(let x):
      throw Diagnostic(
        .unknownGroup, "`by` goes with cluster or point; another value stands behind it in `plot` and `fit` only",
        at: x.span)
    case .by(let group):
      guard ["cluster", "point"].contains(group.text) || session.hasLabels(group.text, reference.process) else {
        throw Diagnostic(.unknownGroup, "`by` goes with cluster or point, not `\(group.text)`", at: group.span)
      }
      reference.by = group.text
    case .over(let axis):
      guard let over = Series.Axis(rawValue: axis.text) else {
        throw Diagnostic(.unknownAxis, "`over` goes with layer or step, not `\(axis.text)`", at: axis.span)
      }
      reference.over = over
    case .of(let cluster): reference.of = cluster.text
    case .at: break
    }
    return .quantity(reference)
  }
}
