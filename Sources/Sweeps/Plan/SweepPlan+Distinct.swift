import Checked
import Core
import Limits
import Tables

/// Which runs are the same.
extension SweepPlan {
  /// Of runs whose values are put together as a list the numbers, from 0, of those that differ from all before them.
  ///
  /// Numbers differ by their bits, as in the keys of runs.
  ///
  /// - Throws: `CancellationError`; `EngineError` where it would not fit into the memory limit.
  public static func distinct(_ axes: [Axis]) throws -> [Int] {
    let count = axes.first?.values.count ?? 0
    for axis in axes where try isMonotone(axis.values) { return Array(0..<count) }
    // Labels, and the tables in which values and pairs are found.
    try MemoryLimit.present.require(80 * Double(count), for: "telling \(count) runs apart")
    // Runs that are alike in the axes so far have one label; labels follow each other as they are met.
    var labels = [Int32](repeating: 0, count: count)
    var next: Int32 = 0
    var turns = Turns()
    for axis in axes {
      var values: [Identity: Int32] = [:]
      var pairs: [SIMD2<Int32>: Int32] = [:]
      next = 0
      for (i, cell) in axis.values.prefix(count).enumerated() {
        try turns.check()
        let identity = Identity(cell)
        let value = values[identity] ?? Int32(clamping: values.count)
        values[identity] = value
        let pair = SIMD2(labels[i], value)
        labels[i] = pairs[pair] ?? next
        if labels[i] == next {
          pairs[pair] = next
          next += 1
        }
      }
    }
    next = 0
    return labels.indices.filter { i in
      guard labels[i] == next else { return false }
      next += 1
      return true
    }
  }

  /// Whether each value is larger than the one before it, or each is smaller: then no two are alike.
  private static func isMonotone(_ values: [Cell]) throws -> Bool {
    guard values.count > 1 else { return true }
    var (rises, falls) = (true, true)
    var turns = Turns()
    for i in values.indices.dropFirst() {
      try turns.check()
      guard case .number(let x) = values[i - 1], case .number(let y) = values[i] else { return false }
      (rises, falls) = (rises && x < y, falls && x > y)
      if !rises && !falls { return false }
    }
    return true
  }

  private enum Identity: Hashable {
    case missing
    case number(UInt64)
    case truth(Bool)
    case text([UInt8])
    case point([UInt64])

    init(_ cell: Cell) {
      self =
        switch cell {
        case .missing: .missing
        case .number(let x): .number(x.bitPattern)
        case .truth(let b): .truth(b)
        case .text(let text): .text(Array(text.utf8))
        case .point(let x): .point(x.map(\.bitPattern))
        }
    }
  }
}
