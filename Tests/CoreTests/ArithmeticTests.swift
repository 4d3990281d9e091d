import Core
import Testing

/// The copies of the kernel.
@Suite struct ArithmeticTests {
  static func chain(_ family: String, _ kernel: Kernel, _ arithmetic: Arithmetic) throws -> (Chain, Population) {
    var random = Random(seed: 8, stream: "arithmetic")
    let points = (0..<333).map { _ in [random.normal(), random.normal()] }
    let goals = (0..<333).map { _ in [random.normal(), random.normal()] }
    let population = try Population(of: [Cluster(name: "all", states: points, destinations: goals)])
    let type = try Catalogue.family(named: family, kernel: kernel, scale: Scale(0.7, isTrained: family != "affine"))
    return (
      try Chain.random(family: type, layers: 7, penalty: 1e-2, arithmetic: arithmetic, random: &random), population
    )
  }

  static let cases = Catalogue.names.flatMap { family in Kernel.allCases.map { (family, $0) } }

  /// Loss, gradient, Hessian, trace and a layer's determinants.
  static func numbers(_ chain: Chain, _ population: Population) throws -> [Double] {
    let e = chain.evaluate(population)
    let trace = try chain.trace(of: population)
    let inspection = try chain.inspection(of: population)
    let sums =
      Generator.catalogue.flatMap { inspection.charges($0) + [inspection.scale($0)] }
      + inspection.layerGradient(1, cluster: 0)
    return sums + [e.loss] + e.gradient + (try chain.hessian(population))
      + trace.states.flatMap { $0.points.flatMap { $0 } }
      + trace.costates.flatMap { $0.points.flatMap { $0 } } + chain.layerGradient(3, trace: trace)
      + chain.jacobianDeterminants(2, at: trace.states[1])
  }

  /// Wide registers change no bit; what they would change, other machines could not reproduce.
  @Test(arguments: cases)
  func theWidthOfTheRegistersChangesNoBit(family: String, kernel: Kernel) throws {
    for (one, others) in [(Arithmetic.portable, [Arithmetic.baseline, .portableAVX2]), (.fast, [.fastAVX2])] {
      let (chain, population) = try Self.chain(family, kernel, one)
      let numbers = try Self.numbers(chain, population)
      for other in others where other.isBuilt {
        #expect(try Self.numbers(Self.chain(family, kernel, other).0, population) == numbers, "\(other)")
      }
    }
  }

  /// Fused operations round once where portable ones round twice: some units in the last place, grown by seven layers
  /// and, in the Hessian, by sums of terms that cancel.
  @Test(arguments: cases)
  func fastAndPortableAgree(family: String, kernel: Kernel) throws {
    let (portable, population) = try Self.chain(family, kernel, .portable)
    let (fast, _) = try Self.chain(family, kernel, .fast)
    let (a, b) = (try Self.numbers(portable, population), try Self.numbers(fast, population))
    let scale = a.map(abs).max() ?? 0
    for (x, y) in zip(a, b) { #expect(!(abs(x - y) > 1e-13 * scale)) }
    #expect(fast.arithmetic.effective == .fast || a == b)
  }

  @Test func anyNumberOfThreadsGivesTheSameBits() throws {
    for arithmetic in Arithmetic.allCases {
      var (chain, _) = try Self.chain("bump", .gauss, arithmetic)
      var random = Random(seed: 1, stream: "threads")
      let points = (0..<30_000).map { _ in [random.normal(), random.normal()] }
      let population = try Population(of: [Cluster(name: "all", states: points, destinations: points.reversed())])
      let one = chain.evaluate(population, threads: 1)
      for threads in [2, 3, 7, 16, 1_000_000] {
        let many = chain.evaluate(population, threads: threads)
        #expect(many.loss == one.loss && many.gradient == one.gradient, "\(threads) threads")
      }
      chain.theta[0] += 1
      #expect(chain.evaluate(population).loss != one.loss)
    }
  }

  /// A kernel that has faded to nothing, and one far beyond what an exponent can say.
  @Test func farPointsStayWhereTheyAre() throws {
    for arithmetic in Arithmetic.allCases {
      let family = try Catalogue.family(named: "bump", kernel: .gauss, scale: Scale(1e-3))
      let chain = try Chain(family: family, theta: [0, 0, 1, 1], penalty: 0, arithmetic: arithmetic)
      var points = Columns<State>(count: 3, dimension: 2)
      for (i, x) in [0, 1, 1e150].enumerated() { points[i, 0] = x }
      let images = chain.apply(layer: 1, to: points)
      #expect(images[0, 0] == 1 && images[1, 0] == 1 && images[2, 0] == 1e150 && images[2, 1].magnitude < 1e-300)
    }
  }
}
