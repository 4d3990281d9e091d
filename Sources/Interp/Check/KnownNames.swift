import Core
import Syntax

/// The names that a script may use before it gives any itself.
struct KnownNames {
  /// Variables, clusters, processes, quantities of one's own, tables.
  var names: Set<String>
  /// The functions of the script and what each takes; nil where it is defined twice, in different ways.
  var functions: [String: Definition?] = [:]
  /// Families of maps that a name can mean.
  var families: Set<String>
  /// Actions that a name can mean.
  var actions: Set<String>

  init(_ workspace: Workspace) {
    names = Set(workspace.variables.keys).union(workspace.clusters.map(\.name)).union(workspace.processes.keys)
      .union(workspace.quantities.keys).union(workspace.data.keys).union(
        workspace.processes.values.flatMap(\.population.clusters))
    families = Set(Catalogue.names).union(workspace.families.keys)
    actions = Set(workspace.actions.keys)
    // What stands behind `by` in a plot may be a labelling, which is no value by itself.
    for experiment in workspace.processes.values { names.formUnion(experiment.form.labellings) }
    for case (let name, .function(let definition)) in workspace.variables {
      functions[name] = definition
    }
  }
}
