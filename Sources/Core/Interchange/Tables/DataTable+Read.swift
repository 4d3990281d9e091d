extension DataTable {
  /// Reads comma-separated text, as `CSVReader` takes it. The first row names the columns, or the comment before it does:
  /// `# a,b,species`. The column `goal`, or the last one, is the class of a row (any word), or with `isNumber` the number
  /// that it should give; all others are coordinates.
  ///
  /// - Parameter pause: called every few thousand rows; what it throws ends the reading.
  /// - Throws: `EngineError` naming line and column (both from 1) of what is wrong.
  public init(
    csv bytes: [UInt8], goal wanted: String? = nil, isNumber: Bool = false, pause: () throws -> Void = {}
  ) throws {
    var reader = try CSVReader(bytes)
    var row = CSVReader.Row()
    guard try reader.next(&row) else { throw EngineError(.badFile, "the file holds no rows") }
    let (header, comment) = try Self.header(row, reader)
    var body = Body(header, goal: try Self.place(of: wanted, in: header), isNumber: isNumber, reader.delimiter)
    if comment != nil { try body.add(row, reader) }
    var count = 0
    while try reader.next(&row) {
      try body.add(row, reader)
      count += 1
      if count % 4096 == 0 { try pause() }
    }
    guard body.count > 0 else { throw EngineError(.badFile, "the file holds no rows") }
    self.init(
      frame: Frame(names: body.features, scales: body.features.map { _ in .none }), numbers: body.numbers,
      goal: try body.finish(), columnNames: header, headerComment: comment)
  }

  /// The names of the columns, and the line of the comment that has them: then the first row is data.
  private static func header(_ row: CSVReader.Row, _ reader: CSVReader) throws -> ([String], comment: Int?) {
    var names = row.cells.map(reader.text)
    var comment: Int?
    if let wrong = names.first(where: { !TableHeader.isName($0) }) {
      let own = reader.comment.flatMap { comment in
        TableHeader.names(in: comment.text, columns: row.count, reader).map { (comment.line, $0) }
      }
      guard let own else {
        throw EngineError(
          .badFile,
          "line \(row.line) names no columns: " + (wrong.isEmpty ? "a cell is empty" : "`\(wrong.prefix(40))`"),
          help: "the first line is a header; a column's name has letters and does not begin with a number")
      }
      (comment, names) = own
    }
    let line = comment ?? row.line
    guard names.count > 1 else {
      throw EngineError(
        .badFile, "line \(line) has one column; there must be coordinates and a class or target",
        help: "commas separate columns; semicolons and tabs do where the first line has no comma")
    }
    try TableHeader.checkDistinct(names, in: "line \(line)")
    return (names, comment)
  }

  private static func place(of wanted: String?, in header: [String]) throws -> Int {
    guard let wanted else { return header.count - 1 }
    if let found = header.firstIndex(of: wanted) { return found }
    throw EngineError(.badFile, "the file has no column `\(wanted)`", help: "its columns: " + Frame.list(header))
  }

  /// The rows below the header.
  private struct Body {
    let header: [String]
    let goal: Int
    let isNumber: Bool
    var decimals: DecimalText
    var numbers: [Double] = []
    var targets: [Double] = []
    var classes = ClassNames()
    var count = 0

    init(_ header: [String], goal: Int, isNumber: Bool, _ delimiter: UInt8) {
      (self.header, self.goal, self.isNumber) = (header, goal, isNumber)
      decimals = DecimalText(allowsComma: delimiter != UInt8(ascii: ","))
    }

    var features: [String] { header.indices.filter { $0 != goal }.map { header[$0] } }

    mutating func add(_ row: CSVReader.Row, _ reader: CSVReader) throws {
      guard row.count == header.count else {
        throw EngineError(
          .badFile, "line \(row.line) has \(row.count) columns; the header has \(header.count)")
      }
      for (c, cell) in row.cells.enumerated() {
        if c == goal, !isNumber {
          let name = reader.text(cell)
          guard !name.isEmpty else { throw EngineError(.badFile, "line \(row.line): the row has no \(header[goal])") }
          classes.add(name)
          continue
        }
        guard let value = reader.number(cell, &decimals), value.isFinite else {
          throw EngineError.noNumber(reader.text(cell), line: row.line, column: c + 1, name: header[c])
        }
        if c == goal { targets.append(value) } else { numbers.append(value) }
      }
      count += 1
    }

    func finish() throws -> Goal {
      isNumber ? .numbers(name: header[goal], targets) : try classes.goal(of: header[goal])
    }
  }
}

/// The classes of rows as they come.
struct ClassNames {
  private var names: [String] = []
  private var places: [String: Int] = [:]
  private var labels: [Int] = []

  mutating func add(_ name: String) {
    if let place = places[name] { return labels.append(place) }
    places[name] = names.count
    labels.append(names.count)
    names.append(name)
  }

  /// Numbers before words: numbers by size, and by their digits where they are equal; words by their characters' codes.
  /// A total order: the order of rows and the process that reads them say nothing.
  static func order(_ a: String, _ b: String) -> Bool {
    switch (DecimalText.value(of: a), DecimalText.value(of: b)) {
    case (let x?, let y?) where x != y: x < y
    case (_?, nil): true
    case (nil, _?): false
    default: a.utf8.lexicographicallyPrecedes(b.utf8)
    }
  }

  func goal(of column: String) throws -> DataTable.Goal {
    guard names.count > 1 else { throw EngineError(.badFile, "all rows are of one class, `\(names[0])`") }
    guard names.count <= 1000 else {
      throw EngineError(
        .badFile, "`\(column)` has \(names.count) different values; more than 1000 are no classes",
        help: "target=\(column) makes them numbers to be met")
    }
    let sorted = names.indices.sorted { Self.order(names[$0], names[$1]) }
    var rank = [Int](repeating: 0, count: names.count)
    for (place, name) in sorted.enumerated() { rank[name] = place }
    return .classes(names: sorted.map { names[$0] }, labels: labels.map { rank[$0] })
  }
}
