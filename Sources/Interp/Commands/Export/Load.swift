import Core
import Limits
import Syntax

/// load "x.json"
enum Load {
  static let file = Option.required(
    "file", .name(.file), "a file that `save` or another program wrote", positional: true)
  static let name = Option.optional("chain", .newName, "the name that the process gets")
  static let command = Command(
    "load", nil, "reads processes: with their points, their clusters and how they were trained",
    details: [
      "A file is looked for in the present folder, then beside the script. What the file says of results is computed anew.",
      "Of a file of several processes each gets its own name, and the one that was in use is so again. The workspace gets its clusters, and those of the others that have other names.",
    ],
    [file, name], brings: .init(process: BuildChain.standardName, isOpen: true),
    ranks: .alike, also: ["read", "open", "restore", "json"],
    examples: [
      .init(exampleSetup + "save \"x.json\"\nload \"x.json\"", shows: "chain: 6 bump layers, 24 parameters, loss *"),
      .init(
        exampleSetup
          + "train adam steps=20\nsave chain \"x.json\"\nbuild chain layers=3\nload \"x.json\"\nprint length(loss over step)",
        shows: "21"),
    ]
  ) { call, session in
    let path = try call[file]
    let found = try session.placed(call.span(of: file.parameter)) { session in
      let bytes = try session.readNear(path, call.span(of: file.parameter))
      return try processes(JSONFields(bytes, pause: session.effort.pause), &session)
    }
    let (given, span) = (try call[name], call.span(of: name.parameter))
    guard given == nil || found.count == 1 else {
      throw Diagnostic(
        .unusedOption, "the file holds \(found.count) processes, which keep their names", at: span,
        label: found.prefix(10).map(\.name).joined(separator: ", "))
    }
    if let clusters = clusters(of: found.map(\.read)) { session.workspace.clusters = clusters }
    if let seed = found.last?.read.seed { session.workspace.seed = seed }
    for (own, read) in found { try Building.place(read.experiment, given ?? own, at: span, &session) }
  }

  /// What a file holds, that which was in use last.
  private static func processes(_ fields: JSONFields, _ session: inout Session) throws -> [(
    name: String, read: Experiment.Read
  )] {
    guard let file = try ProcessesFile(fields) else {
      let (kind, read) = try process(fields, &session)
      return [(kind.standardName, read)]
    }
    let order = file.processes.filter { $0.name != file.current } + file.processes.filter { $0.name == file.current }
    return try order.map { name, fields in
      do {
        if let complaint = Domain<String>.complaint(newName: name) { throw EngineError(.badFile, complaint) }
        if let taken = session.language.reserved(name, isProcess: true)
          ?? session.workspace.meaning(of: name, for: .process)
        {
          throw EngineError(.badFile, "`\(name)` is \(taken)")
        }
        return (name, try process(fields, &session).1)
      } catch let error as EngineError {
        throw EngineError(error.code, "in `processes.\(name)`: \(error.message)", help: error.help)
      }
    }
  }

  private static func process(_ fields: JSONFields, _ session: inout Session) throws -> (ProcessKind, Experiment.Read) {
    for kind in ProcessKind.all.reversed() {
      if let read = try kind.read?(fields, &session) {
        try check(read, session)
        return (kind, read)
      }
    }
    throw EngineError(.badFile, "the file holds no process")
  }

  /// Those of the last process, and of the others what has another name.
  private static func clusters(of read: [Experiment.Read]) -> [Cluster]? {
    guard var clusters = read.last?.clusters ?? read.lazy.compactMap(\.clusters).last else { return nil }
    for other in read.reversed().compactMap(\.clusters).joined()
    where !clusters.contains(where: { $0.name == other.name }) {
      clusters.append(other)
    }
    return clusters
  }

  /// What a file brings is held to what the commands that define the same take.
  private static func check(_ read: Experiment.Read, _ session: Session) throws {
    for cluster in read.clusters ?? [] {
      if let complaint = Domain<String>.complaint(newName: cluster.name) {
        throw EngineError(.badFile, "`clusters`: \(complaint)")
      }
      if let taken = DefineCluster.meaning(of: cluster.name, session) {
        throw EngineError(.badFile, "`clusters`: `\(cluster.name)` is \(taken)")
      }
    }
    guard try read.experiment.evaluation().isFinite else {
      throw EngineError(.notFinite, "the loss of this \(read.experiment.noun) is not finite")
    }
    // What `save` would have to write of it.
    guard read.experiment.process is any Summed else { return }
    let source = try read.experiment.source(session.effort)
    let charges = Generator.catalogue.flatMap { xi in
      source.clusters.indices.flatMap { source.charges(xi, cluster: $0) }
    }
    try Cancellation.check()
    guard charges.allSatisfy(\.isFinite) else {
      throw EngineError(.notFinite, "the charges of this \(read.experiment.noun) are not finite")
    }
  }
}
