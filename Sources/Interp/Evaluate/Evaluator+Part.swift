import Syntax

/// Entries, members and slices of values.
extension Evaluator {
  /// value[index], with `last`, and the columns of a table by their headings.
  mutating func entry(of value: Expression, _ index: Expression) throws -> Value {
    let container = try settledValue(value)
    if index.isText, case .table(let table) = container {
      guard case .string(let heading) = try evaluate(index), let column = table.column(heading) else {
        throw Diagnostic(
          .unknownMember, "the table has no such column", at: index.span,
          label: "it has " + table.headings.joined(separator: ", "))
      }
      return column
    }
    let isLast = index.bareName == "last" && session.variable("last") == nil
    let wanted = isLast ? container.lastIndex : try number(index, "an index")
    guard let entry = try container.entry(wanted, at: index.span) else {
      throw Diagnostic(.wrongType, "\(container.kind) has no entries to take one of", at: value.span)
    }
    return entry
  }

  /// value.name, momentum.red, deep.momentum
  mutating func member(of value: Expression, _ name: Name) throws -> Value {
    let owner = try evaluate(value)
    switch owner {
    case .quantity(var reference) where session.isCluster(name.text, of: reference.process):
      reference.of = name.text
      return .quantity(reference)
    case .process(let process): return try session.member(name, of: process)
    default: return try value.span.blamed { try session.settled(owner) }.member(name)
    }
  }

  mutating func slice(_ value: Expression, _ slice: Expression.Slice) throws -> Value {
    if case .at(let axis, let place) = slice {
      guard ["layer", "step"].contains(axis.text) else {
        throw Diagnostic(.unknownAxis, "`at` goes with layer or step, not `\(axis.text)`", at: axis.span)
      }
      return try entry(of: value, place)
    }
    let owner = try evaluate(value)
    guard case .quantity(var reference) = owner else {
      throw Diagnostic(.wrongType, "a quantity can be sliced, not \(owner.kind)", at: value.span)
    }
    switch slice {
    case .by(let group):
      guard ["cluster", "point"].contains(group.text) else {
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
