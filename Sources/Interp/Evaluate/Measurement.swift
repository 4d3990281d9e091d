import Core

/// A quantity's numbers in an experiment, grouped and sliced as it was asked for.
struct Measurement {
  let quantity: Quantity
  let reference: QuantityReference
  let experiment: Experiment

  /// The numbers.
  func value(_ session: Session) throws -> Value {
    switch quantity.source {
    case .formula(let expression):
      let formula = Formula(expression, session)
      return try series(first: try experiment.stream().first, components: nil) {
        try formula.means(in: experiment, $0)
      }
    case .trace: return .trace(try experiment.trace())
    case .history(let now, let then):
      guard reference.by == nil, reference.of == nil else {
        throw EngineError(.wrongSlice, "`\(quantity.name)` is one number for all clusters")
      }
      if reference.over == nil { return .number(try now(experiment)) }
      guard reference.over == .step else {
        throw EngineError(.wrongSlice, "`\(quantity.name)` goes over step, not over layer")
      }
      guard let first = experiment.history.first else {
        throw EngineError(.notTrained, "the chain has not been trained yet")
      }
      let column = Series.Column(group: "", component: "", values: experiment.history.map(then))
      return .series(Series(name: quantity.name, axis: .step, first: first.step, columns: [column]))
    case .charges(let generators):
      let (dimension, first) = try experiment.streamShape()
      let list = try generators(dimension)
      return try series(first: first, components: list.map(\.component)) { group in
        guard case .point = group else {
          return try list.map { try experiment.charges($0.generator, cluster: group.cluster, session.effort) }
        }
        throw EngineError(.wrongSlice, "`\(quantity.name)` goes by cluster, not by point")
      }
    case .layers(let first, let components, let compute):
      let start = experiment.scene == nil ? try experiment.stream().first : 0
      return try series(first: start + first, components: components) { try compute(experiment, $0) }
    }
  }

  private func series(
    first: Int, components: [String]?, _ compute: (Group) throws -> [[Double]]
  ) throws -> Value {
    guard reference.over != .step || experiment.scene?.part == Series.Axis.step.rawValue else {
      throw EngineError(.wrongSlice, "`\(quantity.name)` goes over layer, not over step")
    }
    var columns: [Series.Column] = []
    for (name, group) in try experiment.groups(reference) {
      let computed = try compute(group)
      for (component, values) in zip(components ?? Self.components(computed.count), computed) {
        columns.append(Series.Column(group: reference.of == nil ? name : "", component: component, values: values))
      }
    }
    return .series(
      Series(name: reference.name, axis: .layer, first: first, columns: columns, part: experiment.scene?.part))
  }

  /// The names of a vector's components; a scalar's has none.
  private static func components(_ count: Int) -> [String] {
    count == 1 ? [""] : (0..<count).map { Generator.axisName($0, dimension: count) }
  }
}

extension Experiment {
  /// The groups that were asked for and their names.
  func groups(_ reference: QuantityReference) throws(EngineError) -> [(name: String, group: Group)] {
    let clusters = population.clusters
    if let of = reference.of {
      guard let c = clusters.firstIndex(of: of) else {
        throw EngineError(
          .unknownCluster, "the process carries no cluster `\(of)`",
          help: "clusters: " + clusters.joined(separator: ", "))
      }
      if reference.by == nil { return [(of, .cluster(c))] }
    }
    switch reference.by {
    case "cluster": return clusters.enumerated().map { ($1, .cluster($0)) }
    case "point":
      let labels = population.labels
      let wanted = reference.of.flatMap { clusters.firstIndex(of: $0) }
      return labels.indices.filter { wanted == nil || labels[$0] == wanted }.map { (String($0 + 1), .point($0)) }
    default: return [("", .all)]
    }
  }
}
