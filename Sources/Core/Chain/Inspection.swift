import Checked
import CKernel

/// What one pass through a chain tells of each cluster: at every state t the moments E[1_C g] and E[1_C x (x) g], from
/// which the charge of any affine generator follows, and for every layer dL_C/dtheta, the gradient of the cluster's
/// part of the loss.
///
///     Q_t = E <g_t, A x_t + b> = <b, E g_t> + sum_ij A_ij E[g_i x_j]
///
/// Made by `Chain.inspection`. A trace would tell the same, and more, at 32 bytes for each point and state.
public struct Inspection: ChargeSource {
  public let clusters: [String]
  /// Where each layer's parameters begin.
  private let offsets: [Int]
  /// By cluster, state and moment (`NSH_MOMENTS`).
  private var moments: [[CompensatedSum]]
  /// By cluster, as theta.
  private var gradients: [[CompensatedSum]]

  /// Scales are sums over all points only up to 1,024 of them: a scale is a yardstick, and square roots take a third of
  /// the pass. Beyond, over every second block of sixteen, or every eighth.
  static func scaleEvery(_ points: Int) -> Int { points <= 1024 ? 1 : points <= 16_384 ? 2 : 8 }

  init(clusters: [String], offsets: [Int]) {
    self.clusters = clusters
    self.offsets = offsets
    moments = [[CompensatedSum]](
      repeating: [CompensatedSum](repeating: CompensatedSum(), count: offsets.count * Int(clamping: NSH_MOMENTS)),
      count: clusters.count)
    gradients = [[CompensatedSum]](
      repeating: [CompensatedSum](repeating: CompensatedSum(), count: offsets.last!), count: clusters.count)
  }

  /// The number of layers.
  public var layers: Int { offsets.count - 1 }
  public var steps: Int { layers }
  public var first: Int { 0 }
  public var dimension: Int { 2 }

  /// Q_0 ... Q_K of a generator of the plane, of all points or one cluster's contribution.
  public func charges(_ xi: Generator, cluster: Int? = nil) -> [Double] {
    let (a, b) = (xi.matrix, xi.offset)
    return (0...layers).map { t in
      func m(_ i: Int) -> Double { moment(i, t, cluster) }
      return b[0] * m(0) + b[1] * m(1) + a[0] * m(2) + a[1] * m(4) + a[2] * m(3) + a[3] * m(5)
    }
  }

  /// The mean over the states of E |g||xi(x)|, for a generator with |xi(x)| = |b| or |A x| = c |x|, as all of the
  /// catalogue are.
  public func scale(_ xi: Generator, cluster: Int? = nil) -> Double {
    let (length, isShift) = (Self.stretch(xi), xi.matrix.allSatisfy { $0 == 0 })
    return length * (0...layers).reduce(0.0) { $0 + moment(isShift ? 6 : 7, $1, cluster) } / Double(layers + 1)
  }

  /// |b| of a translation; c of a matrix with |A x| = c |x|.
  private static func stretch(_ xi: Generator) -> Double {
    let (a, b) = (xi.matrix, xi.offset)
    if a.allSatisfy({ $0 == 0 }) { return norm(b) }
    precondition(
      b == [0, 0] && a[0] * a[1] + a[2] * a[3] == 0 && a[0] * a[0] + a[2] * a[2] == a[1] * a[1] + a[3] * a[3],
      "not a generator of the catalogue")
    return (a[0] * a[0] + a[2] * a[2]).squareRoot()
  }

  /// dL/dtheta_k of the data's loss, of all points or of one cluster's part. Zero for constants.
  public func layerGradient(_ k: Int, cluster: Int? = nil) -> [Double] {
    Range(from: offsets[k - 1], upTo: offsets[k]).map { j in sum(cluster) { gradients[$0][j].value } }
  }

  /// The chain's whose moments these are.
  public func layerGradient(_ k: Int, of process: some Layered, cluster: Int?) -> [Double] {
    layerGradient(k, cluster: cluster)
  }

  public func layerGradients(_ k: Int, of process: some Layered) -> [[Double]] {
    clusters.indices.map { layerGradient(k, cluster: $0) }
  }

  /// The scale is E |g||xi(x)|.
  public func ledger(_ motions: [Generator], isCancelled: () -> Bool) -> (charges: [Double], scale: Double) {
    let series = motions.map { xi in clusters.indices.map { charges(xi, cluster: $0) } }
    let all = (0...layers).flatMap { t in series.flatMap { ofMotion in ofMotion.map { $0[t] } } }
    return (all, motions.reduce(0) { $0 + scale($1) })
  }

  private func moment(_ i: Int, _ t: Int, _ cluster: Int?) -> Double {
    sum(cluster) { moments[$0][t * Int(clamping: NSH_MOMENTS) + i].value }
  }

  private func sum(_ cluster: Int?, _ value: (Int) -> Double) -> Double {
    if let cluster { return value(cluster) }
    var sum = CompensatedSum()
    for c in clusters.indices { sum.add(value(c)) }
    return sum.value
  }

  mutating func add(_ sums: PieceSums, to cluster: Int) {
    for i in sums.moments.indices { moments[cluster][i].add(sums.moments[i]) }
    for j in sums.gradient.indices { gradients[cluster][j].add(sums.gradient[j]) }
  }

  /// Forgets the gradients of constants.
  mutating func finish(_ parameters: [FamilyParameter]) {
    for c in clusters.indices {
      for (j, parameter) in parameters.enumerated() where !parameter.isTrained { gradients[c][j] = CompensatedSum() }
    }
  }

  /// The first state at which something is not finite.
  var firstNotFinite: Int? {
    (0...layers).first { t in (0..<Int(clamping: NSH_MOMENTS)).contains { !moment($0, t, nil).isFinite } }
  }
}

/// What one piece of a cluster's points comes to.
struct PieceSums {
  let moments: [Double]
  let gradient: [Double]

  /// Nothing.
  static let none = PieceSums(moments: [], gradient: [])

  init(moments: [Double], gradient: [Double]) {
    (self.moments, self.gradient) = (moments, gradient)
  }

  /// - Parameters:
  ///   - share: the points' weights.
  ///   - scaleEvery: the blocks over which |g| and |g||x| were summed; they stand for all.
  init(moments: [SIMD8<Double>], gradient: [Lanes], share: [Lanes], scaleEvery: Int) {
    let all = share.reduce(0) { $0 + $1.total }
    let seen = stride(from: 0, to: share.count, by: scaleEvery).reduce(0) { $0 + share[$1].total }
    let factor = scaleEvery == 1 || seen == 0 ? 1 : all / seen
    self.moments = moments.enumerated().map { i, sum in sum.total * (i % Int(clamping: NSH_MOMENTS) < 6 ? 1 : factor) }
    self.gradient = gradient.map { $0.total }
  }
}
