import Core
import Syntax

/// What is computed with: processes, the points that go through them, and data.
extension Holding {
  static let processes = Holding(
    word: "process", plural: "processes",
    headings: ["kind", "in use", "points", "steps", "parameters", "loss", "steps trained"],
    example: exampleSetup + "build chain deep layers=9\ninspect processes",
    unit: "point", hasOwnCommand: true, synonym: "chains",
    names: { $0.processes.names }, size: { name, w in w.processes[name]?.population.count },
    about: { name, session in
      let experiment = try session.experiment(name)
      return try experiment.form.describe(experiment) + (name == session.workspace.current ? "; in use" : "")
    },
    row: { name, session in
      let experiment = try session.experiment(name)
      let isTrained = experiment.form is any Trainable
      return [
        .init(experiment.noun), .init(name == session.workspace.current ? "yes" : "no"),
        .number(Double(experiment.population.count)), .number(Double(experiment.steps)),
        .number(Double(experiment.theta.count)),
        isTrained ? .number(try experiment.evaluation().loss, .short) : .none,
        isTrained ? .number(Double(experiment.record.history.last?.step ?? 0)) : .none,
      ]
    },
    inspect: { name, session in
      let experiment = try session.experiment(name)
      return [.table(Table(title: name, headings: [], rows: try experiment.form.summary(experiment)))]
    },
    remove: { name, workspace in
      workspace.processes[name] = nil
      guard workspace.current == name else { return }
      workspace.current = workspace.processes.count == 1 ? workspace.processes.keys.first ?? "" : ""
    })

  static let clusters = Holding(
    word: "cluster", plural: "clusters", headings: ["points", "centre", "destination"],
    example: exampleSetup + "inspect clusters",
    unit: "point", hasOwnCommand: true,
    names: { $0.clusters.map(\.name) }, size: { name, w in w.cluster(named: name)?.count },
    about: { name, session in
      session.workspace.cluster(named: name).map { "around \(place($0.centre)), \(goal($0))" } ?? ""
    },
    row: { name, session in
      guard let cluster = session.workspace.cluster(named: name) else { return [] }
      return [.number(Double(cluster.count)), .init(place(cluster.centre)), .init(goal(cluster))]
    },
    inspect: { name, session in [.table(try InspectCluster.table(name, session))] },
    needs: { name, workspace in
      if case .cluster(let other)? = workspace.cluster(named: name)?.destination { [other] } else { [] }
    },
    reliance: "goes to its place", remove: { name, workspace in workspace.clusters.removeAll { $0.name == name } })

  private static func place(_ point: [Double]) -> String { Value.vector(point).text(.short) }

  static func goal(_ cluster: Cluster) -> String {
    switch cluster.destination {
    case .point(let p)?: "to \(place(p))"
    case .cluster(let other)?: "to the place of \(other)"
    case .perPoint?: "to a place for each point"
    case nil: "without a destination"
    }
  }

  static let data = Holding(
    word: "data", plural: "data", headings: ["rows", "columns", "goal"],
    example: "define data iris file=\"iris.csv\"\ninspect data iris",
    unit: "row",
    names: { $0.data.names },
    size: { name, w in w.data[name]?.count },
    about: { name, session in session.workspace.data[name].map { DefineData.describe($0) } ?? "" },
    row: { name, session in
      guard let table = session.workspace.data[name] else { return [] }
      let goal =
        switch table.goal {
        case .classes(let names, _): "\(names.count) class\(names.count == 1 ? "" : "es")"
        case .numbers(let name, _): name
        }
      return [.number(Double(table.count)), .number(Double(table.features.count)), .init(goal)]
    },
    inspect: { name, session in
      guard let table = session.workspace.data[name] else { return [] }
      return [.text("\(name): \(DefineData.describe(table))"), .table(try columns(table))]
    }, remove: { name, workspace in workspace.data[name] = nil })

  /// Each column's numbers, as the network gets them.
  private static func columns(_ table: DataTable) throws -> Table {
    let (f, points) = (NumberFormat.short, table.points)
    let rows = table.features.enumerated().map { c, name -> [Table.Cell] in
      let values = points.map { $0[c] }
      let mean = values.reduce(0, +) / Double(max(values.count, 1))
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(values.count, 1))
      return [.init(name)]
        + [mean, variance.squareRoot(), values.min() ?? .nan, values.max() ?? .nan].map { .number($0, f) }
    }
    return Table(headings: ["column", "mean", "sd", "least", "largest"], rows: rows, footer: "as they are scaled")
  }
}
