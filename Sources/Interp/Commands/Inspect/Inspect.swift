import Core
import Syntax

/// inspect layer 25
enum InspectLayer {
  static let layer = Option.required("layer", .value(.layer), "which layer; `last` for the last one", positional: true)
  static let command = Command(
    "inspect", "layer",
    "shows one layer: its parameters, each cluster behind it, and its defects; or one state of an orbit, light or a path",
    details: [
      "Columns: mean state, root mean square distance from it, mean gradient E[g | C], angular momentum E[x ^ g | C], and the "
        + "transfer, what the layer gives to the cluster's part of the momentum."
    ], [layer],
    asksProcess: true, ranks: .gathered, also: ["look", "show", "parameters", "jacobian"],
    examples: [.init(exampleSetup + "inspect layer 2", shows: "*")]
  ) { call, session in
    let experiment = try session.experiment()
    let (value, span) = (try call[layer], call.span(of: layer.parameter))
    let isMap = experiment.form is any Layered
    let k = try isMap ? experiment.mapNumber(value, at: span) : experiment.partNumber(value, at: span)
    for output in try experiment.form.inspect(k, experiment) { session.show(output) }
  }
}

/// inspect cluster red
enum InspectCluster {
  static let cluster = Option.required("cluster", .name(.cluster), "which cluster", positional: true)
  static let command = Command(
    "inspect", "cluster", "shows one cluster: where it is, where it goes, how far it still is",
    [cluster], asksProcess: true, ranks: .gathered, also: ["look", "show"],
    examples: [.init(exampleSetup + "inspect cluster red", shows: "*")]
  ) { call, session in
    let name = try call[cluster]
    let known = session.workspace.clusters.map(\.name) + (session.workspace.experiment?.population.clusters ?? [])
    guard known.contains(name) else {
      throw Diagnostic(
        .unknownCluster, "there is no cluster `\(name)`", at: call.span(of: InspectCluster.cluster.parameter),
        label: Suggestion.phrase(name, among: known))
    }
    session.show(.table(try table(name, session)))
  }

  static func table(_ name: String, _ session: Session) throws -> Table {
    let experiment = session.workspace.experiment
    let place = experiment?.population.clusters.firstIndex(of: name)
    var rows: [[Table.Cell]] = []
    if let cluster = session.workspace.cluster(named: name) {
      rows = defined(cluster)
    } else if let experiment, let place {
      rows = [["points", .number(Double(experiment.population.clusterCounts[place]))]]
    }
    if let experiment, let place { rows += try carried(place, by: experiment) }
    return Table(title: name, headings: [], rows: rows)
  }

  private static func defined(_ cluster: Cluster) -> [[Table.Cell]] {
    let goal: Table.Cell =
      switch cluster.destination {
      case .point(let p)?: .point(p, .short)
      case .cluster(let other)?: .init("the place of \(other)")
      case .perPoint?: "one for each point"
      case nil: "none"
      }
    return [
      ["points", .number(Double(cluster.count))], ["centre", .point(cluster.centre, .short)],
      ["destination", goal],
    ]
  }

  /// Where the present process brings it.
  private static func carried(_ c: Int, by experiment: Experiment) throws -> [[Table.Cell]] {
    if experiment.form.isAimed, let miss = try experiment.farthest(cluster: c) {
      return [["farthest point from its destination", .number(miss, .short)]]
    }
    let trace = try experiment.trace()
    return [("starts around", 0), ("comes out around", trace.steps)].map { words, k in
      let mean = trace.means(step: k)[c]
      return [.init(words), .point(mean, .short)]
    }
  }
}

/// inspect process
enum InspectProcess {
  static let process = Option.optional(
    "process", .name(.process), "which one; the present one if none is named", positional: true)
  static let command = Command(
    "inspect", "process", or: "chain",
    "shows a process: what it is made of, its symmetries, how far it is trained", [process],
    asksProcess: true, ranks: .gathered, also: ["look", "show", "summary", "model"],
    examples: [.init(exampleSetup + "inspect process", shows: "*")]
  ) { call, session in
    // `inspect chain` means the process of this name where there is one, else the present one.
    let meant = call.subject.flatMap { word in
      word != call.command.subject && session.workspace.focus == nil && session.workspace.processes[word] != nil
        ? word : nil
    }
    let name = try call[process] ?? meant
    if let name, session.workspace.processes[name] == nil {
      throw Diagnostic.unknownProcess(name, among: session.workspace, at: call.span(of: process.parameter))
    }
    let experiment = try session.experiment(name)
    let title = name ?? session.workspace.present
    session.show(.table(Table(title: title, headings: [], rows: try experiment.form.summary(experiment))))
  }
}
