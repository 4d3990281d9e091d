import Archives
import Checked
import Core
import Limits
import Syntax
import Tables

/// Values as arrays in numpy's archives.
///
/// A table has an array for each column, a series likewise, a record one for each member, any other value one called
/// `value`. The text `__nsh__` says, as JSON, what they are together; an archive without it is a record of its arrays.
enum ValueArrays {
  static let note = "__nsh__"

  /// The files of the archive.
  ///
  /// - Throws: `EngineError` for what has no array, or would not be read back.
  static func entries(_ value: Value) throws -> [Archive.Entry] {
    switch value {
    case .table(let table): try entries(table)
    case .series(let series): try entries(series)
    case .record(let fields):
      try named(zip(fields.names, fields.values).map { ($0, try array($1)) }, ["type": .string("record")])
    default: try named([("value", try array(value))], ["type": .string("value")])
    }
  }

  /// Arrays with what each is, and the note.
  private static func named(
    _ arrays: [(name: String, found: (array: NumpyArray, kind: String))], _ note: [String: Value]
  )
    throws -> [Archive.Entry]
  {
    let kinds = arrays.map { Value.record(Fields([("name", .string($0.name)), ("kind", .string($0.found.kind))])) }
    let all = Fields(note.keys.sorted().map { ($0, note[$0] ?? .missing) } + [("arrays", .list(kinds))])
    return try entries(arrays.map { ($0.name, $0.found.array) }, all)
  }

  private static func entries(_ arrays: [(name: String, array: NumpyArray)], _ note: Fields) throws -> [Archive.Entry] {
    for (name, _) in arrays where name == Self.note || name.isEmpty || name.utf8.contains(0) {
      throw EngineError(.badFile, "an array cannot be called \"\(name)\"", help: "write .json")
    }
    // A note's type says what the arrays are; it is no value's.
    let text = try NamedArrays.json { try ValueJSON.write(.record(note.with("type", note["type"] ?? .missing)), &$0) }
    return arrays.map { $0.array.entry($0.name) }
      + [NumpyArray(text: String(decoding: text, as: UTF8.self)).entry(Self.note)]
  }

  private static func entries(_ table: Table) throws -> [Archive.Entry] {
    var columns: [Value] = []
    let arrays = try zip(table.content.names, table.content.columns).map { name, column in
      let missing = (0..<column.count).filter { column.isMissing($0) }
      columns.append(
        .record(
          Fields([("name", .string(name)), ("missing", .list(missing.map { .number(Double($0 + 1)) }))])))
      return (name, try array(column, name))
    }
    guard Set(table.headings).count == table.headings.count, !arrays.isEmpty else {
      throw EngineError(.badFile, "an archive needs columns, each with a name of its own", help: "write .json")
    }
    return try entries(
      arrays,
      Fields([
        ("arrays", .list(columns)), ("title", table.title.map { .string($0) } ?? .missing), ("type", .string("table")),
      ]))
  }

  private static func array(_ column: Column, _ name: String) throws -> NumpyArray {
    switch column.storage {
    case .numbers(let x):
      return NumpyArray(x.indices.map { column.isMissing($0) ? .nan : x[$0] })
    case .texts(let t):
      let texts = (0..<t.count).map { column.isMissing($0) ? "" : t[$0] }
      return NumpyArray(try texts.map(checked))
    case .truths(let b): return NumpyArray(shape: [b.count], .truths(b))
    case .points(let d, let x): return NumpyArray(shape: [x.count / max(1, d), d], .numbers(x))
    case .mixed(let cells):
      guard cells.allSatisfy({ $0 == .missing }) else {
        let title = name.isEmpty ? "a column without a name" : "`\(name)`"
        throw EngineError(.wrongType, "\(title) holds \(column.kind), which no array does", help: "write .json")
      }
      return NumpyArray([Double](repeating: .nan, count: cells.count))
    }
  }

  /// Numpy fills texts up with NUL, so that those at their ends are lost.
  private static func checked(_ text: String) throws -> String {
    guard text.utf8.last != 0 else { throw EngineError(.badFile, "a string that ends in NUL is not read back") }
    return text
  }

  private static func entries(_ s: Series) throws -> [Archive.Entry] {
    let names = s.columns.map { $0.title.isEmpty ? s.name : $0.title }
    guard Set(names).count == names.count else {
      throw EngineError(.badFile, "columns of the series have one name", help: "write .json")
    }
    let columns = zip(names, s.columns).map {
      Value.record(
        Fields([("name", .string($0)), ("group", .string($1.group)), ("component", .string($1.component))]))
    }
    var note: [(name: String, value: Value)] = [
      ("arrays", .list(columns)), ("name", .string(s.name)), ("axis", .string(s.axis.rawValue)),
      ("first", .number(Double(s.first))), ("type", .string("series")),
    ]
    if let part = s.part { note.append(("part", .string(part))) }
    if let places = s.places { note.append(("indices", .list(places.map { .number(Double($0)) }))) }
    return try entries(zip(names, s.columns).map { ($0, NumpyArray($1.values)) }, Fields(note))
  }

  // MARK: One array

  /// A value as one array, and what it is: a number, a list of points, ...
  private static func array(_ value: Value) throws -> (array: NumpyArray, kind: String) {
    switch value {
    case .number(let x): return (NumpyArray(shape: [], .numbers([x])), "number")
    case .bool(let b): return (NumpyArray(shape: [], .truths([b])), "bool")
    case .string(let text): return (NumpyArray(text: try checked(text)), "string")
    case .vector(let v): return (NumpyArray(v), "vector")
    case .range(let r):
      try MemoryLimit.present.require(8 * Double(r.count), for: "the numbers of a range")
      return (NumpyArray(try patiently(r.count) { r[$0] }), "list")
    case .list(let items): return try array(of: items)
    default: throw EngineError(.wrongType, array(refusing: value), help: "write .json")
    }
  }

  private static func array(refusing value: Value) -> String {
    switch value {
    case .missing, .record, .table, .series: "\(value.kind) within others is no array"
    default: value.refusal
    }
  }

  private static func array(of items: [Value]) throws -> (array: NumpyArray, kind: String) {
    guard let first = items.first else { return (NumpyArray(shape: [0], .numbers([])), "list") }
    let parts = try items.patientlyMapped(every: 256) { try array($0) }
    let (shape, kind) = (parts[0].array.shape, parts[0].kind)
    guard parts.allSatisfy({ $0.array.shape == shape && $0.kind == kind }), !shape.contains(0) else {
      throw EngineError(
        .wrongShape, "a list is an array where all its entries are of one kind and one length, as \(first.kind)",
        help: "write .json")
    }
    return (NumpyArray(shape: [items.count] + shape, try .joined(parts.map(\.array.storage))), "list of " + kind)
  }
}

extension NumpyArray.Storage {
  fileprivate static func joined(_ parts: [NumpyArray.Storage]) throws -> NumpyArray.Storage {
    var (numbers, texts, truths): ([Double], [String], [Bool]) = ([], [], [])
    for part in parts {
      switch part {
      case .numbers(let x): numbers += x
      case .texts(let s): texts += s
      case .truths(let b): truths += b
      }
    }
    return !numbers.isEmpty ? .numbers(numbers) : !texts.isEmpty ? .texts(texts) : .truths(truths)
  }
}
