import CKernel

/// One coordinate of sixteen neighbouring points: four registers of AVX2, so that the processor always has independent work.
typealias Lanes = SIMD16<Double>

/// A plane vector for each of sixteen neighbouring points, as the kernel reads it.
struct PlaneBlock: Sendable {
  var x: Lanes
  var y: Lanes
  static let zero = PlaneBlock(x: .zero, y: .zero)
}

/// A population in blocks of sixteen points, the last one filled up with points of weight zero.
struct Blocks: Sendable {
  let count: Int
  let states: [PlaneBlock]
  let targets: [PlaneBlock]
  let weights: [Lanes]

  init(_ p: Population) {
    count = p.count
    states = Self.lanes(p.states)
    targets = Self.lanes(p.destinations)
    weights = Self.lanes(p.weights)
  }

  static let lanes = Int(NSH_LANES)

  static func blocks(_ count: Int) -> Int { (count + lanes - 1) / lanes }

  /// Numbers in lanes, filled up with zeros.
  static func lanes(_ numbers: [Double]) -> [Lanes] {
    (0..<blocks(numbers.count)).map { b in
      var block = Lanes.zero
      for lane in 0..<min(lanes, numbers.count - lanes * b) { block[lane] = numbers[lanes * b + lane] }
      return block
    }
  }

  /// The last vector fills the block up, so that no lane holds anything odd.
  static func lanes<Role>(_ columns: Columns<Role>) -> [PlaneBlock] {
    let n = columns.count
    return columns.storage.withUnsafeBufferPointer { v in
      (0..<blocks(n)).map { b in
        var block = PlaneBlock.zero
        for lane in 0..<lanes {
          let i = min(lanes * b + lane, n - 1)
          block.x[lane] = v[i]
          block.y[lane] = v[n + i]
        }
        return block
      }
    }
  }

  /// The other way.
  static func columns<Role>(_ blocks: ArraySlice<PlaneBlock>, _ count: Int) -> Columns<Role> {
    var columns = Columns<Role>(count: count, dimension: 2)
    for (b, block) in blocks.enumerated() {
      for lane in 0..<min(lanes, count - lanes * b) {
        columns[lanes * b + lane, 0] = block.x[lane]
        columns[lanes * b + lane, 1] = block.y[lane]
      }
    }
    return columns
  }
}
