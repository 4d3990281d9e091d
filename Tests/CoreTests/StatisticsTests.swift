import Core
import Testing

@Suite struct StatisticsTests {
  /// The same digits in any unit: a relative 1e-15 for the rounding of the unit's own products.
  @Test(arguments: [1e-170, 1e-90, 1e-3, 1, 1e160, 1e200, 1e305])
  func unitsDoNotMatter(unit: Double) {
    func scaled(_ x: [Double]) -> [Double] { x.map { $0 * unit } }
    func isNear(_ a: Double, _ b: Double) -> Bool { abs(a / (b * unit) - 1) <= 1e-15 }
    #expect(isNear(Statistics.norm(scaled([3, 4])), 5))
    #expect(isNear(Statistics.deviation(scaled([1, 3])), 2.0.squareRoot()))
    #expect(isNear(Statistics.mean(scaled([1, 2, 6])), 3))
    #expect(isNear(Statistics.median(scaled([5, 1, 3, 4])), 3.5))
    for other in [1e-160, 1, 1e155] {
      #expect(abs(Statistics.correlation(scaled([1, 2, 3]), [1, 2, 3].map { $0 * other }) - 1) <= 1e-15)
      #expect(abs(Statistics.correlation(scaled([1, 2, 3]), [3, 2, 1].map { $0 * other }) + 1) <= 1e-15)
    }
  }

  @Test func whatIsProportionalIsNeverMoreThanOne() {
    var random = Random(seed: 3, stream: "pairs")
    for _ in 0..<2000 {
      let x = (0..<2 + Int(random.uniform() * 6)).map { _ in random.normal() }
      let factor = random.normal()
      let r = Statistics.correlation(x, x.map { $0 * factor })
      #expect(abs(r) <= 1 && abs(abs(r) - 1) <= 1e-14)
    }
  }

  @Test func endsOfTheRange() {
    #expect(Statistics.median([1e308, 1.5e308]) == 1.25e308)
    #expect(Statistics.mean([1.5e308, 1.7e308]) == 1.6e308)
    #expect(Statistics.mean([-1.7e308, 1.7e308, 1.7e308, 1.7e308]) == 0.85e308)
    #expect(Statistics.deviation([0.1, 0.1, 0.1]) == 0)
    #expect(Statistics.correlation([0.1, 0.1, 0.1], [1, 2, 3]).isNaN)
    #expect(Statistics.norm([.leastNonzeroMagnitude, 0]) == .leastNonzeroMagnitude)
    #expect(Statistics.norm([.infinity, 1]) == .infinity && Statistics.norm([.nan, 1]).isNaN)
    #expect(Statistics.mean([.infinity, 1]) == .infinity && Statistics.median([.nan, 1]).isNaN)
  }
}
