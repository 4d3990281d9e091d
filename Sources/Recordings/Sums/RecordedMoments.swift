public import Core

/// The sums of all states of a recording, or of a summed one that never had points: what its charges are made of.
public struct RecordedMoments: Sendable {
  public let clusters: [String]
  /// Of every state, whatever its width.
  public let states: [StateSums]
  /// The states of one width over which charges go.
  public let stretch: ClosedRange<Int>
  /// How many exchangeable groups there are.
  public let groups: Int

  /// How many points each class has.
  public let counts: [Int]

  public init(clusters: [String], states: [StateSums], stretch: ClosedRange<Int>, groups: Int, counts: [Int]) {
    (self.clusters, self.states, self.stretch) = (clusters, states, stretch)
    (self.groups, self.counts) = (groups, counts)
  }
}

extension RecordedMoments: ChargeSource {
  public var first: Int { stretch.lowerBound }
  public var steps: Int { stretch.upperBound - stretch.lowerBound }
  public var dimension: Int { states[first].width }

  /// NaN for a class where its matrices were not summed up.
  public func charges(_ xi: Generator, cluster: Int?) -> [Double] { states[stretch].map { $0.charge(xi, cluster) } }

  /// The mean over the states of sum |g|, or sum |g||x|, times the motion's size.
  public func scale(_ xi: Generator, cluster: Int?) -> Double {
    let d = Double(dimension)
    let isShift = xi.isTranslation
    // |A x| <= |A| |x|; for a rotation of one plane and for the dilation |A| is sqrt 2 and sqrt d in this norm.
    let size = isShift ? norm(xi.offset) : norm(xi.matrix) / (xi.isDilation ? d.squareRoot() : 1)
    let sum = states[stretch].reduce(0.0) { total, state in
      let scales = cluster.map { state.classScales[$0] } ?? state.scales
      return total + (isShift ? scales.shift : scales.linear)
    }
    return size * sum / Double(steps + 1)
  }

  public func ledger(_ motions: [Generator], isCancelled: () -> Bool) throws -> (charges: [Double], scale: Double) {
    var charges: [Double] = []
    for state in states[stretch] {
      if isCancelled() { throw CancellationError() }
      for xi in motions { charges += clusters.indices.map { state.charge(xi, $0) } }
    }
    return (charges, motions.reduce(0) { $0 + scale($1, cluster: nil) })
  }

  /// None: a recording has no layers of ours.
  public func layerGradient(_ k: Int, of process: some Layered, cluster: Int?) -> [Double] { [] }
  public func layerGradients(_ k: Int, of process: some Layered) -> [[Double]] { clusters.map { _ in [] } }
}

extension StateSums {
  /// <A, M> + <b, sum g>, of all points or of one class.
  func charge(_ xi: Generator, _ cluster: Int?) -> Double {
    guard let cluster else { return moment.charge(xi) }
    let d = width
    let shift = (0..<d).reduce(0.0) { $0 + xi.offset[$1] * classVectors[cluster * d + $1] }
    if xi.isTranslation { return shift }
    if xi.isDilation { return shift + xi.matrix[0] * classDilations[cluster] }
    guard let matrix = classMatrices?[cluster] else { return .nan }
    return shift + Matrix(rows: d, columns: d, values: xi.matrix).inner(matrix)
  }
}

extension Generator {
  /// Whether A is a multiple of the identity.
  var isDilation: Bool {
    let d = dimension
    return d > 0 && matrix[0] != 0 && (0..<d * d).allSatisfy { matrix[$0] == ($0 % (d + 1) == 0 ? matrix[0] : 0) }
  }
}
