import Core
import Limits
import Syntax
import Tables

/// read "f.csv"
enum ReadFile {
  static let file = Option.required("file", .name(.file), "a file of data", positional: true)
  static let names = Option.optional(
    "names", .value(.numbers), "the names of a table's columns, where its first line is data")
  static let command = Command(
    "read", nil, "reads a file of data: a table (.csv, .tsv), any value (.json, .txt), arrays (.npz)",
    details: [
      "What `write` wrote is read back as the same value. docs/tables.md tells how cells of other programs' tables are read.",
      "A file is looked for in the present folder, then beside the script, then among those that come with nsh.",
      "An empty cell of a table is `missing`. A .txt that is one value in this language's notation is that value, any other its text.",
    ], [file, names],
    ranks: .alike,
    examples: [
      .init(
        "write table(cluster=[\"red\", \"blue\"], loss=[0.5, 0.25]) > \"t.csv\"\nread \"t.csv\"",
        shows: "t.csv written: 2 rows\n  cluster  loss\n  red       0.5\n  blue     0.25")
    ]
  ) { call, session in
    let (path, span) = (try call[file], call.span(of: file.parameter))
    let given = try call[names].map { try Self.names($0, at: call.span(of: names.parameter)) }
    try DataFile.readable.check(path, at: span)
    let (value, notes) = try session.placed(span) { session in
      let bytes = try session.readNear(path, span)
      let threads = session.settings.threads
      return try DataFile.read(bytes, ending: Endings.ending(of: path), names: given, threads: threads) { text in
        session.evaluating { $0.constant(text) }
      }
    }
    for note in notes { session.host.note("note: " + note) }
    session.show(.value(value))
  }

  private static func names(_ value: Value, at span: Span) throws -> [String] {
    guard case .list(let items) = value, !items.isEmpty else {
      throw Diagnostic(.wrongType, "`names` is a list of names, as [\"a\", \"b\"]", at: span)
    }
    let names = items.compactMap { if case .string(let name) = $0 { name } else { nil } }
    guard names.count == items.count else {
      throw Diagnostic(.wrongType, "`names` is a list of names, as [\"a\", \"b\"]", at: span)
    }
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw Diagnostic(.twice, "two columns are called `\(twice)`", at: span)
    }
    return names
  }
}

/// write t > "t.csv", for which `t > "t.csv"` stands
enum WriteFile {
  static let value = Option.required("value", .value(.quantity), "any value", positional: true)
  static let command = Command(
    "write", nil, "writes a value to a file: .csv (a table), .json, .npz, .txt; `t > \"t.csv\"` says the same",
    details: [
      "`read` gives back an equal value; what it could not is refused. Numbers have all their digits.",
      "As .csv a series is the table of its numbers, and a list a table of one column, `value`. As .txt a table, a series and a "
        + "command's report are the text that is shown, all rows of it.",
    ], [value], file: .results,
    ranks: .alike,
    examples: [
      .init("write [1, 2.5] > \"x.json\"\nlet x = read \"x.json\"\nprint x", shows: "x.json written\n[1, 2.5]"),
      .init("(1..3)^2 > \"squares.npz\"", shows: "squares.npz written"),
    ]
  ) { call, session in
    let span = call.span(of: WriteFile.value.parameter)
    let value = try session.placed(span) { try $0.settled(try call[WriteFile.value]) }
    guard call.file != nil else {
      throw Diagnostic(
        .missingArgument, "`write` needs a file: write VALUE > \"FILE\"", at: call.span, help: "help write")
    }
    session.show(.value(value))
  }
}
