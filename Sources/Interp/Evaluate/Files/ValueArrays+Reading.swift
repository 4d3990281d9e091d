import Checked
import Core
import Limits
import Tables

extension ValueArrays {
  /// The value that an archive holds: what its note says, or without one a record of its arrays.
  ///
  /// - Throws: `EngineError` of what is damaged or of other kinds; `CancellationError`.
  static func read(_ file: [UInt8]) throws -> Value {
    var arrays = try NumpyArray.read(npz: file)
    guard let place = arrays.firstIndex(where: { $0.name == note }) else {
      return .record(Fields(try arrays.map { ($0.name, try value($0.array, kind: nil)) }))
    }
    guard case .texts(let texts) = arrays.remove(at: place).array.storage, texts.count == 1,
      case .record(let said) = try ValueJSON.read(Array(texts[0].utf8)), case .string(let type)? = said["type"],
      case .list(let items)? = said["arrays"], let parts = described(items, arrays)
    else { throw wrongNote }
    switch type {
    case "value" where parts.count == 1: return try value(parts[0].array, kind: parts[0].said["kind"])
    case "record": return .record(Fields(try parts.map { ($0.name, try value($0.array, kind: $0.said["kind"])) }))
    case "table": return .table(try table(said, parts))
    case "series": return .series(try series(said, parts))
    default: throw wrongNote
    }
  }

  private static var wrongNote: EngineError {
    EngineError(.badFile, "the note `\(note)` in the archive does not say what its arrays are")
  }

  private typealias Part = (name: String, array: NumpyArray, said: Fields)

  private static func described(_ items: [Value], _ arrays: [(name: String, array: NumpyArray)]) -> [Part]? {
    guard items.count == arrays.count else { return nil }
    var parts: [Part] = []
    for (item, array) in zip(items, arrays) {
      guard case .record(let said) = item, case .string(array.name)? = said["name"] else { return nil }
      parts.append((array.name, array.array, said))
    }
    return parts
  }

  // MARK: Tables and series

  private static func table(_ said: Fields, _ parts: [Part]) throws -> Table {
    let count = parts.first?.array.shape.first ?? 0
    let columns = try parts.map { part -> Column in
      guard part.array.shape.first == count, part.array.shape.count <= 2, case .list(let items)? = part.said["missing"]
      else { throw wrongNote }
      var missing = [Bool](repeating: false, count: count)
      for item in items {
        guard case .number(let x) = item, let row = Int(exactly: x), row >= 1, row <= count else {
          throw wrongNote
        }
        missing[row - 1] = true
      }
      if !missing.contains(false), count > 0 { return Column([Tables.Cell](repeating: .missing, count: count)) }
      switch (part.array.storage, part.array.shape.count) {
      case (.numbers(let x), 1): return Column(.numbers(x), missing: missing)
      case (.numbers(let x), 2) where part.array.shape[1] > 0:
        return Column(.points(dimension: part.array.shape[1], x), missing: missing)
      case (.texts(let s), 1): return Column(.texts(Texts(s)), missing: missing)
      case (.truths(let b), 1): return Column(.truths(b), missing: missing)
      default: throw wrongNote
      }
    }
    var title: String?
    if case .string(let text)? = said["title"] { title = text }
    return Table(ColumnTable(names: parts.map(\.name), columns: columns), title: title)
  }

  private static func series(_ said: Fields, _ parts: [Part]) throws -> Series {
    guard case .string(let name)? = said["name"], case .string(let axisName)? = said["axis"],
      let axis = Series.Axis(rawValue: axisName), case .number(let x)? = said["first"], let first = Int(exactly: x),
      first >= 0
    else { throw wrongNote }
    let columns = try parts.map { part -> Series.Column in
      guard case .string(let group)? = part.said["group"], case .string(let component)? = part.said["component"],
        case .numbers(let values) = part.array.storage, part.array.shape.count == 1, !values.isEmpty
      else { throw wrongNote }
      return Series.Column(group: group, component: component, values: values)
    }
    guard let count = columns.first?.values.count, columns.allSatisfy({ $0.values.count == count }) else {
      throw wrongNote
    }
    var places: [Int]?
    if case .list(let items)? = said["indices"] {
      places = items.compactMap { if case .number(let x) = $0 { Int(exactly: x) } else { nil } }
      guard places?.count == count, places?.first == first, zip(places ?? [], (places ?? []).dropFirst()).allSatisfy(<)
      else { throw wrongNote }
    }
    var part: String?
    if case .string(let text)? = said["part"] { part = text }
    return Series(name: name, axis: axis, first: first, columns: columns, places: places, part: part)
  }

  // MARK: One array

  /// - Parameter kind: what the array was; nil of another's: then one of two axes is a list of vectors.
  private static func value(_ array: NumpyArray, kind: Value?) throws -> Value {
    var words: Substring?
    if case .string(let text)? = kind { words = text[...] }
    let count = Double(array.shape.reduce(1, *))
    try MemoryLimit.present.require(count * Double(MemoryLayout<Value>.stride), for: "the values of an array")
    return try value(array.storage, 0, array.shape[...], words)
  }

  private static func value(_ storage: NumpyArray.Storage, _ start: Int, _ shape: ArraySlice<Int>, _ kind: Substring?)
    throws -> Value
  {
    guard let n = shape.first else {
      switch storage {
      case .numbers(let x): return .number(x[start])
      case .texts(let s): return .string(s[start])
      case .truths(let b): return .bool(b[start])
      }
    }
    let rest = shape.dropFirst()
    if case .numbers(let x) = storage, rest.isEmpty, n > 0,
      kind == "vector" || kind == nil && shape.startIndex > 0
    {
      return .vector(Array(x[Range(from: start, upTo: start + n)]))
    }
    let inner = kind.map { $0.hasPrefix("list of ") ? $0.dropFirst("list of ".count) : "" }
    let size = rest.reduce(1, *)
    return .list(try patiently(n, every: 256) { try value(storage, start + $0 * size, rest, inner) })
  }
}
