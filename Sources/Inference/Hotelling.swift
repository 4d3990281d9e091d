public import Core

/// Hotelling's test of whether the mean of n vectors is zero, in the range of their covariance.
///
///     T^2 = n m' S^+ m,     F = (n - r) / (r (n - 1)) T^2  of  F(r, n - r)
///
/// with the mean m, the covariance S, its rank r and its pseudo-inverse S^+. The rank is that of the centred vectors,
/// by their singular values: a direction that no vector has, such as <g, 1> = 0 behind a LayerNorm, takes no part.
///
/// Source: Hotelling, "The generalization of Student's ratio" (1931); Mardia, Kent, Bibby, "Multivariate Analysis", 5.2.1.
public struct Hotelling: Sendable {
  /// T^2.
  public let square: Double
  /// F.
  public let f: Double
  /// r.
  public let rank: Int
  /// P(F > f).
  public let p: Double

  /// So many vectors are asked for each of their coordinates: with fewer, the covariance is not known well enough for vectors
  /// that are not normal, nor is its rank, which may be small only because a class has seen little.
  public static let least = 5

  /// - Parameters:
  ///   - vectors: n x m, a vector a row.
  ///   - resolution: singular values below this part of the largest are none.
  /// - Returns: nil where there are too few vectors for their coordinates, where they do not vary, or where their mean leaves the
  ///   range in which they vary.
  /// - Throws: `EngineError` where they are not finite or do not fit into memory; `CancellationError`.
  public init?(_ vectors: Matrix, resolution: Double) throws {
    let (n, d) = (vectors.rows, vectors.columns)
    guard d > 0, n >= Self.least * d else { return nil }
    let unit = Statistics.unit(of: vectors.values)
    let scaled = vectors.values.map { $0 * unit }
    var mean = [Double](repeating: 0, count: d)
    for i in 0..<n { for c in 0..<d { mean[c] += scaled[i * d + c] / Double(n) } }
    var centred = Matrix(rows: n, columns: d, values: scaled)
    for i in 0..<n { for c in 0..<d { centred[i, c] -= mean[c] } }
    let parts = try SingularValues(centred)
    let size = max(parts.values.first ?? 0, (Double(n)).squareRoot() * norm(mean))
    let rank = parts.values.prefix { $0 > resolution * size }.count
    guard rank > 0 else { return nil }
    var (square, outside) = (0.0, mean)
    for r in 0..<rank {
      var component = 0.0
      for c in 0..<d { component += parts.right[r, c] * mean[c] }
      for c in 0..<d { outside[c] -= component * parts.right[r, c] }
      let ratio = component / parts.values[r]
      square += ratio * ratio
    }
    guard (Double(n)).squareRoot() * norm(outside) <= resolution * size else { return nil }
    let (count, dimension) = (Double(n), Double(rank))
    // S = centred' centred / (n - 1).
    self.square = count * (count - 1) * square
    f = count * (count - dimension) / dimension * square
    p = FDistribution.tail(f, dimension, count - dimension)
    self.rank = rank
  }
}
