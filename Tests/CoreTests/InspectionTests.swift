import Core
import Testing

/// What the pass sums up itself, beside what the trace tells.
@Suite struct InspectionTests {
  /// 1e-14 of the scale: sums of the same products in another order.
  @Test(arguments: FamilyTests.cases)
  func agreesWithTheTrace(_ c: FamilyTests.Case) throws {
    let chain = try c.chain()
    let population = try FamilyTests.population(1000)
    let inspection = try chain.inspection(of: population, threads: 3)
    let trace = try chain.trace(of: population)
    for generator in Generator.catalogue {
      for cluster in [nil, 0, 1, 2] {
        let scale = trace.scale(generator, cluster: cluster)
        #expect(!(abs(inspection.scale(generator, cluster: cluster) - scale) > 1e-13 * scale))
        #expect(
          !(distance(inspection.charges(generator, cluster: cluster), trace.charges(generator, cluster: cluster))
            > 1e-13 * scale))
      }
    }
    for k in 1...chain.layers {
      let gradient = chain.layerGradient(k, trace: trace)
      #expect(!(distance(inspection.layerGradient(k), gradient) > 1e-13))
      #expect(
        !(distance(inspection.layerGradient(k, cluster: 2), chain.layerGradient(k, trace: trace, cluster: 2)) > 1e-13))
    }
  }

  @Test(arguments: FamilyTests.cases)
  func driftEqualsDefectWithoutATrace(_ c: FamilyTests.Case) throws {
    let chain = try c.chain()
    for n in [1, 37, 5000] {
      let inspection = try chain.inspection(of: FamilyTests.population(n))
      for generator in chain.closure.basis {
        for cluster in [nil, 0] {
          let law = chain.drift(generator, inspection, cluster: cluster)
          #expect(!(law.residual > 1e-14) && law.scale > 0, "\(generator.name)")
        }
      }
    }
  }

  /// Beyond 16,384 points the scale is that of one block in eight: a few parts in a hundred.
  @Test func theScaleOfManyPointsIsThatOfSome() throws {
    let chain = try FamilyTests.cases[0].chain()
    let population = try FamilyTests.population(20_000)
    let (inspection, trace) = (try chain.inspection(of: population, threads: 2), try chain.trace(of: population))
    for generator in Generator.catalogue {
      let scale = trace.scale(generator)
      #expect(!(abs(inspection.scale(generator) - scale) > 0.1 * scale))
      #expect(!(distance(inspection.charges(generator), trace.charges(generator)) > 1e-14 * scale))
    }
  }

  /// Two sweeps over the same points: sums of the same products in another order.
  @Test func theLedgerOfAPassIsThatOfTheTrace() throws {
    let chain = try FamilyTests.cases[0].chain()
    let population = try FamilyTests.population(300)
    let (trace, inspection) = (try chain.trace(of: population), try chain.inspection(of: population))
    for generators in [nil, [Generator.rotation()]] {
      let (of, by) = (
        try TransferLedger(trace, generators: generators), try TransferLedger(inspection, generators: generators)
      )
      for t in 1...chain.layers {
        for c in 0..<3 {
          #expect(!(distance(of.transfer(layer: t, cluster: c), by.transfer(layer: t, cluster: c)) > 1e-14 * of.scale))
        }
      }
      #expect(by.scale >= of.scale && by.scale < 4 * of.scale)
      #expect(
        try by.residual(of: chain, inspection) < 1e-14
      )
    }
  }

  @Test func theSameBitsForAnyNumberOfThreads() throws {
    let chain = try FamilyTests.cases[0].chain()
    let population = try FamilyTests.population(10_000)
    let one = try chain.inspection(of: population)
    for threads in [2, 5, 1_000_000] {
      let many = try chain.inspection(of: population, threads: threads)
      for generator in Generator.catalogue {
        #expect(many.charges(generator, cluster: 1) == one.charges(generator, cluster: 1))
      }
    }
    #expect(throws: CancellationError.self) { try chain.inspection(of: population, isCancelled: { true }) }
  }
}
