import Core
import Limits
import Syntax

/// What names mean in an expression.
extension Session {
  func value(of name: String, at span: Span) throws -> Value {
    if let value = variable(name) { return value }
    if let value = language.constant(name) { return .number(value) }
    if quantity(name) != nil { return .quantity(QuantityReference(name)) }
    if isCluster(name, of: nil) { return .cluster(name) }
    if workspace.processes[name] != nil { return .process(name) }
    if name == Value.missingWord { return .missing }
    if let function = language.function(name) { return .function(function.definition(at: span)) }
    if name == "ans" {
      if case .nothing = workspace.last { throw Diagnostic(.noResult, "there is no result yet", at: span) }
      return workspace.last
    }
    throw Diagnostic(
      .unknownName, "`\(name)` is not known", at: span, label: Suggestion.phrase(name, among: knownNames))
  }

  private var knownNames: [String] {
    workspace.variables.keys.sorted() + workspace.clusters.map(\.name) + workspace.processes.keys.sorted()
      + workspace.quantities.keys.sorted() + language.quantities.map(\.name)
      + language.constants.map(\.name) + language.functions.map(\.name)
  }

  /// Names of the script's functions.
  var ownFunctions: [String] {
    workspace.variables.compactMap { name, value in if case .function = value { name } else { nil } }.sorted()
  }

  /// Whether a cluster of the workspace, or of a process (nil for the present one), has the name.
  func isCluster(_ name: String, of process: String?) -> Bool {
    workspace.cluster(named: name) != nil
      || workspace.processes[process ?? workspace.present]?.population.clusters.contains(name) ?? false
  }

  /// red.at, red.points, red.to, red.n
  func member(_ name: Name, ofCluster cluster: String) throws -> Value {
    guard let cluster = workspace.cluster(named: cluster) else {
      throw Diagnostic(
        .unknownCluster, "`\(cluster)` is carried by a process, and no longer defined", at: name.span,
        label: "momentum.\(cluster) and other quantities have it")
    }
    switch name.text {
    case "at": return .vector(cluster.centre)
    case "n": return .number(Double(cluster.count))
    case "points": return .list(try cluster.states.patientlyMapped { .vector($0) })
    case "name": return .string(cluster.name)
    case "to":
      switch cluster.destination {
      case .point(let point)?: return .vector(point)
      case .perPoint(let points)?: return .list(try points.patientlyMapped { .vector($0) })
      case .cluster(let other)?: return .cluster(other)
      case nil:
        throw Diagnostic(
          .noDestination, "`\(cluster.name)` has no destination", at: name.span,
          label: "define it with to=(x, y), or to=CLUSTER")
      }
    default:
      let known = ["at", "n", "name", "points", "to"]
      throw Diagnostic(
        .unknownMember, "a cluster has no `\(name.text)`", at: name.span,
        label: Suggestion.phrase(name.text, among: known) ?? "it has " + known.joined(separator: ", "))
    }
  }

  /// deep.momentum, deep.layers
  func member(_ name: Name, of process: String) throws -> Value {
    if quantity(name.text) != nil {
      var reference = QuantityReference(name.text)
      reference.process = process
      return .quantity(reference)
    }
    guard let experiment = workspace.processes[process] else { return .nothing }
    let members = experiment.form.members
    if let member = members.first(where: { $0.name == name.text }) { return member.value }
    throw Diagnostic(
      .unknownMember, "\(experiment.kind) has no `\(name.text)`", at: name.span,
      label: Suggestion.phrase(name.text, among: members.map(\.name) + language.quantities.map(\.name))
        ?? "it has " + members.map(\.name).joined(separator: ", ") + " and the quantities")
  }
}
