import Checked
import Core
import Display
import Figures
import Limits
package import Syntax
package import Interp
import Tables

/// Results, remarks and errors as one JSON object a line, for programs.
///
/// Every object has `type`: text, report, table, figure, note, error, or a value's kind: number, bool, string, vector,
/// list, record, range, series, cluster, chain, function. Numbers are written so that they read back as the same bits; those
/// that JSON has not are the strings "nan", "inf" and "-inf".
package enum JSONLines {
  package static func text(_ output: Output) -> String? {
    switch output {
    case .text(let text): line(["type": "text", "text": .string(text)])
    case .report(let text, let seconds):
      line(["type": "report", "text": .string(text), "seconds": seconds.map(JSON.number) ?? .null])
    case .table(let table): line(object(.table(table)))
    case .figure(let figure): line(object(.figure(figure)))
    case .value(let value): line(object(value), asks: true)
    }
  }

  package static func note(_ message: String) -> String { line(["type": "note", "text": .string(message)]) }

  package static func error(_ error: Diagnostic) -> String {
    var object: [String: JSON] = [
      "type": "error", "code": .string(error.code.name), "message": .string(error.message),
      "status": .number(Double(error.exitStatus.rawValue)),
    ]
    if let span = error.span {
      object["line"] = .number(Double(span.line))
      object["column"] = .number(Double(span.column))
      object["file"] = span.source.name.map(JSON.string)
    }
    object["label"] = error.label.map(JSON.string)
    object["help"] = error.help.map(JSON.string)
    if !error.notes.isEmpty { object["notes"] = .list(error.notes.map(JSON.string)) }
    return line(object)
  }

  private static func object(_ value: Value) -> [String: JSON] {
    func tagged(_ type: String, _ content: JSON) -> [String: JSON] { ["type": .string(type), "value": content] }
    switch value {
    case .nothing: return tagged("nothing", .null)
    case .missing: return tagged("missing", .null)
    case .number(let x): return tagged("number", .number(x))
    case .bool(let b): return tagged("bool", .bool(b))
    case .string(let s): return tagged("string", .string(s))
    case .vector(let v): return tagged("vector", .list(v.map(JSON.number)))
    case .list(let items): return tagged("list", .values(items))
    case .record(let fields): return tagged("record", .fields(fields))
    case .range(let r):
      return ["type": "range", "first": .number(r.first), "step": .number(r.step), "count": .number(Double(r.count))]
    case .series(let s): return series(s)
    case .table(let t):
      return [
        "type": "table", "title": t.title.map(JSON.string) ?? .null, "headings": .list(t.headings.map(JSON.string)),
        "rows": .list(
          (0..<t.count).map { row in .list(t.content.columns.map { json($0[row]) }) }),
      ]
    case .figure(let f):
      return [
        "type": "figure", "title": f.title.map(JSON.string) ?? .null, "alt": .string(f.altText),
        "svg": PictureLibraries.missing() == nil ? .string(String(decoding: f.svg(), as: UTF8.self)) : .null,
      ]
    case .cluster(let name): return tagged("cluster", .string(name))
    case .process(let name): return tagged("process", .string(name))
    case .function(let definition): return tagged("function", .string(definition.usage))
    case .symmetry(let s):
      func motion(_ g: Generator) -> JSON {
        .object(["matrix": .list(g.matrix.map(JSON.number)), "offset": .list(g.offset.map(JSON.number))])
      }
      return [
        "type": "symmetry", "name": .string(s.name), "kind": .string(s.kind.rawValue), "input": motion(s.input),
        "output": motion(s.output),
        "residual": .number(s.residual), "eta": .number(s.eta),
      ]
    case .quantity, .trace: return tagged("text", .string(value.text))
    }
  }

  private static func json(_ cell: Tables.Cell) -> JSON {
    switch cell {
    case .missing: .null
    case .number(let x): .number(x)
    case .truth(let b): .bool(b)
    case .text(let text): .string(text)
    case .point(let x): .list(x.map(JSON.number))
    }
  }

  private static func series(_ s: Series) -> [String: JSON] {
    let columns = s.columns.map { column -> JSON in
      .object([
        "group": .string(column.group), "component": .string(column.component),
        "values": .list(column.values.map(JSON.number)),
      ])
    }
    var object: [String: JSON] = [
      "type": "series", "name": .string(s.name), "axis": .string(s.indexName), "first": .number(Double(s.first)),
      "columns": .list(columns),
    ]
    object["indices"] = s.places.map { .list($0.map { .number(Double($0)) }) }
    return object
  }

  /// Empty where it was asked to end on the way: whoever shows it asks as well.
  private static func line(_ object: [String: JSON], asks: Bool = false) -> String {
    // What is said of the end is said in any case.
    asks ? written(object) : Cancellation.bound(to: { false }) { written(object) }
  }

  private static func written(_ object: [String: JSON]) -> String {
    let text = Text()
    var writer = JSONWriter { text.bytes += $0 }
    do {
      try JSON.object(object).write(to: &writer)
      try writer.finish()
    } catch { return "" }
    return String(decoding: text.bytes, as: UTF8.self)
  }

  private final class Text {
    var bytes: [UInt8] = []
  }

  /// What JSON can say.
  private enum JSON: ExpressibleByStringLiteral {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case list([JSON])
    /// Made as they are written, since a list may hold another many times.
    case values([Value])
    case fields(Fields)
    case object([String: JSON])

    init(stringLiteral text: String) { self = .string(text) }

    /// The members of objects in alphabetical order.
    func write(to w: inout JSONWriter) throws {
      switch self {
      case .null: try w.null()
      case .bool(let b): try w.bool(b)
      // Negative zero keeps its sign only as a fraction: many readers take -0 for an integer.
      case .number(let x) where x == x.rounded() && abs(x) < 1e15 && !(x == 0 && x.sign == .minus):
        try w.integer(Int64(saturating: x))
      case .number(let x) where x.isFinite: try w.literal("\(x)")
      case .number(let x): try w.literal(x.isNaN ? "\"nan\"" : x > 0 ? "\"inf\"" : "\"-inf\"")
      case .string(let s): try w.literal(Visible.json(s))
      case .list(let items): try w.array(items) { try $1.write(to: &$0) }
      case .values(let items): try w.array(items) { try JSON.object(JSONLines.object($1)).write(to: &$0) }
      case .fields(let fields):
        try w.object { w in
          for (name, value) in zip(fields.names, fields.values) {
            try w.member(name) { try JSON.object(JSONLines.object(value)).write(to: &$0) }
          }
        }
      case .object(let members):
        try w.object { w in
          for name in members.keys.sorted() { try w.member(name) { try members[name]?.write(to: &$0) } }
        }
      }
    }
  }
}
