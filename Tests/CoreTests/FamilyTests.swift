import Core
import Testing

/// Walks the catalogue and checks what each family claims.
@Suite struct FamilyTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let kernel: Kernel
    let isScaleTrained: Bool
    var testDescription: String { "\(name) \(kernel)\(isScaleTrained ? ", scale trained" : "")" }

    func chain(layers: Int = 8) throws -> Chain {
      var random = Random(seed: 11, stream: "families")
      return try Chain.random(
        family: Catalogue.family(
          named: name, kernel: kernel, scale: Scale(kernel == .compact ? 1.6 : 0.8, isTrained: isScaleTrained)),
        layers: layers, penalty: 0.01, amplitude: 0.3, spread: 1, random: &random)
    }
  }

  static let cases = Catalogue.names.flatMap { name in
    Kernel.allCases.flatMap { kernel in
      [false, true].map { Case(name: name, kernel: kernel, isScaleTrained: $0) }
    }
  }

  /// 37 points: the last block is not full.
  static func population(_ n: Int = 37) throws -> Population {
    var random = Random(seed: 5, stream: "population")
    func points(_ sd: Double) -> Columns<State> {
      Columns(points: (0..<n).map { _ in [sd * random.normal(), sd * random.normal()] })
    }
    return try Population(
      states: points(0.6), destinations: points(1), labels: (0..<n).map { $0 % 3 }, clusters: ["a", "b", "c"])
  }

  /// Both sides are sums of the same products in another order: 1e-14 of their scale is a few dozen roundings.
  @Test(arguments: cases)
  func driftEqualsDefectForEveryClaimedGenerator(_ c: Case) throws {
    let chain = try c.chain()
    let trace = try chain.trace(of: Self.population())
    for generator in chain.closure.basis {
      for cluster in [nil, 0, 1, 2] {
        let law = chain.drift(generator, trace, cluster: cluster)
        #expect(law.residual <= 1e-14, "\(generator.name)")
        #expect(law.scale >= 1e-3, "a law of nothing proves nothing")
      }
    }
  }

  @Test(arguments: cases.filter { $0.name == "anisotropic" || $0.name == "pinned" })
  func negativeControlsFail(_ c: Case) throws {
    let chain = try c.chain()
    let trace = try chain.trace(of: Self.population())
    #expect(chain.family(ofLayer: 1).isControl)
    let lacking = Generator.catalogue.prefix(3).filter { !chain.closure.contains($0) }
    #expect(!lacking.isEmpty)
    for generator in lacking {
      let law = chain.drift(generator, trace)
      #expect(law.residual >= 1e-2, "\(generator.name)")
    }
  }

  /// Central differences with h = 1e-5: truncation h^2, rounding 1e-16 / h, both near 1e-10 of the gradient's scale;
  /// the compact kernel has a jump in the third derivative at its edge, which costs a further factor of a hundred.
  @Test(arguments: cases)
  func gradientAgreesWithDifferences(_ c: Case) throws {
    var chain = try c.chain()
    let population = try Self.population()
    let gradient = chain.evaluate(population).gradient
    let scale = gradient.map(abs).max()!
    for j in gradient.indices
    where chain.family(ofLayer: j / chain.parameters(ofLayer: 1).count + 1).parameters[
      j % chain.parameters(ofLayer: 1).count
    ].isTrained {
      let theta = chain.theta[j]
      chain.theta[j] = theta + 1e-5
      let above = chain.evaluate(population).objective
      chain.theta[j] = theta - 1e-5
      let below = chain.evaluate(population).objective
      chain.theta[j] = theta
      #expect(abs((above - below) / 2e-5 - gradient[j]) <= 1e-7 * scale)
    }
  }

  @Test(arguments: cases)
  func hessianAgreesWithDifferencesOfGradients(_ c: Case) throws {
    var chain = try c.chain(layers: 4)
    let population = try Self.population()
    let hessian = try chain.hessian(population, threads: 2)
    let n = chain.theta.count
    let scale = hessian.map(abs).max()!
    for j in 0..<n
    where chain.family(ofLayer: j / chain.parameters(ofLayer: 1).count + 1).parameters[
      j % chain.parameters(ofLayer: 1).count
    ].isTrained {
      let theta = chain.theta[j]
      chain.theta[j] = theta + 1e-5
      let above = chain.evaluate(population).gradient
      chain.theta[j] = theta - 1e-5
      let below = chain.evaluate(population).gradient
      chain.theta[j] = theta
      let column = zip(above, below).map { ($0 - $1) / 2e-5 }
      #expect(distance(column, (0..<n).map { hessian[$0 * n + j] }) <= 1e-6 * scale)
    }
  }

  @Test(arguments: cases)
  func layerGradientsOfTheClustersSumToTheFusedGradient(_ c: Case) throws {
    let chain = try Chain(family: c.chain().family(ofLayer: 1), theta: c.chain().theta, penalty: 0)
    let population = try Self.population()
    let trace = try chain.trace(of: population)
    let whole = chain.evaluate(population).gradient
    for k in 1...chain.layers {
      let parts = (0..<3).map { chain.layerGradient(k, trace: trace, cluster: $0) }
      let sum = parts[0].indices.map { parts[0][$0] + parts[1][$0] + parts[2][$0] }
      #expect(distance(sum, Array(whole[chain.range(ofLayer: k)])) <= 1e-14)
    }
  }

  @Test func aSwirlPreservesArea() throws {
    let chain = try Case(name: "swirl", kernel: .gauss, isScaleTrained: false).chain()
    let points = try Self.population().states
    for determinant in chain.jacobianDeterminants(3, at: points) {
      #expect(abs(determinant - 1) <= 1e-14)
    }
  }

  @Test func applyingTheLayersOneByOneGivesTheTrace() throws {
    let chain = try Case(name: "general", kernel: .lorentz, isScaleTrained: true).chain()
    let trace = try chain.trace(of: Self.population())
    for k in 1...chain.layers {
      #expect(chain.apply(layer: k, to: trace.states[k - 1]) == trace.states[k])
    }
  }
}
