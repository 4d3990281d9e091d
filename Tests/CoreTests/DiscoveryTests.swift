import Core
import Testing

/// The dimensions of the algebras of equivariances, derived by hand for each family: (g, l, r), genuine = g - l - r.
@Suite struct DiscoveryTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let family: String
    let inputs: Int
    let isScaleTrained: Bool
    let dimensions: [Int]
    var testDescription: String { family + (isScaleTrained ? ", s trained" : "") }

    init(_ family: String, inputs: Int = 2, scale: Bool = false, _ g: Int, _ l: Int, _ r: Int) {
      (self.family, self.inputs, isScaleTrained, dimensions) = (family, inputs, scale, [g, l, r])
    }

    func maps() throws -> any DiscoverableFamily {
      if Catalogue.names.contains(family) {
        return PlaneFamily(try Catalogue.family(named: family, scale: Scale(0.8, isTrained: isScaleTrained)))
      }
      return LayerFamily(try LayerCatalogue.layers(family, inputs: inputs, tokens: 1)[0])
    }
  }

  static let cases = [
    Case("bump", 3, 0, 0), Case("swirl", 3, 0, 0),
    Case("bump", scale: true, 4, 0, 0), Case("swirl", scale: true, 4, 0, 0), Case("pinch", scale: true, 4, 0, 0),
    Case("general", scale: true, 4, 0, 0),
    Case("anisotropic", 3, 0, 0), Case("pinned", 0, 0, 0),
    Case("linear 3", inputs: 3, 18, 9, 9), Case("affine 3", inputs: 3, 24, 12, 12),
    Case("tanh 3", inputs: 3, 12, 12, 0), Case("relu 3", inputs: 3, 15, 12, 3),
    Case("residual 6 tanh", inputs: 3, 15, 3, 3), Case("residual 6 tanh nobias", inputs: 3, 12, 0, 0),
    Case("rmsnorm 6 tanh", inputs: 3, 7, 0, 3), Case("layernorm 6 tanh", inputs: 4, 13, 1, 4),
  ]

  @Test(arguments: cases) func dimensions(_ c: Case) throws {
    for seed in 1...2 {
      var random = Random(seed: UInt64(seed), stream: "discover")
      let found = try Discovery.of(try c.maps(), random: &random)
      #expect([found.algebra, found.left, found.right] == c.dimensions)
      // What is zero is zero to rounding, and what is not is far from it: the verdict hangs on no threshold.
      if found.algebra > 0 { #expect(found.singularValues[found.algebra - 1] <= 1e-13) }
      if found.algebra < found.singularValues.count { #expect(found.singularValues[found.algebra] >= 1e-4) }
      #expect(found.equivariances.count == found.algebra)
      #expect(found.equivariances.count { $0.kind == .genuine } == found.genuine)
    }
  }

  static func names(_ c: Case, kind: Equivariance.Kind = .genuine) throws -> [String] {
    var random = Random(seed: 1, stream: "discover")
    return try Discovery.of(try c.maps(), random: &random).equivariances.filter { $0.kind == kind }.map(\.name)
  }

  @Test func motionsGetTheirNames() throws {
    #expect(try Self.names(Case("bump", 0, 0, 0)) == ["translation x", "translation y", "rotation"])
    #expect(
      try Self.names(Case("general", scale: true, 0, 0, 0)) == [
        "translation x", "translation y", "rotation", "dilation",
      ])
    #expect(
      try Self.names(Case("anisotropic", 0, 0, 0)) == [
        "translation x", "translation y", "rotation on ellipses, axes as 2 to 1",
      ])
    #expect(
      try Self.names(Case("rmsnorm 6 tanh", inputs: 3, 0, 0, 0)) == [
        "rotation 1-2", "rotation 1-3", "rotation 2-3", "dilation",
      ])
    #expect(try Self.names(Case("layernorm 6 tanh", inputs: 4, 0, 0, 0)).prefix(1) == ["dilation"])
    let absorbed = try Self.names(Case("layernorm 6 tanh", inputs: 4, 0, 0, 0), kind: .input)
    #expect(absorbed == ["common shift"], "\(absorbed)")
    #expect(
      try Self.names(Case("relu 3", inputs: 3, 0, 0, 0), kind: .output) == [
        "scaling of 1", "scaling of 2", "scaling of 3",
      ])
  }

  static func trained() throws -> (Chain, Trace) {
    let data = try ReferenceData.load("swap50_bump")
    let chain = try data.chain()
    return (chain, try chain.trace(of: data.population()))
  }

  /// Jointly over the layers of a trained chain: the parameters of the layers are the draws.
  @Test func theTrainedChainHasItsThreeSymmetries() throws {
    let (chain, trace) = try Self.trained()
    let maps = try (1...chain.layers).map { k in
      try chain.linearisation(k, at: Matrix(rows: 2, columns: trace.count, values: trace.states[k - 1].storage))
    }
    let found = try Discovery(maps)
    #expect(found.algebra == 3)
    #expect(found.singularValues[2] <= 1e-13)
    // Relative to all layers' columns together: far above rounding, though most layers do little.
    #expect(found.singularValues[3] >= 5e-3, "\(found.singularValues)")
    #expect(found.equivariances.map(\.name) == ["translation x", "translation y", "rotation"])
  }

  /// The charges of what was found obey their law, the parameters' motion being solved for, not known.
  @Test func whatWasFoundIsConserved() throws {
    let (chain, trace) = try Self.trained()
    var random = Random(seed: 1, stream: "discover")
    for symmetry in try Discovery.of(PlaneFamily(chain.family(ofLayer: 1)), random: &random).equivariances {
      let law = try chain.law(symmetry, trace: trace)
      #expect(law.relativeDrift <= 1e-10, "\(symmetry.name): as stationary as the reference is")
      #expect(law.residual <= 1e-12, "the least squares lose a few digits against the formula's action")
      let formula = chain.drift(symmetry.output, trace)
      #expect(abs(law.before[0] - formula.charges[0]) <= 1e-15 * law.scale)
    }
  }

  @Test func driftsAloneShowThemToo() throws {
    let (chain, trace) = try Self.trained()
    let found = try DriftDiscovery(trace)
    #expect(found.count == 3)
    #expect(Set(found.generators.map(\.name)) == ["translation x", "translation y", "rotation"])
    var untrained = chain
    untrained.theta = try #require(try ReferenceData.load("swap50_bump").theta0).flatMap { $0 }
    let before = try DriftDiscovery(try untrained.trace(of: ReferenceData.load("swap50_bump").population()))
    #expect(before.count == 0, "\(before.singularValues)")
  }

  /// The dimension is the family's, whatever the seed, the kernel and the width are.
  @Test(arguments: Kernel.allCases, [1e-30, 1e-6, 0.1, 0.8, 1e6])
  func dimensionsHaveNoSeed(_ kernel: Kernel, _ s: Double) throws {
    for (name, dimension) in [("bump", 3), ("pinned", 0), ("swirl", 3), ("general", 3), ("anisotropic", 3)] {
      let family = PlaneFamily(try Catalogue.family(named: name, kernel: kernel, scale: Scale(s)))
      for seed in 1...50 {
        var random = Random(seed: UInt64(seed), stream: "discover")
        let found = try Discovery.of(family, random: &random)
        #expect(found.algebra == dimension && found.genuine == dimension, "\(name) \(seed): \(found.singularValues)")
        #expect(found.gap >= Discovery.clearGap, "\(name) \(seed): \(found.singularValues)")
      }
    }
  }

  /// Drifts are told about the trace's middle: moved far away, the same are found.
  @Test func driftsFarAwayAreTheSame() throws {
    let (_, trace) = try Self.trained()
    func moved(by shift: Double, times unit: Double) throws -> DriftDiscovery {
      let states = trace.states.map { state in
        Columns<State>(points: state.points.map { [$0[0] * unit + shift, $0[1] * unit - shift] })
      }
      return try DriftDiscovery(
        Trace(
          states: states, costates: trace.costates, weights: trace.weights, labels: trace.labels,
          clusters: trace.clusters))
    }
    for (shift, unit) in [(0.0, 1.0), (1e3, 1), (0, 1e-30), (0, 1e30)] {
      let found = try moved(by: shift, times: unit)
      #expect(found.count == 3, "\(shift) \(unit): \(found.singularValues)")
    }
  }

  @Test func poorBatchesAreRefused() throws {
    let family = LayerFamily(try LayerCatalogue.layers("residual 4", inputs: 3, tokens: 1)[0])
    var random = Random(seed: 1, stream: "poor")
    #expect(throws: EngineError.self) { try Discovery.of(family, draws: 1, points: 8, random: &random) }
    let theta = family.randomParameters(&random)
    let flat = Matrix(rows: 3, columns: 60, values: (0..<180).map { $0 < 120 ? random.normal() : 1 })
    do {
      _ = try Discovery([try family.linearise(theta, at: flat)])
      Issue.record("points of a plane were taken")
    } catch let error as EngineError {
      #expect(
        error.message
          == "the points lie in a plane of dimension 2 of R^3: motions that agree there cannot be told apart")
    }
  }
}
