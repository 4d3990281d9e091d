import Core
import Limits
import Syntax

/// save "x.json"
enum Save {
  static let file = Option.required(
    "file", .file(".json", "experiments are saved as .json"), "the file's name, ending in .json", positional: true)
  static let command = Command(
    "save", nil, "writes the experiment with everything that follows from it, as JSON",
    details: [
      "Fields: family (of a mixed chain families, one a layer), formula (of a family of one's own), kernel, s, lam, K, N, x0, dest, label, theta, theta0, clusters, seed; and computed: F, dF_dtheta, x, g, Q, Qcluster.",
      "The file is written whole or not at all.",
    ], [file],
    asksProcess: true, also: ["write", "store", "keep", "json"],
    examples: [.init(exampleSetup + "save \"x.json\"", shows: "x.json written")]
  ) { call, session in
    let path = try call[file]
    let experiment = try session.experiment()
    let process: any Savable = try experiment.asked(
      for: .file, else: "is not saved: it follows whole from the line that builds it")
    let (seed, effort) = (session.workspace.seed, session.effort)
    try session.placed(call.span(of: file.parameter)) {
      try $0.host.write(to: path) { try process.write(experiment, seed: seed, effort, to: $0) }
    }
    session.show(.report("\(path) written", seconds: nil))
  }
}

/// load "x.json"
enum Load {
  static let file = Option.required(
    "file", .name(.file), "a file that `save` or another program wrote", positional: true)
  static let name = Option.optional("chain", .newName, "the name that the process gets")
  static let command = Command(
    "load", nil, "reads an experiment: its process, its points, its clusters",
    details: ["What the file says of results is computed anew."],
    [file, name], brings: .init(process: BuildChain.standardName, isOpen: true),
    also: ["read", "open", "restore", "json"],
    examples: [
      .init(exampleSetup + "save \"x.json\"\nload \"x.json\"", shows: "chain: 6 bump layers, 24 parameters, loss *")
    ]
  ) { call, session in
    let path = try call[file]
    let (read, kind) = try session.placed(call.span(of: file.parameter)) { session in
      let fields = try JSONFields(try session.host.read(path), pause: session.effort.pause)
      for kind in ProcessKind.all.reversed() {
        if let read = try kind.read?(fields, &session) {
          try check(read, session)
          return (read, kind)
        }
      }
      throw EngineError(.badFile, "the file holds no process")
    }
    if let clusters = read.clusters { session.workspace.clusters = clusters }
    if let seed = read.seed { session.workspace.seed = seed }
    try Building.place(
      read.experiment, try call[name] ?? kind.standardName, at: call.span(of: Load.name.parameter), &session)
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
    guard charges.allSatisfy(\.isFinite) else {
      throw EngineError(.notFinite, "the charges of this \(read.experiment.noun) are not finite")
    }
  }
}

/// export trace "trace.csv"
enum ExportTrace {
  static let file = Option.required(
    "file", ExportTable.csv, "the file's name, ending in .csv", positional: true)
  static let command = Command(
    "export", "trace", "writes all states and costates as CSV: step, point, cluster, weight, x, y, gx, gy", [file],
    asksProcess: true,
    examples: [.init(exampleSetup + "export trace \"trace.csv\"", shows: "trace.csv written: 56 rows")]
  ) { call, session in
    let trace = try session.experiment().trace()
    let d = trace.states.map(\.dimension).max() ?? 2
    let axes = (0..<d).map { Generator.axisName($0, dimension: d) }
    let clusters = trace.clusters.map(CSVWriter.cell)
    let heading = ["step", "point", "cluster", "weight"] + axes.map { d == 2 ? $0 : "x\($0)" } + axes.map { "g\($0)" }
    let rows = (trace.steps + 1) * trace.count
    try ExportTable.write(rows: rows, try call[file], at: call.span(of: file.parameter), &session) { put in
      try put(CSVWriter.line(heading))
      for t in 0...trace.steps {
        let (x, g) = (trace.states[t], trace.costates[t])
        let missing = [String](repeating: "", count: max(0, d - x.dimension))
        for i in 0..<trace.count {
          let numbers =
            (0..<x.dimension).map { "\(x[i, $0])" } + missing + (0..<g.dimension).map { "\(g[i, $0])" } + missing
          try put(
            "\(t),\(i + 1),\(clusters[trace.labels[i]]),\(trace.weights[i]),\(numbers.joined(separator: ","))\n")
        }
      }
    }
  }
}

/// export table momentum by cluster "momentum.csv"
enum ExportTable {
  static let csv = Domain.file(".csv", "tables are written as .csv")
  static let quantity = Option.required(
    "quantity", .value(.quantity), "a quantity, a series or a table", positional: true)
  static let file = Option.required(
    "file", ExportTable.csv, "the file's name, ending in .csv", positional: true)
  static let command = Command(
    "export", "table", "writes a quantity as CSV, one row for each layer or step, in full precision; or a table",
    details: ["Cells are quoted as RFC 4180 says, where a name holds a comma, a quote or a line end."],
    [quantity, file],
    asksProcess: true,
    examples: [.init(exampleSetup + "export table momentum by cluster \"m.csv\"", shows: "m.csv written: 7 rows")]
  ) { call, session in
    let value = try session.placed(call.span(of: quantity.parameter)) { try $0.settled(try call[quantity]) }
    let (path, span) = (try call[file], call.span(of: file.parameter))
    switch value {
    case .series(let series):
      try write(rows: series.count, path, at: span, &session) { try lines(of: series, $0) }
    case .table(let table):
      try write(rows: table.count, path, at: span, &session) { try lines(of: table, $0) }
    default:
      throw Diagnostic(
        .wrongType, "a series or a table can be exported, not \(value.kind)", at: call.span(of: quantity.parameter))
    }
  }

  private static func lines(of series: Series, _ put: (String) throws -> Void) throws {
    try put(CSVWriter.line([series.indexName] + series.columns.map { $0.title.isEmpty ? series.name : $0.title }))
    for i in 0..<series.count {
      try put(([String(series.index(at: i))] + series.columns.map { "\($0.values[i])" }).joined(separator: ",") + "\n")
    }
  }

  /// Numbers in full, texts as they are; a row that ends early is filled with empty cells.
  private static func lines(of table: Table, _ put: (String) throws -> Void) throws {
    let width = max(table.headings.count, table.rows.map(\.count).max() ?? 0)
    func line(_ cells: [String]) -> String {
      CSVWriter.line(cells + [String](repeating: "", count: max(0, width - cells.count)))
    }
    if !table.headings.isEmpty { try put(line(table.headings)) }
    for row in table.rows { try put(line(row.map { cell in cell.number.map { "\($0)" } ?? cell.text })) }
  }

  /// Writes lines as they come, so that no more of them than a piece lies in memory.
  static func write(
    rows: Int, _ path: String, at span: Span, _ session: inout Session,
    _ content: (_ put: (String) throws -> Void) throws -> Void
  ) throws {
    try session.placed(span) { session in
      try session.host.write(to: path) { put in
        var (piece, turns): ([UInt8], Turns) = ([], Turns(every: 256))
        try content { line in
          try turns.check()
          piece += line.utf8
          if piece.count >= 1 << 16 {
            try put(piece)
            piece.removeAll(keepingCapacity: true)
          }
        }
        try put(piece)
      }
    }
    session.show(.report("\(path) written: \(rows) rows", seconds: nil))
  }
}
