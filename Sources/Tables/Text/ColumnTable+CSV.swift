import Checked
import Core
import Limits

/// Tables of text to columns.
extension ColumnTable {
  /// A table from comma-separated text, as `CSVReader` takes it. The first row names the columns, or the comment before it
  /// does: `# a,b,species`.
  ///
  /// A cell in quotes is a string, unless all names are in quotes as well, and they say nothing. One without quotes is a
  /// number (`inf`, `-inf` and `nan` too), `true` or `false`, where those of its column are alike; else a string. An empty
  /// one is missing. Columns beside each other that are called `p.x` and `p.y`, or `p.1`, `p.2`, ..., and hold numbers are
  /// one column of points `p`.
  ///
  /// - Parameters:
  ///   - names: of the columns, for a text whose first row is data; nil where it is a header.
  ///   - threads: so many may work on it.
  /// - Returns: the table, and what should be told of it.
  /// - Throws: `EngineError` naming line and column (both from 1) of what is wrong; `CancellationError`.
  public static func read(csv bytes: [UInt8], names: [String]? = nil, threads: Int = 1) throws
    -> (table: ColumnTable, notes: [String])
  {
    // A row of one digit and a comma a column is the least: so many cells there are at most.
    try MemoryLimit.present.require(5 * Double(bytes.count), for: "the columns of the file")
    let reader = try CSVReader(bytes)
    if threads > 1, bytes.count > 1 << 20, let table = try inParts(reader, names, threads) { return (table, []) }
    var (texts, notes): (Set<Int>, [String]) = ([], [])
    while true {
      var body = try CSVBody(reader, names: names, texts: texts)
      try body.readAll()
      if body.conflicts.isEmpty { return (try body.table(), notes) }
      for conflict in body.conflicts {
        texts.insert(conflict.column)
        notes.append(
          "`\(body.names[conflict.column])` is read as strings: line \(conflict.line) has "
            + "`\(conflict.text.prefix(40))`")
      }
    }
  }
}

extension ColumnTable {
  /// The table read in as many parts as there are threads.
  ///
  /// - Returns: nil where something has to be told, or parts differ in what a column holds: then it is read as a whole.
  private static func inParts(_ reader: CSVReader, _ names: [String]?, _ threads: Int) throws -> ColumnTable? {
    guard let head = try? CSVBody(reader, names: names, texts: []), let parts = head.parts(threads) else { return nil }
    let bodies = parallel(parts.count, workers: threads) { i -> CSVBody? in
      var body = parts[i]
      do { try body.readAll() } catch { return nil }
      return body.conflicts.isEmpty ? body : nil
    }
    try Cancellation.check()
    let marks = bodies.compactMap { $0?.decimalMark }
    guard marks.allSatisfy({ $0 == marks[0] }) else { return nil }
    let columns = parallel(head.names.count, workers: threads) { c in joined(bodies.map { $0?.column(c) }) }
    guard columns.allSatisfy({ $0 != nil }) else { return nil }
    return ColumnTable(names: head.names, columns: columns.compactMap(\.self)).withPoints()
  }

  /// A column of its parts; nil where one is not there, or stored otherwise than another.
  private static func joined(_ parts: [Column?]) -> Column? {
    let found = parts.compactMap(\.self)
    guard found.count == parts.count, let first = found.first(where: { $0.missingCount < $0.count }),
      found.allSatisfy({ $0.missingCount == $0.count || $0.isStored(like: first) })
    else { return nil }
    return found.dropFirst().reduce(found[0]) { $0.joined(with: $1) }
  }
}

extension Column {
  fileprivate func isStored(like other: Column) -> Bool {
    switch (storage, other.storage) {
    case (.numbers, .numbers), (.texts, .texts), (.truths, .truths): true
    default: false
    }
  }
}
