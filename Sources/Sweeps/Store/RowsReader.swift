import Checked
import Limits
import Tables

/// Rows of runs, put into columns.
final class RowsReader {
  let sweep: Sweep
  private(set) var count = 0
  private var columns: [CellColumn]
  private let results: Range<Int>

  init(_ sweep: Sweep, room: Int) {
    self.sweep = sweep
    columns = sweep.columns.map { _ in CellColumn(room: min(room, 1 << 24)) }
    let first = Sweep.before.count + sweep.parameters.count
    results = Range(from: first, upTo: first + sweep.results.count)
  }

  var table: ColumnTable { ColumnTable(names: sweep.columns, columns: columns.map(\.column), count: count) }

  func read(_ rows: Rows) throws {
    let failed = [RunState.failed.rawValue, RunState.diverged.rawValue]
    var turns = Turns(every: 1 << 10)
    while try rows.next() {
      try turns.check()
      count += 1
      for c in columns.indices {
        switch rows.kind(c) {
        case .real: columns[c].add(number: rows.real(c))
        case .text: columns[c].add(textOf: rows, c)
        case .null where results.contains(c) && !failed.contains(where: { rows.holds($0, results.upperBound) }):
          columns[c].add(number: .nan)
        case .null: columns[c].add(.missing)
        case .integer where c < Sweep.before.count: columns[c].add(number: Double(rows.integer(c)))
        case .integer, .blob: columns[c].add(rows.cell(c))
        }
      }
    }
  }
}

/// A column as its entries come: numbers or texts in their own storage, anything else as it is.
private struct CellColumn {
  private var numbers: [Double] = []
  private var codes: [Int32] = []
  private var texts: [String] = []
  private var places: [String: Int32] = [:]
  private var missing: [Bool] = []
  private var cells: [Cell] = []
  private var count = 0
  private let room: Int
  private var kind = Kind.open
  private enum Kind { case open, numbers, texts, cells }

  init(room: Int) { self.room = room }

  @inline(__always)
  mutating func add(number x: Double) {
    if kind != .numbers {
      guard kind == .open else { return add(.number(x)) }
      kind = .numbers
      numbers.reserveCapacity(room)
      numbers += [Double](repeating: .nan, count: count)
    }
    numbers.append(x)
    if !missing.isEmpty { missing.append(false) }
    count += 1
  }

  mutating func add(textOf rows: Rows, _ column: Int) {
    if kind != .texts {
      guard kind == .open else { return add(rows.cell(column)) }
      kind = .texts
      codes.reserveCapacity(room)
      codes += [Int32](repeating: 0, count: count)
      if count > 0 { _ = code("") }
    }
    if let last = codes.last, texts.indices.contains(Int(clamping: last)),
      rows.holds(texts[Int(clamping: last)], column)
    {
      codes.append(last)
    } else {
      codes.append(code(rows.text(column)))
    }
    if !missing.isEmpty { missing.append(false) }
    count += 1
  }

  private mutating func code(_ text: String) -> Int32 {
    if let known = places[text] { return known }
    let code = Int32(clamping: texts.count)
    texts.append(text)
    places[text] = code
    return code
  }

  mutating func add(_ cell: Cell) {
    if cell == .missing, kind != .cells {
      if missing.isEmpty { missing = [Bool](repeating: false, count: count) }
      missing.append(true)
      if kind == .numbers { numbers.append(.nan) }
      if kind == .texts { codes.append(codes.last ?? code("")) }
      count += 1
      return
    }
    if kind != .cells {
      let column = column
      cells = column.cells
      kind = .cells
    }
    cells.append(cell)
    count += 1
  }

  var column: Column {
    let marks = missing.isEmpty ? nil : missing
    switch kind {
    case .open: return Column([Cell](repeating: .missing, count: count))
    case .numbers: return Column(.numbers(numbers), missing: marks)
    case .texts: return Column(.texts(Texts(codes: codes, names: texts)), missing: marks)
    case .cells: return Column(cells)
    }
  }
}
