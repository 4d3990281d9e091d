import Checked
import Core

/// Some rows of some arrays in memory, converted: a block of the points that count, in the order of their groups.
final class PointBlock<T: BlockNumber> {
  let capacity: Int
  /// How many rows are read from the file at once, and are still in the cache when they are converted.
  let strip: Int
  private let room: UnsafeMutableRawBufferPointer

  /// - Parameter width: of the widest array that is read.
  init(capacity: Int, width: Int) {
    self.capacity = capacity
    strip = max(1, min(capacity, max(16, (256 << 10) / (8 * max(1, width)))))
    room = .allocate(byteCount: max(64, strip * width * 8), alignment: 64)
  }

  deinit { room.deallocate() }

  /// How many points of so many numbers make a block.
  static func capacity(width: Int) -> Int { max(32, min(2048, (16 << 20) / (8 * max(1, width)))) }

  /// The rows of the points, by their places in the file; neighbours in the file are read at once.
  func read(_ array: RecordedArray, _ points: ArraySlice<Int32>, into target: UnsafeMutablePointer<T>) throws {
    let d = array.width
    var (i, row) = (points.startIndex, 0)
    while i < points.endIndex {
      var end = i + 1
      while end < points.endIndex, end - i < strip, points[end] == points[end - 1] + 1 { end += 1 }
      let count = end - i
      try T.read(
        array, Int(truncatingIfNeeded: points[i]) * d, count: count * d, through: room, into: target + row * d)
      row += count
      i = end
    }
  }

  /// Times the points' weights.
  func weigh(
    _ rows: UnsafeMutablePointer<T>, width d: Int, _ points: ArraySlice<Int32>, by weights: [Double]?
  ) {
    guard let weights else { return }
    for (row, i) in points.enumerated() {
      let w = T(weights[Int(truncatingIfNeeded: i)])
      if w != 1 { for j in 0..<d { rows[row * d + j] *= w } }
    }
  }
}

extension RecordedArray {
  /// That the rows of some points are read soon: those that lie near each other in the file.
  func expect(_ points: ArraySlice<Int32>) {
    guard let first = points.first, let last = points.last, first <= last,
      Int(clamping: last - first) < 2 * points.count
    else {
      return
    }
    let row = width * storage.size
    bytes.expect(
      Int(truncatingIfNeeded: first) * row + offset, count: (Int(truncatingIfNeeded: last - first) + 1) * row)
  }
}
