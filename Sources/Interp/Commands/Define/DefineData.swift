import Core
import Display
import Syntax

/// define data iris file="iris.csv" label=species
enum DefineData {
  static let name = Option.required("name", .newName, "the table's name", positional: true)
  static let file = Option.required("file", .name(.file), "a CSV file with a header")
  static let label = Option.optional(
    "label", .name(.word), "the column that holds a row's class; the last one if none is named")
  static let target = Option.optional(
    "target", .name(.word), "in place of a class: the column whose number the network should give")
  static let rows = Option.optional("rows", .value(.numbers), "which rows, `1..900`; all if none are named")
  static let scale = Option.optional(
    "scale", .value(.word),
    "how coordinates are scaled: `none`, `standard` (mean 0, variance 1 by column), or a number to divide by")

  static let command = Command(
    "define", "data", "reads rows of numbers with a class or a target each, for networks",
    details: [
      "The classes become the network's clusters. A file is looked for in the present folder, then beside the script, then among those "
        + "that come with nsh: iris.csv and digits.csv are there."
    ], [name, file, label, target, rows, scale],
    ranks: .alike, also: ["dataset", "csv", "import", "read", "table"],
    examples: [
      .init(
        "define data iris file=\"iris.csv\" label=species scale=standard",
        shows: "iris: 150 rows of 4 numbers in 3 classes: setosa, versicolor, virginica")
    ]
  ) { call, session in
    let name = try call[name]
    if let taken = session.language.reserved(name) ?? session.workspace.meaning(of: name, for: .data) {
      throw Diagnostic(
        .reservedName, "`\(name)` is \(taken); choose another name", at: call.span(of: DefineData.name.parameter))
    }
    let path = try call[file]
    let (label, target) = (try call[label], try call[target])
    if label != nil, target != nil {
      throw Diagnostic(
        .twice, "a row has a class (`label`) or a number to be met (`target`), not both",
        at: call.span(of: DefineData.target.parameter))
    }
    var table = try session.placed(call.span(of: file.parameter)) { session in
      let bytes = try session.readNear(path, call.span)
      try session.settings.memory.require(Double(bytes.count) * 8, for: "the data of \(path)")
      return try DataTable(
        csv: bytes, goal: label ?? target, isNumber: target != nil, pause: session.effort.pause)
    }
    if let wanted = try call[rows] {
      let span = call.span(of: rows.parameter)
      let numbers = try rowNumbers(wanted, of: table.count, at: span)
      table = try session.placed(span) { _ in try table.rows(numbers) }
    }
    let scaling = try scaling(call)
    table = try session.placed(call.span(of: scale.parameter)) { _ in try table.scaled(scaling) }
    session.workspace.data[name] = table
    session.show(.report(describe(name, table), seconds: nil))
    for remark in remarks(table) { session.host.note(remark) }
  }

  private static func remarks(_ table: DataTable) -> [String] {
    func list(_ names: [String]) -> String {
      names.prefix(6).map(Visible.line).joined(separator: ", ") + (names.count > 6 ? ", ..." : "")
    }
    var remarks: [String] = []
    if let line = table.headerComment {
      remarks.append("note: the comment in line \(line) names the columns: " + list(table.columnNames))
    }
    let (constant, equal) = (table.constantColumns, table.equalClasses)
    if !constant.isEmpty {
      remarks.append(
        "note: \(constant.count) column\(constant.count == 1 ? " is" : "s are") constant: " + list(constant))
    }
    if !equal.isEmpty { remarks.append("note: classes that are equal as numbers stay apart: " + list(equal)) }
    return remarks
  }

  /// The rows of a range or a list, in its order, each checked against those that there are.
  private static func rowNumbers(_ value: Value, of count: Int, at span: Span) throws -> [Int] {
    let wanted: [Double?]
    switch value {
    case .range(let range):
      guard range.step > 0, range.count > 0 else {
        throw Diagnostic(
          .outOfRange, "`rows` is \(range.count > 0 ? "a falling" : "an empty") range", at: span,
          label: "it goes from its smaller end up: 1..900")
      }
      // No more than these can be rows, each once.
      wanted = (0..<min(range.count, count + 1)).map { range[$0] }
    case .list(let items): wanted = items.map { if case .number(let x) = $0 { x } else { nil } }
    default:
      throw Diagnostic(.wrongType, "`rows` is a range such as 1..900, not \(value.kind)", at: span)
    }
    if wanted.isEmpty { throw Diagnostic(.outOfRange, "`rows` is empty", at: span) }
    return try wanted.map { x in
      guard let x, let row = Int(exactly: x) else {
        throw Diagnostic(
          .wrongType, "`rows` has whole numbers, not \(x.map { NumberFormat.standard($0) } ?? "other values")", at: span
        )
      }
      guard row >= 1, row <= count else {
        throw Diagnostic(.outOfRange, "row \(row) of `rows` does not exist: there are 1..\(count)", at: span)
      }
      return row
    }
  }

  private static func scaling(_ call: Call) throws -> DataTable.Scaling {
    switch try call[scale] {
    case nil, .string("none"): return .none
    case .string("standard"): return .standard
    case .number(let x) where x > 0 && x.isFinite: return .divided(x)
    default:
      throw Diagnostic(
        .outOfRange, "`scale` is none, standard, or a positive number to divide by",
        at: call.span(of: scale.parameter))
    }
  }

  /// iris: 150 rows of 4 numbers in 3 classes: setosa, versicolor, virginica
  static func describe(_ name: String, _ table: DataTable) -> String { "\(name): \(describe(table))" }

  static func describe(_ table: DataTable) -> String {
    let rows = "\(table.count) rows of \(table.features.count) number\(table.features.count == 1 ? "" : "s")"
    switch table.goal {
    case .classes(let names, _):
      return rows + " in \(names.count) classes: "
        + names.prefix(12).map { CSVWriter.cell(Visible.line($0)) }.joined(separator: ", ")
        + (names.count > 12 ? ", ..." : "")
    case .numbers(let name, _): return rows + ", to meet \(name)"
    }
  }
}
