public import Limits

/// Groups of clusters that exchange charge among themselves and with nobody else, named by linear algebra instead of
/// going through all subsets.
///
/// Goals, in this order: a set that is named is closed, tested as such by its own violation; groups are as small as
/// they can be; a thousand clusters take less than a second.
///
/// **Where they show.** Let T be the K d x C matrix of transfers, its columns scaled to length one, so that a strong
/// cluster does not hide a weak one. A set S is conserved when T 1_S = 0 (before scaling), so isolated groups span T's
/// null space, and where they interact a little, the space of its small singular values: sigma^2 is the least kappa of
/// a relaxed subset, which makes sigma a coupling strength, from 0 (isolated) to sqrt(C). Singular values are taken of
/// T itself: in the Gram matrix T'T they would be squared, and everything below 1e-8 lost in rounding.
///
/// **How they are read.** The null space is known only up to a rotation, so its basis vectors name nothing. But a
/// cluster's row in it points, whatever the rotation, along its group: rows of one group are parallel, those of
/// different groups orthogonal. Pivoted QR of the rows picks one representative of each group, and every cluster joins
/// the one to which it is most parallel (Damle, Minden and Ying, Simple, direct and efficient multi-way spectral
/// clustering, Information and Inference 8, 2019). Unlike k-means it starts from nothing random, and unlike l1-sparse
/// bases it is a fixed number of operations.
///
/// **Where rows are too few.** With more clusters than rows, T has null vectors by counting alone. Then the set is
/// first taken apart along the exchange graph (an edge where |M_CC'| is not negligible beside sqrt(M_CC M_C'C')):
/// between its components transfers are orthogonal, so that their cuts add up to the floor and each is conserved. A
/// component that is still too large is one group.
///
/// **Test.** A group that is not closed (V >= .2) joins the one with which it exchanges most, until all are.
public struct IsolatedGroups: Sendable {
  /// Closed sets of clusters that are not free, the largest volume first. Where nothing is closed, or nothing resolved,
  /// all of them together.
  public let groups: [Isolation]
  /// Those that are free.
  public let free: [Isolation]
  /// Singular values of the scaled transfer matrix of the clusters that are not free, ascending: coupling strengths.
  /// Where rows were too few, those of the components.
  public let couplings: [Double]

  /// - Throws: `EngineError` from LAPACK; `CancellationError`.
  public init(of ledger: TransferLedger, isCancelled: () -> Bool = Cancellation.isAsked) throws {
    let singles = ledger.singles
    let rest = singles.indices.filter { singles[$0].verdict != .free }
    let alone = singles.filter { $0.verdict == .free }
    var couplings: [Double] = []
    let parts = rest.isEmpty ? [] : try ledger.split(rest, &couplings, isCancelled)
    let closed =
      ledger.isResolved
      ? try ledger.closed(parts, free: alone, isCancelled) : rest.isEmpty ? [] : [ledger.isolation(of: rest)]
    let joined = Set(closed.flatMap(\.members))
    groups = closed.sorted { $0.volume > $1.volume }
    free = alone.filter { !joined.contains($0.members[0]) }
    self.couplings = couplings.sorted()
  }
}

extension TransferLedger {
  /// Above this a singular value counts as within a group. Generous: what is taken apart too far is joined again.
  private static let weak = 0.5
  /// Below these, relative to both clusters' own entries, one of M is no edge; tried in turn.
  private static let negligible = [1e-6, 1e-4, 1e-3, 1e-2]

  /// A set's candidates for groups.
  fileprivate func split(_ set: [Int], _ couplings: inout [Double], _ isCancelled: () -> Bool) throws -> [[Int]] {
    if isCancelled() { throw CancellationError() }
    let (matrix, rows) = scaled(set)
    let m = set.count
    if rows < m, let parts = try components(set, matrix, rows, isCancelled) {
      return try parts.flatMap { try split($0, &couplings, isCancelled) }
    }
    let decomposition = try SingularValues(Matrix(rows: rows, columns: m, values: matrix))
    couplings += decomposition.values
    guard isResolved else { return [set] }
    let weak = decomposition.values.filter { $0 < Self.weak }.count
    guard rows >= m, weak > 1 else { return [set] }
    let directions = Array(decomposition.right.values[((m - weak) * m)...])
    let representatives = try pivots(of: directions, rows: weak, columns: m).prefix(weak)
    let nearest = Self.nearest(Array(representatives), directions, rows: weak, columns: m)
    return representatives.indices.map { j in (0..<m).filter { nearest[$0] == j }.map { set[$0] } }.filter {
      !$0.isEmpty
    }
  }

  /// The columns of a set, of length one, without rows of zeros.
  private func scaled(_ set: [Int]) -> (matrix: [Double], rows: Int) {
    let lengths = set.map { c in norm((0..<rows).map { transfers[$0 * count + c] }) }
    var matrix: [Double] = []
    for r in 0..<rows {
      let row = zip(set, lengths).map { c, length in length > 0 ? transfers[r * count + c] / length : 0 }
      if row.contains(where: { abs($0) > Double.ulpOfOne }) { matrix += row }
    }
    return (matrix, matrix.count / set.count)
  }

  /// The components of the exchange graph, at the first threshold that leaves more than one.
  private func components(_ set: [Int], _ scaled: [Double], _ rows: Int, _ isCancelled: () -> Bool) throws -> [[Int]]? {
    let m = set.count
    let gram = Self.gram(scaled, rows: rows, columns: m, isCancelled: isCancelled)
    if isCancelled() { throw CancellationError() }
    for threshold in Self.negligible {
      var component = [Int](repeating: -1, count: m)
      var number = 0
      for start in 0..<m where component[start] < 0 {
        var stack = [start]
        component[start] = number
        while let a = stack.popLast() {
          for b in 0..<m where component[b] < 0 && abs(gram[a * m + b]) > threshold {
            component[b] = number
            stack.append(b)
          }
        }
        number += 1
      }
      if number > 1 { return (0..<number).map { k in (0..<m).filter { component[$0] == k }.map { set[$0] } } }
    }
    return nil
  }

  /// For each column, which of the representatives' columns it is most parallel to.
  private static func nearest(_ representatives: [Int], _ a: [Double], rows: Int, columns: Int) -> [Int] {
    var best = [(cosine: Double, place: Int)](repeating: (-1, 0), count: columns)
    for (j, p) in representatives.enumerated() {
      let direction = (0..<rows).map { a[$0 * columns + p] }
      let length = norm(direction)
      var along = [Double](repeating: 0, count: columns)
      along.withUnsafeMutableBufferPointer { along in
        a.withUnsafeBufferPointer { a in
          for (r, x) in direction.enumerated() { for c in 0..<columns { along[c] += x * a[r * columns + c] } }
        }
      }
      for c in 0..<columns where abs(along[c]) / length > best[c].cosine { best[c] = (abs(along[c]) / length, j) }
    }
    return best.map(\.place)
  }

  /// Joins groups until all are closed. A free cluster takes part only where a group does not close without it.
  fileprivate func closed(_ parts: [[Int]], free: [Isolation], _ isCancelled: () -> Bool) throws -> [Isolation] {
    let (volumes, noise) = (volumes, noise)
    var groups = parts.map { isolation(of: $0, volumes: volumes, noise: noise) } + free
    var sums = groups.map { group in (0..<rows).map { r in group.members.reduce(0) { $0 + transfers[r * count + $1] } }
    }
    func isOpen(_ i: Int) -> Bool { !(groups[i].violation < Isolation.Verdict.small) }
    while groups.count > 1,
      let worst = groups.indices.filter(isOpen).max(by: { groups[$0].violation < groups[$1].violation })
    {
      if isCancelled() { throw CancellationError() }
      let exchanged = groups.indices.map { $0 == worst ? -Double.infinity : -dot(sums[worst], sums[$0]) }
      let partner = exchanged.indices.max { exchanged[$0] < exchanged[$1] }!
      groups[partner] = isolation(of: groups[partner].members + groups[worst].members, volumes: volumes, noise: noise)
      sums[partner] = zip(sums[partner], sums[worst]).map { $0 + $1 }
      groups.remove(at: worst)
      sums.remove(at: worst)
    }
    return groups.filter { $0.verdict != .free }
  }
}
