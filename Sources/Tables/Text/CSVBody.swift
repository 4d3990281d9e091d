import Checked
import Core
import Limits

/// One reading of the rows below the header.
struct CSVBody {
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
  /// The rows that have been read and are in no column yet: their cells, row by row, and their lines.
  private var cells: [CSVReader.Cell] = []
  private var lines: [Int] = []
  /// A column of them.
  private var numbers: [Double] = []
  private var isReserved = false

  init(_ reader: CSVReader, names given: [String]?, texts: Set<Int>) throws {
    self.reader = reader
    guard try self.reader.next(&row) else { throw EngineError(.badFile, "the file holds no rows") }
    let hasHeader = given == nil
    (names, hasFirstRow) = try Self.header(row, self.reader, given)
    quotesMeanText = !hasHeader || hasFirstRow || !row.cells.allSatisfy(\.isQuoted)
    // What a column takes before it has a number.
    try MemoryLimit.present.require(4096 * Double(names.count), for: "\(names.count) columns")
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
    let names = try row.cells.patientlyMapped(reader.text)
    var turns = Turns(every: 256)
    let wrong = try row.cells.indices.first {
      try turns.check()
      return !row.cells[$0].isQuoted && !TableHeader.isName(names[$0])
    }
    guard let wrong else {
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

  /// The decimal mark that its numbers have; nil where they have none.
  var decimalMark: UInt8? { decimals.mark }

  /// Reads all rows, block by block.
  ///
  /// - Throws: `EngineError` of the first line at fault, and there of the first column; `CancellationError`.
  mutating func readAll() throws {
    var isMore = true
    while isMore {
      try Cancellation.check()
      cells.removeAll(keepingCapacity: true)
      lines.removeAll(keepingCapacity: true)
      let start = reader.left
      var fault: (any Error)?
      do { isMore = try fillBlock() } catch { fault = error }
      try addBlock()
      if let fault { throw fault }
      if !isReserved { reserve(bytes: start - reader.left) }
    }
    conflicts.sort { ($0.line, $0.column) < ($1.line, $1.column) }
  }

  /// So many cells are read before they go into their columns, a column at a time.
  private static let blockSize = 1 << 12

  /// - Returns: whether rows may be left.
  private mutating func fillBlock() throws -> Bool {
    if hasFirstRow {
      hasFirstRow = false
      try keepRow()
    }
    while cells.count < Self.blockSize {
      guard try reader.next(&row) else { return false }
      try keepRow()
    }
    return true
  }

  private mutating func keepRow() throws {
    guard row.count == builders.count else {
      throw EngineError(
        .badFile, "line \(row.line) has \(row.count) columns; there are \(builders.count) names for them")
    }
    cells.append(contentsOf: row.cells)
    lines.append(row.line)
  }

  /// As many rows as the first block lets expect are provided for, and no more than there can be.
  private mutating func reserve(bytes: Int) {
    isReserved = true
    guard bytes > 0, !lines.isEmpty else { return }
    let expected = 1.02 * Double(reader.left) * Double(lines.count) / Double(bytes) + Double(lines.count)
    let most = Double(reader.left) / Double(2 * builders.count) + Double(lines.count)
    for builder in builders { builder.reserve(Int(saturating: min(expected, most))) }
  }

  private mutating func addBlock() throws {
    var first: (row: Int, error: EngineError)?
    var turns = Turns(every: 256)
    if decimals.hasPoints {
      for c in builders.indices {
        try turns.check()
        if let fault = addColumn(c), first.map({ fault.row < $0.row }) ?? true { first = fault }
      }
    } else {
      // The first mark rules the others, and stands in the first row that has one.
      for row in lines.indices where first == nil {
        for c in builders.indices where first == nil {
          try turns.check()
          first = add(row, c)
        }
      }
    }
    if let first { throw first.error }
  }

  /// A column's cells, up to one that is wrong.
  private mutating func addColumn(_ c: Int) -> (row: Int, error: EngineError)? {
    let columns = builders.count
    numbers.removeAll(keepingCapacity: true)
    var isFinite = true
    for row in lines.indices {
      let x = cells[row * columns + c].number
      // Neither infinite nor, as what is no number is, NaN.
      isFinite = isFinite && x - x == 0
      numbers.append(x)
    }
    if isFinite, builders[c].add(numbers: numbers) { return nil }
    var row = 0
    while row < lines.count {
      row = addWords(c, from: row)
      if row < lines.count, let fault = add(row, c) { return fault }
      row += 1
    }
    return nil
  }

  /// Strings of a column of strings, up to a cell that may be something else, which is returned.
  private func addWords(_ c: Int, from start: Int) -> Int {
    let (builder, columns) = (builders[c], builders.count)
    guard builder.takesWords else { return start }
    var row = start
    reader.withBytes { all in
      while row < lines.count {
        let cell = cells[row * columns + c]
        guard !cell.isQuoted, Self.isWord(all, cell.range) else { break }
        builder.add(word: UnsafeRawBufferPointer(rebasing: all[cell.range]))
        row += 1
      }
    }
    return row
  }

  /// Whether what stands there is neither a number nor `nan`, `inf`, `true` or `false`, without a closer look.
  private static func isWord(_ all: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
    guard !range.isEmpty else { return false }
    let first = all[range.lowerBound]
    guard first | 0x20 &- 97 < 26 else { return false }
    return range.count > 5 || first != 110 && first != 105 && first != 116 && first != 102
  }

  private mutating func add(_ row: Int, _ c: Int) -> (row: Int, error: EngineError)? {
    let cell = cells[row * builders.count + c]
    let found: ColumnBuilder.Found
    do { found = try take(cell, builders[c], c, line: lines[row]) } catch { return (row, error) }
    if case .texts = found, !conflicts.contains(where: { $0.column == c }) {
      conflicts.append(Conflict(column: c, line: lines[row], text: reader.text(cell)))
    }
    return nil
  }

  private mutating func take(_ cell: CSVReader.Cell, _ builder: ColumnBuilder, _ c: Int, line: Int) throws(EngineError)
    -> ColumnBuilder.Found
  {
    let isText = cell.isQuoted && quotesMeanText
    if cell.range.isEmpty, !isText {
      builder.addMissing()
      return .taken
    }
    if !isText, !builder.isText {
      if let x = reader.number(cell, &decimals) {
        guard x.isFinite else {
          throw EngineError.noNumber(reader.text(cell), line: line, column: c + 1, name: names[c])
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
    var found = ColumnBuilder.Found.taken
    reader.withBytes { all in
      found = builder.add(text: UnsafeRawBufferPointer(rebasing: all[cell.range]), isQuoted: isText)
    }
    return found
  }

  func table() throws -> ColumnTable {
    let columns = try builders.patientlyMapped { $0.column() }
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
    guard cell.range.count <= 5, let first = raw(cell).first, "nitf-".utf8.contains(first) else { return nil }
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
