import Limits

/// Rows taken out of columns, and columns put one behind the other.
extension Column {
  /// The entries of these rows, in their order. A row below zero is none: its entry is missing.
  ///
  /// - Throws: `CancellationError`.
  public func taking(_ rows: [Int32], allowsNone: Bool = false) throws -> Column {
    if allowsNone, rows.contains(where: { $0 < 0 }) { return try takingSome(rows) }
    let kept = try missing.map { try Self.take($0, rows) }
    switch storage {
    case .numbers(let x): return Column(.numbers(try Self.take(x, rows)), missing: kept)
    case .texts(let t): return Column(.texts(Texts(codes: try Self.take(t.codes, rows), names: t.names)), missing: kept)
    case .truths(let b): return Column(.truths(try Self.take(b, rows)), missing: kept)
    case .points(let d, let x):
      var points: [Double] = []
      points.reserveCapacity(rows.count * d)
      var turns = Turns(every: 4096)
      for row in rows {
        try turns.check()
        for c in 0..<d { points.append(x[Int(clamping: row) * d + c]) }
      }
      return Column(.points(dimension: d, points), missing: kept)
    case .mixed(let cells): return Column(try Self.take(cells, rows))
    }
  }

  private func takingSome(_ rows: [Int32]) throws -> Column {
    guard count > 0 else { return Column(.mixed([Cell](repeating: .missing, count: rows.count))) }
    let there = try taking(rows.map { max(0, $0) })
    if case .mixed(let cells) = there.storage { return Column(zip(rows, cells).map { $0 < 0 ? .missing : $1 }) }
    return Column(there.storage, missing: rows.indices.map { rows[$0] < 0 || there.isMissing($0) })
  }

  private static func take<T>(_ values: [T], _ rows: [Int32]) throws -> [T] {
    try values.withUnsafeBufferPointer { from in
      try rows.withUnsafeBufferPointer { rows in
        try patiently(rows.count, every: 1 << 16) { from[Int(clamping: rows[$0])] }
      }
    }
  }

  /// This column, and another one below it.
  public func joined(with other: Column) -> Column {
    if other.count == 0 { return self }
    if count == 0 { return other }
    let isMissing: [Bool]? =
      missing == nil && other.missing == nil
      ? nil
      : (missing ?? [Bool](repeating: false, count: count))
        + (other.missing ?? [Bool](repeating: false, count: other.count))
    switch (storage, other.storage) {
    case (.numbers(let a), .numbers(let b)): return Column(.numbers(a + b), missing: isMissing)
    case (.texts(let a), .texts(let b)): return Column(.texts(a.joined(with: b)), missing: isMissing)
    case (.truths(let a), .truths(let b)): return Column(.truths(a + b), missing: isMissing)
    case (.points(let d, let a), .points(let e, let b)) where d == e:
      return Column(.points(dimension: d, a + b), missing: isMissing)
    default: return Column(cells + other.cells)
    }
  }

  /// Whether all entries are equal, as `==` has it: what is not a number equals nothing.
  public func isEqual(to other: Column) throws -> Bool {
    var turns = Turns(every: 4096)
    guard count == other.count else { return false }
    for row in 0..<count {
      try turns.check()
      if self[row] != other[row] { return false }
    }
    return true
  }

  /// The same entries: of two that are not numbers too.
  public func isSame(as other: Column) throws -> Bool {
    guard count == other.count else { return false }
    var turns = Turns(every: 4096)
    for row in 0..<count {
      try turns.check()
      switch (self[row], other[row]) {
      case (.number(let x), .number(let y)) where x.isNaN && y.isNaN: continue
      case (let a, let b): if a != b { return false }
      }
    }
    return true
  }
}
