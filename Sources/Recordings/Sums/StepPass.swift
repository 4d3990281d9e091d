import Checked
public import Core
import Limits

/// What the laws of a step need besides the sums of its two states.
public struct StepSums: Sendable {
  /// sum w g_to x_from'.
  public var crossed: Matrix
  /// sum |w g_to||F|, F what the step adds.
  public var scale: Double
}

/// One pass over the points of a step that adds to its input.
final class StepPass<T: BlockNumber> {
  private let recording: Recording
  private let from: Recording.State
  private let to: Recording.State

  init(_ recording: Recording, from: Recording.State, to: Recording.State) {
    (self.recording, self.from, self.to) = (recording, from, to)
  }

  func run() throws -> StepSums {
    let (d, m) = (from.width, to.width)
    let width = max(d, m)
    let block = PointBlock<T>(capacity: PointBlock<T>.capacity(width: width), width: width)
    let buffers = (0..<3).map { _ in UnsafeMutablePointer<T>.allocate(capacity: block.capacity * width) }
    let product = UnsafeMutablePointer<T>.allocate(capacity: m * d)
    defer {
      for buffer in buffers { buffer.deallocate() }
      product.deallocate()
    }
    return try sums(block, buffers[0], buffers[1], buffers[2], product)
  }

  // Apart from where memory is allocated: inlined into it, Swift 6.3's optimiser releases the block twice where this throws.
  @inline(never)
  private func sums(
    _ block: PointBlock<T>, _ x: UnsafeMutablePointer<T>, _ y: UnsafeMutablePointer<T>, _ g: UnsafeMutablePointer<T>,
    _ product: UnsafeMutablePointer<T>
  ) throws -> StepSums {
    let (d, m) = (from.width, to.width)
    var (sums, scale) = ([Double](repeating: 0, count: m * d), 0.0)
    let points = recording.points
    for first in stride(from: 0, to: points.count, by: block.capacity) {
      try Cancellation.check()
      let some = points[Range(from: first, upTo: min(points.count, first + block.capacity))]
      try block.read(from.x, some, into: x)
      try block.read(to.x, some, into: y)
      try block.read(to.g, some, into: g)
      block.weigh(g, width: m, some, by: recording.weights)
      T.product(g, columns: m, x, columns: d, points: some.count, into: product)
      for i in sums.indices { sums[i] += Double(product[i]) }
      guard m == d else { continue }
      for row in 0..<some.count {
        let (xp, yp, gp) = (x + row * d, y + row * d, g + row * d)
        for j in 0..<d { yp[j] -= xp[j] }
        scale += (Rows.dot(gp, gp, d) * Rows.dot(yp, yp, d)).squareRoot()
      }
    }
    let unit = 1 / recording.metadata.costateScale
    return StepSums(
      crossed: Matrix(rows: m, columns: d, values: sums.map { $0 * unit }), scale: scale * abs(unit))
  }
}
