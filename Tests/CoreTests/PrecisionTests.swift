import Core
import Testing

/// Training in single precision beside double.
@Suite struct PrecisionTests {
  static func chain(_ family: String, _ kernel: Kernel, _ precision: Precision, _ arithmetic: Arithmetic = .portable)
    throws -> Chain
  {
    var random = Random(seed: 5, stream: "precision")
    let type = try Catalogue.family(named: family, kernel: kernel, scale: Scale(0.7, isTrained: family != "affine"))
    return try Chain.random(
      cycle: [type], layers: 9, penalty: 1e-2, arithmetic: arithmetic, precision: precision, random: &random)
  }

  static func value(_ chain: Chain, _ population: Population, threads: Int = 1) -> ObjectiveValue {
    chain.objective(on: population, isExact: false, threads: threads, isCancelled: { false }).evaluate(chain.theta)
  }

  /// Nine layers of a few roundings of 6e-8 each, sums of random signs: 1e-5 of the gradient's size, with a margin of
  /// ten above what was seen.
  @Test(arguments: ArithmeticTests.cases)
  func lossAndGradientAreThoseOfDoubles(family: String, kernel: Kernel) throws {
    for n in [1, 33, 3000] {
      let population = try FamilyTests.population(n)
      let exact = Self.value(try Self.chain(family, kernel, .double), population)
      for arithmetic in [Arithmetic.portable, .fast, .baseline] {
        let single = Self.value(try Self.chain(family, kernel, .single, arithmetic), population)
        #expect(single.value != exact.value, "it is another computation")
        #expect(!(abs(single.value - exact.value) > 1e-5 * exact.value), "\(arithmetic) \(n)")
        #expect(
          !(norm(zip(single.gradient, exact.gradient).map { $0 - $1 }) > 1e-5 * norm(exact.gradient)),
          "\(arithmetic) \(n)")
      }
    }
  }

  @Test func theSameBitsForAnyNumberOfThreadsAndAnyWidth() throws {
    let population = try FamilyTests.population(20_000)
    let one = Self.value(try Self.chain("bump", .gauss, .single), population)
    for threads in [2, 3, 7, 16] {
      let many = Self.value(try Self.chain("bump", .gauss, .single), population, threads: threads)
      #expect(many.value == one.value && many.gradient == one.gradient)
    }
    for arithmetic in [Arithmetic.baseline, .portableAVX2] {
      let other = Self.value(try Self.chain("bump", .gauss, .single, arithmetic), population)
      #expect(other.value == one.value && other.gradient == one.gradient)
    }
  }

  /// Newton's method is computed in doubles and so gets to where singles cannot.
  @Test func newtonIsExact() throws {
    let population = try FamilyTests.population(60)
    var training = Training(
      try Self.chain("bump", .gauss, .single),
      optimiser: Adam(schedule: Schedule(rate: 0.02, decay: .cosine, steps: 500)))
    _ = try training.run(on: population, until: StopRule(steps: 500))
    training = Training(training.model, optimiser: Newton())
    _ = try training.run(on: population, until: StopRule(steps: 200, gradientBelow: 1e-10))
    #expect(training.model.evaluate(population, threads: 1).gradientNorm < 1e-10)
  }

  @Test func aFileKeepsIt() throws {
    let population = try FamilyTests.population(10)
    let file = try ExperimentFile(chain: try Self.chain("bump", .gauss, .single), population: population, seed: 1)
    #expect(file.precision == "single")
    #expect(try file.chain().precision == .single)
  }
}
