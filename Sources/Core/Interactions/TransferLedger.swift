import Checked
public import Limits

/// What each step of a process gives to each cluster: the ledger of its interactions.
///
/// With the charges q_t^C = E[1_C <g_t, xi(x_t)>] of cluster C, by default the components of its momentum E[1_C g_t],
/// the *transfer* of step t is
///
///     D_t^C = q_t^C - q_{t-1}^C,     t = 1 ... K.
///
/// In a chain of layers that are closed under the generators it is the cluster's own parameter gradient, exactly and at
/// any parameters; at a stationary point the transfers of all clusters sum to zero, Newton's third law: what one gains
/// the others lose. Among bodies the same holds without training. The ledger needs charges and nothing else, so it is the
/// same for every process.
///
/// The *interaction matrix* is M_CC' = sum over t of <D_t^C, D_t^C'>: positive semidefinite, with zero row sums where
/// the third law holds, so that -M_CC' is what C and C' exchange. How far the law is from holding is the *floor* 1'M1 =
/// sum over t of |sum over C of D_t^C|^2: an exchange below it is not told from an unfinished training.
public struct TransferLedger: Sendable {
  public let clusters: [String]
  /// Of which the charges are; none where the ledger was made of charges of many motions at once.
  public let generators: [Generator]
  /// How many numbers a charge is.
  public let width: Int
  /// K.
  public let steps: Int
  /// The number of the first state within its process: the first transfer is that of part `first + 1`.
  public let first: Int
  /// q_t^C of generator a at [(t * generators + a) * clusters + C]. One row for each state and generator.
  let charges: [Double]
  /// D_t^C likewise, t - 1 in place of t.
  let transfers: [Double]
  /// The mean over the states of sum_a E |<g, xi_a(x)>|: what charges are sums of, and so what they are rounded by.
  public let scale: Double

  var count: Int { clusters.count }
  /// K times the number of generators: the rows of the transfer matrix, whose columns are the clusters.
  var rows: Int { steps * width }

  /// - Parameters:
  ///   - generators: of the source's dimension; without them, the translations along the axes.
  /// - Throws: `CancellationError`, asked for now and then.
  public init(
    _ source: any ChargeSource, generators: [Generator]? = nil, isCancelled: () -> Bool = Cancellation.isAsked
  ) throws {
    let generators = generators ?? MotionSpace.translations.basis(dimension: source.dimension)
    (clusters, steps, first, self.generators) = (source.clusters, source.steps, source.first, generators)
    width = generators.count
    (charges, scale) = try source.ledger(generators, isCancelled: isCancelled)
    let row = width * clusters.count
    transfers = zip(charges.dropFirst(row), charges).map { $0 - $1 }
  }

  /// Of charges that were summed up elsewhere.
  ///
  /// - Parameters:
  ///   - charges: of each state, by number and cluster; at least of one.
  ///   - transfers: of each part, likewise: the charges' changes, which may be known to more digits than their differences.
  ///   - scale: what the charges are sums of.
  public init(
    clusters: [String], generators: [Generator] = [], first: Int, charges: [[Double]], transfers: [[Double]],
    scale: Double
  ) {
    let size = charges.first?.count ?? 0
    precondition(
      charges.allSatisfy { $0.count == size } && transfers.allSatisfy { $0.count == size }
        && transfers.count == charges.count - 1 && !clusters.isEmpty && size % clusters.count == 0,
      "the rows of a ledger do not fit together")
    (self.clusters, self.generators, self.first, self.scale) = (clusters, generators, first, scale)
    (steps, width) = (transfers.count, size / clusters.count)
    (self.charges, self.transfers) = (Array(charges.joined()), Array(transfers.joined()))
  }

  /// D_t^C of layer t = 1 ... K, one number for each generator.
  public func transfer(layer t: Int, cluster c: Int) -> [Double] {
    (0..<width).map { transfers[((t - 1) * width + $0) * count + c] }
  }

  /// By generator and cluster, over the layers 1 ... K: a heat map for each generator.
  public var byGenerator: [[[Double]]] {
    generators.indices.map { a in
      (0..<count).map { c in (0..<steps).map { transfers[($0 * width + a) * count + c] } }
    }
  }

  // MARK: The third law

  /// 1'M1: the sum over the layers of the squared sum of all transfers.
  public var floor: Double { cut(Array(0..<count)) }

  /// The floor, or what rounding alone would make of it: K generators (2^-52 scale)^2.
  var noise: Double { max(floor, Double(rows) * Double.ulpOfOne * Double.ulpOfOne * scale * scale) }

  /// max_t |sum_C D_t^C| / max_t sum_C |D_t^C|: zero where what one gains the others lose, one where nobody loses. NaN
  /// without transfers.
  public var imbalance: Double {
    var (sum, parts) = (0.0, 0.0)
    for t in 0..<steps {
      sum = max(sum, length(of: Array(0..<count), in: transfers, t))
      parts = max(parts, total(of: Array(0..<count), in: transfers, t))
    }
    return sum / parts
  }

  // MARK: The matrix

  /// M_CC for each cluster.
  public var volumes: [Double] {
    var sums = [Double](repeating: 0, count: count)
    for r in 0..<rows { for c in 0..<count { sums[c] += transfers[r * count + c] * transfers[r * count + c] } }
    return sums
  }

  /// M, row by row.
  public var matrix: [Double] { Self.gram(transfers, rows: rows, columns: count) }

  /// T'T. Entries that are zero, of layers that do not touch a cluster, cost nothing. What is cancelled, asked for at
  /// each row, stays unfinished.
  static func gram(_ t: [Double], rows: Int, columns n: Int, isCancelled: () -> Bool = Cancellation.isAsked) -> [Double]
  {
    var m = [Double](repeating: 0, count: n * n)
    m.withUnsafeMutableBufferPointer { m in
      t.withUnsafeBufferPointer { t in
        for r in 0..<rows where !isCancelled() {
          for a in 0..<n where t[r * n + a] != 0 {
            let x = t[r * n + a]
            for b in 0..<n { m[a * n + b] += x * t[r * n + b] }
          }
        }
      }
    }
    return m
  }

  // MARK: Sums over a set of clusters

  /// 1_S' M 1_S = sum over t of |sum_{C in S} D_t^C|^2, summed before it is squared, so that nothing cancels.
  func cut(_ set: [Int]) -> Double {
    (0..<rows).reduce(0) { sum, r in
      let row = set.reduce(0) { $0 + transfers[r * count + $1] }
      return sum + row * row
    }
  }

  /// |sum_{C in S} v_t^C| over the generators.
  func length(of set: [Int], in values: [Double], _ t: Int) -> Double {
    norm((0..<width).map { a in set.reduce(0) { $0 + values[(t * width + a) * count + $1] } })
  }

  /// sum_{C in S} |v_t^C|.
  func total(of set: [Int], in values: [Double], _ t: Int) -> Double {
    set.reduce(0) { $0 + length(of: [$1], in: values, t) }
  }
}

extension TransferLedger {
  /// max |D_t^C - <dL_C/dtheta_t, xi_theta>| over layers, clusters and generators, relative to the scale: at rounding
  /// level at any parameters where every layer claims the generators; NaN where one does not.
  ///
  /// - Parameter source: of which the ledger was made.
  /// - Throws: `CancellationError`, asked for at each layer.
  public func residual(
    of process: some Layered, _ source: any ChargeSource, isCancelled: () -> Bool = Cancellation.isAsked
  ) throws
    -> Double
  {
    var worst = 0.0
    for t in 0..<steps {
      if isCancelled() { throw CancellationError() }
      let gradients = source.layerGradients(first + t + 1, of: process)
      for (a, xi) in generators.enumerated() {
        for c in 0..<count {
          let defect = process.defect(first + t + 1, xi, gradient: gradients[c])
          let difference = abs(transfers[(t * width + a) * count + c] - defect)
          worst = worst.isNaN || difference.isNaN ? .nan : max(worst, difference)
        }
      }
    }
    return worst == 0 ? 0 : worst / scale
  }
}
