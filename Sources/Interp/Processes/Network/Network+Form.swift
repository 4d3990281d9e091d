import Checked
import Core
import Figures
import Syntax

extension Network: TrainedForm {
  static let advice = Advice(
    usual: "inspect process",
    others: [
      .own: "print loss", .energy: "print loss", .trained: "train adam steps=100", .plane: "plot momentum",
      .planeMap: "inspect layer 1", .charges: "conserve", .interaction: "conserve",
    ])

  static let declaration = ProcessKind(
    build: BuildNetwork.command, standardName: BuildNetwork.standardName, functions: [.accuracy],
    read: { fields, session in
      guard let file = try NetworkFile(fields) else { return nil }
      var experiment = Experiment(try file.model(), population: try file.population())
      experiment.frame = try file.frame()
      try experiment.record.take(file.training, session.language.vocabulary)
      return Experiment.Read(experiment: experiment, seed: file.seed)
    })

  /// Where the head asks for states and not for classes.
  var isAimed: Bool { head == .square }

  func describe(_ experiment: Experiment) throws -> String {
    "\(summary), \(parameterCount) parameters, loss \(NumberFormat.short(try experiment.evaluation().loss))"
  }

  /// Layers, loss, and how many rows come out in their class.
  func summary(_ experiment: Experiment) throws -> [[Table.Cell]] {
    let (f, evaluation) = (NumberFormat.short, try experiment.evaluation())
    var rows: [[Table.Cell]] = [
      ["layers", .init(summary)],
      ["widths", .init(([inputs] + layers.map(\.outputs)).map(String.init).joined(separator: " "))],
    ]
    rows += [
      ["parameters", .number(Double(parameterCount))],
      ["points", "\(experiment.population.count) in \(experiment.population.clusters.count) clusters"],
      ["head", .init(head.rawValue)],
      ["loss", .number(evaluation.loss, f)], ["penalty", "\(f(evaluation.penalty)) (lambda = \(f(penalty)))"],
      ["|gradient|", .number(evaluation.gradientNorm, f)],
    ]
    if head == .softmax { rows.append(["right", .number(accuracy(on: experiment.population), f)]) }
    return rows + [stepsTrained(experiment)]
  }

  /// One layer: its matrices, and each cluster behind it.
  func inspect(_ k: Int, _ experiment: Experiment) throws -> [Output] {
    let (f, trace, layer) = (NumberFormat.short, try experiment.trace(), layers[k - 1])
    var offset = parameters(ofLayer: k).startIndex
    let matrices = layer.parameters.map { parameter in
      defer { offset += parameter.count }
      return "\(parameter.name) \(parameter.rows) x \(parameter.columns), norm "
        + f(norm(Array(theta[Range(from: offset, upTo: offset + parameter.count)])))
    }
    let rows = trace.clusters.indices.map { c -> [Table.Cell] in
      let share = trace.mean(cluster: c) { _ in 1 }
      func mean(_ f: (Int) -> Double) -> Double { share == 0 ? 0 : trace.mean(cluster: c, f) / share }
      let (states, costates) = (trace.states[k], trace.costates[k])
      let x = (0..<layer.outputs).map { d in mean { states[$0, d] } }
      let g = (0..<layer.outputs).map { d in mean { costates[$0, d] } }
      let spread = mean { i in (0..<layer.outputs).reduce(0) { $0 + (states[i, $1] - x[$1]) * (states[i, $1] - x[$1]) }
      }.squareRoot()
      let dilation = mean { i in (0..<layer.outputs).reduce(0) { $0 + states[i, $1] * costates[i, $1] } }
      return [.init(trace.clusters[c])] + [norm(x), spread, norm(g), dilation].map { .number($0, f) }
    }
    return [
      .text(
        "layer \(k) of \(steps), \(layer.name), R^\(layer.inputs) to R^\(layer.outputs): "
          + matrices.joined(separator: "; ")),
      .table(Table(headings: ["cluster", "|mean state|", "spread", "|mean gradient|", "E<g, x>"], rows: rows)),
    ]
  }

  /// Every law and identity of the layers; by cluster, those of each cluster's part of the loss before those of all.
  func laws(_ experiment: Experiment, byCluster: Bool, _ effort: Effort) throws -> LawTable {
    let (f, trace) = (NumberFormat.short, try experiment.trace())
    func span(_ layers: ClosedRange<Int>) -> Table.Cell {
      layers.count == 1 ? .number(Double(layers.lowerBound)) : .init("\(layers.lowerBound)..\(layers.upperBound)")
    }
    var rows: [[Table.Cell]] = []
    var refuted: [LawTable.Refutation] = []
    for cluster in (byCluster ? trace.clusters.indices.map { Optional($0) } : []) + [nil] {
      try effort.pause()
      let name = cluster.map { trace.clusters[$0] }
      let (laws, identities) = laws(trace, cluster: cluster)
      let first: [Table.Cell] = byCluster ? [.init(name ?? "all")] : []
      rows += laws.map { law -> [Table.Cell] in
        let (drift, defect, residual) = law.relative
        return first + [span(law.layers), .init(law.law.side.rawValue), .init(law.law.space.name)]
          + [law.charge, law.scale, drift, defect, residual].map { .number($0, f) } + [.init(law.law.formula)]
      }
      // An identity is one of all points at once.
      rows += (cluster == nil ? identities : []).map {
        first + [
          span($0.layers), "-", .init($0.identity.name), .none, .none, .none, .none,
          $0.residual.map { Table.Cell.number($0, f) } ?? Table.Cell("nothing flows", number: .nan),
          .init($0.identity.formula),
        ]
      }
      refuted += laws.filter { $0.isRefuted }.map {
        let motion = "\($0.law.space.name) (\($0.law.side.rawValue))"
        return LawTable.Refutation(name: motion + (name.map { " of \($0)" } ?? ""), size: $0.relative.residual)
      }
    }
    let table = Table(
      headings: (byCluster ? ["cluster"] : [])
        + ["layers", "side", "motion", "charge", "scale", "drift", "defect", "drift - defect", "law"], rows: rows,
      footer:
        "sizes of all charges of a kind together, relative to the scale; |gradient| \(f(try experiment.evaluation().gradientNorm))"
    )
    return LawTable(table, refuted: refuted)
  }

  func remarks(on ledger: TransferLedger, _ experiment: Experiment, _ effort: Effort) -> [String] {
    ["over layers \(ledger.first + 1)..\(ledger.first + ledger.steps), of one width"]
  }

  func write(_ experiment: Experiment, seed: UInt64?, _ effort: Effort, to writer: inout JSONWriter) throws {
    try NetworkFile(
      self, experiment.population, seed: seed, frame: experiment.frame, training: experiment.record.file
    ).write(to: &writer)
  }

  var members: [(name: String, value: Value)] {
    [
      ("layers", .number(Double(steps))), ("parameters", .vector(theta)),
      ("widths", .list(([inputs] + layers.map(\.outputs)).map { .number(Double($0)) })),
    ]
  }
}
