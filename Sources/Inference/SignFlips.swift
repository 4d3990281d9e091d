import Checked
public import Core
import Limits

/// A test of whether n exchangeable vectors are as likely as their opposites: the sum's length beside that of the sums
/// with other signs. Nothing is asked of their distribution, and their coordinates may be as many as they like.
///
///     statistic = |sum_j v_j|^2,     p = share of the signs e with |sum_j e_j v_j|^2 >= statistic
///
/// over all 2^(n - 1) signs for up to 14 vectors, else over random ones, themselves among them.
///
/// Source: Fisher, "The Design of Experiments" (1935), 21; Good, "Permutation, Parametric, and Bootstrap Tests" (2005).
public struct SignFlips: Sendable {
  public let statistic: Double
  public let p: Double
  /// How many signs were tried.
  public let tried: Int
  public let isComplete: Bool

  /// Of up to so many vectors all signs are tried.
  public static let mostOfAll = 14

  /// - Parameters:
  ///   - vectors: n x m, a vector a row.
  ///   - flips: how many random signs are drawn.
  ///   - random: asked for n bits for each.
  /// - Throws: `EngineError` where they do not fit into memory; `CancellationError`.
  public init(_ vectors: Matrix, flips: Int, random: inout Random) throws {
    let unit = Statistics.unit(of: vectors.values)
    let scaled = Matrix(rows: vectors.rows, columns: vectors.columns, values: vectors.values.map { $0 * unit })
    try self.init(
      Lengths(try Self.fewerColumns(scaled)), vectors.rows, unit: unit, flips: flips, random: &random)
  }

  /// The same from the vectors' inner products, n x n.
  public init(products: Matrix, flips: Int, random: inout Random) throws {
    try self.init(Lengths(.products(products)), products.rows, unit: 1, flips: flips, random: &random)
  }

  private init(_ lengths: Lengths, _ n: Int, unit: Double, flips: Int, random: inout Random) throws {
    let own = try lengths.squares([[Double](repeating: 1, count: n)])[0]
    // Signs whose sums are as long but for rounding count as such.
    let least = own - 1e-12 * max(own, lengths.largest)
    isComplete = n <= Self.mostOfAll
    if isComplete {
      let count = n == 0 ? 1 : 1 << (n - 1)
      let hits = try Self.count(Self.all(n), least, lengths)
      (tried, p) = (count, Double(hits) / Double(count))
    } else {
      var hits = 0
      for first in stride(from: 0, to: flips, by: Self.block) {
        let signs = (0..<min(Self.block, flips - first)).map { _ in Self.signs(n, &random) }
        hits += try Self.count(signs, least, lengths)
      }
      (tried, p) = (flips, Double(hits + 1) / Double(flips + 1))
    }
    statistic = own / unit / unit
  }

  private static let block = 256

  /// Of more coordinates than vectors: n vectors of n coordinates with the same products among each other would do, and
  /// the products themselves do.
  private static func fewerColumns(_ vectors: Matrix) throws -> Lengths.Form {
    guard vectors.columns > vectors.rows else { return .vectors(vectors) }
    try MemoryLimit.present.require(
      8 * Double(vectors.rows) * Double(vectors.rows), for: "the products of \(vectors.rows) groups")
    return .products(Matrix.product(vectors, .plain, vectors, .transposed))
  }

  /// Every sign of all but the first: a sum and its opposite are equally long.
  private static func all(_ n: Int) -> [[Double]] {
    Range(from: 0, upTo: n == 0 ? 1 : 1 << (n - 1)).map { code in
      (0..<n).map { $0 > 0 && code >> ($0 - 1) & 1 == 1 ? -1 : 1 }
    }
  }

  private static func signs(_ n: Int, _ random: inout Random) -> [Double] {
    var bits: UInt64 = 0
    return (0..<n).map { i in
      if i % 64 == 0 { bits = random.bits() }
      defer { bits >>= 1 }
      return bits & 1 == 1 ? -1 : 1
    }
  }

  private static func count(_ signs: [[Double]], _ least: Double, _ lengths: Lengths) throws -> Int {
    try stride(from: 0, to: signs.count, by: block).reduce(0) { sum, first in
      let some = Array(signs[Range(from: first, upTo: min(first + block, signs.count))])
      return sum + (try lengths.squares(some)).count { $0 >= least }
    }
  }
}

/// |sum_j e_j v_j|^2 for many signs at once.
private struct Lengths {
  enum Form {
    case vectors(Matrix)
    /// <v_i, v_j>
    case products(Matrix)
  }

  private let form: Form
  /// (sum_j |v_j|)^2, which none exceeds.
  let largest: Double

  init(_ form: Form) {
    self.form = form
    let sum =
      switch form {
      case .vectors(let v):
        (0..<v.rows).reduce(0.0) { sum, i in sum + norm((0..<v.columns).map { v[i, $0] }) }
      case .products(let k): (0..<k.rows).reduce(0.0) { $0 + max(0, k[$1, $1]).squareRoot() }
      }
    largest = sum * sum
  }

  func squares(_ signs: [[Double]]) throws -> [Double] {
    try Cancellation.check()
    let rows = signs.count
    guard let width = signs.first?.count, width > 0 else { return signs.map { _ in 0 } }
    let e = Matrix(rows: rows, columns: width, values: signs.flatMap { $0 })
    switch form {
    case .vectors(let v):
      let sums = Matrix.product(e, .plain, v)
      return (0..<rows).map { r in (0..<sums.columns).reduce(0) { $0 + sums[r, $1] * sums[r, $1] } }
    case .products(let k):
      let images = Matrix.product(e, .plain, k)
      return (0..<rows).map { r in (0..<width).reduce(0) { $0 + images[r, $1] * e[r, $1] } }
    }
  }
}
