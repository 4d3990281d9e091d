import Checked
import Limits

/// The record of a process: states x_0..x_K and, beside each, the costate g_0..g_K. The number of coordinates may
/// change on the way, the points not.
///
/// Every system produces a trace and every quantity, table and picture consumes one. In a trained chain the costate of
/// point i at step t is the gradient of that point's own loss, g_t = d l_i / d x_t, so that dL/dx_t = w_i g_t. In
/// mechanics it is the momentum.
public struct Trace: Sendable, Equatable {
  public let states: [Columns<State>]
  public let costates: [Columns<Costate>]
  public let weights: [Double]
  public let labels: [Int]
  public let clusters: [String]
  /// The number of the first state, where this is a stretch of a longer trace.
  public private(set) var first = 0

  /// K: the number of maps, one less than the number of states.
  public var steps: Int { states.count - 1 }
  /// The number of points.
  public var count: Int { weights.count }
  /// The number of coordinates of the input. Where it is the same at all steps, `isUniform`.
  public var dimension: Int { states[0].dimension }
  public var isUniform: Bool { states.allSatisfy { $0.dimension == dimension } }

  /// - Throws: `EngineError` when the shapes do not fit together.
  public init(
    states: [Columns<State>], costates: [Columns<Costate>], weights: [Double], labels: [Int],
    clusters: [String]
  ) throws {
    guard let first = states.first else { throw EngineError(.outOfRange, "a trace needs at least one state") }
    guard states.count == costates.count else {
      throw EngineError(.wrongShape, "\(states.count) states have \(costates.count) costates")
    }
    guard
      zip(states, costates).allSatisfy({
        $0.count == first.count && $1.count == first.count && $0.dimension == $1.dimension
      }),
      weights.count == first.count, labels.count == first.count,
      labels.allSatisfy(clusters.indices.contains)
    else { throw EngineError(.wrongShape, "the parts of a trace do not fit together") }
    self.states = states
    self.costates = costates
    self.weights = weights
    self.labels = labels
    self.clusters = clusters
  }

  /// The longest stretch of neighbouring states with the same number of coordinates, the first of several.
  public var longestUniform: Trace {
    if isUniform { return self }
    var best = 0...0
    var start = 0
    for t in 0...steps {
      if states[t].dimension != states[start].dimension { start = t }
      if t - start > best.upperBound - best.lowerBound { best = ClosedRange(between: start, and: t) }
    }
    return Trace(self, best)
  }

  /// Some of the states.
  private init(_ whole: Trace, _ steps: ClosedRange<Int>) {
    (states, costates) = (Array(whole.states[steps]), Array(whole.costates[steps]))
    (weights, labels, clusters) = (whole.weights, whole.labels, whole.clusters)
    first = whole.first + steps.lowerBound
  }

  /// The points of each cluster, ascending.
  public var members: [[Int]] {
    var members = [[Int]](repeating: [], count: clusters.count)
    for i in 0..<count { members[labels[i]].append(i) }
    return members
  }

  /// The mean over all points, or over one cluster's points with the others counted as zero: `E[1_C f]`. No number where
  /// the work should end.
  public func mean(cluster: Int? = nil, _ f: (Int) -> Double) -> Double {
    var (sum, turns) = (CompensatedSum(), Turns(every: 8192))
    for i in 0..<count where cluster == nil || labels[i] == cluster {
      if turns.isOver { return .nan }
      sum.add(weights[i] * f(i))
    }
    return sum.value
  }
}

/// Neumaier's sum: the error stays at one rounding whatever the number of terms.
public struct CompensatedSum: Sendable {
  private var sum = 0.0
  private var correction = 0.0
  public var value: Double { sum + correction }

  public init() {}

  public mutating func add(_ term: Double) {
    let next = sum + term
    correction += abs(sum) >= abs(term) ? (sum - next) + term : (term - next) + sum
    sum = next
  }
}
