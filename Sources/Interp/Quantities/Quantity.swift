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
    /// Over the layers of the experiment's stream, by group of points; components that are not named are x, y or 1, 2,
    /// ...
    case layers(first: Int, components: [String]?, @Sendable (Experiment, Group) throws -> [[Double]])
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
  /// deep.momentum: the chain's name, nil for the present one.
  var chain: String?
  /// over layer, over step
  var over: Series.Axis?

  init(_ quantity: Quantity) { self.quantity = quantity }

  var name: String {
    (chain.map { $0 + "." } ?? "") + quantity.name + (of.map { " of \($0)" } ?? "") + (by.map { " by \($0)" } ?? "")
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
        throw EngineError("the chain carries no cluster `\(of)`", help: "clusters: " + clusters.joined(separator: ", "))
      }
      if by == nil { return [(of, .cluster(c))] }
    }
    switch by {
    case "cluster": return clusters.enumerated().map { ($1, .cluster($0)) }
    case "point":
      let labels = experiment.population.labels
      let wanted = of.flatMap { clusters.firstIndex(of: $0) }
      return labels.indices.filter { wanted == nil || labels[$0] == wanted }.map { (String($0 + 1), .point($0)) }
    default: return [("", .all)]
    }
  }

  /// The numbers.
  func value(in experiment: Experiment, _ session: Session) throws -> Value {
    switch quantity.source {
    case .formula(let expression):
      let formula = Formula(expression, session)
      return try series(in: experiment, first: try experiment.stream().first, components: nil) {
        try formula.means(in: experiment, $0)
      }
    case .trace: return .trace(try experiment.trace())
    case .history(let now, let then):
      guard by == nil, of == nil else { throw EngineError("`\(quantity.name)` is one number for all clusters") }
      if over == nil { return .number(try now(experiment)) }
      guard over == .step else { throw EngineError("`\(quantity.name)` goes over step, not over layer") }
      guard let first = experiment.history.first else { throw EngineError("the chain has not been trained yet") }
      let column = Series.Column(group: "", component: "", values: experiment.history.map(then))
      return .series(Series(name: quantity.name, axis: .step, first: first.step, columns: [column]))
    case .charges(let generators):
      let (dimension, first) = try experiment.streamShape()
      let list = try generators(dimension)
      return try series(in: experiment, first: first, components: list.map(\.component)) { group in
        guard case .point = group else {
          return try list.map { try experiment.charges($0.generator, cluster: group.cluster, session) }
        }
        throw EngineError("`\(quantity.name)` goes by cluster, not by point")
      }
    case .layers(let first, let components, let compute):
      let start = experiment.scene == nil ? try experiment.stream().first : 0
      return try series(in: experiment, first: start + first, components: components) { try compute(experiment, $0) }
    }
  }

  private func series(
    in experiment: Experiment, first: Int, components: [String]?, _ compute: (Group) throws -> [[Double]]
  ) throws -> Value {
    guard over != .step || experiment.scene?.part == Series.Axis.step.rawValue else {
      throw EngineError("`\(quantity.name)` goes over layer, not over step")
    }
    var columns: [Series.Column] = []
    for (name, group) in try groups(in: experiment) {
      let computed = try compute(group)
      for (component, values) in zip(components ?? Self.components(computed.count), computed) {
        columns.append(Series.Column(group: of == nil ? name : "", component: component, values: values))
      }
    }
    return .series(Series(name: self.name, axis: .layer, first: first, columns: columns, part: experiment.scene?.part))
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
