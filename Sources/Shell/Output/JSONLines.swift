import Core
import Display
package import Interp
package import Syntax

/// Results, remarks and errors as one JSON object a line, for programs.
///
/// Every object has `type`: text, report, table, figure, note, error, progress, file, done, or a value's kind: number, bool,
/// string, vector, list, record, range, series, cluster, process, function, symmetry. Numbers are written so that they read
/// back as the same bits; those that JSON has not are the strings "nan", "inf" and "-inf". docs/serve.md tells them all.
package struct JSONLines: Sendable {
  /// In which formats figures are sent.
  package struct Pictures: OptionSet, Sendable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }
    package static let svg = Pictures(rawValue: 1)
    package static let png = Pictures(rawValue: 2)
    static let named: [(name: String, format: Pictures)] = [("svg", .svg), ("png", .png)]
  }

  /// Whose answer each object is, as JSON; in a script there is none.
  package var id: String?
  package var pictures: Pictures = [.svg, .png]
  /// So many rows of a table at most.
  package var rows: Int?
  /// The columns of `text`, which is what a person would be shown.
  package var columns = 100

  package init() {}

  // MARK: Results

  package func text(_ output: Output) -> String? {
    let shown = Presenter(isTerminal: true, hasColor: false, columns: columns, rows: 40)
    switch output {
    case .text(let text): return line(["type": "text", "text": .string(text)])
    case .report(let text, let seconds):
      return line(["type": "report", "text": .string(text), "seconds": seconds.map(JSON.number) ?? .null])
    case .table(let table), .value(.table(let table)):
      return line(with(shown.table(table), JSON.table(table, most: rows)), asks: true)
    case .figure(let figure), .value(.figure(let figure)):
      return line(with(figure.altText, JSON.figure(figure, pictures)), asks: true)
    case .value(.series(let series)): return line(with(shown.text(output), JSON.members(.series(series))), asks: true)
    case .value(let value): return line(with(Self.glance(value), JSON.members(value)), asks: true)
    }
  }

  private func with(_ text: String?, _ members: [String: JSON]) -> [String: JSON] {
    var members = members
    members["text"] = text.map(JSON.string) ?? .null
    return members
  }

  /// What a person is shown, as much of it as they would read.
  static func glance(_ value: Value) -> String {
    if case .list(let items) = value, items.count > longest {
      let head = Value.list(Array(items.prefix(longest))).text
      return "\(head.dropLast()), ...] (\(items.count) entries)"
    }
    let text = value.text
    return text.utf8.count > 100 * longest ? "\(text.prefix(100 * longest))..." : text
  }

  private static let longest = 1000

  package func note(_ message: String) -> String { line(["type": "note", "text": .string(message)]) }

  // MARK: Errors

  package func error(_ error: Diagnostic) -> String {
    var object: [String: JSON] = [
      "type": "error", "code": .string(error.code.name), "message": .string(error.message),
      "status": .count(Int(clamping: error.exitStatus.rawValue)), "text": .string(error.rendered()),
    ]
    object["span"] = error.span.map(Self.span)
    object["label"] = error.label.map(JSON.string)
    object["help"] = error.help.map(JSON.string)
    if !error.notes.isEmpty { object["notes"] = .list(error.notes.map(JSON.string)) }
    return line(object)
  }

  /// A stretch of a text: its bytes, and where it begins and ends in lines and columns, both from 1. Columns count characters,
  /// and the units of UTF-16.
  static func span(_ span: Span) -> JSON {
    let (start, end) = (span.source.place(of: span.range.lowerBound), span.source.place(of: span.range.upperBound))
    return .object([
      "start": .count(span.range.lowerBound), "end": .count(span.range.upperBound), "line": .count(start.line),
      "column": .count(start.column), "utf16": .count(start.utf16), "endLine": .count(end.line),
      "endColumn": .count(end.column), "endUtf16": .count(end.utf16),
      "file": span.source.name.map(JSON.string) ?? .null,
    ])
  }

  // MARK: On the way

  package func progress(_ p: Progress) -> String {
    line([
      "type": "progress", "title": .string(p.title), "step": .count(p.step), "total": .count(p.total),
      "detail": .string(p.detail), "elapsed": .number(p.elapsed), "remaining": .number(p.remaining),
      "text": .string(ProgressLine.text(p, columns: columns)),
    ])
  }

  /// A file that was written whole.
  package func file(_ path: String) -> String {
    line(["type": "file", "path": .string(path), "mime": .string(MediaType.of(path))])
  }

  /// The last that is said of a request, or of a script.
  package func done(_ status: ExitStatus, _ more: [(String, Bool)] = []) -> String {
    var object: [String: JSON] = ["type": "done", "status": .count(Int(clamping: status.rawValue))]
    for (name, value) in more { object[name] = .bool(value) }
    return line(object)
  }

  /// An answer of another type.
  func answer(_ type: String, _ members: [String: JSON]) -> String {
    line(members.merging(["type": .string(type)]) { $1 })
  }

  /// Empty where it was asked to end on the way: whoever shows it asks as well.
  private func line(_ members: [String: JSON], asks: Bool = false) -> String {
    var members = members
    members["id"] = id.map(JSON.written)
    // What is said of the end is said in any case.
    let object = JSON.object(members)
    return String(decoding: asks ? object.encodedUnlessEnded() : object.encoded(), as: UTF8.self)
  }
}
