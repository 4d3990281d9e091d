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

  static func value(_ chain: Chain, _ population: Population, threads: Int = 1) throws -> ObjectiveValue {
    try chain.objective(on: population, isExact: false, threads: threads, isCancelled: { false }).evaluate(chain.theta)
  }

  /// Nine layers of a few roundings of 6e-8 each, sums of random signs: 1e-5 of the gradient's size, with a margin of
  /// ten above what was seen.
  @Test(arguments: ArithmeticTests.cases)
  func lossAndGradientAreThoseOfDoubles(family: String, kernel: Kernel) throws {
    for n in [1, 33, 3000] {
      let population = try FamilyTests.population(n)
      let exact = try Self.value(try Self.chain(family, kernel, .double), population)
      for arithmetic in [Arithmetic.portable, .fast, .baseline] {
        let single = try Self.value(try Self.chain(family, kernel, .single, arithmetic), population)
        #expect(single.value != exact.value, "it is another computation")
        #expect(!(abs(single.value - exact.value) > 1e-5 * exact.value), "\(arithmetic) \(n)")
        #expect(
          !(norm(zip(single.gradient, exact.gradient).map { $0 - $1 }) > 1e-5 * norm(exact.gradient)),
          "\(arithmetic) \(n)")
      }
    }
  }

  /// Far away, and in any unit of length, it is the differences that are rounded: as accurate as at the origin.
  @Test(
    arguments: ["bump", "swirl", "pinch", "general", "affine", "pinned", "anisotropic"],
    [(1e3, 1.0), (1e6, 1), (-1e9, 1), (0, 1e-40), (1e-34, 1e-40), (1e36, 1e30)])
  func farPointsAreAsAccurate(family: String, _ place: (offset: Double, size: Double)) throws {
    let (offset, size) = place
    let usual = try FamilyTests.population(60)
    func moved<Role>(_ columns: Columns<Role>) -> Columns<Role> {
      Columns(points: columns.points.map { [offset + size * $0[0], size * $0[1] - offset] })
    }
    let population = try Population(
      states: moved(usual.states), destinations: moved(usual.destinations), labels: usual.labels,
      clusters: usual.clusters)
    let type = try Catalogue.family(named: family, scale: Scale(0.7 * size))
    func value(_ precision: Precision) throws -> ObjectiveValue {
      var random = Random(seed: 5, stream: "precision")
      var chain = try Chain.random(
        cycle: [type], layers: 9, penalty: 0, amplitude: 0.1, precision: precision, random: &random)
      for (j, parameter) in chain.families.flatMap(\.parameters).enumerated() {
        switch parameter.role {
        case .centre: chain.theta[j] = (j % type.parameters.count == 0 ? offset : -offset) + size * chain.theta[j]
        case .vector:
          // That of an affine map moves with the place.
          chain.theta[j] *= size
          if family == "affine" {
            let w = Array(chain.theta[(j - j % 6)..<(j - j % 6 + 4)])
            let (c, i) = ([offset, -offset], j % 6 - 4)
            chain.theta[j] += c[i] - w[2 * i] * c[0] - w[2 * i + 1] * c[1]
          }
        default: break
        }
      }
      return try Self.value(chain, population)
    }
    let (exact, single) = (try value(.double), try value(.single))
    // Doubles lose digits too, where the offset is large: of 1e9 to 1e-7.
    let tolerance = 1e-5 + 1e-15 * abs(offset) / size
    #expect(!(abs(single.value - exact.value) > tolerance * exact.value), "\(single.value / exact.value - 1)")
    // What is measured against 1e6 as much as against 1, as W is.
    guard family != "affine" || offset == 0 else { return }
    #expect(
      !(norm(zip(single.gradient, exact.gradient).map { $0 - $1 }) > tolerance * norm(exact.gradient)))
  }

  @Test func theSameBitsForAnyNumberOfThreadsAndAnyWidth() throws {
    let population = try FamilyTests.population(20_000)
    let one = try Self.value(try Self.chain("bump", .gauss, .single), population)
    for threads in [2, 3, 7, 16] {
      let many = try Self.value(try Self.chain("bump", .gauss, .single), population, threads: threads)
      #expect(many.value == one.value && many.gradient == one.gradient)
    }
    for arithmetic in [Arithmetic.baseline, .portableAVX2] {
      let other = try Self.value(try Self.chain("bump", .gauss, .single, arithmetic), population)
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
