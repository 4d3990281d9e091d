import Limits

/// Places sorted by keys, stably, in time proportional to their number.
///
/// Digits of 11 bits from the least one up; those in which all keys agree are passed over, so that small whole numbers
/// take two or three turns of six.
enum RadixSort {
  private struct Item {
    var key: UInt64
    var place: Int32
  }

  /// - Parameters:
  ///   - places: is put into order; places of equal keys keep theirs.
  ///   - key: of a place.
  /// - Throws: `CancellationError`.
  static func sort(_ places: inout [Int32], by key: (Int32) -> UInt64) throws {
    let n = places.count
    guard n > 1 else { return }
    var items = try patiently(n, every: 1 << 16) { Item(key: key(places[$0]), place: places[$0]) }
    var others = items
    let counts = try histograms(items)
    for digit in 0..<6 {
      let own = counts[Range(from: digit * 2048, upTo: digit * 2048 + 2048)]
      if own.contains(n) { continue }
      var starts: [Int] = []
      starts.reserveCapacity(2048)
      var sum = 0
      for count in own {
        starts.append(sum)
        sum += count
      }
      try move(items, &others, digit, &starts)
      swap(&items, &others)
    }
    for i in 0..<n { places[i] = items[i].place }
  }

  private static func histograms(_ items: [Item]) throws -> [Int] {
    var counts = [Int](repeating: 0, count: 6 * 2048)
    var turns = Turns(every: 1 << 15)
    try counts.withUnsafeMutableBufferPointer { counts in
      for item in items {
        try turns.check()
        for digit in 0..<6 { counts[digit * 2048 + self.digit(item.key, digit)] += 1 }
      }
    }
    return counts
  }

  private static func move(_ items: [Item], _ others: inout [Item], _ digit: Int, _ starts: inout [Int]) throws {
    var turns = Turns(every: 1 << 15)
    try items.withUnsafeBufferPointer { from in
      try others.withUnsafeMutableBufferPointer { to in
        try starts.withUnsafeMutableBufferPointer { starts in
          for item in from {
            try turns.check()
            let d = self.digit(item.key, digit)
            to[starts[d]] = item
            starts[d] += 1
          }
        }
      }
    }
  }

  @inline(__always)
  private static func digit(_ key: UInt64, _ digit: Int) -> Int {
    Int(truncatingIfNeeded: (key >> UInt64(truncatingIfNeeded: 11 * digit)) & 2047)
  }
}
