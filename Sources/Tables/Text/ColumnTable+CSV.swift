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
      if body.conflicts.isEmpty { return (body.table(), notes) }
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
    // Where commas separate the columns, decimals have points, and each part reads numbers as all do.
    guard reader.delimiter == UInt8(ascii: ","), let head = try? CSVBody(reader, names: names, texts: []),
      let parts = head.parts(threads)
    else { return nil }
    let bodies = parallel(parts.count, workers: threads) { i -> CSVBody? in
      var body = parts[i]
      do { try body.readAll() } catch { return nil }
      return body.conflicts.isEmpty ? body : nil
    }
    try Cancellation.check()
    var columns: [Column] = []
    for (c, _) in head.names.enumerated() {
      let found = bodies.compactMap { $0?.column(c) }
      guard found.count == parts.count, let first = found.first(where: { $0.missingCount < $0.count }),
        found.allSatisfy({ $0.missingCount == $0.count || $0.isStored(like: first) })
      else { return nil }
      columns.append(found.dropFirst().reduce(found[0]) { $0.joined(with: $1) })
    }
    return ColumnTable(names: head.names, columns: columns).withPoints()
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

/// One reading of the rows below the header.
private struct CSVBody {
  struct Conflict {
    let column: Int
    let line: Int
    let text: String
  }

  private(set) var names: [String]
  private(set) var conflicts: [Conflict] = []
  private var reader: CSVReader
  private var row = CSVReader.Row()
  private var builders: [ColumnBuilder]
  private var decimals: DecimalText
  private var hasFirstRow: Bool
  private let quotesMeanText: Bool

  init(_ reader: CSVReader, names given: [String]?, texts: Set<Int>) throws {
    self.reader = reader
    guard try self.reader.next(&row) else { throw EngineError(.badFile, "the file holds no rows") }
    let hasHeader = given == nil
    (names, hasFirstRow) = try Self.header(row, self.reader, given)
    quotesMeanText = !hasHeader || hasFirstRow || !row.cells.allSatisfy(\.isQuoted)
    builders = names.indices.map { ColumnBuilder(isText: texts.contains($0)) }
    decimals = DecimalText(allowsComma: reader.delimiter != UInt8(ascii: ","))
  }

  /// Readings of parts of the rows.
  func parts(_ count: Int) -> [CSVBody]? {
    guard let readers = reader.parts(count) else { return nil }
    return readers.enumerated().map { i, reader in
      var part = self
      part.reader = reader
      part.hasFirstRow = hasFirstRow && i == 0
      part.builders = names.map { _ in ColumnBuilder(isText: false) }
      return part
    }
  }

  func column(_ c: Int) -> Column { builders[c].column() }

  /// The names, and whether the first row is data.
  private static func header(_ row: CSVReader.Row, _ reader: CSVReader, _ given: [String]?) throws -> ([String], Bool) {
    if let given {
      guard given.count == row.count else {
        throw EngineError(
          .badFile, "line \(row.line) has \(row.count) columns; there are \(given.count) names for them")
      }
      return (given, true)
    }
    let names = row.cells.map(reader.text)
    guard let wrong = row.cells.indices.first(where: { !row.cells[$0].isQuoted && !TableHeader.isName(names[$0]) })
    else {
      try TableHeader.checkDistinct(names, in: "line \(row.line)")
      return (names, false)
    }
    if let comment = reader.comment, let names = TableHeader.names(in: comment.text, columns: row.count, reader) {
      try TableHeader.checkDistinct(names, in: "line \(comment.line)")
      return (names, true)
    }
    throw EngineError(
      .badFile,
      "line \(row.line) names no columns: "
        + (names[wrong].isEmpty ? "a cell is empty" : "`\(names[wrong].prefix(40))` is no name"),
      help: "the first line is a header; where there is none, names=[\"a\", \"b\"] gives it; a name may stand in quotes"
    )
  }

  mutating func readAll() throws {
    if hasFirstRow { try add() }
    var turns = Turns(every: 1024)
    while try reader.next(&row) {
      try turns.check()
      try add()
    }
  }

  private mutating func add() throws {
    guard row.count == builders.count else {
      throw EngineError(
        .badFile, "line \(row.line) has \(row.count) columns; there are \(builders.count) names for them")
    }
    for c in 0..<row.count {
      let cell = row.cells[c]
      guard case .texts = try take(cell, builders[c], c) else { continue }
      if !conflicts.contains(where: { $0.column == c }) {
        conflicts.append(Conflict(column: c, line: row.line, text: reader.text(cell)))
      }
    }
  }

  private mutating func take(_ cell: CSVReader.Cell, _ builder: ColumnBuilder, _ c: Int) throws -> ColumnBuilder.Found {
    let isText = cell.isQuoted && quotesMeanText
    if cell.range.isEmpty, !isText {
      builder.addMissing()
      return .taken
    }
    if !isText, !builder.isText {
      if let x = reader.number(cell, &decimals) {
        guard x.isFinite else {
          throw EngineError.noNumber(reader.text(cell), line: row.line, column: c + 1, name: names[c])
        }
        return builder.add(number: x)
      }
      if let word = reader.word(cell) {
        switch word {
        case .number(let x): return builder.add(number: x)
        case .truth(let b): return builder.add(truth: b)
        }
      }
    }
    if cell.hasQuotes {
      var text = reader.text(cell)
      return text.withUTF8 { builder.add(text: UnsafeRawBufferPointer($0), isQuoted: isText) }
    }
    return reader.withBytes(cell) { builder.add(text: $0, isQuoted: isText) }
  }

  func table() -> ColumnTable {
    let columns = builders.map { $0.column() }
    return ColumnTable(names: names, columns: columns).withPoints()
  }
}

extension CSVReader {
  fileprivate enum Word {
    case number(Double)
    case truth(Bool)
  }

  /// nan, inf, -inf, true, false
  fileprivate func word(_ cell: Cell) -> Word? {
    guard cell.range.count <= 5 else { return nil }
    switch text(cell) {
    case "nan": return .number(.nan)
    case "inf": return .number(.infinity)
    case "-inf": return .number(-.infinity)
    case "true": return .truth(true)
    case "false": return .truth(false)
    default: return nil
    }
  }
}
