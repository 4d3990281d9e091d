import Core
import Testing

/// Chains whose layers are of several families.
@Suite struct MixedChainTests {
  static func chain(_ names: [String], layers: Int = 7, _ arithmetic: Arithmetic = .portable) throws -> Chain {
    var random = Random(seed: 2, stream: "mixed")
    let cycle = try names.map { try Catalogue.family(named: $0, kernel: .gauss, scale: Scale(0.8)) }
    return try Chain.random(
      cycle: cycle, layers: layers, penalty: 0.01, amplitude: 0.3, spread: 1, arithmetic: arithmetic, random: &random)
  }

  static let cycles = [
    ["bump", "swirl"], ["swirl", "general", "pinch"], ["affine", "bump"], ["bump", "bump", "swirl"],
  ]

  /// A mixed chain is the layers applied one after the other.
  @Test(arguments: cycles)
  func goesThroughItsLayers(_ names: [String]) throws {
    let chain = try Self.chain(names)
    let population = try FamilyTests.population()
    var x = population.states
    for k in 1...chain.layers {
      let one = try Chain(family: chain.family(ofLayer: k), theta: Array(chain.parameters(ofLayer: k)), penalty: 0)
      x = one.apply(layer: 1, to: x)
      #expect(chain.family(ofLayer: k).name == names[(k - 1) % names.count])
    }
    #expect(try chain.trace(of: population).states.last == x)
  }

  /// As in `FamilyTests`, and the conservation law for the group that all of its families are closed under.
  @Test(arguments: cycles)
  func gradientHessianAndLaw(_ names: [String]) throws {
    var chain = try Self.chain(names)
    let population = try FamilyTests.population()
    let (gradient, n) = (chain.evaluate(population).gradient, chain.theta.count)
    let hessian = try chain.hessian(population, threads: 2)
    let (scale, curvature) = (gradient.map(abs).max()!, hessian.map(abs).max()!)
    for j in 0..<n {
      let theta = chain.theta[j]
      chain.theta[j] = theta + 1e-5
      let above = chain.evaluate(population)
      chain.theta[j] = theta - 1e-5
      let below = chain.evaluate(population)
      chain.theta[j] = theta
      #expect(!(abs((above.objective - below.objective) / 2e-5 - gradient[j]) > 1e-7 * scale))
      let column = zip(above.gradient, below.gradient).map { ($0 - $1) / 2e-5 }
      #expect(!(distance(column, (0..<n).map { hessian[$0 * n + j] }) > 1e-6 * curvature))
    }
    let inspection = try chain.inspection(of: population)
    #expect(chain.closure == .euclidean)
    for generator in chain.closure.basis {
      for cluster in [nil, 1] {
        let law = chain.drift(generator, inspection, cluster: cluster)
        #expect(!(law.residual > 1e-14) && law.scale > 1e-3)
      }
    }
  }

  @Test func theWidthOfTheRegistersChangesNoBit() throws {
    let population = try FamilyTests.population()
    for names in Self.cycles {
      let numbers = try ArithmeticTests.numbers(Self.chain(names), population)
      for other in [Arithmetic.baseline, .portableAVX2] {
        #expect(try ArithmeticTests.numbers(Self.chain(names, other), population) == numbers)
      }
    }
  }

  @Test func areWrittenAndReadBack() throws {
    let (chain, population) = (try Self.chain(["swirl", "general", "pinch"]), try FamilyTests.population())
    let file = try ExperimentFile(chain: chain, population: population, seed: nil)
    let again = try ExperimentFile(bytes: ExperimentFile.bytes(chain, population, seed: nil)).chain()
    #expect(again.theta == chain.theta && again.families.map(\.name) == chain.families.map(\.name))
    var broken = file
    broken.families?.removeLast()
    #expect(throws: EngineError.self) { try broken.chain() }
  }
}
