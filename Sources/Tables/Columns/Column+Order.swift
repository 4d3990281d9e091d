public import Core
import Limits

/// What rows are sorted by.
public struct SortKey: Sendable {
  public let column: Column
  public let isDescending: Bool

  public init(_ column: Column, isDescending: Bool = false) {
    (self.column, self.isDescending) = (column, isDescending)
  }

  /// The rows in order: by the first key, where that agrees by the second, and so on; where all agree as they stand.
  /// Numbers go by size, strings by their code points, false before true. What is not a number comes behind the numbers,
  /// and what is missing last, also in descending order.
  ///
  /// - Throws: `EngineError` of a column whose entries have no order; `CancellationError`.
  public static func order(_ keys: [SortKey], rows: Int) throws -> [Int32] {
    try MemoryLimit.present.require(40 * Double(rows), for: "the order of \(rows) rows")
    var places = try patiently(rows, every: 1 << 16) { Int32(clamping: $0) }
    for key in keys.reversed() { try key.sort(&places) }
    return places
  }

  /// Why the entries of a column have no order; nil where they have one.
  public static func complaint(_ column: Column) -> EngineError? {
    switch column.storage {
    case .points:
      EngineError(.wrongType, "points have no order", help: "sort by one coordinate, such as p.x, or by norm(p)")
    case .mixed(let cells) where !cells.allSatisfy({ $0 == .missing }):
      EngineError(.wrongType, "\(column.kind) have no order among each other")
    default: nil
    }
  }

  private func sort(_ places: inout [Int32]) throws {
    let (missing, last, flip) = (column.missing, UInt64.max, isDescending ? UInt64.max : 0)
    func by(_ value: (Int) -> UInt64) throws {
      try RadixSort.sort(&places) { i in
        let row = Int(clamping: i)
        if let missing, missing[row] { return last }
        return value(row)
      }
    }
    switch column.storage {
    case .numbers(let x):
      try x.withUnsafeBufferPointer { x in
        try by { row in x[row].isNaN ? last - 1 : Self.key(x[row]) ^ flip }
      }
    case .texts(let texts):
      let ranks = texts.ranks()
      // Of 32 bits, so that the digits above are all alike and cost nothing.
      let flip = isDescending ? UInt64(clamping: UInt32.max) : 0
      try by { row in UInt64(truncatingIfNeeded: ranks[Int(clamping: texts.codes[row])]) ^ flip }
    case .truths(let b): try by { row in (b[row] ? 1 : 0) ^ (isDescending ? 1 : 0) }
    case .points, .mixed: if let complaint = Self.complaint(column) { throw complaint }
    }
  }

  /// As the numbers are ordered, so are these.
  @inline(__always)
  static func key(_ x: Double) -> UInt64 {
    // Minus zero is zero.
    let bits = (x + 0).bitPattern
    return bits ^ (bits >> 63 == 1 ? .max : 1 << 63)
  }
}
