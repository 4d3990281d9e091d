/// Points read from comma-separated text, as `CSVReader` takes it: two columns x, y, or four with the destination of each
/// point.
public struct PointTable: Sendable, Equatable {
  public let points: [[Double]]
  public let destinations: [[Double]]?
  /// Names of columns that say nothing of their order, where a header has such: they were taken as they lie.
  public let unknownNames: [String]

  /// A first row of names is a header. The names x, y and "to x", "to y" tell the columns in any order, in a comment
  /// before the first row too; other names are taken as they lie, unless one of those stands in another's place.
  ///
  /// - Parameter pause: called every few thousand rows; what it throws ends the reading.
  /// - Throws: `EngineError` naming line and column (both from 1) of what is not a finite number, or the line with too
  ///   many or too few columns.
  public init(csv bytes: [UInt8], pause: () throws -> Void = {}) throws {
    var reader = try CSVReader(bytes)
    var row = CSVReader.Row()
    guard try reader.next(&row) else { throw EngineError(.badFile, "the file holds no points") }
    let columns = row.count
    guard columns == 2 || columns == 4 else {
      throw EngineError(
        .badFile, "line \(row.line) has \(columns) columns; 2 (x, y) or 4 (x, y, to x, to y) are expected",
        help: columns == 1 ? "commas separate columns; semicolons and tabs do where the first line has no comma" : nil)
    }
    let header = try Header(row, reader)
    unknownNames = header.unknown
    var decimals = DecimalText(allowsComma: reader.delimiter != UInt8(ascii: ","))
    var (points, destinations): ([[Double]], [[Double]]) = ([], [])
    var isRow = header.isRow ? try reader.next(&row) : true
    while isRow {
      guard row.count == columns else {
        throw EngineError(.badFile, "line \(row.line) has \(row.count) columns; the others have \(columns)")
      }
      func number(_ role: Int) throws -> Double {
        let c = header.places[role]
        guard let value = reader.number(row.cells[c], &decimals), value.isFinite else {
          throw EngineError.noNumber(reader.text(row.cells[c]), line: row.line, column: c + 1)
        }
        return value
      }
      points.append([try number(0), try number(1)])
      if columns == 4 { destinations.append([try number(2), try number(3)]) }
      if points.count % 4096 == 0 { try pause() }
      isRow = try reader.next(&row)
    }
    guard !points.isEmpty else { throw EngineError(.badFile, "the file holds no points") }
    self.points = points
    self.destinations = columns == 4 ? destinations : nil
  }

  /// Which column is x, y, to x, to y.
  private struct Header {
    var places: [Int]
    var unknown: [String] = []
    /// Whether the first row is the header.
    var isRow = false

    init(_ row: CSVReader.Row, _ reader: CSVReader) throws {
      places = Array(0..<row.count)
      let cells = row.cells.map(reader.text)
      if cells.allSatisfy(TableHeader.isName) {
        isRow = true
        if let named = Self.places(cells) {
          places = named
        } else if cells.indices.contains(where: { Self.role(cells[$0]) != nil && Self.role(cells[$0]) != $0 }) {
          throw EngineError(
            .badFile,
            "line \(row.line) calls the columns \(cells.joined(separator: ", ")); points have "
              + (row.count == 2 ? "x, y" : "x, y, to x, to y"))
        } else {
          try TableHeader.checkDistinct(cells, in: "line \(row.line)")
          unknown = cells
        }
      } else if let comment = reader.comment,
        let names = TableHeader.names(in: comment.text, columns: row.count, reader), let named = Self.places(names)
      {
        places = named
      }
    }

    /// Where x, y, to x, to y are; nil unless each is named once.
    private static func places(_ names: [String]) -> [Int]? {
      let roles = names.map(role)
      let places = names.indices.compactMap { wanted in roles.firstIndex(of: wanted) }
      return places.count == names.count ? places : nil
    }

    private static func role(_ name: String) -> Int? {
      ["x", "y", "tox", "toy"].firstIndex(of: String(name.lowercased().filter { $0.isLetter || $0.isNumber }))
    }
  }
}
