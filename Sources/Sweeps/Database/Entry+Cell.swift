import Checked
import Tables

/// Entries of tables as SQLite has them: a number is a real, a truth 0 or 1 as an integer, a point a blob of its
/// coordinates. What is not a number is a null, as in SQLite it must be; among the results of a run that came to its end a
/// null is one.
extension Entry {
  init(_ cell: Cell) {
    switch cell {
    case .missing: self = .null
    case .number(let x): self = x.isNaN ? .null : .real(x)
    case .truth(let b): self = .integer(b ? 1 : 0)
    case .text(let text): self = .text(text)
    case .point(let x): self = .blob(NumpyArray.bytes(of: x))
    }
  }

  var kind: Kind {
    switch self {
    case .null: .null
    case .integer: .integer
    case .real: .real
    case .text: .text
    case .blob: .blob
    }
  }

  static func numbers(_ bytes: [UInt8]) -> [Double] {
    (0..<bytes.count / 8).map { i in
      Double(bitPattern: (0..<8).reduce(0) { $0 | UInt64(clamping: bytes[8 * i + $1]) << UInt64(clamping: 8 * $1) })
    }
  }
}

extension Rows {
  /// A column as it lies there.
  func entry(_ column: Int) -> Entry {
    switch kind(column) {
    case .null: .null
    case .integer: .integer(integer(column))
    case .real: .real(real(column))
    case .text: .text(text(column))
    case .blob: .blob(blob(column))
    }
  }

  /// The entry of a column.
  func cell(_ column: Int) -> Cell {
    switch kind(column) {
    case .null: .missing
    case .integer: .truth(integer(column) != 0)
    case .real: .number(real(column))
    case .text: .text(text(column))
    case .blob: .point(Entry.numbers(blob(column)))
    }
  }
}

/// A name or a text within a statement.
enum SQL {
  /// A name, whatever it holds.
  static func name(_ text: String) -> String { "\"" + text.replacing("\"", by: "\"\"") + "\"" }
}

extension String {
  fileprivate func replacing(_ part: Character, by other: String) -> String {
    reduce(into: "") { $0 += $1 == part ? other : String($1) }
  }
}
