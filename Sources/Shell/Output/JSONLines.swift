import Checked
import Core
import Figures
package import Syntax
internal import FoundationEssentials
package import Interp

/// Results, remarks and errors as one JSON object a line, for programs.
///
/// Every object has `type`: text, report, table, figure, note, error, or a value's kind: number, bool, string, vector,
/// list, range, series, cluster, chain, function. Numbers are written so that they read back as the same bits; those
/// that JSON has not are the strings "nan", "inf" and "-inf".
package enum JSONLines {
  package static func text(_ output: Output) -> String? {
    switch output {
    case .text(let text): line(["type": "text", "text": .string(text)])
    case .report(let text, let seconds):
      line(["type": "report", "text": .string(text), "seconds": seconds.map(JSON.number) ?? .null])
    case .table(let table): line(object(.table(table)))
    case .figure(let figure): line(object(.figure(figure)))
    case .value(let value): line(object(value))
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
    case .number(let x): return tagged("number", .number(x))
    case .bool(let b): return tagged("bool", .bool(b))
    case .string(let s): return tagged("string", .string(s))
    case .vector(let v): return tagged("vector", .list(v.map(JSON.number)))
    case .list(let items): return tagged("list", .list(items.map { .object(object($0)) }))
    case .range(let r):
      return ["type": "range", "first": .number(r.first), "step": .number(r.step), "count": .number(Double(r.count))]
    case .series(let s): return series(s)
    case .table(let t):
      return [
        "type": "table", "title": t.title.map(JSON.string) ?? .null, "headings": .list(t.headings.map(JSON.string)),
        "rows": .list(t.rows.map { .list($0.map { cell in cell.number.map(JSON.number) ?? .string(cell.text) }) }),
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

  private static func series(_ s: Series) -> [String: JSON] {
    let columns = s.columns.map { column -> JSON in
      .object([
        "group": .string(column.group), "component": .string(column.component),
        "values": .list(column.values.map(JSON.number)),
      ])
    }
    return [
      "type": "series", "name": .string(s.name), "axis": .string(s.indexName), "first": .number(Double(s.first)),
      "columns": .list(columns),
    ]
  }

  private static func line(_ object: [String: JSON]) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(JSON.object(object))).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }
}

/// What JSON can say.
private enum JSON: Encodable, ExpressibleByStringLiteral {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case list([JSON])
  case object([String: JSON])

  init(stringLiteral text: String) { self = .string(text) }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let b): try container.encode(b)
    case .number(let x) where x == x.rounded() && abs(x) < 1e15: try container.encode(Int64(saturating: x))
    case .number(let x) where x.isFinite: try container.encode(x)
    case .number(let x): try container.encode(x.isNaN ? "nan" : x > 0 ? "inf" : "-inf")
    case .string(let s): try container.encode(s)
    case .list(let items): try container.encode(items)
    case .object(let members): try container.encode(members)
    }
  }
}
