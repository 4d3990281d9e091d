import Core
import Limits
import Syntax

/// export trace "trace.csv"
enum ExportTrace {
  static let file = Option.required(
    "file", ExportTable.csv, "the file's name, ending in .csv", positional: true)
  static let command = Command(
    "export", "trace", "writes all states and costates as CSV: step, point, cluster, weight, x, y, gx, gy", [file],
    asksProcess: true,
    ranks: .gathered,
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
    ranks: .shared,
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
      let cells = try series.columns.patientlyMapped { "\($0.values[i])" }
      try put(([String(series.index(at: i))] + cells).joined(separator: ",") + "\n")
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
        var piece: [UInt8] = []
        try content { line in
          piece += line.utf8
          if piece.count >= 1 << 16 {
            try Cancellation.check()
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
