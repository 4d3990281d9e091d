import Core
import Inference
import Testing

@Suite struct DistributionTests {
  /// P(F > f), by mpmath 1.3 with 40 digits.
  @Test(arguments: [
    (0.01, 1, 1, 0.9365489651388929), (1.0, 1, 1, 0.5), (161.4, 1, 1, 0.05000734813956431),
    (4.3, 5, 20, 0.008089547967707621), (0.02, 5, 19, 0.9998065496996821), (1.0, 100, 100, 0.5),
    (25.0, 3, 22, 2.812203468664127e-07), (1.05, 768, 3072, 0.19198950305277918),
    (300.0, 2, 50, 1.4171512113002892e-28), (1e-08, 3, 7, 0.9999999999984758),
    (1e6, 4, 30, 2.1378982016693475e-76), (0.9, 1, 1e6, 0.3427819404047527), (12.0, 1, 1e6, 0.0005320277716865305),
    (1.3, 50, 250, 0.10055963813351224), (2.0, 7, 3, 0.30596361243118625), (1.02, 768, 99232, 0.34288454338119334),
  ])
  func tailOfF(f: Double, m: Double, n: Double, expected: Double) {
    // The digits that exp of a sum of some hundreds may lose.
    #expect(abs(FDistribution.tail(f, m, n) / expected - 1) <= 1e-12)
  }

  @Test func endsOfF() {
    #expect(FDistribution.tail(0, 3, 4) == 1 && FDistribution.tail(-1, 3, 4) == 1)
    #expect(FDistribution.tail(.infinity, 3, 4) == 0 && FDistribution.tail(1e308, 3, 1e-3) >= 0)
    #expect(FDistribution.tail(.nan, 3, 4).isNaN)
  }

  /// F of (m, n) above f is 1/F of (n, m) below 1/f, on both sides of the change of the fraction.
  @Test func reciprocals() {
    for (m, n) in [(1.0, 1.0), (4, 140), (3000, 7), (2e5, 4e5)] {
      for f in [0.01, 0.5, 0.999, 1, 1.002, 3, 40] {
        // f itself is known to its rounding only, which its density makes some sqrt(m n / (m + n)) times as large.
        let error = 1e-13 + 1e-15 * (m * n / (m + n)).squareRoot()
        #expect(abs(FDistribution.tail(f, m, n) + FDistribution.tail(1 / f, n, m) - 1) <= error)
      }
    }
  }

  @Test func holm() {
    #expect(Holm.adjusted([0.01, nil, 0.04, 0.03, 0.005]) == [0.03, nil, 0.06, 0.06, 0.02])
    #expect(Holm.adjusted([0.9, 0.8]) == [1, 1] && Holm.adjusted([]).isEmpty && Holm.adjusted([nil]) == [nil])
  }
}

@Suite struct GroupTestTests {
  static let vectors: [[Double]] = [
    [3, 1], [1, -2], [4, 0], [-1, 2], [2, 2], [0, 1], [5, -1], [2, 0], [-2, 1], [1, 1], [3, -3], [2, 4],
    [1, -2], [2, 3], [0, 0],
  ]

  static func matrix(_ rows: [[Double]]) -> Matrix {
    Matrix(rows: rows.count, columns: rows.first?.count ?? 0, values: rows.flatMap { $0 })
  }

  /// T^2 and its p by numpy and scipy; in any unit, and with a direction that no vector has.
  @Test(arguments: [1.0, 1e-170, 1e150])
  func hotelling(unit: Double) throws {
    let rows = Self.vectors.map { [$0[0] * unit, $0[1] * unit, -($0[0] + $0[1]) * unit] }
    let test = try #require(try Hotelling(Self.matrix(rows), resolution: 1e-9))
    #expect(test.rank == 2)
    #expect(abs(test.square / Self.square - 1) <= 1e-13 && abs(test.p / Self.p - 1) <= 1e-12)
  }

  static let (square, p) = (13.147226233964831, 0.01350879862506849)

  @Test func hotellingIsAskedWhereItHolds() throws {
    #expect(try Hotelling(Self.matrix(Array(Self.vectors.prefix(9))), resolution: 1e-9) == nil)
    #expect(try Hotelling(Self.matrix([[Double]](repeating: [1, 2], count: 20)), resolution: 1e-9) == nil)
    // All vary in the first coordinate, and are alike in the second: T^2 would not see that.
    let rows = Self.vectors.map { [$0[0] - 1, 2] }
    #expect(try Hotelling(Self.matrix(rows), resolution: 1e-9) == nil)
    var random = Random(seed: 1, stream: "flips")
    #expect(try GroupTest(Self.matrix(rows), resolution: 1e-9, flips: 99, random: &random).method == .randomFlips(99))
    #expect(try Hotelling(Matrix(rows: 0, columns: 0), resolution: 1e-9) == nil)
  }

  /// Of six vectors by hand, p by numpy over all signs; as vectors and, filled up with coordinates, as products.
  @Test(arguments: [0, 9], [1.0, 1e-170])
  func allFlips(more: Int, unit: Double) throws {
    let rows = Self.vectors.prefix(6).map { [$0[0] * unit, $0[1] * unit] + [Double](repeating: 0, count: more) }
    var random = Random(seed: 1, stream: "flips")
    let test = try SignFlips(Self.matrix(rows), flips: 1, random: &random)
    #expect(test.isComplete && test.tried == 32)
    #expect(test.statistic == 97 * unit * unit && test.p == 0.15625)
  }

  /// Random flips come to what all of them give, within four Monte Carlo errors.
  @Test func randomFlips() throws {
    var random = Random(seed: 2, stream: "flips")
    let rows = Self.vectors
    let all = try Self.exact(rows)
    let test = try SignFlips(Self.matrix(rows), flips: 9999, random: &random)
    #expect(!test.isComplete)
    #expect(abs(test.p - all) <= 4 * (all * (1 - all) / 9999).squareRoot() + 1e-4)
  }

  private static func exact(_ rows: [[Double]]) throws -> Double {
    var (hits, count) = (0, 0)
    for code in 0..<(1 << rows.count) {
      var (x, y, a, b) = (0.0, 0.0, 0.0, 0.0)
      for (i, v) in rows.enumerated() {
        let e: Double = code >> i & 1 == 1 ? -1 : 1
        (x, y, a, b) = (x + e * v[0], y + e * v[1], a + v[0], b + v[1])
      }
      count += 1
      if x * x + y * y >= a * a + b * b { hits += 1 }
    }
    return Double(hits) / Double(count)
  }

  @Test func nothingToFlip() throws {
    var random = Random(seed: 1, stream: "flips")
    let none = try SignFlips(Matrix(rows: 0, columns: 3), flips: 9, random: &random)
    let one = try SignFlips(Self.matrix([[1, 2]]), flips: 9, random: &random)
    #expect(none.p == 1 && none.statistic == 0 && one.p == 1 && one.statistic == 5)
  }
}

/// What the tests promise, on vectors whose groups' signs are drawn at random, and their power beside it.
@Suite struct SizeTests {
  enum Kind: String, CaseIterable, Sendable { case hotelling, all, random }

  /// Groups of vectors that are long-tailed and of very different sizes, which sign flips do not mind; for T^2, which
  /// minds, of one size.
  private static func groups(_ kind: Kind, shift: Double, _ random: inout Random) -> Matrix {
    let (n, d) = kind == .hotelling ? (25, 4) : kind == .all ? (9, 4) : (20, 30)
    var values: [Double] = []
    for _ in 0..<n {
      let size = kind == .hotelling ? 1 : 1 / (0.05 + random.uniform())
      let sign: Double = random.uniform() < 0.5 ? -1 : 1
      for c in 0..<d { values.append(size * (sign * random.normal() + (c == 0 ? shift : 0))) }
    }
    return Matrix(rows: n, columns: d, values: values)
  }

  private static func share(_ kind: Kind, shift: Double) throws -> Double {
    var random = Random(seed: 11, stream: "size of " + kind.rawValue)
    var hits = 0
    for _ in 0..<500 {
      let test = try GroupTest(groups(kind, shift: shift, &random), resolution: 1e-9, flips: 199, random: &random)
      switch (kind, test.method) {
      case (.hotelling, .hotelling(rank: 4)), (.all, .allFlips), (.random, .randomFlips(199)): break
      default: Issue.record("\(test.method) for \(kind)")
      }
      if test.p <= 0.05 { hits += 1 }
    }
    return Double(hits) / 500
  }

  /// 5 % but for four Monte Carlo errors of 500 repeats; of the 256 flips of nine groups 12 are 4.7 %.
  @Test(arguments: Kind.allCases) func size(_ kind: Kind) throws {
    let share = try Self.share(kind, shift: 0)
    let nominal = kind == .all ? 12.0 / 256 : 0.05
    #expect(abs(share - nominal) <= 4 * (nominal * (1 - nominal) / 500).squareRoot(), "\(share)")
  }

  /// The control: what is there is found.
  @Test(arguments: Kind.allCases) func power(_ kind: Kind) throws {
    #expect(try Self.share(kind, shift: 1.5) > 0.5)
  }

  /// Half against half has no bias, whose square the whole has: over 500 repeats of groups of pure noise, the whole's
  /// mean is their number's, the halves' zero within four errors.
  @Test func splitHalves() throws {
    var random = Random(seed: 5, stream: "halves")
    var (wholes, halves): ([Double], [Double]) = ([], [])
    for _ in 0..<500 {
      let rows = (0..<10).map { _ in (0..<3).map { _ in random.normal() } }
      let sum = (0..<3).map { c in rows.reduce(0) { $0 + $1[c] } }
      let whole = sum.reduce(0) { $0 + $1 * $1 }
      let own = rows.joined().reduce(0) { $0 + $1 * $1 }
      wholes.append(whole)
      halves.append(SplitHalf.volume(whole: whole, own: own, groups: 10))
    }
    let error = Statistics.deviation(halves) / 500.0.squareRoot()
    #expect(abs(Statistics.mean(halves)) <= 4 * error)
    #expect(Statistics.mean(wholes) > 20 * error)
    #expect(SplitHalf.volume(whole: 1, own: 1, groups: 1).isNaN)
  }

  /// By all ways to part six groups into halves.
  @Test func splitHalvesByHand() {
    let rows = GroupTestTests.vectors.prefix(6)
    var (sum, count) = (0.0, 0.0)
    for code in 0..<64 where code.nonzeroBitCount == 3 {
      var (a, b) = ([0.0, 0], [0.0, 0])
      for (i, v) in rows.enumerated() {
        for c in 0..<2 { if code >> i & 1 == 1 { a[c] += 2 * v[c] } else { b[c] += 2 * v[c] } }
      }
      (sum, count) = (sum + a[0] * b[0] + a[1] * b[1], count + 1)
    }
    let own = rows.joined().reduce(0) { $0 + $1 * $1 }
    #expect(abs(SplitHalf.volume(whole: 97, own: own, groups: 6) - sum / count) <= 1e-12)
  }
}
