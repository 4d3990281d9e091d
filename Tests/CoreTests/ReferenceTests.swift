import Core
import Testing

/// The engine against data that independent float64 programs wrote.
@Suite struct ReferenceTests {
  /// 1e-12: fifty layers of roundings near 1e-16, amplified a little by the chain; the data carry 16 digits.
  @Test(arguments: ReferenceData.experiments)
  func statesCostatesAndGradients(name: String) throws {
    let data = try ReferenceData.load(name)
    let (chain, population) = (try data.chain(), try data.population())
    let evaluation = chain.evaluate(population)
    let trace = try chain.trace(of: population)
    #expect(abs(evaluation.objective - data.F!) <= 1e-12)
    #expect(distance(evaluation.gradient, data.dF_dtheta!.flatMap { $0 }) <= 1e-12)
    #expect(trace.steps == data.x!.count - 1)
    for t in 0...trace.steps {
      #expect(distance(trace.states[t].points.flatMap { $0 }, data.x![t].flatMap { $0 }) <= 1e-12)
      #expect(distance(trace.costates[t].points.flatMap { $0 }, data.g![t].flatMap { $0 }) <= 1e-12)
    }
  }

  @Test(arguments: ReferenceData.experiments)
  func chargesOfAllAndOfEachCluster(name: String) throws {
    let data = try ReferenceData.load(name)
    let trace = try data.chain().trace(of: data.population())
    for (c, generator) in Generator.catalogue.prefix(4).enumerated() {
      #expect(distance(trace.charges(generator), data.Q!.map { $0[c] }) <= 1e-12)
      for cluster in trace.clusters.indices {
        let expected = data.Qcluster!.map { $0[cluster][c] }
        #expect(distance(trace.charges(generator, cluster: cluster), expected) <= 1e-12)
      }
    }
  }

  @Test func theStationaryReferenceIsStationaryAndConserves() throws {
    let data = try ReferenceData.load("swap50_bump")
    let (chain, population) = (try data.chain(), try data.population())
    #expect(chain.evaluate(population).gradientNorm <= 1e-10)
    let trace = try chain.trace(of: population)
    for generator in chain.closure.basis {
      let law = chain.drift(generator, trace)
      #expect(law.relativeDrift <= 1e-12)
      #expect(law.scale >= 1e-4, "the forces must be on, or a zero says nothing")
    }
  }
}
