import Core
import Testing

@Suite struct ChainTests {
  private func chain(layers: Int = 50) throws -> Chain {
    var random = Random(seed: 3, stream: "chain")
    return try Chain.random(
      family: Catalogue.family(named: "bump", scale: Scale(0.5)), layers: layers, penalty: 1e-3, random: &random)
  }

  /// 3,000 points make twelve chunks and 150,000 point-layers, enough for threads to be used.
  @Test func theSameBitsForAnyNumberOfThreads() throws {
    let (chain, population) = (try chain(), try FamilyTests.population(3_000))
    let one = chain.evaluate(population, threads: 1)
    for threads in [2, 3, 7, 16] {
      let many = chain.evaluate(population, threads: threads)
      #expect(many.loss == one.loss)
      #expect(many.gradient == one.gradient)
    }
    let small = try FamilyTests.population(30)
    #expect(try chain.hessian(small, threads: 1) == chain.hessian(small, threads: 2))
  }

  @Test func oneLayerOnePoint() throws {
    let chain = try chain(layers: 1)
    let trace = try chain.trace(of: FamilyTests.population(3))
    #expect(trace.steps == 1)
    #expect(chain.evaluate(try FamilyTests.population(3)).isFinite)
  }

  @Test func weightsCountAsRepetitions() throws {
    let chain = try chain()
    let states = Columns<State>(points: [[0, 1], [1, 0], [1, 0]])
    let goals = Columns<State>(points: [[1, 1], [0, 0], [0, 0]])
    let repeated = try Population(states: states, destinations: goals, labels: [0, 0, 0], clusters: ["a"])
    let weighted = try Population(
      states: Columns(points: [[0, 1], [1, 0]]), destinations: Columns(points: [[1, 1], [0, 0]]),
      labels: [0, 0], clusters: ["a"], weights: [1, 2])
    #expect(abs(chain.evaluate(repeated).loss - chain.evaluate(weighted).loss) <= 1e-15)
  }

  @Test func badInputIsRefused() throws {
    let family = try Catalogue.family(named: "bump", scale: Scale(0.5))
    #expect(throws: EngineError.self) { try Chain(family: family, theta: [1, 2, 3], penalty: 0) }
    #expect(throws: EngineError.self) { try Chain(family: family, theta: [1, 2, 3, .nan], penalty: 0) }
    #expect(throws: EngineError.self) { try Chain(family: family, theta: [1, 2, 3, 4], penalty: -1) }
    #expect(throws: EngineError.self) { try Catalogue.family(named: "bumb", scale: Scale(1)) }
    #expect(throws: EngineError.self) { try Catalogue.family(named: "bump", scale: Scale(-1)) }
    let point = Columns<State>(points: [[.nan, 0]])
    #expect(throws: EngineError.self) {
      try Population(states: point, destinations: point, labels: [0], clusters: ["a"])
    }
    #expect(throws: EngineError.self) {
      try Population(states: .init(points: []), destinations: .init(points: []), labels: [], clusters: [])
    }
  }

  /// Rotating the whole experiment rotates everything that follows from it.
  @Test func generatorsPairAsTheFormulasSay() throws {
    let trace = try chain().trace(of: FamilyTests.population())
    let (x, g) = (trace.states[7], trace.costates[7])
    let about = (x: 0.3, y: -0.2)
    let expected = trace.mean { (x[$0, 0] - about.x) * g[$0, 1] - (x[$0, 1] - about.y) * g[$0, 0] }
    #expect(abs(trace.charge(.rotation(about: about), step: 7) - expected) <= 1e-15)
  }
}
