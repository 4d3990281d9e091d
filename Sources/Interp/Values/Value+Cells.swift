import Core
import Limits
import Tables

/// Values as entries of tables, and back.
extension Value {
  init(_ cell: Tables.Cell) {
    switch cell {
    case .missing: self = .missing
    case .number(let x): self = .number(x)
    case .truth(let b): self = .bool(b)
    case .text(let text): self = .string(text)
    case .point(let x): self = .vector(x)
    }
  }

  /// As an entry of a table; nil of what can be none.
  var cell: Tables.Cell? {
    switch self {
    case .missing: .missing
    case .number(let x): .number(x)
    case .bool(let b): .truth(b)
    case .string(let text), .cluster(let text), .process(let text): .text(text)
    case .vector(let x) where !x.isEmpty: .point(x)
    default: nil
    }
  }

  /// As a column of a table: a list, a range, a series. A vector is one point.
  ///
  /// - Returns: nil of what is no list.
  /// - Throws: `EngineError` for an entry that can be none of a table's.
  func column() throws -> Column? {
    switch self {
    case .list(let items):
      // While it is made: the entries, and of texts each once with its place among the others.
      let each: Double = if case .string? = items.first { 120 } else { 40 }
      try MemoryLimit.present.require(each * Double(items.count), for: "a column of \(items.count) entries")
      return Column(
        try items.patientlyMapped { item in
          if let cell = item.cell { return cell }
          throw EngineError(
            .wrongType, "a table's entries are numbers, points, strings, true, false and missing, not \(item.kind)")
        })
    case .range(let r):
      try MemoryLimit.present.require(8 * Double(r.count), for: "the numbers of a range")
      return Column(numbers: try patiently(r.count) { r[$0] })
    case .series(let s): return try Value.list(s.entries).column()
    default: return nil
    }
  }
}

extension Column {
  /// The entries as values.
  var values: [Value] {
    if missing == nil, case .numbers(let x) = storage { return x.map { .number($0) } }
    if missing == nil, case .texts(let texts) = storage {
      let names = texts.names.map { Value.string($0) }
      return texts.codes.map { names[Int(clamping: $0)] }
    }
    return (0..<count).map { Value(self[$0]) }
  }
}
