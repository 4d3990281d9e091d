import Core
import Testing

@Suite struct RandomTests {
  /// The known answers that come with Random123.
  @Test func philoxKnownAnswers() {
    #expect(Random.philox(.zero, key: .zero) == SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
    #expect(
      Random.philox(SIMD4(repeating: .max), key: SIMD2(repeating: .max))
        == SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
    #expect(
      Random.philox(SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), key: SIMD2(0xa409_3822, 0x299f_31d0))
        == SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
  }

  /// 100,000 draws: the mean is within 5 standard errors (0.0158) of 0, the variance within 5 (0.0224) of 1.
  @Test func normalMoments() {
    var random = Random(seed: 1, stream: "moments")
    let draws = (0..<100_000).map { _ in random.normal() }
    let mean = draws.reduce(0, +) / 1e5
    let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 1e5
    #expect(abs(mean) <= 0.0158)
    #expect(abs(variance - 1) <= 0.0224)
  }

  @Test func streamsAndSeedsDiffer() {
    var (a, b, c, d) = (
      Random(seed: 1, stream: "a"), Random(seed: 1, stream: "b"), Random(seed: 2, stream: "a"),
      Random(seed: 1, stream: "a")
    )
    let first = a.bits()
    #expect(first != b.bits() && first != c.bits())
    #expect(first == d.bits())
    for _ in 0..<1000 { #expect((0..<1).contains(a.uniform())) }
  }
}
