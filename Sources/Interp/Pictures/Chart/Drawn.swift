import Core
import Limits
import Syntax

/// What a command is to draw, as it is written: values, what each goes over, and their numbers.
struct Drawn {
  /// A value with its place and what it is called.
  struct Subject {
    let value: Value
    var label: String
    let span: Span
    /// Differences below it are rounding.
    var resolution = 0.0
    /// What the components of a charge are compared with.
    var scales: [String: Double] = [:]
    /// Points of a process, which are not asked for by a value.
    var points: DrawnNumbers?
    /// Which colour of the palette, where that is said.
    var color: Int?
    /// Of what goes by point, the cluster of each, by the point's name.
    var clusters: [String: (name: String, color: Int)] = [:]

    /// At an axis and in the legend.
    var name: String { if case .series(let s) = value { s.name } else { label } }
  }

  var subjects: [Subject] = []
  /// What stands behind `by` or `against`, of each subject or of all.
  var over: [Subject?] = []
  /// One panel for each subject.
  var isSideBySide = false
}

extension Drawn {
  /// Evaluates `y`, `x y1 y2`, `y by x`, `y1 y2 against x`, `[a, b]`.
  ///
  /// - Parameter hasX: without, all lists are as good as each other.
  init(_ written: [Expression], hasX: Bool = true, _ session: inout Session) throws {
    let pieces = written.split(separator: DrawnWord.against, omittingEmptySubsequences: false)
    let common = try Self.common(pieces, &session)
    for expression in pieces[0] {
      if let points = try PointsOf(expression, &session) {
        for subject in try points.subjects(&session) {
          subjects.append(subject)
          over.append(nil)
        }
        continue
      }
      let (value, x) = Self.parts(expression, session)
      let subject = try Subject(value, &session)
      subjects.append(subject)
      if let x, common != nil {
        throw Diagnostic(.wrongCombination, "this has an x of its own besides `against`", at: x.span)
      }
      over.append(try x.map { try Subject($0, &session) } ?? common)
    }
    if !hasX, let x = over.lazy.compactMap({ $0 }).first {
      throw Diagnostic(.unknownGroup, "values are counted by themselves, not over others", at: x.span)
    }
    try spread(&session)
    if hasX, common == nil { takeFirst() }
  }

  private static func common(_ pieces: [ArraySlice<Expression>], _ session: inout Session) throws -> Subject? {
    guard pieces.count > 1 else { return nil }
    guard pieces.count == 2, let x = pieces[1].first, pieces[1].count == 1, !pieces[0].isEmpty else {
      let last = pieces.last { !$0.isEmpty }?.last
      throw Diagnostic(
        .missingArgument, "`against` stands between what is drawn and one x", at: last?.span,
        label: "write Y against X")
    }
    return try Subject(x, &session)
  }

  /// y and x of `y by x`.
  private static func parts(_ expression: Expression, _ session: Session) -> (Expression, Expression?) {
    switch expression.kind {
    case .slice(let y, .per(let x)): (y, x)
    case .slice(let y, .by(let name)) where !["cluster", "point"].contains(name.text) && !session.hasLabels(name.text):
      (y, Expression(kind: .name(name.text), span: name.span))
    default: (expression, nil)
    }
  }

  /// `[a.loss, b.loss]`: values beside each other.
  private mutating func spread(_ session: inout Session) throws {
    guard subjects.count == 1, over[0] == nil, case .list(let items) = subjects[0].value,
      items.contains(where: \.isDrawnByItself)
    else { return }
    let all = subjects[0]
    guard items.count <= 12 else {
      throw Diagnostic(
        .outOfRange, "from 1 to 12 series can stand side by side, not \(items.count)", at: all.span)
    }
    subjects = try items.map { try Subject($0, label: "", at: all.span, &session) }
    over = subjects.map { _ in nil }
    isSideBySide = true
  }

  /// Of several bare lists the first is x. Series and quantities bring their own.
  private mutating func takeFirst() {
    guard !isSideBySide, subjects.count > 1, over.allSatisfy({ $0 == nil }) else { return }
    let functions = subjects.filter { if case .function = $0.value { true } else { false } }
    if !functions.isEmpty, let place = subjects.lastIndex(where: \.value.isBareList), subjects.count > functions.count,
      place == 0 || subjects.count - functions.count == 1
    {
      return take(place)
    }
    if subjects[0].value.isBareList { take(0) }
  }

  private mutating func take(_ place: Int) {
    let x = subjects.remove(at: place)
    over = subjects.map { _ in x }
  }
}

extension [Expression] {
  fileprivate func split(separator word: String, omittingEmptySubsequences: Bool) -> [ArraySlice<Expression>] {
    split(omittingEmptySubsequences: omittingEmptySubsequences) { $0.bareName == word }
  }
}

extension Drawn.Subject {
  init(_ expression: Expression, _ session: inout Session) throws {
    let value = try session.evaluating { evaluator in
      try expression.span.blamed { try evaluator.evaluate(expression) }
    }
    try self.init(value, label: Self.label(expression), at: expression.span, &session)
  }

  init(_ value: Value, label: String, at span: Span, _ session: inout Session) throws {
    self.init(value: try session.drawable(value, at: span), label: label, span: span)
    guard case .quantity(let reference) = value else { return }
    scales = try span.blamed { try session.scales(of: reference) }
    // A charge that varies by less than a thousandth of its parts' scale is drawn flat.
    resolution = 1e-3 * (scales.values.max() ?? 0)
    if reference.by == "point" { clusters = try span.blamed { try session.clusters(ofPointsOf: reference) } }
  }

  /// What it is called at an axis: as it is written, where that is short.
  private static func label(_ expression: Expression) -> String {
    switch expression.kind {
    case .list, .vector, .range: return ""
    default:
      let text = Printer.text(expression)
      return text.count <= 60 ? text : text.prefix(59) + "…"
    }
  }
}

extension Session {
  /// With its numbers: what is kept of a training goes over its steps by itself.
  func drawable(_ value: Value, at span: Span) throws -> Value {
    var value = value
    if case .quantity(var reference) = value {
      if case .history? = quantity(reference.quantity)?.source, reference.over == nil { reference.over = .step }
      value = .quantity(reference)
    }
    return try span.blamed { try settled(value) }
  }

  /// The cluster of each of the points by which a quantity goes.
  fileprivate func clusters(ofPointsOf reference: QuantityReference) throws -> [String: (name: String, color: Int)] {
    let experiment = try experiment(reference.process)
    let population = experiment.population
    let labels = population.labels
    return Dictionary(
      try experiment.groups(reference).compactMap { name, group in
        guard case .point(let i) = group else { return nil }
        let label = labels[i]
        return (name, (population.clusters[label], label))
      }
    ) { first, _ in first }
  }

  /// What a charge's components are sums of, the mean over the layers of E |g| |xi(x)|; nothing of other quantities.
  fileprivate func scales(of reference: QuantityReference) throws -> [String: Double] {
    guard case .charges(let list)? = quantity(reference.quantity)?.source else { return [:] }
    let source = try experiment(reference.process).source(effort)
    let scales = try list(source.dimension).map { ($0.component, source.scale($0.generator)) }
    try Cancellation.check()
    return Dictionary(scales) { a, _ in a }
  }
}

extension Value {
  /// Numbers or points that have no axis of their own.
  var isBareList: Bool {
    switch self {
    case .list, .range: true
    default: false
    }
  }

  /// As an entry of a list it is no number among numbers, but something to be drawn.
  fileprivate var isDrawnByItself: Bool {
    switch self {
    case .series, .quantity, .list, .range, .function: true
    default: false
    }
  }
}
