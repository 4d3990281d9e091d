import Checked
import Core
import Limits

/// Columns of one length, each with a name.
public struct ColumnTable: Sendable {
  public private(set) var names: [String]
  public private(set) var columns: [Column]
  public let count: Int

  /// - Parameter count: the rows, for a table without columns.
  public init(names: [String], columns: [Column], count: Int = 0) {
    precondition(names.count == columns.count, "a name for each column")
    (self.names, self.columns) = (names, columns)
    self.count = columns.first?.count ?? count
    precondition(columns.allSatisfy { $0.count == self.count }, "columns of one length")
  }

  /// The first column of a name.
  public func column(_ name: String) -> Column? { place(of: name).map { columns[$0] } }

  public func place(of name: String) -> Int? { names.firstIndex(of: name) }

  /// With another column of its name, or one more.
  public func with(_ name: String, _ column: Column) -> ColumnTable {
    var (names, columns) = (names, columns)
    if let place = place(of: name) {
      columns[place] = column
    } else {
      names.append(name)
      columns.append(column)
    }
    return ColumnTable(names: names, columns: columns, count: count)
  }

  /// How many bytes a row takes, about.
  public var stride: Double { columns.reduce(0) { $0 + $1.stride } }

  /// - Throws: `EngineError` where they would not fit into the memory limit; `CancellationError`.
  public func taking(_ rows: [Int32], allowsNone: Bool = false) throws -> ColumnTable {
    try MemoryLimit.present.require(stride * Double(rows.count), for: "a table of \(rows.count) rows")
    return ColumnTable(
      names: names, columns: try columns.map { try $0.taking(rows, allowsNone: allowsNone) }, count: rows.count)
  }

  /// The rows that are marked.
  public static func places(_ marks: [Bool]) throws -> [Int32] {
    var places: [Int32] = []
    var turns = Turns(every: 1 << 16)
    places.reserveCapacity(marks.count)
    for (row, isKept) in marks.enumerated() {
      try turns.check()
      if isKept { places.append(Int32(clamping: row)) }
    }
    return places
  }

  public func isSame(as other: ColumnTable) throws -> Bool {
    guard names == other.names, count == other.count else { return false }
    return try zip(columns, other.columns).allSatisfy { try $0.isSame(as: $1) }
  }

  public func isEqual(to other: ColumnTable) throws -> Bool {
    guard names == other.names, count == other.count else { return false }
    return try zip(columns, other.columns).allSatisfy { try $0.isEqual(to: $1) }
  }
}
