import Core
import Limits
import Syntax

/// Entries, members and slices of values.
extension Evaluator {
  /// value[index], with `last`, and the columns of a table by their headings.
  mutating func entry(of value: Expression, _ index: Expression) throws -> Value {
    try entry(in: settledValue(value), index, of: value)
  }

  private mutating func entry(in container: Value, _ index: Expression, of value: Expression) throws -> Value {
    let index = try settled(index, in: container)
    if case .range(let low, let high, let step) = index.kind {
      return try slice(container, low, high, step, of: value, at: index.span)
    }
    let wanted = try settledValue(index)
    return try entry(wanted, in: container, index, of: value)
  }

  /// The entry, or the entries, that a value stands for.
  func entry(_ wanted: Value, in container: Value, _ index: Expression, of value: Expression) throws -> Value {
    let entry: Value?
    switch wanted {
    case .number(let x): entry = try container.entry(x, at: index.span)
    case .string(let name):
      if case .table(let table) = container, let row = try table.row(named: name, at: index.span) { return row }
      return try container.member(Name(text: name, span: index.span))
    case .range, .list: entry = try container.slice(try numbers(wanted, of: container, at: index.span), at: index.span)
    default:
      throw Diagnostic(
        .wrongType, "an index is a number, a range or a list of numbers, not \(wanted.kind)", at: index.span)
    }
    guard let entry else { throw Self.noEntries(container, at: value.span) }
    return entry
  }

  /// An index with the number that `last` stands for.
  private func settled(_ index: Expression, in container: Value) throws -> Expression {
    guard index.mentionsLast, session.variable("last") == nil else { return index }
    return index.replacingLast(by: try index.span.blamed { try container.lastIndex() })
  }

  /// a[2..5], a[-3..-1], a[2..-1]: negative ends count from the end.
  private mutating func slice(
    _ container: Value, _ low: Expression, _ high: Expression, _ step: Expression?, of value: Expression, at span: Span
  ) throws -> Value {
    let (a, b) = (try number(low, "a range's start"), try number(high, "a range's end"))
    let h = try step.map { try number($0, "a range's step") } ?? 1
    return try slice(container, a, b, h, of: value, at: span)
  }

  /// Of the numbers.
  func slice(_ container: Value, _ a: Double, _ b: Double, _ h: Double, of value: Expression, at span: Span) throws
    -> Value
  {
    // Entries one behind the other, which most slices are, are taken together.
    if h == 1, case .list(let items) = container, let first = Int(exactly: a), let end = Int(exactly: b), 1 <= first,
      first <= end, end <= items.count
    {
      try span.blamed { try session.settings.memory.allow(Double(end - first + 1), "entries in a list") }
      return .list(Array(items[Range(from: first - 1, upTo: end)]))
    }
    guard let (_, last, _) = try span.blamed({ try container.numbering() }) else {
      throw Self.noEntries(container, at: value.span)
    }
    func place(_ x: Double) -> Double { x < 0 ? x + Double(last) + 1 : x }
    // An end that is too far back stays negative, so that it is told as it was written.
    let (first, end) = (place(a) < 1 && a < 0 ? a : place(a), place(b) < 0 ? b : place(b))
    guard let range = Progression(from: first, through: end, step: h) else {
      throw Diagnostic(.badRange, "an index goes between finite numbers, by steps that are not zero", at: span)
    }
    let numbers = try span.blamed { try session.numbers(.range(range)) }
    guard let part = try container.slice(numbers, at: span) else { throw Self.noEntries(container, at: value.span) }
    return part
  }

  /// The numbers of entries: as they are, or where a list of truths is true.
  private func numbers(_ wanted: Value, of container: Value, at span: Span) throws -> [Double] {
    if case .list(let items) = wanted, case .bool? = items.first {
      let count = try container.numbering().map { $0.last - $0.first + 1 }
      guard items.count == count else {
        throw Diagnostic(.wrongShape, "there are \(items.count) truths for \(count ?? 0) entries", at: span)
      }
      let first = try container.numbering()?.first ?? 1
      return try Value.places(items, at: span).map { $0 - 1 + Double(first) }
    }
    if case .list(let items) = wanted {
      return try items.patientlyMapped {
        guard case .number(let x) = $0 else {
          throw Diagnostic(.wrongType, "an index is a number, not \($0.kind)", at: span)
        }
        return x
      }
    }
    return try span.blamed { try session.numbers(wanted) }
  }

  private static func noEntries(_ container: Value, at span: Span) -> Diagnostic {
    Diagnostic(.wrongType, "\(container.kind) has no entries to take one of", at: span)
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
    let wanted = try number(settled(index, in: container), "an index")
    guard wanted >= 0 || axis.text != "layer" && axis.text != "step" else {
      throw Diagnostic(
        .outOfRange, "\(axis.text) \(NumberFormat.standard(wanted)) does not exist", at: index.span,
        label: "the last one is `\(axis.text) last`")
    }
    guard let entry = try container.entry(wanted, at: index.span) else {
      throw Self.noEntries(container, at: value.span)
    }
    return entry
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
    case .cluster(let cluster): return try session.member(name, ofCluster: cluster)
    default: return try span.blamed { try session.settled(owner) }.member(name)
    }
  }

  mutating func slice(_ value: Expression, _ slice: Expression.Slice) throws -> Value {
    if case .at(let axis, let place) = slice { return try entry(of: value, at: axis, place) }
    if case .over(let axis) = slice, axis.text == Series.Axis.step.rawValue, let series = session.recorded(value) {
      return .series(series)
    }
    if case .of(let owner) = slice, case .slice(let whole, .at(let axis, let place)) = value.kind {
      let part = Expression(kind: .slice(whole, .of(owner)), span: value.span)
      return try entry(of: part, at: axis, place)
    }
    let owner = try evaluate(value)
    guard case .quantity(var reference) = owner else {
      if case .over(let axis) = slice, axis.text == Series.Axis.step.rawValue {
        throw session.notRecorded(value)
      }
      throw Self.unsliced(owner, value, slice)
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
        throw Diagnostic(
          .unknownAxis, "`over` goes with layer or step, not `\(axis.text)`", at: axis.span,
          label: Suggestion.phrase(axis.text, among: ["layer", "step"]))
      }
      reference.over = over
    case .of(let owner): try narrow(&reference, to: owner)
    case .at: break
    }
    return .quantity(reference)
  }

  /// Of what is no quantity, with what was probably meant.
  private static func unsliced(_ owner: Value, _ value: Expression, _ slice: Expression.Slice) -> Diagnostic {
    switch (owner, slice) {
    case (.table, .by(let name)):
      return Diagnostic(
        .wrongType, "a table goes by `\(name.text)` with what each group gives", at: value.span.to(name.span),
        label: "such as \(Printer.text(value)) by \(name.text) count()")
    case (.function, .by(let name)) where value.bareName == "sort":
      return Diagnostic(
        .wrongType, "`sort` is told what to sort before `by`", at: value.span.to(name.span),
        label: "such as sort t by \(name.text)")
    case (_, .over(let axis)) where Series.Axis(rawValue: axis.text) == nil:
      return Diagnostic(
        .unknownAxis, "`over` goes with layer or step, not `\(axis.text)`", at: axis.span,
        label: Suggestion.phrase(axis.text, among: ["layer", "step"]))
    case (.series(let series), .over):
      return Diagnostic(
        .wrongType, "this is a series over \(series.indexName)s already", at: value.span,
        label: "what was recorded of it goes `over step`")
    default: return Diagnostic(.wrongType, "a quantity can be sliced, not \(owner.kind)", at: value.span)
    }
  }

  /// of red, of deep: the part of a cluster, or another process' own. A variable may hold either.
  private func narrow(_ reference: inout QuantityReference, to owner: Name) throws {
    let isCluster = session.isCluster(owner.text, of: reference.process)
    switch isCluster || session.workspace.processes[owner.text] != nil ? nil : session.variable(owner.text) {
    case .cluster(let name)?: reference.of = name
    case .process(let name)?: reference.process = name
    case .string(let name)?:
      if session.workspace.processes[name] != nil { reference.process = name } else { reference.of = name }
    case let other?:
      throw Diagnostic(
        .wrongType, "`of` names a cluster or a process, not \(other.kind)", at: owner.span)
    case nil:
      guard !isCluster, session.workspace.processes[owner.text] != nil else { return reference.of = owner.text }
      if let other = reference.process, other != owner.text {
        throw Diagnostic(.twice, "this is of the process `\(other)` already", at: owner.span)
      }
      reference.process = owner.text
    }
  }
}

extension Expression {
  /// An index whose value says which entry is meant: no range, whose negative ends count from the end, and nothing that is
  /// computed of `last`.
  var isPlainIndex: Bool {
    if case .range = kind { return false }
    return !isText && (bareName == "last" || !mentionsLast)
  }

  /// A range of numbers, none of them computed of `last`.
  var isPlainSlice: Bool { if case .range = kind { !mentionsLast } else { false } }

  /// Whether `last` occurs, of this value and not of one within it.
  fileprivate var mentionsLast: Bool { bareName == "last" || outer.contains(where: \.mentionsLast) }

  /// Those within in which `last` means what it means here.
  private var outer: [Expression] {
    switch kind {
    case .index(let value, _): [value]
    case .slice(_, .at): []
    default: children
    }
  }

  /// With the number in the place of `last`.
  fileprivate func replacingLast(by x: Double) -> Expression {
    if bareName == "last" { return Expression(kind: .number(x), span: span) }
    guard mentionsLast else { return self }
    if case .index(let value, let index) = kind {
      return Expression(kind: .index(value.replacingLast(by: x), index), span: span)
    }
    return mapChildren { $0.replacingLast(by: x) }
  }
}
