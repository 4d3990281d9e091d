import Core
import Syntax

/// What `inspect` shows of networks.
enum InspectNetwork {
  /// Layers, loss, and how many rows come out in their class.
  static func table(_ network: Network, _ experiment: Experiment, _ name: String) throws -> Table {
    let (f, evaluation) = (NumberFormat.short, try experiment.evaluation())
    var rows: [[Table.Cell]] = [
      ["layers", .init(network.summary)],
      ["widths", .init(([network.inputs] + network.layers.map(\.outputs)).map(String.init).joined(separator: " "))],
    ]
    rows += [
      ["parameters", .number(Double(network.parameterCount))],
      ["points", "\(experiment.population.count) in \(experiment.population.clusters.count) clusters"],
      ["head", .init(network.head.rawValue)],
      ["loss", .number(evaluation.loss, f)], ["penalty", "\(f(evaluation.penalty)) (lambda = \(f(network.penalty)))"],
      ["|gradient|", .number(evaluation.gradientNorm, f)],
    ]
    if network.head == .softmax { rows.append(["right", .number(network.accuracy(on: experiment.population), f)]) }
    rows.append(["steps trained", .number(Double(experiment.history.last?.step ?? 0))])
    return Table(title: name, headings: [], rows: rows)
  }

  /// One layer: its matrices, its laws, and each cluster behind it.
  static func layer(_ k: Int, _ network: Network, _ experiment: Experiment, _ session: inout Session) throws {
    let (f, trace, layer) = (NumberFormat.short, try experiment.trace(), network.layers[k - 1])
    var offset = network.parameters(ofLayer: k).startIndex
    let matrices = layer.parameters.map { parameter in
      defer { offset += parameter.count }
      let norm = network.theta[offset..<offset + parameter.count].reduce(0) { $0 + $1 * $1 }.squareRoot()
      return "\(parameter.name) \(parameter.rows) x \(parameter.columns), norm \(f(norm))"
    }
    session.show(
      .text(
        "layer \(k) of \(network.layers.count), \(layer.name), R^\(layer.inputs) to R^\(layer.outputs): "
          + matrices.joined(separator: "; ")))
    let rows = trace.clusters.indices.map { c -> [Table.Cell] in
      let share = trace.mean(cluster: c) { _ in 1 }
      func mean(_ f: (Int) -> Double) -> Double { share == 0 ? 0 : trace.mean(cluster: c, f) / share }
      func size(_ v: [Double]) -> Double { v.reduce(0) { $0 + $1 * $1 }.squareRoot() }
      let (states, costates) = (trace.states[k], trace.costates[k])
      let x = (0..<layer.outputs).map { d in mean { states[$0, d] } }
      let g = (0..<layer.outputs).map { d in mean { costates[$0, d] } }
      let spread = mean { i in (0..<layer.outputs).reduce(0) { $0 + (states[i, $1] - x[$1]) * (states[i, $1] - x[$1]) }
      }.squareRoot()
      let dilation = mean { i in (0..<layer.outputs).reduce(0) { $0 + states[i, $1] * costates[i, $1] } }
      return [.init(trace.clusters[c])] + [size(x), spread, size(g), dilation].map { .number($0, f) }
    }
    session.show(
      .table(Table(headings: ["cluster", "|mean state|", "spread", "|mean gradient|", "E<g, x>"], rows: rows)))
  }
}
