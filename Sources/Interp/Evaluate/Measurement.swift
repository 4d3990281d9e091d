import Core
import Limits
import Syntax

/// A quantity's numbers in an experiment, grouped and sliced as it was asked for.
struct Measurement {
  let quantity: Quantity
  let reference: QuantityReference
  let experiment: Experiment

  /// The numbers.
  func value(_ session: Session) throws -> Value {
    switch quantity.source {
    case .formula(let expression):
      let groups = try experiment.groups(reference)
      var within = session
      try within.scope.ask(quantity.name)
      let (first, rows) = try Formula(expression, within).means(in: experiment, groups.map(\.group))
      var next = 0
      return try series(components: nil) { _ in
        defer { next += 1 }
        return (first, rows[next])
      }
    case .trace: return .trace(try experiment.trace())
    case .history(let now, let then, _): return try history(now, then)
    case .charges(let generators):
      let labels = reference.by.flatMap { experiment.form.labellings.contains($0) ? $0 : nil }
      let source =
        try labels.map { try experiment.form.source(by: $0, experiment, session.effort) }
        ?? experiment.source(session.effort)
      let list = try generators(source.dimension)
      return try series(components: list.map(\.component), clusters: labels == nil ? nil : source.clusters) { group in
        if case .point = group { throw EngineError(.wrongSlice, "`\(quantity.name)` goes by cluster, not by point") }
        let charges = list.map { source.charges($0.generator, cluster: group.cluster) }
        try Cancellation.check()
        return (source.first, charges)
      }
    case .layers(let components, let compute):
      return try series(components: components) { try compute(experiment, $0, session.effort) }
    }
  }

  /// A number now, or one for each step of the training.
  private func history(_ now: (Experiment) throws -> Double, _ then: (TrainingPoint) -> Double) throws -> Value {
    _ = try experiment.trainable()
    guard reference.by == nil, reference.of == nil else { return try parts() }
    if reference.over == nil { return .number(try now(experiment)) }
    guard reference.over == .step else {
      throw EngineError(.wrongSlice, "`\(quantity.name)` goes over step, not over layer")
    }
    let history = experiment.record.history
    guard let first = history.first else { throw experiment.shortcoming(.trained, "has not been trained yet") }
    let column = Series.Column(group: "", component: "", values: history.map(then))
    let isWhole = history[history.count - 1].step - first.step == history.count - 1
    return .series(
      Series(
        name: (reference.process.map { $0 + "." } ?? "") + quantity.name, axis: .step, first: first.step,
        columns: [column],
        places: isWhole ? nil : history.map(\.step)))
  }

  /// What each cluster has of a number, or one cluster's: a table whose last row is what belongs to none.
  private func parts() throws -> Value {
    guard case .history(_, _, let part?) = quantity.source else {
      throw EngineError(.wrongSlice, "`\(quantity.name)` is one number for all clusters")
    }
    guard reference.over == nil else {
      throw EngineError(.wrongSlice, "`\(quantity.name)` of clusters is known now, not over the training")
    }
    let groups = try experiment.groups(reference)
    if let only = groups.first, groups.count == 1, reference.by == nil, let c = only.group.cluster {
      return .number(try part(experiment, c))
    }
    var rows: [[Table.Cell]] = []
    var sum = 0.0
    for (name, group) in groups {
      guard let c = group.cluster else {
        throw EngineError(.wrongSlice, "`\(quantity.name)` goes by cluster, not by point")
      }
      try Cancellation.check()
      let value = try part(experiment, c)
      sum += value
      let count = experiment.population.clusterCounts[c]
      rows.append([.init(name), .number(Double(count)), .number(value)])
    }
    return .table(
      Table(
        headings: ["cluster", "points", quantity.name], rows: rows,
        footer: reference.of == nil ? "\(NumberFormat.standard(sum)) in all" : nil))
  }

  private func series(
    components: [String]?, clusters: [String]? = nil, _ compute: (Group) throws -> (first: Int, rows: [[Double]])
  ) throws -> Value {
    if clusters == nil, let by = reference.by, !["cluster", "point"].contains(by) {
      throw EngineError(
        .wrongSlice, "`\(quantity.name)` goes by cluster; charges alone go by `\(by)`", help: "momentum by \(by)")
    }
    guard reference.over != .step || experiment.part == Series.Axis.step.rawValue else {
      throw EngineError(.wrongSlice, "`\(quantity.name)` goes over \(experiment.part), not over step")
    }
    var columns: [Series.Column] = []
    var first = 0
    for (name, group) in try experiment.groups(reference, clusters) {
      let computed = try compute(group)
      first = computed.first
      for (component, values) in zip(components ?? Self.components(computed.rows.count), computed.rows) {
        columns.append(Series.Column(group: reference.of == nil ? name : "", component: component, values: values))
      }
    }
    return .series(
      Series(name: reference.name, axis: .layer, first: first, columns: columns, part: experiment.part))
  }

  /// The names of a vector's components; a scalar's has none.
  private static func components(_ count: Int) -> [String] {
    count == 1 ? [""] : (0..<count).map { Generator.axisName($0, dimension: count) }
  }
}

extension Session {
  /// Whether quantities of a process, or of the present one, go by the classes of a labelling of this name.
  func hasLabels(_ name: String, _ process: String? = nil) -> Bool {
    (try? experiment(process))?.form.labellings.contains(name) == true
  }
}

extension Experiment {
  /// The groups that were asked for and their names.
  func groups(
    _ reference: QuantityReference, _ classes: [String]? = nil
  ) throws(EngineError) -> [(name: String, group: Group)] {
    let clusters = classes ?? population.clusters
    if classes != nil, reference.of == nil { return clusters.enumerated().map { ($1, .cluster($0)) } }
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
    default:
      // A sum over alternatives says nothing.
      return form.isOneSystem ? [("", .all)] : clusters.enumerated().map { ($1, .cluster($0)) }
    }
  }
}
