import Core
import Limits
public import Syntax
public import Tables

/// Rows under headings: a table of values, and how it is shown.
public struct Table: Sendable, Equatable {
  /// One entry, as who makes a table row by row writes it: its value, and what is shown of it.
  public struct Cell: Sendable, Equatable, ExpressibleByStringInterpolation {
    public let text: String
    public let value: Tables.Cell

    public init(_ text: String, value: Tables.Cell) { (self.text, self.value) = (text, value) }

    public init(stringLiteral text: String) { self.init(text, value: .text(text)) }

    public init(_ text: String, number: Double? = nil) {
      self.init(text, value: number.map { .number($0) } ?? .text(text))
    }

    /// Where there is no value: shown as a dash.
    public static let none = Cell("-", value: .missing)

    public static func number(_ x: Double, _ format: NumberFormat = .standard) -> Cell { Cell(format(x), number: x) }

    /// A point, or of one coordinate a number.
    public static func point(_ x: [Double], _ format: NumberFormat = .standard) -> Cell {
      x.count == 1 ? .number(x[0], format) : Cell(Value.vector(x).text(format), value: .point(x))
    }

    public var number: Double? { if case .number(let x) = value { x } else { nil } }
  }

  public var title: String?
  /// The values.
  public private(set) var content: ColumnTable
  /// For each column the texts of its entries, where they are not those of the values.
  private var shown: [[String]?]
  /// Whether its columns have names. Without, its rows are pairs of a word and a value.
  public let hasHeadings: Bool
  /// Lines below.
  public var footer: String?
  /// What the rows are, where a row is more than its cells: `table[i]`.
  var items: [Value] = []
  /// Rows that a person is not shown: the tail of a long list, which stays in the value.
  public var hidden: Range<Int>
  /// Whether a person is shown all rows and columns, however many.
  public var isWhole = false
  /// How many rows a person asked to be shown.
  public var mostRows: Int?

  public init(_ content: ColumnTable, title: String? = nil) {
    (self.content, self.title) = (content, title)
    shown = content.columns.map { _ in nil }
    (hasHeadings, hidden) = (true, 0..<0)
  }

  /// Row by row. A row that ends early is filled with missing entries.
  public init(
    title: String? = nil, headings: [String], rows: [[Cell]], footer: String? = nil, hidden: Range<Int> = 0..<0
  ) {
    (self.title, self.footer, self.hidden, hasHeadings) = (title, footer, hidden, !headings.isEmpty)
    let width = max(headings.count, rows.map(\.count).max() ?? 0)
    let cells = (0..<width).map { c in rows.map { c < $0.count ? $0[c] : Cell("", value: .missing) } }
    content = ColumnTable(
      names: (0..<width).map { $0 < headings.count ? headings[$0] : "" },
      columns: cells.map { Column($0.map(\.value)) }, count: rows.count)
    shown = cells.map { column in
      column.allSatisfy { $0.text == Self.text($0.value) } ? nil : column.map(\.text)
    }
  }

  public static func == (a: Table, b: Table) -> Bool {
    a.title == b.title && a.footer == b.footer && a.hasHeadings == b.hasHeadings
      && (try? a.content.isSame(as: b.content)) == true
      && (0..<a.count).allSatisfy { row in
        a.content.columns.indices.allSatisfy { a.text(row, $0) == b.text(row, $0) }
      }
  }

  // MARK: What it holds

  public var count: Int { content.count }
  public var headings: [String] { hasHeadings ? content.names : [] }

  /// All entries, row by row.
  public var rows: [[Cell]] { (0..<count).map { row in content.columns.indices.map { cell(row, $0) } } }

  public func cell(_ row: Int, _ column: Int) -> Cell {
    Cell(text(row, column), value: content.columns[column][row])
  }

  /// What is shown of an entry.
  public func text(_ row: Int, _ column: Int) -> String {
    shown[column]?[row] ?? Self.text(content.columns[column][row])
  }

  private static func text(_ cell: Tables.Cell) -> String {
    switch cell {
    case .missing: "-"
    case .text(let text): text
    default: Value(cell).text
    }
  }

  /// The values under a heading; nil when there is none of the name.
  func column(_ heading: String) -> Value? { content.column(heading).map { .list($0.values) } }

  /// One row: what it is, or its values by the names of their columns.
  func row(_ row: Int) -> Value {
    if !items.isEmpty { return items[row] }
    let values = content.columns.map { Value($0[row]) }
    return hasHeadings ? .record(Fields(names: content.names, values: values)) : .list(values)
  }

  /// All rows, one after the other.
  ///
  /// - Throws: `EngineError` where they would not fit into the memory limit; `CancellationError`.
  func allRows() throws -> [Value] {
    let stride = Double(MemoryLayout<Value>.stride)
    try MemoryLimit.present.require(
      Double(count) * (64 + stride * Double(1 + content.columns.count)), for: "\(count) rows as records")
    return try patiently(count, every: 256) { row($0) }
  }

  // MARK: Tables made of it

  /// These rows, in this order.
  ///
  /// - Throws: `EngineError` where they would not fit into the memory limit; `CancellationError`.
  func taking(_ rows: [Int32]) throws -> Table {
    var result = self
    result.content = try content.taking(rows)
    result.shown = try shown.map { try $0.map { texts in try rows.patientlyMapped { texts[Int(clamping: $0)] } } }
    if !items.isEmpty { result.items = try rows.patientlyMapped { items[Int(clamping: $0)] } }
    (result.hidden, result.footer) = (0..<0, nil)
    return result
  }

  /// The rows of both, which have the same columns.
  func above(_ other: Table) throws -> Table {
    guard hasHeadings, other.hasHeadings, Set(headings) == Set(other.headings), headings.count == other.headings.count
    else {
      throw EngineError(
        .wrongShape,
        "these tables have not the same columns: \(Table.list(headings)), and \(Table.list(other.headings))")
    }
    try MemoryLimit.present.require(
      content.stride * Double(count + other.count), for: "a table of \(count + other.count) rows")
    let columns = try zip(headings, content.columns).map { name, column in
      guard let below = other.content.column(name) else { throw EngineError(.wrongShape, "no column `\(name)`") }
      return column.joined(with: below)
    }
    return Table(ColumnTable(names: headings, columns: columns, count: count + other.count))
  }

  /// Names for a message, not too many.
  static func list(_ names: [String]) -> String {
    names.prefix(12).joined(separator: ", ") + (names.count > 12 ? ", ... (\(names.count))" : "")
  }

  /// With a column more, or another one in its place.
  func with(_ name: String, _ column: Column) -> Table {
    var result = self
    if let place = content.place(of: name) { result.shown[place] = nil } else { result.shown.append(nil) }
    result.content = content.with(name, column)
    return result
  }
}
