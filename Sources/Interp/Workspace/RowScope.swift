import Tables

/// The names within `where`, `with`, `sort ... by` and `by`: a table's columns, and `row` for the whole row.
struct RowScope {
  enum Part {
    /// One row: a column's name is its entry there.
    case row(Int)
    /// The rows of a group: a column's name is the list of its entries there.
    case group([Int32])
  }

  let table: Table
  /// How many calls are within each other where the names are known.
  let depth: Int
  var part: Part

  func value(_ name: String) -> Value? {
    guard let column = table.content.column(name), table.hasHeadings else { return name == "row" ? whole : nil }
    switch part {
    case .row(let row): return Value(column[row])
    case .group(let rows): return .list(rows.map { Value(column[Int(clamping: $0)]) })
    }
  }

  private var whole: Value? {
    if case .row(let row) = part { table.row(row) } else { nil }
  }
}
