import Core
import Syntax

/// The names that a script may use before it gives any itself.
struct KnownNames {
  /// Variables, clusters, processes, quantities of one's own, tables.
  var names = Scoped<Void>()
  /// The functions of the script and what each takes; nil where it is defined twice, in different ways.
  var functions = Scoped<Definition?>()
  /// Families of maps that a name can mean.
  var families: Set<String>
  /// Actions that a name can mean.
  var actions: Set<String>

  init(_ workspace: Workspace) {
    names.formUnion(workspace.variables.keys)
    names.formUnion(workspace.clusters.map(\.name))
    names.formUnion(workspace.processes.keys)
    names.formUnion(workspace.quantities.keys)
    names.formUnion(workspace.data.keys)
    names.formUnion(workspace.processes.values.flatMap(\.population.clusters))
    families = Set(Catalogue.names).union(workspace.families.keys)
    actions = Set(workspace.actions.keys)
    // What stands behind `by` in a plot may be a labelling, which is no value by itself.
    for experiment in workspace.processes.values { names.formUnion(experiment.form.labellings) }
    for case (let name, .function(let definition)) in workspace.variables {
      functions.set(name, definition)
    }
  }
}
