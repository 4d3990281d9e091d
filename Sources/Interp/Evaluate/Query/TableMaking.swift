import Checked
import Core
import Limits
import Syntax
import Tables

/// Tables from values.
extension Table {
  /// Of columns by name: lists of one length, and single values, which stand in every row.
  init(columns fields: Fields) throws {
    guard fields.count > 0 else { throw ArgumentError(message: "a table needs a column") }
    let columns = try fields.values.map { try $0.column() }
    let lengths = zip(fields.names, columns).compactMap { name, column in column.map { (name, $0.count) } }
    let count = lengths.first?.1 ?? 1
    if let other = lengths.first(where: { $0.1 != count }) {
      throw EngineError(
        .wrongShape, "the columns differ in length: `\(lengths[0].0)` has \(count) entries, `\(other.0)` \(other.1)")
    }
    try MemoryLimit.present.require(Double(16 * count * fields.count), for: "a table of \(count) rows")
    self.init(
      ColumnTable(
        names: fields.names,
        columns: try zip(fields.values, columns).map { value, column in
          if let column { return column }
          guard let cell = value.cell else {
            throw EngineError(
              .wrongType, "a column is a list, or one number, point, string or truth for all rows, not \(value.kind)")
          }
          return Column([Tables.Cell](repeating: cell, count: count))
        }))
  }

  /// Of a series its index and its columns, of records their members, of points their coordinates.
  init(of value: Value) throws {
    switch value {
    case .table(let table): self = table
    case .series(let series): self = try series.wholeTable()
    case .list(let items) where !items.isEmpty: try self.init(records: items)
    case .record(let fields): try self.init(columns: fields)
    default:
      throw ArgumentError(
        message: "`table` makes a table of columns by name, of a series or of a list of records, not of \(value.kind)")
    }
  }

  /// A row for each record. A member that one does not have is missing there.
  private init(records items: [Value]) throws {
    var (names, places): ([String], [String: Int]) = ([], [:])
    var columns: [[Tables.Cell]] = []
    var turns = Turns(every: 256)
    for (row, item) in items.enumerated() {
      try turns.check()
      guard case .record(let fields) = item else {
        throw ArgumentError(
          message: "`table` makes a table of a list of records; of other lists write table(name=...)")
      }
      for (name, value) in zip(fields.names, fields.values) {
        guard let cell = value.cell else {
          throw EngineError(
            .wrongType, "a table's entries are numbers, points, strings, true, false and missing, not \(value.kind)")
        }
        let place = places[name] ?? names.count
        if place == names.count {
          places[name] = place
          names.append(name)
          columns.append([Tables.Cell](repeating: .missing, count: row))
        }
        columns[place].append(cell)
      }
      for c in columns.indices where columns[c].count <= row { columns[c].append(.missing) }
    }
    self.init(ColumnTable(names: names, columns: columns.map { Column($0) }, count: items.count))
  }

  /// Another table beside it: what stands behind the first table in join(a, b, by, keep).
  func joined(with rest: ArraySlice<Value>) throws -> Table {
    let rest = Array(rest)
    guard let first = rest.first, case .table(let other) = first, hasHeadings, other.hasHeadings else {
      throw ArgumentError(message: "`join` takes two tables and a column that both have: join(a, b, by=\"id\")")
    }
    guard rest.count >= 2 else {
      let common = headings.filter(other.headings.contains).map { "\"\($0)\"" }
      let by = common.count == 1 ? common[0] : "[" + common.joined(separator: ", ") + "]"
      throw ArgumentError(
        message: "tables are joined by a column that both have: "
          + (common.isEmpty ? "these have none" : "join(a, b, by=\(by))"))
    }
    let keys: [Value] = if case .list(let items) = rest[1] { items } else { [rest[1]] }
    let names = keys.compactMap { if case .string(let name) = $0 { name } else { nil } }
    guard !names.isEmpty, names.count == keys.count else {
      throw ArgumentError(message: "`by` is a column's name, or a list of them, not \(rest[1].kind)")
    }
    var keepsAll = false
    if rest.count > 2 {
      guard case .string(let word) = rest[2], ["all", "matching"].contains(word) else {
        throw ArgumentError(message: "`keep` is \"all\" or \"matching\"")
      }
      keepsAll = word == "all"
    }
    return Table(try content.joined(with: other.content, by: names, keepsAll: keepsAll))
  }

  /// These columns, by name or as [name, new name].
  func selecting(_ wanted: Value) throws -> Table {
    let names: [Value] = if case .list(let items) = wanted { items } else { [wanted] }
    var (found, columns): ([String], [Column]) = ([], [])
    let places = Dictionary(zip(content.names, content.names.indices)) { first, _ in first }
    var (taken, turns) = (Set<String>(), Turns(every: 256))
    for item in names {
      try turns.check()
      let (old, new): (String, String)
      switch item {
      case .string(let name): (old, new) = (name, name)
      case .list(let pair):
        guard pair.count == 2, case .string(let a) = pair[0], case .string(let b) = pair[1] else {
          throw ArgumentError(message: "`select` takes names, or pairs [name, new name]")
        }
        (old, new) = (a, b)
      default: throw ArgumentError(message: "`select` takes names, or pairs [name, new name], not \(item.kind)")
      }
      guard let place = places[old] else {
        let near = Suggestion.phrase(old, among: headings) ?? "it has " + Table.list(headings)
        throw EngineError(.wrongShape, "the table has no column `\(old)`", help: near)
      }
      guard taken.insert(new).inserted else { throw EngineError(.twice, "two columns would be called `\(new)`") }
      found.append(new)
      columns.append(content.columns[place])
    }
    return Table(ColumnTable(names: found, columns: columns, count: count), title: title)
  }

  /// A line for each column.
  func summary() throws -> Table {
    let headings = [
      "column", "kind", "count", "missing", "different", "mean", "sd", "min", "q1", "median", "q3", "max",
    ]
    var rows: [[Tables.Cell]] = []
    for (name, column) in zip(content.names, content.columns) {
      let missing = column.missingCount
      let different = try Groups(by: [column], rows: count).count - (missing > 0 ? 1 : 0)
      var row: [Tables.Cell] = [
        .text(name), .text(column.kind), .number(Double(count - missing)), .number(Double(missing)),
        .number(Double(different)),
      ]
      let numbers = column.presentNumbers
      if let numbers, !numbers.isEmpty {
        let sorted = try numbers.patientlySorted { $0 < $1 || $1.isNaN && !$0.isNaN }
        row += [Statistics.mean(numbers), numbers.count > 1 ? Statistics.deviation(numbers) : .nan].map {
          $0.isNaN && numbers.count == 1 ? .missing : .number($0)
        }
        row += [0, 0.25, 0.5, 0.75, 1].map { .number(Quantiles.value(sorted, $0)) }
      }
      rows.append(row + [Tables.Cell](repeating: .missing, count: max(0, headings.count - row.count)))
    }
    let columns = headings.indices.map { c in Column(rows.map { $0[c] }) }
    var table = Table(ColumnTable(names: headings, columns: columns, count: rows.count))
    table.footer = "\(count) row\(count == 1 ? "" : "s")"
    return table
  }
}

extension Column {
  /// The numbers that are there; nil of a column of other things.
  fileprivate var presentNumbers: [Double]? {
    guard case .numbers(let x) = storage else { return nil }
    guard let missing else { return x }
    return x.indices.filter { !missing[$0] }.map { x[$0] }
  }
}

extension Series {
  /// The index and all columns; the components of one group are points.
  func wholeTable() throws -> Table {
    var (names, parts): ([String], [Tables.Column]) = ([indexName], [])
    try MemoryLimit.present.require(8 * Double(count * (columns.count + 1)), for: "the table of a series")
    parts.append(Tables.Column(numbers: (0..<count).map { Double(index(at: $0)) }))
    var c = 0
    while c < columns.count {
      let group = Array(columns[c...].prefix { $0.group == columns[c].group })
      let title = columns[c].group.isEmpty ? name : columns[c].group
      var free = title
      while names.contains(free) { free += "'" }
      names.append(free)
      if group.count == 1 {
        parts.append(Tables.Column(numbers: group[0].values))
      } else {
        parts.append(
          Tables.Column(.points(dimension: group.count, (0..<count).flatMap { i in group.map { $0.values[i] } })))
      }
      c += group.count
    }
    return Table(ColumnTable(names: names, columns: parts))
  }
}

/// Quantiles by linear interpolation: the k-th of n sorted numbers stands at the share (k - 1)/(n - 1), as numpy has it.
enum Quantiles {
  static func value(_ sorted: [Double], _ share: Double) -> Double {
    guard let last = sorted.last, !last.isNaN else { return .nan }
    let place = share * Double(sorted.count - 1)
    let low = min(sorted.count - 1, max(0, Int(floor: place)))
    let high = min(sorted.count - 1, low + 1)
    let part = place - Double(low)
    if part == 0 || sorted[low] == sorted[high] { return sorted[low] }
    let way = sorted[high] - sorted[low]
    return way.isFinite ? sorted[low] + part * way : sorted[low] * (1 - part) + sorted[high] * part
  }
}
