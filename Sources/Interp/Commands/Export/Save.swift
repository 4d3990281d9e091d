import Core
import Syntax

/// save "x.json", save deep shallow "both.json"
enum Save {
  static let processes = Option.optional(
    "processes", .processes,
    "processes to be saved together with their names; the word `processes` stands for all. Without, the present one is saved by itself",
    positional: true)
  static let file = Option.required(
    "file", .file(".json", "experiments are saved as .json"), "the file's name, ending in .json", positional: true)
  static let command = Command(
    "save", nil, "writes processes with everything that follows from them, and how they were trained, as JSON",
    details: [
      "Fields: family (of a mixed chain families, one a layer), formula (of a family of one's own), kernel, s, lam, K, N, x0, dest, label, theta, theta0, clusters, seed; and computed: F, dF_dtheta, x, g, Q, Qcluster. "
        + "A network's are in docs/data.md.",
      "training has what was seen after each step: steps, loss, objective (with the penalty), gradient; and in recorded what `record=` kept. The optimiser's state and the parameters on the way are not in the file.",
      "Several processes are in the field processes, by their names; current is the one in use. `load` brings all of them back.",
      "The file is written whole or not at all.",
    ], [processes, file],
    asksProcess: true, ranks: .gathered, also: ["write", "store", "keep", "json"],
    examples: [
      .init(exampleSetup + "save \"x.json\"", shows: "x.json written"),
      .init(
        exampleSetup + "build chain deep layers=9\nsave chain deep \"both.json\"",
        shows: "both.json written: chain, deep"),
    ]
  ) { call, session in
    if let names = try call[processes] { return try save(names, call, &session) }
    let path = try call[file]
    let experiment = try session.experiment()
    let process = try savable(experiment)
    let (seed, effort) = (session.workspace.seed, session.effort)
    try session.placed(call.span(of: file.parameter)) {
      try $0.host.write(to: path) { put in
        var writer = JSONWriter(put)
        try process.write(experiment, seed: seed, effort, to: &writer)
        writer.newline()
        try writer.finish()
      }
    }
    session.show(.report("\(path) written", seconds: nil))
  }

  private static func save(_ given: [String], _ call: Call, _ session: inout Session) throws {
    let workspace = session.workspace
    if workspace.present != workspace.current {
      throw Diagnostic(
        .twice, "the processes are named twice, before the file and behind `of`", at: call.span,
        label: "leave one of the two out")
    }
    let names = try names(given, call, workspace)
    let processes = try names.map { name -> (any Savable, Experiment) in
      let experiment = workspace.processes[name]!
      do { return (try savable(experiment), experiment) } catch let error as EngineError {
        throw Diagnostic(
          EngineError(error.code, "`\(name)`: \(error.message)", help: others(workspace) ?? error.help),
          at: call.span(of: self.processes.parameter))
      }
    }
    let (path, seed, effort) = (try call[file], workspace.seed, session.effort)
    try session.placed(call.span(of: file.parameter)) {
      try $0.host.write(to: path) { put in
        try ProcessesFile.write(names, current: workspace.current, to: put) { name, writer in
          guard let i = names.firstIndex(of: name) else { return }
          try processes[i].0.write(processes[i].1, seed: seed, effort, to: &writer)
        }
      }
    }
    let told = names.count > 8 ? "\(names.count) processes" : names.joined(separator: ", ")
    session.show(.report("\(path) written: \(told)", seconds: nil))
  }

  /// Those that can be saved.
  private static func others(_ workspace: Workspace) -> String? {
    let names = workspace.processes.filter { $0.value.form is any Savable }.keys.sorted()
    return names.isEmpty || names.count > 8 ? nil : "save \(names.joined(separator: " ")) \"processes.json\""
  }

  private static func savable(_ experiment: Experiment) throws(EngineError) -> any Savable {
    try experiment.asked(for: .file, else: "is not saved: it follows whole from the line that builds it")
  }

  /// Each once; all of them, in the order of their names, for the word `processes`.
  private static func names(_ given: [String], _ call: Call, _ workspace: Workspace) throws -> [String] {
    let all = workspace.processes.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    var names: [String] = []
    for (i, word) in given.enumerated() {
      let isAll = Domain<[String]>.allProcesses.contains(word) && workspace.processes[word] == nil
      let spans = call.spans[processes.parameter.name] ?? []
      let span = spans.count == given.count ? spans[i] : call.span(of: processes.parameter)
      if !isAll, workspace.processes[word] == nil {
        throw Diagnostic.unknownProcess(word, among: workspace, at: span)
      }
      if isAll, all.isEmpty {
        throw Diagnostic(.noProcess, "there is no process yet", at: span, help: "build chain layers=50")
      }
      for name in isAll ? all : [word] where !names.contains(name) { names.append(name) }
    }
    return names
  }
}
