public import Core

/// Whether the vectors of exchangeable groups are zero on average: by Hotelling's T^2 where the groups are many beside
/// the rank of their covariance, else by flips of whole groups, which keep their size whatever the groups hold.
public struct GroupTest: Sendable {
  public enum Method: Sendable, Equatable {
    case hotelling(rank: Int)
    case allFlips
    case randomFlips(Int)

    /// Such as "T^2, rank 5".
    public var title: String {
      switch self {
      case .hotelling(let rank): "T^2, rank \(rank)"
      case .allFlips: "flips, all"
      case .randomFlips(let count): "flips, \(count)"
      }
    }
  }

  public let method: Method
  public let groups: Int
  /// T^2, or |sum of the groups' vectors|^2.
  public let statistic: Double
  public let p: Double

  /// - Parameters:
  ///   - vectors: a group a row.
  ///   - resolution: singular values below this part of the largest are none; of numbers in double precision 1e-9.
  ///   - random: asked where there are more groups than for which all flips are tried.
  /// - Throws: `EngineError` where they are not finite or do not fit into memory; `CancellationError`.
  public init(_ vectors: Matrix, resolution: Double, flips: Int, random: inout Random) throws {
    groups = vectors.rows
    if let test = try Hotelling(vectors, resolution: resolution) {
      (method, statistic, p) = (.hotelling(rank: test.rank), test.square, test.p)
    } else {
      let test = try SignFlips(vectors, flips: flips, random: &random)
      method = test.isComplete ? .allFlips : .randomFlips(test.tried)
      (statistic, p) = (test.statistic, test.p)
    }
  }

  /// By flips alone, of vectors of which nothing but their inner products is known.
  public init(products: Matrix, flips: Int, random: inout Random) throws {
    groups = products.rows
    let test = try SignFlips(products: products, flips: flips, random: &random)
    method = test.isComplete ? .allFlips : .randomFlips(test.tried)
    (statistic, p) = (test.statistic, test.p)
  }
}
