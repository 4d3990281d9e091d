import Checked
import Core
import Limits

extension Recording {
  /// A point as a sweep comes by it.
  public struct SweptPoint {
    /// Its place in the file.
    public let place: Int
    /// Its group, from 0 to `groupCount` - 1, and its class.
    public let group: Int
    public let label: Int
    /// x, and w g: the weighted costate as it was before it was scaled.
    public let x: UnsafeBufferPointer<Double>
    public let g: UnsafeBufferPointer<Double>
  }

  /// Goes through the points of a state group by group, block by block.
  ///
  /// - Parameter k: an index into `states`.
  /// - Throws: `EngineError` where the file cannot be read; `CancellationError`; what the body throws.
  public func sweep(_ k: Int, _ body: (SweptPoint) throws -> Void) throws {
    let (state, unit) = (states[k], 1 / metadata.costateScale)
    let d = state.width
    let block = PointBlock<Double>(capacity: PointBlock<Double>.capacity(width: d), width: d)
    let (x, g): (UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>) = (
      .allocate(capacity: block.capacity * d), .allocate(capacity: block.capacity * d)
    )
    defer {
      x.deallocate()
      g.deallocate()
    }
    var group = 0
    for first in stride(from: 0, to: points.count, by: block.capacity) {
      try Cancellation.check()
      let some = points[Range(from: first, upTo: min(points.count, first + block.capacity))]
      try block.read(state.x, some, into: x)
      try block.read(state.g, some, into: g)
      block.weigh(g, width: d, some, by: weights)
      if unit != 1 { for i in 0..<some.count * d { g[i] *= unit } }
      for (row, place) in some.enumerated() {
        while first + row >= groupStarts[group + 1] { group += 1 }
        let i = Int(truncatingIfNeeded: place)
        try body(
          SweptPoint(
            place: i, group: group, label: Int(truncatingIfNeeded: labelling.values[i]),
            x: UnsafeBufferPointer(start: x + row * d, count: d), g: UnsafeBufferPointer(start: g + row * d, count: d)))
      }
    }
  }

  /// Some rows of an array.
  func columns<Role>(
    _ array: RecordedArray, _ chosen: ArraySlice<Int32>, times factor: Double
  ) throws -> Columns<Role> {
    try Cancellation.check()
    let (n, d) = (chosen.count, array.width)
    let block = PointBlock<Double>(capacity: n, width: d)
    var rows = [Double](repeating: 0, count: n * d)
    try rows.withUnsafeMutableBufferPointer { try block.read(array, chosen, into: $0.baseAddress!) }
    var storage = [Double](repeating: 0, count: n * d)
    for i in 0..<n { for j in 0..<d { storage[j * n + i] = rows[i * d + j] * factor } }
    return Columns(count: n, dimension: d, storage: storage)
  }
}
