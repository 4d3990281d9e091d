import Checked
import Core
import Limits
import Syntax
import Tables

extension ValueJSON {
  /// The value that a JSON text is. An object is a record, unless it is one that `write` makes of other kinds.
  ///
  /// - Throws: `EngineError` naming the place of what is no JSON, or of a number beyond the range; `CancellationError`.
  static func read(_ bytes: [UInt8]) throws -> Value {
    try MemoryLimit.present.require(memory(bytes.count), for: "the values of the file")
    return try value(JSONText(bytes, pause: Cancellation.check))
  }

  /// What the values of a text of so many bytes take at most: a digit and a comma for each entry of a list.
  static func memory(_ bytes: Int) -> Double { Double(bytes) / 2 * Double(MemoryLayout<Value>.stride) }

  private static func value(_ text: JSONText) throws -> Value {
    switch text {
    case .null: return .missing
    case .bool(let b): return .bool(b)
    case .number(let x):
      guard x.value.isFinite else {
        throw EngineError(.badFile, "`\(x.text.prefix(40))` is beyond the range of numbers")
      }
      return .number(x.value)
    case .string(let s): return .string(s)
    case .numbers(let numbers):
      guard numbers.allSatisfy(\.isFinite) else {
        throw EngineError(.badFile, "a number is beyond the range of numbers")
      }
      return .list(numbers.map { .number($0) })
    case .array(let items): return .list(try items.patientlyMapped(every: 256, value))
    case .object(let members): return try object(members)
    }
  }

  private static func object(_ members: [(key: String, value: JSONText)]) throws -> Value {
    let parts = Dictionary(uniqueKeysWithValues: members.map { ($0.key, $0.value) })
    if case .string(let type)? = parts["type"], let known = try typed(type, parts) { return known }
    return .record(Fields(try members.map { ($0.key, try value($0.value)) }))
  }

  /// What `write` marks with a type; nil where the object is another's.
  private static func typed(_ type: String, _ parts: [String: JSONText]) throws -> Value? {
    switch type {
    case "number" where parts.count == 2: return parts["value"].flatMap(number).map { .number($0) }
    case "vector" where parts.count == 2:
      return numbers(parts["value"]).flatMap { $0.isEmpty ? nil : .vector($0) }
    case "record" where parts.count == 2:
      guard case .object(let members)? = parts["value"] else { return nil }
      return .record(Fields(try members.map { ($0.key, try value($0.value)) }))
    case "range": return range(parts).map { .range($0) }
    case "series": return series(parts).map { .series($0) }
    case "table": return try table(parts).map { .table($0) }
    default: return nil
    }
  }

  private static func number(_ text: JSONText) -> Double? {
    switch text {
    case .number(let x) where x.value.isFinite: x.value
    case .string("nan"): .nan
    case .string("inf"): .infinity
    case .string("-inf"): -.infinity
    default: nil
    }
  }

  private static func numbers(_ text: JSONText?) -> [Double]? {
    switch text {
    case .numbers(let x): return x.allSatisfy(\.isFinite) ? x : nil
    case .array(let items):
      let found = items.compactMap(number)
      return found.count == items.count ? found : nil
    default: return nil
    }
  }

  private static func whole(_ text: JSONText?) -> Int? {
    if case .number(let x)? = text { Int(exactly: x.value) } else { nil }
  }

  private static func text(_ text: JSONText?) -> String? {
    if case .string(let s)? = text { s } else { nil }
  }

  private static func range(_ parts: [String: JSONText]) -> Progression? {
    guard let first = parts["first"].flatMap(number), let step = parts["step"].flatMap(number),
      let end = parts["end"].flatMap(number)
    else { return nil }
    return Progression(from: first, through: end, step: step)
  }

  private static func series(_ parts: [String: JSONText]) -> Series? {
    guard let name = text(parts["name"]), let axis = text(parts["axis"]).flatMap({ Series.Axis(rawValue: $0) }),
      let first = whole(parts["first"]), case .array(let items)? = parts["columns"]
    else { return nil }
    let columns = items.compactMap { item -> Series.Column? in
      guard case .object(let members) = item else { return nil }
      let parts = Dictionary(uniqueKeysWithValues: members.map { ($0.key, $0.value) })
      guard let group = text(parts["group"]), let component = text(parts["component"]),
        let values = numbers(parts["values"])
      else { return nil }
      return Series.Column(group: group, component: component, values: values)
    }
    let places = numbers(parts["indices"])?.compactMap { Int(exactly: $0) }
    guard columns.count == items.count, let count = columns.first?.values.count, count > 0,
      columns.allSatisfy({ $0.values.count == count }), first >= 0, first < 1 << 53,
      places.map({ $0.count == count && $0[0] == first && zip($0, $0.dropFirst()).allSatisfy { $0 < $1 } }) ?? true
    else { return nil }
    return Series(name: name, axis: axis, first: first, columns: columns, places: places, part: text(parts["part"]))
  }

  private static func table(_ parts: [String: JSONText]) throws -> Table? {
    let headings: [String]
    switch parts["headings"] {
    case .array(let items)?: headings = items.compactMap { text($0) }
    case .numbers(let none)? where none.isEmpty: headings = []
    default: return nil
    }
    let rows: [JSONText]
    switch parts["rows"] {
    case .array(let items)?: rows = items
    case .numbers(let none)? where none.isEmpty: rows = []
    default: return nil
    }
    guard Set(headings).count == headings.count else { return nil }
    var columns = [[Tables.Cell]](repeating: [], count: headings.count)
    var turns = Turns(every: 256)
    for row in rows {
      try turns.check()
      guard case .list(let entries) = try value(row), entries.count == headings.count else { return nil }
      for (c, entry) in entries.enumerated() {
        guard let cell = entry.cell else { return nil }
        columns[c].append(cell)
      }
    }
    let content = ColumnTable(names: headings, columns: columns.map { Column($0) }, count: rows.count)
    return Table(content, title: text(parts["title"]))
  }
}
