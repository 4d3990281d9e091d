import Checked
public import Limits

/// The equivariances of maps that depend on parameters, found without being told: the null-space method.
///
/// For a map y = f(x, theta) at n points, affine motions (xi_in, xi_out) are an equivariance when some dtheta gives f_x
/// xi_in(x) + f_theta dtheta = xi_out(y) at all points. With P the projector across the range of f_theta, that is the
/// null space of P [f_x xi_in, -xi_out(y)], a matrix with a column for each affine motion of either side. Stacked over
/// several parameters it is the Lie algebra g of the family's equivariances. Motions with xi_out = 0 (left ideal l) or
/// xi_in = 0 (right ideal r) are absorbed by the parameters on one side alone (Goursat's lemma splits a subalgebra of a
/// product so); what is left, dim g - dim l - dim r, are the genuine ones.
///
/// At a single parameter there are more solutions, push-forwards that say nothing of the family, and a map near the
/// identity makes every motion nearly an equivariance. Hence several parameters, and `eta` beside each residual.
public struct Discovery: Sendable {
  /// dim g, l, r.
  public let algebra: Int
  public let left: Int
  public let right: Int
  public var genuine: Int { algebra - left - right }
  /// The genuine ones first, named as far as they have names, then those absorbed by the input's and the output's side,
  /// then approximate ones.
  public let equivariances: [Equivariance]
  /// All singular values, ascending, relative to the columns' sizes.
  public let singularValues: [Double]
  /// Motions that are small but explained by nothing, since the map is near the identity.
  public let screened: Int

  /// How many maps were looked at, and at how many points each; nil where that differs.
  public let maps: Int
  public let points: Int?
  /// How many times the smallest singular value that does not count as zero is as large as the largest that does, or
  /// as rounding.
  public let gap: Double

  /// The largest singular value that counts as zero.
  public static let zero = NullSpace.zero

  /// - Parameters:
  ///   - maps: one linearisation for each parameter; all of the same widths.
  ///   - tolerance: singular values below it are approximate equivariances.
  ///   - eta: approximate ones with a larger eta are screened out.
  /// - Throws: `EngineError` when the batch is too small or does not span the space, saying which.
  public init(_ maps: [Linearisation], tolerance: Double = zero, eta limit: Double = 0.5) throws {
    let columns = try MotionColumns(maps)
    let whole = try NullSpace(columns.projected)
    let left = try NullSpace(columns.projected.columns(0..<columns.inputs))
    let right = try NullSpace(columns.projected.columns(Range(from: columns.inputs, upTo: columns.count)))
    self.left = left.exact
    self.right = right.exact
    algebra = whole.exact
    singularValues = whole.values
    self.maps = maps.count
    points = maps.dropFirst().allSatisfy { $0.count == maps[0].count } ? maps[0].count : nil
    gap = whole.gap
    let absorbed =
      left.vectors.prefix(left.exact).map { $0 + [Double](repeating: 0, count: max(0, columns.count - columns.inputs)) }
      + right.vectors.prefix(right.exact).map { [Double](repeating: 0, count: columns.inputs) + $0 }
    var names = MotionNames(columns, Array(whole.vectors.prefix(whole.exact)))
    var found = names.genuine(besides: absorbed)
    found +=
      names.absorbed(.input, left.vectors.prefix(left.exact))
      + names.absorbed(.output, right.vectors.prefix(right.exact))
    var screened = 0
    for (vector, value) in zip(whole.vectors, whole.values).dropFirst(whole.exact) where value <= tolerance {
      let candidate = names.approximate(vector, residual: value)
      if candidate.eta <= limit { found.append(candidate) } else { screened += 1 }
    }
    equivariances = found
    self.screened = screened
  }

  /// Of a family, at `draws` random parameters and as many batches of points. While no clear gap parts what is zero from
  /// what is not, more are taken, where their number is left open.
  public static func of(
    _ family: any DiscoverableFamily, draws: Int = 5, points: Int? = nil, tolerance: Double = zero,
    random: inout Random, isCancelled: () -> Bool = Cancellation.isAsked
  ) throws -> Discovery {
    try MotionColumns.check(inputs: family.inputs, outputs: family.outputs)
    var (count, maps): (Int, [Linearisation]) = (points ?? family.pointsNeeded, [])
    var turn = 1
    while true {
      for _ in 0..<draws {
        if isCancelled() { throw CancellationError() }
        let theta = family.randomParameters(&random)
        maps.append(try family.linearise(theta, at: family.randomPoints(count, theta, &random)))
      }
      let found = try Discovery(maps, tolerance: tolerance)
      if found.gap >= clearGap || points != nil || turn == mostTurns { return found }
      (turn, count) = (turn + 1, 2 * count)
    }
  }

  /// More points are taken so often at most, each time twice as many.
  private static let mostTurns = 3

  /// What a gap is that cannot be rounding.
  public static let clearGap = 1e4
}
