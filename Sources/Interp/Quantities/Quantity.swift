import Core
import Syntax

/// A quantity of an experiment, declared once.
public struct Quantity: Sendable {
  public let name: String
  public let summary: String
  public let formula: String
  public let example: Command.Example
  let source: Source

  enum Source: Sendable {
    /// Charges of generators, one a component; they have drift and defect.
    case charges(@Sendable (_ dimension: Int) throws -> [(component: String, generator: Generator)])
    /// Over the parts or states of a process from `first` on, a row for each component; components that are not named
    /// are x, y or 1, 2, ...
    case layers(
      components: [String]?, @Sendable (Experiment, Group, Resources) throws -> (first: Int, rows: [[Double]]))
    /// One number now, and one for each step of the training.
    /// An expression in x, g, layer and label, its mean over the points.
    case formula(Expression)
    /// All states and costates.
    case trace
    case history(now: @Sendable (Experiment) throws -> Double, then: @Sendable (TrainingPoint) -> Double)
  }
}

/// Whose part of a quantity.
enum Group: Sendable {
  case all
  case cluster(Int)
  case point(Int)
}

/// A quantity as it was asked for.
public struct QuantityReference: Sendable {
  let quantity: Quantity
  /// by cluster, by point
  var by: String?
  /// of red
  var of: String?
  /// deep.momentum: the process' name, nil for the present one.
  var process: String?
  /// over layer, over step
  var over: Series.Axis?

  init(_ quantity: Quantity) { self.quantity = quantity }

  var name: String {
    (process.map { $0 + "." } ?? "") + quantity.name + (of.map { " of \($0)" } ?? "") + (by.map { " by \($0)" } ?? "")
  }

  /// Its generators in R^d, where it is a charge.
  func generators(dimension: Int) throws -> [(component: String, generator: Generator)]? {
    if case .charges(let list) = quantity.source { try list(dimension) } else { nil }
  }

  /// The groups that were asked for and their names.
  func groups(in experiment: Experiment) throws(EngineError) -> [(name: String, group: Group)] {
    let clusters = experiment.population.clusters
    if let of {
      guard let c = clusters.firstIndex(of: of) else {
        throw EngineError(
          "the process carries no cluster `\(of)`", help: "clusters: " + clusters.joined(separator: ", "))
      }
      if by == nil { return [(of, .cluster(c))] }
    }
    switch by {
    case "cluster": return clusters.enumerated().map { ($1, .cluster($0)) }
    case "point":
      let labels = experiment.population.labels
      let wanted = of.flatMap { clusters.firstIndex(of: $0) }
      return labels.indices.filter { wanted == nil || labels[$0] == wanted }.map { (String($0 + 1), .point($0)) }
    default:
      // A sum over alternatives says nothing.
      return experiment.form.isOneSystem ? [("", .all)] : clusters.enumerated().map { ($1, .cluster($0)) }
    }
  }

  /// The numbers.
  func value(in experiment: Experiment, _ session: Session) throws -> Value {
    switch quantity.source {
    case .formula(let expression):
      let formula = Formula(expression, session)
      let first = try experiment.stretch().first
      return try series(in: experiment, components: nil) { (first, try formula.means(in: experiment, $0)) }
    case .trace: return .trace(try experiment.trace())
    case .history(let now, let then): return try history(of: experiment, now, then)
    case .charges(let generators):
      let source = try experiment.source(session.resources)
      let list = try generators(source.dimension)
      return try series(in: experiment, components: list.map(\.component)) { group in
        if case .point = group { throw EngineError("`\(quantity.name)` goes by cluster, not by point") }
        return (source.first, list.map { source.charges($0.generator, cluster: group.cluster) })
      }
    case .layers(let components, let compute):
      return try series(in: experiment, components: components) { try compute(experiment, $0, session.resources) }
    }
  }

  /// A number now, or one for each step of the training.
  private func history(of experiment: Experiment, _ now: (Experiment) throws -> Double, _ then: (TrainingPoint) -> Double)
    throws -> Value
  {
    _ = try experiment.trainable()
    guard by == nil, of == nil else { throw EngineError("`\(quantity.name)` is one number for all clusters") }
    if over == nil { return .number(try now(experiment)) }
    guard over == .step else {
      throw EngineError("`\(quantity.name)` goes over the steps of the training, not over \(experiment.part)s")
    }
    let history = experiment.record.history
    guard let first = history.first else { throw experiment.refusal(.trained, "has not been trained yet") }
    let column = Series.Column(group: "", component: "", values: history.map(then))
    return .series(Series(name: quantity.name, axis: .step, first: first.step, columns: [column]))
  }

  private func series(
    in experiment: Experiment, components: [String]?, _ compute: (Group) throws -> (first: Int, rows: [[Double]])
  ) throws -> Value {
    guard over != .step || experiment.part == Series.Axis.step.rawValue else {
      throw EngineError("`\(quantity.name)` goes over \(experiment.part), not over step")
    }
    var columns: [Series.Column] = []
    var first = 0
    for (name, group) in try groups(in: experiment) {
      let computed = try compute(group)
      first = computed.first
      for (component, values) in zip(components ?? Self.components(computed.rows.count), computed.rows) {
        columns.append(Series.Column(group: of == nil ? name : "", component: component, values: values))
      }
    }
    return .series(Series(name: self.name, axis: .layer, first: first, columns: columns, part: experiment.part))
  }
}

extension QuantityReference {
  /// The names of a vector's components; a scalar's has none.
  static func components(_ count: Int) -> [String] {
    count == 1 ? [""] : (0..<count).map { Generator.axisName($0, dimension: count) }
  }
}

extension Group {
  var cluster: Int? { if case .cluster(let c) = self { c } else { nil } }
}
