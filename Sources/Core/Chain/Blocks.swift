import Checked
import CKernel

/// A plane vector for each of sixteen neighbouring points, as the kernel reads it.
struct PlaneBlock: Sendable {
  var x: Lanes
  var y: Lanes
  static let zero = PlaneBlock(x: .zero, y: .zero)
}

/// A population in blocks of sixteen points, the last one filled up with points of weight zero.
struct Blocks: Sendable {
  /// Of the whole population.
  let count: Int
  /// The number of the first block that is here: not 0 where several ranks share the population.
  let first: Int
  /// Whether other ranks have the rest, or do a part of the work at least.
  let isShared: Bool
  /// How many points are here.
  private let held: Int
  let states: [PlaneBlock]
  let targets: [PlaneBlock]
  /// One for each block; of many points that all weigh the same, one for all full blocks and one for the last.
  let weights: [Lanes]
  let isUniform: Bool

  /// All points.
  init(_ p: Population) { self.init(p, 0..<p.count, order: nil) }

  /// Some of the points: those numbered `range`, or whose numbers stand there in `order`.
  init(_ p: Population, _ range: Range<Int>, order: [Int]?) {
    self.init(
      p.states, p.destinations, p.weights, range, order: order, first: 0, of: range.count,
      sharesWeights: range.count == p.count && p.count > Self.fewPoints, isShared: false)
  }

  /// Those that this rank keeps, for sums over all.
  init(kept p: Population) {
    let part = p.part
    self.init(
      part.states, part.destinations, part.weights, 0..<part.count, order: nil, first: part.first / Self.lanes,
      of: p.count, sharesWeights: p.count > Self.fewPoints, isShared: Ranks.present?.shares(p.count) == true)
  }

  /// Neighbouring points.
  init(_ points: Points) {
    self.init(
      points.states, points.destinations, points.weights, 0..<points.count, order: nil, first: 0, of: points.count,
      sharesWeights: false, isShared: false)
  }

  private init(
    _ states: Columns<State>, _ targets: Columns<State>, _ all: [Double], _ range: Range<Int>, order: [Int]?,
    first: Int, of count: Int, sharesWeights: Bool, isShared: Bool
  ) {
    (self.first, self.count, self.isShared, held) = (first, count, isShared, range.count)
    self.states = Self.lanes(states, range, order)
    self.targets = Self.lanes(targets, range, order)
    isUniform = sharesWeights && !range.isEmpty && all[range].allSatisfy { $0 == all[range.lowerBound] }
    let full = range.count / Self.lanes * Self.lanes
    weights =
      isUniform
      ? [Lanes(repeating: all[range.lowerBound])]
        + Self.lanes(all, Range(from: range.lowerBound + full, upTo: range.upperBound), nil)
      : Self.lanes(all, range, order)
  }

  /// Beyond, a weight for each point is worth saving.
  private static let fewPoints = 100_000

  /// The weights from block b on, the number of blocks for which they stand, and how far one is from the next.
  func weights(from b: Int, upTo end: Int) -> (place: Int, count: Int, step: Int) {
    guard isUniform else { return (b, end - b, 1) }
    let full = held / Self.lanes
    return b < full ? (0, min(end, full) - b, 0) : (1, end - b, 0)
  }

  static let lanes = Chunks.lanes

  static func blocks(_ count: Int) -> Int { (count + lanes - 1) / lanes }

  /// Numbers in lanes, filled up with zeros.
  static func lanes(_ numbers: [Double]) -> [Lanes] { lanes(numbers, 0..<numbers.count, nil) }

  private static func lanes(_ numbers: [Double], _ range: Range<Int>, _ order: [Int]?) -> [Lanes] {
    numbers.withUnsafeBufferPointer { v in
      (0..<blocks(range.count)).map { b in
        let first = range.lowerBound + lanes * b
        if order == nil, first + lanes <= range.upperBound { return lanes(v, from: first) }
        var block = Lanes.zero
        for lane in 0..<min(lanes, range.upperBound - first) { block[lane] = v[order?[first + lane] ?? first + lane] }
        return block
      }
    }
  }

  /// Neighbouring numbers, wherever they begin.
  private static func lanes(_ numbers: UnsafeBufferPointer<Double>, from first: Int) -> Lanes {
    UnsafeRawPointer(numbers.baseAddress! + first).loadUnaligned(as: Lanes.self)
  }

  static func lanes<Role>(_ columns: Columns<Role>) -> [PlaneBlock] { lanes(columns, 0..<columns.count, nil) }

  /// The last vector fills the block up, so that no lane holds anything odd.
  private static func lanes<Role>(_ columns: Columns<Role>, _ range: Range<Int>, _ order: [Int]?) -> [PlaneBlock] {
    let n = columns.count
    return columns.storage.withUnsafeBufferPointer { v in
      (0..<blocks(range.count)).map { b in
        let first = range.lowerBound + lanes * b
        if order == nil, first + lanes <= range.upperBound {
          return PlaneBlock(x: lanes(v, from: first), y: lanes(v, from: n + first))
        }
        var block = PlaneBlock.zero
        for lane in 0..<lanes {
          let place = min(first + lane, range.upperBound - 1)
          let i = order?[place] ?? place
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
