import Core
import Syntax

/// inspect layer 25
enum InspectLayer {
  static let layer = Option.required("layer", .value(.layer), "which layer; `last` for the last one", positional: true)
  static let command = Command(
    "inspect", "layer",
    "shows one layer: its parameters, each cluster behind it, and its defects; or one state of bodies or light",
    details: [
      "Columns: mean state, root mean square distance from it, mean gradient E[g | C], angular momentum E[x ^ g | C], and the "
        + "transfer, what the layer gives to the cluster's part of the momentum."
    ], [layer],
    examples: [.init(exampleSetup + "inspect layer 2", shows: "*")]
  ) { call, session in
    let experiment = try session.experiment()
    let k = try layerIndex(try call[layer], of: experiment.steps, at: call.span(of: layer.parameter))
    if let scene = experiment.scene {
      session.show(.text("\(scene.part) \(k) of \(experiment.steps) of \(scene.kind)"))
      return session.show(.table(clusters(scene.trace, layer: k)))
    }
    guard k > 0 else {
      throw Diagnostic(
        .outOfRange, "layer 0 is the input, where no map is", at: call.span(of: layer.parameter),
        label: "the first map is layer 1")
    }
    if let network = experiment.network { return try InspectNetwork.layer(k, network, experiment, &session) }
    let (chain, trace) = (try experiment.chain, try experiment.trace())
    let f = NumberFormat.short
    let names = zip(chain.family(ofLayer: k).parameters, chain.parameters(ofLayer: k)).map {
      "\($0.name) = \(NumberFormat.standard($1))"
    }
    session.show(
      .text(
        "layer \(k) of \(chain.layers), \(chain.family(ofLayer: k).name) \(chain.family(ofLayer: k).formula): "
          + names.joined(separator: ", ")))
    session.show(.table(clusters(trace, layer: k)))
    let determinants = chain.jacobianDeterminants(k, at: trace.states[k - 1])
    let least = determinants.min() ?? .nan
    let defects = Generator.catalogue.prefix(3).map { xi in
      let motion = chain.action(of: xi, onLayer: k)
      return "\(xi.name) \(f(zip(chain.layerGradient(k, trace: trace), motion).reduce(0) { $0 + $1.0 * $1.1 }))"
    }
    session.show(.text("defect: " + defects.joined(separator: ", ")))
    session.show(
      .text(
        "smallest Jacobian determinant over the points: \(f(least))\(least <= 0 ? " (the layer folds the plane)" : "")")
    )
  }

  /// A number or `last`, checked.
  static func layerIndex(_ value: Value, of steps: Int, at span: Span) throws -> Int {
    if case .string("last") = value { return steps }
    guard case .number(let x) = value else {
      throw Diagnostic(.wrongType, "a layer is a number or `last`, not \(value.kind)", at: span)
    }
    guard let k = Int(exactly: x), (0...steps).contains(k) else {
      throw Diagnostic(
        .outOfRange, "layer \(NumberFormat.standard(x)) does not exist: there are layers 0..\(steps)", at: span,
        label: "the last one is `layer last`")
    }
    return k
  }

  static func clusters(_ trace: Trace, layer k: Int) -> Table {
    let f = NumberFormat.short
    let rows = trace.clusters.indices.map { c -> [Table.Cell] in
      let share = trace.mean(cluster: c) { _ in 1 }
      func mean(_ f: (Int) -> Double) -> Double { trace.mean(cluster: c, f) / share }
      let x = (0..<2).map { d in mean { trace.states[k][$0, d] } }
      let g = (0..<2).map { d in mean { trace.costates[k][$0, d] } }
      let spread = mean { i in
        (0..<2).reduce(0) { $0 + (trace.states[k][i, $1] - x[$1]) * (trace.states[k][i, $1] - x[$1]) }
      }.squareRoot()
      let angular = mean {
        trace.states[k][$0, 0] * trace.costates[k][$0, 1] - trace.states[k][$0, 1] * trace.costates[k][$0, 0]
      }
      let transfer = Generator.catalogue.prefix(2).map {
        k == 0 ? 0 : trace.charge($0, step: k, cluster: c) - trace.charge($0, step: k - 1, cluster: c)
      }
      func point(_ p: [Double]) -> String { "(\(f(p[0])), \(f(p[1])))" }
      return [
        .init(trace.clusters[c]), .init(point(x)), .number(spread, f), .init(point(g)), .number(angular, f),
        .init(point(transfer)),
      ]
    }
    return Table(headings: ["cluster", "mean state", "spread", "mean gradient", "angular", "transfer"], rows: rows)
  }
}

/// inspect cluster red
enum InspectCluster {
  static let cluster = Option.required("cluster", .name(.cluster), "which cluster", positional: true)
  static let command = Command(
    "inspect", "cluster", "shows one cluster: where it is, where it goes, how far it still is",
    [cluster], examples: [.init(exampleSetup + "inspect cluster red", shows: "*")]
  ) { call, session in
    let name = try call[cluster]
    guard let cluster = session.workspace.cluster(named: name) else {
      throw Diagnostic(
        .unknownCluster, "there is no cluster `\(name)`", at: call.span(of: InspectCluster.cluster.parameter),
        label: Suggestion.phrase(name, among: session.workspace.clusters.map(\.name)))
    }
    var rows: [[Table.Cell]] = [
      ["points", .number(Double(cluster.count))], ["centre", .init(Value.vector(cluster.centre).text(.short))],
    ]
    switch cluster.destination {
    case .point(let p)?: rows.append(["destination", .init(Value.vector(p).text(.short))])
    case .cluster(let other)?: rows.append(["destination", "the place of \(other)"])
    case .perPoint?: rows.append(["destination", "one for each point"])
    case nil: rows.append(["destination", "none"])
    }
    if let experiment = session.workspace.experiment, let c = experiment.population.clusters.firstIndex(of: name) {
      let trace = try experiment.trace()
      let misses = farthest(trace, experiment.population, cluster: c)
      rows.append(["farthest point from its destination", .number(misses, .short)])
    }
    session.show(.table(Table(title: name, headings: [], rows: rows)))
  }

  /// max |x_K - destination|, of all points or one cluster's.
  static func farthest(_ trace: Trace, _ population: Population, cluster: Int?) -> Double {
    (0..<trace.count).filter { cluster == nil || trace.labels[$0] == cluster }.map { i in
      (0..<2).reduce(0) { sum, c in
        let miss = trace.states[trace.steps][i, c] - population.destinations[i, c]
        return sum + miss * miss
      }.squareRoot()
    }.max() ?? 0
  }
}

/// inspect chain
enum InspectChain {
  static let command = Command(
    "inspect", "chain",
    "shows the chain or network: its layers, its loss, how far it is trained; or the bodies or light", [],
    examples: [.init(exampleSetup + "inspect chain", shows: "*")]
  ) { call, session in
    let experiment = try session.experiment()
    if let network = experiment.network {
      return session.show(.table(try InspectNetwork.table(network, experiment, session.workspace.current)))
    }
    if let scene = experiment.scene {
      let symmetries = scene.symmetries.map(\.name)
      let rows: [[Table.Cell]] = [
        ["what", .init(Scenes.describe(scene))], ["\(scene.part)s", .number(Double(experiment.steps))],
        ["symmetries", .init(symmetries.isEmpty ? "none" : symmetries.joined(separator: ", "))],
      ]
      return session.show(.table(Table(title: session.workspace.current, headings: [], rows: rows)))
    }
    let (chain, evaluation) = (try experiment.chain, try experiment.evaluation())
    let f = NumberFormat.short
    let families = chain.distinctFamilies
    var rows: [[Table.Cell]] = families.map { ["family", "\($0.name): \($0.formula)"] }
    for family in families {
      let count = chain.families.count { $0.name == family.name }
      rows.append([
        "layers",
        "\(count) of \(family.parameters.count) parameters (\(family.parameters.map(\.name).joined(separator: ", ")))",
      ])
    }
    if let family = families.first(where: { $0.kernel != nil }), let kernel = family.kernel, let scale = family.scale {
      rows.append(["kernel", "\(kernel.rawValue), s = \(f(scale.value))\(scale.isTrained ? " at first, trained" : "")"])
    }
    if chain.precision == .single { rows.append(["precision", "single, in training by first-order methods"]) }
    rows += [
      [
        "closed under",
        .init(
          families[0] is FormulaFamily ? chain.symmetries.map(\.name).joined(separator: ", ") : chain.closure.rawValue),
      ],
      ["points", "\(experiment.population.count) in \(experiment.population.clusters.count) clusters"],
      ["loss", .number(evaluation.loss, f)], ["penalty", "\(f(evaluation.penalty)) (lambda = \(f(chain.penalty)))"],
      ["|gradient|", .number(evaluation.gradientNorm, f)],
      [
        "farthest point",
        .number(InspectCluster.farthest(try experiment.trace(), experiment.population, cluster: nil), f),
      ],
      ["steps trained", .number(Double(experiment.history.last?.step ?? 0))],
    ]
    session.show(.table(Table(title: session.workspace.current, headings: [], rows: rows)))
  }
}
