import Checked
import Core
import Limits

/// Two tables side by side, row by row of equal keys.
extension ColumnTable {
  /// For each row of this table those of the other that agree with it in the columns of these names, in the order of both.
  ///
  /// - Parameter keepsAll: rows without a partner stay, with missing entries.
  /// - Returns: the columns of this one, then those of the other without the keys; a name that both have gets `_2`.
  /// - Throws: `EngineError` where a column is in one only, or the result does not fit into the memory limit.
  public func joined(with other: ColumnTable, by keys: [String], keepsAll: Bool) throws -> ColumnTable {
    let pairs = try keys.map { key -> Column in
      guard let a = column(key), let b = other.column(key) else {
        let isFirst = column(key) == nil
        throw EngineError(
          .wrongShape, "the \(isFirst ? "first" : "second") table has no column `\(key)`",
          help: "it has " + (isFirst ? names : other.names).joined(separator: ", "))
      }
      return a.joined(with: b)
    }
    let groups = try Groups(by: pairs, rows: count + other.count)
    let (own, others) = try partners(groups, keepsAll: keepsAll)
    let left = try taking(own)
    let right = try other.taking(others, allowsNone: keepsAll)
    var result = left
    for (name, column) in zip(right.names, right.columns) where !keys.contains(name) {
      result = result.with(result.freeName(name), column)
    }
    return result
  }

  private func freeName(_ name: String) -> String {
    if place(of: name) == nil { return name }
    var number = 2
    while place(of: "\(name)_\(number)") != nil { number += 1 }
    return "\(name)_\(number)"
  }

  /// Rows of both tables that stand beside each other; -1 for none.
  private func partners(_ groups: Groups, keepsAll: Bool) throws -> ([Int32], [Int32]) {
    // The other table's rows, group by group.
    let (rows, starts) = try groups.rows(from: count)
    func partners(of row: Int) -> Range<Int> {
      let g = Int(clamping: groups.ids[row])
      return Range(from: starts[g], upTo: starts[g + 1])
    }
    var (total, turns) = (0.0, Turns(every: 1 << 14))
    for row in 0..<count {
      try turns.check()
      total += Double(keepsAll ? max(1, partners(of: row).count) : partners(of: row).count)
    }
    guard total < Double(Int32.max) else {
      throw EngineError(.outOfMemory, "the joined table would have more than 2^31 rows")
    }
    try MemoryLimit.present.require(8 * total, for: "the rows of the joined table")
    var (own, others): ([Int32], [Int32]) = ([], [])
    own.reserveCapacity(Int(saturating: total))
    others.reserveCapacity(Int(saturating: total))
    for row in 0..<count {
      let found = partners(of: row)
      if keepsAll, found.isEmpty {
        own.append(Int32(clamping: row))
        others.append(-1)
      }
      for place in found {
        try turns.check()
        own.append(Int32(clamping: row))
        others.append(rows[place])
      }
    }
    return (own, others)
  }
}
