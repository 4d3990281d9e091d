import Checked
import Core
import Limits

/// Rows that agree in some columns, each group in the place of its first row.
public struct Groups: Sendable {
  /// For each row the number of its group.
  public private(set) var ids: [Int32]
  /// The first row of every group.
  public private(set) var first: [Int32]

  public var count: Int { first.count }

  /// All rows in one group, or none where there are none.
  private init(rows: Int) {
    ids = [Int32](repeating: 0, count: rows)
    first = rows > 0 ? [0] : []
  }

  /// Numbers agree when they are equal, and all that are not numbers agree; so do all entries that are missing.
  ///
  /// - Throws: `EngineError` where the groups would not fit into the memory limit; `CancellationError`.
  public init(by columns: [Column], rows: Int) throws {
    try MemoryLimit.present.require(32 * Double(rows), for: "the groups of \(rows) rows")
    self.init(rows: rows)
    for column in columns { try split(by: column) }
  }

  private mutating func split(by column: Column) throws {
    let missing = column.missing
    switch column.storage {
    case .numbers(let x):
      try refine(missing) { row in x[row].isNaN ? .max : (x[row] + 0).bitPattern }
    case .texts(let texts): try refine(missing) { row in UInt64(truncatingIfNeeded: texts.codes[row]) }
    case .truths(let b): try refine(missing) { row in b[row] ? 1 : 0 }
    case .points(let d, let x):
      for c in 0..<d {
        try refine(missing) { row in x[row * d + c].isNaN ? .max : (x[row * d + c] + 0).bitPattern }
      }
    case .mixed(let cells):
      let texts = Texts(cells.map(Self.key))
      try refine(nil) { row in UInt64(truncatingIfNeeded: texts.codes[row]) }
    }
  }

  /// A text that differs where entries do.
  private static func key(_ cell: Cell) -> String {
    switch cell {
    case .missing: "-"
    case .number(let x): "n\((x + 0).bitPattern)"
    case .truth(let b): b ? "t" : "f"
    case .text(let s): "s" + s
    case .point(let x): "p" + x.map { "\(($0 + 0).bitPattern)" }.joined(separator: ",")
    }
  }

  /// Groups within which a key agrees, too.
  private mutating func refine(_ missing: [Bool]?, by key: (Int) -> UInt64) throws {
    var table = PairTable()
    var starts: [Int32] = []
    var turns = Turns(every: 1 << 14)
    try ids.withUnsafeMutableBufferPointer { ids in
      for row in ids.indices {
        try turns.check()
        let isMissing = missing?[row] ?? false
        let id = try table.place(of: isMissing ? 0 : key(row), within: ids[row] << 1 | (isMissing ? 1 : 0))
        if Int(clamping: id) == starts.count { starts.append(Int32(clamping: row)) }
        ids[row] = id
      }
    }
    first = starts
  }

  /// The rows of all groups, one group behind the other, and where each begins; one place more for the end.
  ///
  /// - Parameter start: the rows before it are left out, and the others counted from it.
  /// - Throws: `CancellationError`.
  public func rows(from start: Int = 0) throws -> (rows: [Int32], starts: [Int]) {
    let ids = self.ids[Range(from: min(start, self.ids.count), upTo: self.ids.count)]
    var starts = [Int](repeating: 0, count: count + 1)
    for id in ids { starts[Int(clamping: id) + 1] += 1 }
    for g in 0..<count { starts[g + 1] += starts[g] }
    var next = starts
    var rows = [Int32](repeating: 0, count: ids.count)
    var turns = Turns(every: 1 << 16)
    for (row, id) in ids.enumerated() {
      try turns.check()
      rows[next[Int(clamping: id)]] = Int32(clamping: row)
      next[Int(clamping: id)] += 1
    }
    return (rows, starts)
  }
}

/// Pairs of a group and a key, numbered as they come: a table with open addresses.
private struct PairTable {
  private struct Entry {
    var key: UInt64 = 0
    var group: Int32 = -1
    /// -1 where nothing is.
    var place: Int32 = -1
  }

  private var entries = [Entry](repeating: Entry(), count: 1 << 10)
  private var count: Int32 = 0
  private var mask = 1 << 10 - 1

  mutating func place(of key: UInt64, within group: Int32) throws -> Int32 {
    if Int(clamping: count) * 2 > mask { try grow() }
    let slot = slot(of: key, group)
    if entries[slot].place >= 0 { return entries[slot].place }
    entries[slot] = Entry(key: key, group: group, place: count)
    count += 1
    return count - 1
  }

  private func slot(of key: UInt64, _ group: Int32) -> Int {
    var h = (key ^ UInt64(truncatingIfNeeded: group) &* 0x9E37_79B9_7F4A_7C15) &* 0xD6E8_FEB8_6659_FD93
    h ^= h >> 32
    h = h &* 0xD6E8_FEB8_6659_FD93
    var slot = Int(truncatingIfNeeded: h >> 20) & mask
    while entries[slot].place >= 0, entries[slot].key != key || entries[slot].group != group {
      slot = (slot + 1) & mask
    }
    return slot
  }

  private mutating func grow() throws {
    let old = entries
    let size = 4 * (mask + 1)
    try MemoryLimit.present.require(16 * Double(size), for: "the groups of a table")
    entries = [Entry](repeating: Entry(), count: size)
    mask = size - 1
    for entry in old where entry.place >= 0 { entries[slot(of: entry.key, entry.group)] = entry }
  }
}
