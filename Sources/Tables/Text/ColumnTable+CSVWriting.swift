import Checked
import Core
import Limits

/// Columns to text that `read(csv:)` gives back.
extension ColumnTable {
  /// Writes the table as CSV: a header, then a line for each row, numbers in full. A string that would be read as something
  /// else stands in quotes, a missing entry is an empty cell, a point has a column for each coordinate.
  ///
  /// - Throws: `EngineError` where the text would not be read back as the same table; what `put` throws.
  public func writeCSV(_ put: ([UInt8]) throws -> Void) throws {
    let names = try writtenNames()
    var piece = Array((names.joined(separator: ",") + "\n").utf8)
    let writers = try zip(self.names, columns).map { try CSVColumn($1, name: $0) }
    if names.allSatisfy({ $0.hasPrefix("\"") }), writers.contains(where: \.needsQuotes) {
      throw EngineError(
        .badFile,
        "as CSV it would not be read back: all its columns' names need quotes, which then say nothing in its cells",
        help: "write .json, or give a column a name of letters")
    }
    var turns = Turns(every: 256)
    for row in 0..<count {
      try turns.check()
      for (c, writer) in writers.enumerated() {
        if c > 0 { piece.append(UInt8(ascii: ",")) }
        writer.write(row, &piece)
      }
      piece.append(10)
      if piece.count >= 1 << 16 {
        try put(piece)
        piece.removeAll(keepingCapacity: true)
      }
    }
    try put(piece)
  }

  private func writtenNames() throws -> [String] {
    guard !columns.isEmpty else { throw EngineError(.badFile, "a table without columns cannot be written as CSV") }
    if columns.count == 1, columns[0].missingCount > 0 {
      throw EngineError(
        .badFile,
        "as CSV it would not be read back: a missing entry alone in its row is an empty line, which is skipped",
        help: "write .json")
    }
    let all = zip(names, columns).flatMap { name, column -> [String] in
      // Of no points nothing tells that they are some.
      if case .points(let d, _) = column.storage, count > 0, !column.isAllMissing {
        return PointColumns.names(name, dimension: d)
      }
      return [name]
    }
    try TableHeader.checkDistinct(all, in: "as CSV it would not be read back")
    let isRead = ColumnTable(names: all, columns: all.map { _ in Column(numbers: []) }).withPoints().names == names
    guard isRead else {
      throw EngineError(
        .badFile,
        "as CSV it would not be read back: columns called p.x and p.y, or p.1, p.2, ..., are read as points p",
        help: "write .json, or give them other names")
    }
    return try all.map { name in
      try CSVColumn.check(name, in: "a column's name")
      let cell = CSVWriter.cell(name)
      // At the start of a file it would be the mark of byte order, which is no part of the name.
      let isMarked = name.unicodeScalars.first == "\u{FEFF}"
      return cell.hasPrefix("\"") || TableHeader.isName(name) && !isMarked ? cell : CSVColumn.quoted(name)
    }
  }
}

extension Column {
  var isAllMissing: Bool { count > 0 && missingCount == count }
}

/// How the entries of a column are written.
private struct CSVColumn {
  private let column: Column
  /// For each string of a column of strings how it stands in the file.
  private var written: [[UInt8]] = []
  /// Whether quotes tell strings from what they would be without.
  private(set) var needsQuotes = false

  init(_ column: Column, name: String) throws {
    self.column = column
    switch column.storage {
    case .texts(let texts):
      for text in texts.names {
        try Self.check(text, in: "`\(name.prefix(40))`")
        let isAmbiguous = Self.readsOtherwise(text)
        needsQuotes = needsQuotes || isAmbiguous
        written.append(Array((isAmbiguous ? Self.quoted(text) : CSVWriter.cell(text)).utf8))
      }
    case .mixed(let cells):
      needsQuotes = cells.contains { if case .text = $0 { true } else { false } }
      for cell in cells {
        if case .text(let text) = cell { try Self.check(text, in: "`\(name.prefix(40))`") }
        guard case .point = cell else { continue }
        throw EngineError(
          .badFile, "as CSV it would not be read back: `\(name)` holds \(column.kind)", help: "write .json")
      }
      // Of a column of strings that has grown out of several kinds.
      let kinds = Set(cells.filter { $0 != .missing }.map(\.kind))
      if kinds == ["numbers", "true and false"] {
        throw EngineError(
          .badFile, "as CSV it would not be read back: `\(name)` holds \(column.kind)", help: "write .json")
      }
    case .numbers, .truths, .points: break
    }
  }

  static func check(_ text: String, in place: String) throws {
    if text.utf8.contains(0) {
      throw EngineError(.badFile, "\(place) holds a NUL, which no text of a table may", help: "write .json")
    }
  }

  static func quoted(_ text: String) -> String {
    "\"" + text.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
  }

  /// Whether a text without quotes would be a number, a truth or nothing.
  private static func readsOtherwise(_ text: String) -> Bool {
    if ["", "nan", "inf", "-inf", "true", "false"].contains(text) { return true }
    var reader = DecimalText()
    return reader.number(text.trimmingBlanks) != nil
  }

  func write(_ row: Int, _ bytes: inout [UInt8]) {
    if column.isMissing(row) {
      if case .points(let d, _) = column.storage, !column.isAllMissing {
        bytes += [UInt8](repeating: UInt8(ascii: ","), count: max(0, d - 1))
      }
      return
    }
    switch column.storage {
    case .numbers(let x): Self.write(x[row], &bytes)
    case .texts(let texts): bytes += written[Int(clamping: texts.codes[row])]
    case .truths(let b): bytes += (b[row] ? "true" : "false").utf8
    case .points(let d, let x):
      for c in 0..<d {
        if c > 0 { bytes.append(UInt8(ascii: ",")) }
        Self.write(x[row * d + c], &bytes)
      }
    case .mixed(let cells):
      switch cells[row] {
      case .number(let x): Self.write(x, &bytes)
      case .truth(let b): bytes += (b ? "true" : "false").utf8
      case .text(let text): bytes += Self.quoted(text).utf8
      case .missing, .point: break
      }
    }
  }

  /// In the fewest digits that read back as the same bits.
  private static func write(_ x: Double, _ bytes: inout [UInt8]) {
    let text = x.description
    bytes += (text.hasSuffix(".0") ? text.dropLast(2) : text[...]).utf8
  }
}

extension String {
  fileprivate var trimmingBlanks: String {
    let inner = drop { $0 == " " || $0 == "\t" }
    return String(inner.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
  }
}
