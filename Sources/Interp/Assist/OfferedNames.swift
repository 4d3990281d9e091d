import Checked
import Core
import Syntax

/// The names that completion offers, by what they stand for.
struct OfferedNames {
  /// Everything that has one.
  var all: [String] = []
  var clusters: [String] = []
  /// The clusters of the present process.
  var carried: [String] = []
  var processes: [String] = []
  var families: [String] = []
  var actions: [String] = []
  var data: [String] = []
  /// What stands as a value: variables, functions with their bracket, and what else a value may be.
  var values: [String] = []
  var layers = ["last"]
  /// What stands behind a name and a dot.
  var members: (_ owner: String) -> [String] = { _ in [] }

  /// Those of a session.
  init(_ session: Session) {
    let workspace = session.workspace
    all = Holding.names(workspace)
    clusters = workspace.clusters.map(\.name)
    carried = workspace.experiment?.population.clusters ?? []
    processes = workspace.processes.names
    families = workspace.families.keys.sorted()
    actions = workspace.actions.keys.sorted()
    data = workspace.data.keys.sorted()
    let variables = workspace.variables.map { name, value in if case .function = value { name + "(" } else { name } }
    values = variables.sorted() + clusters + workspace.processes.keys.sorted() + workspace.quantities.keys.sorted()
    if let steps = workspace.experiment?.steps, steps > 0, steps <= 200 {
      layers += Range(from: 1, through: steps).map(String.init)
    }
    members = { Self.members(of: $0, session) }
  }

  /// momentum.red, deep.angular, law.drift
  private static func members(of owner: String, _ session: Session) -> [String] {
    let (language, workspace) = (session.language, session.workspace)
    if session.quantity(owner) != nil { return (workspace.experiment?.population.clusters ?? []) + ["x", "y"] }
    if let experiment = workspace.processes[owner] {
      return experiment.form.members.map(\.name).sorted() + language.quantities.map(\.name)
    }
    if workspace.cluster(named: owner) != nil { return clusterMembers }
    switch workspace.variables[owner] {
    case .series(let s): return Set(s.columns.flatMap { [$0.group, $0.component] }).subtracting([""]).sorted()
    case .table(let t): return t.headings.filter(Identifier.isName)
    case .record(let fields): return fields.names.filter(Identifier.isName)
    case .vector: return ["x", "y"]
    default: return []
    }
  }

  static let clusterMembers = ["at", "n", "name", "points", "to"]

  /// Those that a script gives before a place.
  init(_ symbols: [ScriptNames.Symbol], in language: Language) {
    func named(_ kinds: ScriptNames.Kind...) -> [String] {
      var seen = Set<String>()
      return symbols.filter { kinds.contains($0.kind) }.map(\.name).filter { seen.insert($0).inserted }
    }
    clusters = named(.cluster)
    carried = clusters
    processes = named(.process)
    families = named(.family)
    actions = named(.action)
    data = named(.data)
    let variables = named(.variable, .parameter, .argument, .loop)
    all = variables + named(.function, .cluster, .process, .data, .family, .action, .quantity)
    values = variables + named(.function).map { $0 + "(" } + clusters + processes + named(.quantity)
    members = { [clusters, processes] owner in
      if language.quantity(owner) != nil { return clusters + ["x", "y"] }
      if clusters.contains(owner) { return Self.clusterMembers }
      return processes.contains(owner) ? language.quantities.map(\.name) : []
    }
  }
}
