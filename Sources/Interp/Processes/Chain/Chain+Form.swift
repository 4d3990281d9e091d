import Core
import Figures
import Syntax

extension Chain: TrainedForm {
  static let advice = Advice(
    usual: "inspect process",
    others: [.own: "print loss", .energy: "print loss", .trained: "train adam steps=100", .interaction: "conserve"])

  static let declaration = ProcessKind(
    build: BuildChain.command, standardName: BuildChain.standardName,
    read: ChainReader.read)

  var isAimed: Bool { true }

  func describe(_ experiment: Experiment) throws -> String {
    "\(title), \(trainedCount) parameters, loss \(NumberFormat.short(try experiment.evaluation().loss))"
  }

  func summary(_ experiment: Experiment) throws -> [[Table.Cell]] {
    let (f, evaluation) = (NumberFormat.short, try experiment.evaluation())
    let kinds = distinctFamilies
    var rows: [[Table.Cell]] = kinds.map { ["family", "\($0.name): \($0.formula)"] }
    for family in kinds {
      let count = families.count { $0.name == family.name }
      let names = family.parameters.map(\.name).joined(separator: ", ")
      rows.append(["layers", "\(count) of \(family.parameters.count) parameters (\(names))"])
    }
    if let family = kinds.first(where: { $0.kernel != nil }), let kernel = family.kernel, let scale = family.scale {
      rows.append(["kernel", "\(kernel.rawValue), s = \(f(scale.value))\(scale.isTrained ? " at first, trained" : "")"])
    }
    if precision == .single { rows.append(["precision", "single, in training by first-order methods"]) }
    let group = kinds[0] is FormulaFamily ? symmetries.map(\.name).joined(separator: ", ") : closure.rawValue
    rows += [
      ["closed under", .init(group)],
      ["points", "\(experiment.population.count) in \(experiment.population.clusters.count) clusters"],
      ["loss", .number(evaluation.loss, f)], ["penalty", "\(f(evaluation.penalty)) (lambda = \(f(penalty)))"],
      ["|gradient|", .number(evaluation.gradientNorm, f)],
      ["farthest point", .number(try experiment.farthest() ?? .nan, f)],
      stepsTrained(experiment),
    ]
    return rows
  }

  func inspect(_ k: Int, _ experiment: Experiment) throws -> [Output] {
    let (f, trace, family) = (NumberFormat.short, try experiment.trace(), family(ofLayer: k))
    let parameters = zip(family.parameters, parameters(ofLayer: k)).map {
      "\($0.name) = \(NumberFormat.standard($1))"
    }
    let least = jacobianDeterminants(k, at: trace.states[k - 1]).min() ?? .nan
    let gradient = layerGradient(k, trace: trace)
    let defects = Generator.catalogue.prefix(3).map { "\($0.name) \(f(defect(k, $0, gradient: gradient)))" }
    return [
      .text("layer \(k) of \(layers), \(family.name) \(family.formula): " + parameters.joined(separator: ", ")),
      .table(trace.table(part: k)), .text("defect: " + defects.joined(separator: ", ")),
      .text(
        "smallest Jacobian determinant over the points: \(f(least))\(least <= 0 ? " (the layer folds the plane)" : "")"),
    ]
  }

  func laws(_ experiment: Experiment, byCluster: Bool, _ effort: Effort) throws -> LawTable {
    let source = try experiment.source(effort)
    let isClosed = !symmetries.isEmpty
    let gradient = gradient(from: source)
    return charges(
      of: isClosed ? symmetries : Array(Generator.catalogue.prefix(3)), source, byCluster: byCluster, named: "symmetry",
      marked: false,
      defect: "defect",
      footer: isClosed
        ? "relative to the scale; |gradient| \(NumberFormat.short(norm(gradient)))"
        : "\(familyNames) is closed under no motion of the plane: nothing need be conserved")
  }

  func remarks(on ledger: TransferLedger, _ experiment: Experiment, _ effort: Effort) throws -> [String] {
    guard ledger.generators.allSatisfy(closure.contains) else {
      return ["\(familyNames) is not closed under these motions: its layers push from outside"]
    }
    let residual = try ledger.residual(
      of: self, experiment.clusterSource(effort), isCancelled: effort.isCancelled)
    return ["transfer - own parameter gradient: \(NumberFormat.short(residual)) of the scale"]
  }

  func write(_ experiment: Experiment, seed: UInt64?, _ effort: Effort, to writer: inout JSONWriter) throws {
    try ExperimentFile.write(
      self, experiment.population, seed: seed, theta0: rows(experiment.record.start), training: experiment.record.file,
      threads: effort.threads, to: &writer)
  }

  var members: [(name: String, value: Value)] {
    let all = Range(from: 1, through: layers).map { Value.record(named($0)) }
    return [("layers", .number(Double(layers))), ("parameters", .list(all)), ("family", .string(familyNames))]
  }

  /// The parameters of a layer by their names: c, v, a of a bump.
  private func named(_ k: Int) -> Fields {
    var members: [(name: String, values: [Double])] = []
    for (parameter, x) in zip(family(ofLayer: k).parameters, parameters(ofLayer: k)) {
      if members.last?.name == parameter.stem {
        members[members.count - 1].values.append(x)
      } else {
        members.append((parameter.stem, [x]))
      }
    }
    return Fields(members.map { ($0.name, $0.values.count == 1 ? .number($0.values[0]) : .vector($0.values)) })
  }
}

/// A chain's file.
private enum ChainReader {
  static func read(_ file: JSONFields, _ session: inout Session) throws -> Experiment.Read? {
    let content = try ExperimentFile(file)
    let own = try content.formula.map { try FamilyDefinition.family(definition: $0, &session) }
    let chain = try content.chain(arithmetic: session.settings.arithmetic, formula: own)
    let population = try content.population()
    var experiment = Experiment(chain, population: population)
    experiment.beforeTrace = session.traceGuard
    if let start = try content.start(of: chain) { experiment.record.start = start }
    try experiment.record.take(content.training, session.language.vocabulary)
    return Experiment.Read(experiment: experiment, seed: content.seed, clusters: clusters(population))
  }

  private static func clusters(_ population: Population) -> [Cluster] {
    let (states, destinations, labels) = (population.states, population.destinations, population.labels)
    return population.clusters.enumerated().compactMap { c, name in
      let members = labels.indices.filter { labels[$0] == c }
      guard !members.isEmpty else { return nil }
      func points(_ columns: Columns<State>) -> [[Double]] { members.map { [columns[$0, 0], columns[$0, 1]] } }
      return Cluster(name: name, states: points(states), destinations: points(destinations))
    }
  }
}
