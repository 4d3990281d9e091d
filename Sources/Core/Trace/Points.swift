import Checked
import Limits
import Synchronization

/// Neighbouring points of a population, with where they should come out, their weights and clusters.
struct Points: Sendable, Equatable {
  /// The number of the first.
  let first: Int
  let states: Columns<State>
  let destinations: Columns<State>
  let weights: [Double]
  let labels: [Int]

  var count: Int { weights.count }
  /// Their numbers.
  var range: Range<Int> { Range(from: first, upTo: first + count) }

  /// Some of them, by their numbers.
  func part(_ numbers: Range<Int>) -> Points {
    if numbers == range { return self }
    let own = Range(from: numbers.lowerBound - first, upTo: numbers.upperBound - first)
    return Points(
      first: numbers.lowerBound, states: states.part(own), destinations: destinations.part(own),
      weights: Array(weights[own]), labels: Array(labels[own]))
  }
}

/// What makes the points of a population, any of them without the others.
protocol PointSource: Sendable {
  var count: Int { get }
  /// The clusters' names, and where each one's points begin, with the end.
  var names: [String] { get }
  var starts: [Int] { get }
  /// - Throws: `CancellationError`.
  func points(in range: Range<Int>) throws -> Points
}

/// All points of a population of which this rank keeps a part: made when something needs them all, and kept until the
/// statement ends.
final class WholePoints: Sendable, Equatable {
  let source: any PointSource
  /// Those of the work that made it: what helps it on other threads keeps and fails for them too.
  private let ranks: Ranks?
  private let kept = Mutex(Kept())

  private struct Kept {
    weak var holder: Holder?
  }

  private final class Holder: Sendable {
    let points: Points
    init(_ points: Points) { self.points = points }
  }

  init(_ source: any PointSource) { (self.source, ranks) = (source, Ranks.present) }

  static func == (a: WholePoints, b: WholePoints) -> Bool { a === b }

  /// Where they do not fit, or the work should end, nothing is said of them: the statement fails then.
  var points: Points {
    if let holder = kept.withLock({ $0.holder }) { return holder.points }
    do {
      // States, destinations, weights and labels, and once more while they are put together.
      try MemoryLimit.present.require(
        96 * Double(source.count), for: "all \(source.count) points, of which each rank keeps its own alone,")
      let holder = Holder(try source.points(in: 0..<source.count))
      return held(holder)
    } catch {
      ranks?.fail(error)
      return held(Holder(Self.unknown(source.count)))
    }
  }

  private func held(_ holder: Holder) -> Points {
    kept.withLock { $0.holder = holder }
    ranks?.keep(holder)
    return holder.points
  }

  /// Of these the pages that nobody writes take no memory; labels are written, since they are places in a list.
  private static func unknown(_ count: Int) -> Points {
    func columns() -> Columns<State> {
      Columns(
        count: count, dimension: 2,
        storage: [Double](unsafeUninitializedCapacity: 2 * count) { $1 = $0.count })
    }
    return Points(
      first: 0, states: columns(), destinations: columns(),
      weights: [Double](unsafeUninitializedCapacity: count) { $1 = $0.count },
      labels: [Int](repeating: 0, count: count))
  }
}
