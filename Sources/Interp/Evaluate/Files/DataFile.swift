import Archives
import Core
import Limits
import Syntax
import Tables

/// Files of values, by their ending.
enum DataFile {
  static let readable = Endings(
    [".csv", ".tsv", ".json", ".npz", ".txt"], "files of data end in .csv, .tsv, .json, .npz or .txt")

  /// - Parameters:
  ///   - ending: of the file's name, in small letters.
  ///   - reading: what a text is as an expression of the language; nil where it is none.
  /// - Returns: the value, and what should be told of it.
  static func read(_ bytes: [UInt8], ending: String, names: [String]?, threads: Int, reading: (String) -> Value?) throws
    -> (Value, notes: [String])
  {
    if names != nil, ![".csv", ".tsv"].contains(ending) {
      throw EngineError(.wrongCombination, "`names` belongs to tables, .csv and .tsv")
    }
    switch ending {
    case ".json": return (try ValueJSON.read(bytes), [])
    case ".npz": return (try ValueArrays.read(bytes), [])
    case ".txt": return (try ValueText.read(bytes, reading: reading), [])
    default:
      let (table, notes) = try ColumnTable.read(csv: bytes, names: names, threads: threads)
      return (.table(Table(table)), notes)
    }
  }

  /// Writes what a statement showed: as text all of it, else its last value.
  static func write(_ outputs: [Output], to path: String, _ session: inout Session, at span: Span) throws {
    let ending = Endings.ending(of: path)
    var size = ""
    let last = outputs.last { $0.value != nil }?.value
    try session.placed(span) { session in
      if Endings.texts.all.contains(ending) {
        let text = try text(outputs) { text in session.evaluating { $0.constant(text) } }
        return try session.host.write(Array(text.utf8), to: path)
      }
      guard let last else {
        throw EngineError(.wrongType, "there is no value to be written, only text", help: "write it as .txt")
      }
      let value = try session.settled(last)
      switch ending {
      case ".json":
        try session.host.write(to: path) { put in
          var size = 0
          var writer = JSONWriter { piece in
            size += piece.count
            // A list may hold another many times, so that its text has no bound.
            guard ValueJSON.memory(size) <= MemoryLimit.present.bytes else {
              throw EngineError(.tooLong, "so long a text would not be read back within the limit of memory")
            }
            try put(piece)
          }
          try ValueJSON.write(value, &writer)
          writer.newline()
          try writer.finish()
        }
      case ".npz":
        let entries = try ValueArrays.entries(value)
        try session.host.write(to: path) { put in try Archive.write(entries, put) }
      default:
        let table = try table(of: value)
        size = ": \(table.count) row\(table.count == 1 ? "" : "s")"
        try session.host.write(to: path) { put in try table.writeCSV(put) }
      }
    }
    session.show(.report("\(path) written\(size)", seconds: nil))
  }

  /// What a table of text holds of a value.
  private static func table(of value: Value) throws -> ColumnTable {
    switch value {
    case .table(let table) where table.hasHeadings: return table.content
    case .table(let table):
      // Words and values, as they are shown.
      let columns = table.content.columns
      return ColumnTable(
        names: columns.indices.map { $0 == 0 ? "name" : $0 == 1 ? "value" : "value\($0)" }, columns: columns)
    case .series(let series): return try series.wholeTable().content
    case .list(let items):
      if case .record? = items.first { return try Table(of: value).content }
      return try ColumnTable(names: ["value"], columns: [value.column() ?? Column([])])
    case .range: return try ColumnTable(names: ["value"], columns: [value.column() ?? Column([])])
    case .record: return try Table(of: value).content
    default:
      throw EngineError(
        .wrongType, "as .csv tables, series and lists are written, not \(value.kind)", help: "write .json or .txt")
    }
  }

  private static func text(_ outputs: [Output], reading: (String) -> Value?) throws -> String {
    if outputs.count == 1, case .value(let value) = outputs[0], !value.isShownAsTable {
      return try ValueText.text(value, reading: reading)
    }
    var lines: [String] = []
    for output in outputs {
      try Cancellation.check()
      switch output {
      case .text(let text), .report(let text, _): lines.append(text)
      case .table(let table), .value(.table(let table)): lines.append(TableText().text(table))
      case .value(.series(let series)): lines.append(TableText().text(try series.wholeTable()))
      case .value(let value): lines.append(try value.wholeText())
      case .figure:
        throw EngineError(.wrongType, "a figure is no text", help: "write it as a picture: .svg, .png, .pdf")
      }
    }
    guard lines.allSatisfy({ !$0.utf8.contains(0) }) else {
      throw EngineError(.badFile, "a text that holds the character NUL is not read back", help: "write .json")
    }
    return lines.map { $0 + "\n" }.joined()
  }
}

extension Value {
  fileprivate var isShownAsTable: Bool {
    switch self {
    case .table, .series, .figure: true
    default: false
    }
  }
}
