import Checked
import CKernel
import Limits

/// The states and costates of a part of a chain's points.
private struct ChainRecord: PointRecord {
  let steps: Int
  let dimension = 2
  /// The number of the first point.
  let first: Int
  /// How many blocks lie beside each other.
  let length: Int
  let states: [PlaneBlock]
  let costates: [PlaneBlock]

  func copy(state c: Int, at step: Int, _ points: Range<Int>, into target: UnsafeMutablePointer<Double>) {
    copy(states, c, step, points, target)
  }

  func copy(costate c: Int, at step: Int, _ points: Range<Int>, into target: UnsafeMutablePointer<Double>) {
    copy(costates, c, step, points, target)
  }

  /// Points begin at a block's first lane.
  private func copy(
    _ blocks: [PlaneBlock], _ c: Int, _ step: Int, _ points: Range<Int>, _ target: UnsafeMutablePointer<Double>
  ) {
    blocks.withUnsafeBytes { bytes in
      guard let base = bytes.bindMemory(to: Double.self).baseAddress else { return }
      let lanes = Blocks.lanes
      var (done, block) = (0, step * length + (points.lowerBound - first) / lanes)
      while done < points.count {
        let count = min(lanes, points.count - done)
        (target + done).update(from: base + (2 * block + c) * lanes, count: count)
        (done, block) = (done + count, block + 1)
      }
    }
  }
}

extension Chain: Separable {
  public func record(of population: Population, points: Range<Int>) throws -> (any PointRecord)? {
    guard population.dimension == 2, population.goalDimension == 2 else { return nil }
    let blocks =
      population.isShared ? Blocks(try population.points(in: points)) : Blocks(population, points, order: nil)
    let length = blocks.states.count
    guard let (states, costates, _) = record(blocks, weights: [Lanes](repeating: Lanes(repeating: 1), count: length))
    else { throw CancellationError() }
    for t in 0...layers {
      // What is not finite times zero is no number.
      var sum = Lanes.zero
      for b in Range(from: t * length, upTo: (t + 1) * length) {
        sum += (states[b].x + states[b].y) * 0 + (costates[b].x + costates[b].y) * 0
      }
      guard sum.total == 0 || isFinite(states, costates, t, length) else {
        throw NotFinite(step: t)
      }
    }
    return ChainRecord(steps: layers, first: points.lowerBound, length: length, states: states, costates: costates)
  }

  /// The same number by number, since the sum of large ones may leave the range of numbers.
  private func isFinite(_ states: [PlaneBlock], _ costates: [PlaneBlock], _ t: Int, _ length: Int) -> Bool {
    Range(from: t * length, upTo: (t + 1) * length).allSatisfy { b in
      [states[b].x, states[b].y, costates[b].x, costates[b].y].allSatisfy { lanes in
        lanes.indices.allSatisfy { lanes[$0].isFinite }
      }
    }
  }
}
