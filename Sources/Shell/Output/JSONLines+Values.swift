import Core
import Figures
import Interp
import Tables

extension JSON {
  /// A value as the members of an object, with its kind as `type`.
  static func members(_ value: Value) -> [String: JSON] {
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
      return ["type": "range", "first": .number(r.first), "step": .number(r.step), "count": .count(r.count)]
    case .series(let s): return series(s)
    case .table(let t): return table(t)
    case .figure(let f): return figure(f, [.svg])
    case .cluster(let name): return tagged("cluster", .string(name))
    case .process(let name): return tagged("process", .string(name))
    case .function(let definition): return tagged("function", .string(definition.usage))
    case .symmetry(let s):
      func motion(_ g: Generator) -> JSON {
        .object(["matrix": .list(g.matrix.map(JSON.number)), "offset": .list(g.offset.map(JSON.number))])
      }
      return [
        "type": "symmetry", "name": .string(s.name), "kind": .string(s.kind.rawValue), "input": motion(s.input),
        "output": motion(s.output), "residual": .number(s.residual), "eta": .number(s.eta),
      ]
    case .quantity, .trace: return tagged("text", .string(value.text))
    }
  }

  /// - Parameter most: so many rows at most.
  static func table(_ t: Table, most: Int? = nil) -> [String: JSON] {
    let width = t.content.columns.count
    return [
      "type": "table", "title": t.title.map(JSON.string) ?? .null, "headings": .list(t.headings.map(JSON.string)),
      "rows": .many(min(t.count, most ?? .max)) { row in .many(width) { cell(t.cell(row, $0)) } },
      "count": .count(t.count), "footer": t.footer.map(JSON.string) ?? .null,
      "hidden": .list(t.hidden.isEmpty ? [] : [.count(t.hidden.lowerBound), .count(t.hidden.upperBound)]),
    ]
  }

  private static func cell(_ cell: Table.Cell) -> JSON {
    let value: JSON
    switch cell.value {
    case .missing: value = .null
    // A text may be "nan" too.
    case .number(let x) where !x.isFinite: value = .object(["float": .string(word(x))])
    case .number(let x): value = .number(x)
    case .truth(let b): value = .bool(b)
    case .text(let text): value = .string(text)
    case .point(let x): value = .list(x.map(JSON.number))
    }
    return .object(["value": value, "text": .string(cell.text)])
  }

  static func figure(_ f: Figure, _ formats: JSONLines.Pictures) -> [String: JSON] {
    let isDrawn = PictureLibraries.missing() == nil
    var members: [String: JSON] = [
      "type": "figure", "title": f.title.map(JSON.string) ?? .null, "alt": .string(f.altText),
    ]
    if formats.contains(.svg) {
      members["svg"] = isDrawn ? .string(String(decoding: f.svg(), as: UTF8.self)) : .null
    }
    if formats.contains(.png) { members["png"] = isDrawn ? .string(TerminalGraphics.base64(f.png())) : .null }
    return members
  }

  private static func series(_ s: Series) -> [String: JSON] {
    let columns = s.columns.map { column -> JSON in
      .object([
        "group": .string(column.group), "component": .string(column.component),
        "values": .list(column.values.map(JSON.number)),
      ])
    }
    var object: [String: JSON] = [
      "type": "series", "name": .string(s.name), "axis": .string(s.indexName), "first": .count(s.first),
      "columns": .list(columns),
    ]
    object["indices"] = s.places.map { .list($0.map(JSON.count)) }
    return object
  }
}
