import Core
import Testing

/// Walks the catalogue of layers and checks what each claims, at random parameters.
@Suite struct LayerTests {
  static let texts = [
    "linear 4", "affine 4", "tanh 4", "relu 4", "gelu 4", "residual 5 tanh", "residual 5 relu",
    "residual 5 gelu nobias", "rmsnorm 5 tanh",
    "rmsnorm 5 relu nobias", "layernorm 5 tanh", "layernorm 5 gelu nobias", "attention 2",
  ]

  static func layer(_ text: String, inputs: Int = 3) throws -> any Layer {
    try LayerCatalogue.layers(text, inputs: inputs, tokens: 4)[0]
  }

  /// Three layers of it between a dense layer and a head, biases random too, 5 x 4 points in three clusters.
  static func network(_ text: String, head: Head = .softmax, seed: UInt64 = 3) throws -> (Network, Population) {
    var random = Random(seed: seed, stream: "layers")
    let layers = try ["affine 3", text, "affine 3", text, "linear 2"].reduce(into: [any Layer]()) {
      $0 += try LayerCatalogue.layers($1, inputs: $0.last?.outputs ?? 3, tokens: 4)
    }
    let theta = layers.flatMap { $0.randomParameters(&random, bias: 0.5) }
    let network = try Network(layers: layers, head: head, theta: theta, penalty: 0.01, tokens: 4)
    let labels = (0..<20).map { $0 / 4 % 3 }
    let population = try Population(
      states: Columns(points: (0..<20).map { _ in (0..<3).map { _ in random.normal() } }),
      destinations: Columns(points: labels.map { [$0 == 0 ? 1 : 0, $0 == 0 ? 0 : 1] }), labels: labels,
      clusters: ["a", "b", "c"])
    return (network, population)
  }

  @Test func everyKindIsTested() {
    for kind in LayerCatalogue.kinds { #expect(Self.texts.contains { $0.hasPrefix(kind.word + " ") }, "\(kind.word)") }
  }

  /// Both sides are the same sums of products in another order; 1e-12 leaves room for the conditioning of norms and of
  /// the softmax.
  @Test(arguments: texts) func lawsHoldAtAnyParameters(_ text: String) throws {
    for seed in 1...3 {
      let (network, population) = try Self.network(text, seed: UInt64(seed))
      let trace = try network.trace(of: population)
      for cluster in [nil, 0, 2] {
        let (laws, identities) = network.laws(trace, cluster: cluster)
        #expect(laws.count >= 5)
        for law in laws {
          #expect(law.relative.residual <= 1e-12, "\(law.law.formula) of layers \(law.layers)")
          #expect(law.scale >= 1e-3, "a law of nothing proves nothing")
        }
        guard cluster == nil else { continue }
        #expect(laws.contains { $0.relative.drift > 1e-3 }, "untrained, charges do drift")
        for identity in identities {
          #expect((identity.residual ?? .nan) <= 1e-12, "\(identity.identity.formula) of layers \(identity.layers)")
        }
      }
    }
  }

  /// Columns of one number have no direction: whatever their mean is rounded to, nothing of it is blown up, and the laws
  /// hold. Nor are small or large columns lost with their squares.
  @Test(arguments: ["layernorm 5 tanh", "rmsnorm 5 tanh"], [1, 2, 3, 7, 10])
  func columnsOfOneNumberAreStill(_ text: String, _ inputs: Int) throws {
    var random = Random(seed: 4, stream: "constant rows")
    let layers = try [text, "linear 2"].reduce(into: [any Layer]()) {
      $0 += try LayerCatalogue.layers($1, inputs: $0.last?.outputs ?? inputs, tokens: 1)
    }
    let theta = layers.flatMap { $0.randomParameters(&random, bias: 0.5) }
    let network = try Network(layers: layers, head: .softmax, theta: theta, penalty: 0)
    let numbers = [0.1, 0.7, 1.3, 2.2, 1 / 3.0, -0.1, 1e-3, text.hasPrefix("layernorm") ? 1e-170 : 1e-40, 0]
    let population = try Population(
      states: Columns(points: numbers.map { [Double](repeating: $0, count: inputs) }),
      destinations: Columns(points: numbers.indices.map { [$0 % 2 == 0 ? 1 : 0, $0 % 2 == 0 ? 0 : 1] }),
      labels: numbers.indices.map { $0 % 2 }, clusters: ["a", "b"])
    let trace = try network.trace(of: population)
    let gradients = trace.costates[0].points
    for (i, gradient) in gradients.enumerated() where text.hasPrefix("layernorm") {
      #expect(norm(gradient) <= 10, "\(numbers[i])")
      // All of them are looked at as the same point.
      #expect(norm(zip(trace.costates[0].points[i], trace.costates[1].points[i]).map { $0 - $1 }) <= 1e-15)
    }
    #expect(gradients.allSatisfy { $0.allSatisfy(\.isFinite) })
    let (laws, identities) = network.laws(trace)
    for law in laws { #expect(law.relative.residual <= 1e-12, "\(law.law.formula)") }
    for identity in identities { #expect((identity.residual ?? 0) <= 1e-12, "\(identity.identity.formula)") }
  }

  /// (1, 2, 4) times a number that has no square, as (1, 2, 4).
  @Test(arguments: [Normalisation.rms, .layer], [1e-200, 1e200])
  func sizesWithoutSquares(_ norm: Normalisation, _ factor: Double) throws {
    let layer = Residual(inputs: 3, hidden: 3, norm: norm)
    var random = Random(seed: 4, stream: "sizes")
    let theta = layer.randomParameters(&random, bias: 0.5)
    func branch(_ factor: Double) throws -> [Double] {
      let network = try Network(layers: [layer], head: .square, theta: theta, penalty: 0)
      let x = [factor, 2 * factor, 4 * factor]
      let population = try Population(
        states: Columns(points: [x]), destinations: Columns(points: [x]), labels: [0], clusters: ["a"])
      return zip(try network.images(of: population).points[0], x).map { $0 - $1 }
    }
    if factor < 1 { #expect(distance(try branch(factor), try branch(1)) <= 1e-14) }
    #expect(try branch(factor).allSatisfy(\.isFinite))
  }

  /// Central differences of the loss: 1e-9 of the gradient's size for steps of 1e-5 (truncation 1e-10, rounding 1e-11 /
  /// 1e-5 of a loss near 1).
  @Test(arguments: texts, Head.allCases) func gradientIsThatOfTheLoss(_ text: String, _ head: Head) throws {
    let (network, population) = try Self.network(text, head: head)
    let e = network.evaluate(population)
    var random = Random(seed: 7, stream: "directions")
    for _ in 0..<3 {
      let direction = network.theta.map { _ in random.normal() }
      func value(_ h: Double) -> Double {
        var moved = network
        for i in direction.indices { moved.theta[i] += h * direction[i] }
        return moved.evaluate(population).objective
      }
      let slope = zip(direction, e.gradient).reduce(0) { $0 + $1.0 * $1.1 }
      let difference = (value(1e-5) - value(-1e-5)) / 2e-5
      let size = zip(direction, e.gradient).reduce(0) { $0 + abs($1.0 * $1.1) }
      #expect(abs(slope - difference) <= 1e-8 * max(size, 1e-3), "\(slope) \(difference)")
    }
  }

  /// The trace's pullbacks make the same gradient as the fused pass, and E[g dx] is the change of the loss under a
  /// change of the input.
  @Test(arguments: texts) func traceFitsThePass(_ text: String) throws {
    let (network, population) = try Self.network(text)
    let trace = try network.trace(of: population)
    let joined = (1...network.layers.count).flatMap { network.layerGradient($0, trace: trace) }
    var plain = network
    plain = try Network(layers: network.layers, head: network.head, theta: network.theta, penalty: 0, tokens: 4)
    let whole = plain.evaluate(population).gradient
    let size = whole.map(abs).max() ?? 0
    #expect(zip(joined, whole).allSatisfy { abs($0 - $1) <= 1e-13 * size }, "some dozens of roundings")
    let h = 1e-5
    func loss(_ sign: Double) throws -> Double {
      var states = population.states
      for i in 0..<20 { for c in 0..<3 { states = states.adding(sign * h * Double((i * 3 + c) % 5 - 2), at: i, c) } }
      let moved = try Population(
        states: states, destinations: population.destinations, labels: population.labels, clusters: population.clusters)
      return plain.evaluate(moved).loss
    }
    let slope = (0..<20).reduce(0.0) { sum, i in
      (0..<3).reduce(sum) { $0 + trace.weights[i] * trace.costates[0][i, $1] * Double((i * 3 + $1) % 5 - 2) }
    }
    let difference = try (loss(1) - loss(-1)) / (2 * h)
    #expect(abs(slope - difference) <= 1e-8 * max(1, abs(slope)))
  }

  /// A rotation is no symmetry behind a layer normalisation, and a dense tanh absorbs nothing behind itself: laws that
  /// are not claimed fail.
  @Test func whatIsNotClaimedFails() throws {
    let (network, population) = try Self.network("layernorm 5 tanh")
    let trace = try network.trace(of: population)
    let block = try LayerTests.layer("residual 5 tanh")
    let whole = block.laws[0]
    let (before, behind) = (trace.moment(1), trace.moment(2))
    var gradient = network.layerGradient(2, trace: trace)
    var theta = Array(network.parameters(ofLayer: 2))
    let right = theta.withUnsafeMutableBufferPointer { theta in
      gradient.withUnsafeMutableBufferPointer { gradient in
        whole.value(
          LayerParameters(block.parameters, theta.baseAddress!),
          LayerParameters(block.parameters, gradient.baseAddress!))
      }
    }
    let miss = zip(MotionSpace.linear.charges(behind), MotionSpace.linear.charges(before)).map { $0 - $1 }
    let size = zip(miss, MotionSpace.linear.charges(right)).reduce(0) { $0 + abs($1.0 - $1.1) }
    #expect(size >= 1e-2)
  }

  @Test func threadsChangeNoBit() throws {
    let (network, small) = try Self.network("residual 5 tanh")
    var random = Random(seed: 1, stream: "many")
    let n = 3000
    let many = try Population(
      states: Columns(points: (0..<n).map { _ in (0..<3).map { _ in random.normal() } }),
      destinations: Columns(points: (0..<n).map { [$0 % 3 == 0 ? 1 : 0, $0 % 3 == 0 ? 0 : 1] }),
      labels: (0..<n).map { $0 % 3 }, clusters: small.clusters)
    let one = network.evaluate(many)
    for threads in [2, 3, 7] {
      let other = network.evaluate(many, threads: threads)
      #expect(one.loss == other.loss)
      #expect(one.gradient == other.gradient)
    }
  }

  @Test func wordsThatAreWrong() {
    for (text, message) in [
      ("afine 3", "there is no layer `afine`"),
      ("affine", "\"affine\" needs its width behind `affine`, from 1 to 65536: \"affine 16\""),
      ("affine 0", "\"affine 0\" needs its width behind `affine`, from 1 to 65536: \"affine 16\""),
      ("affine 3 tanh", "\"affine 3 tanh\": `tanh` does not belong to affine"),
      ("", "a layer is a kind and a width, such as \"affine 16\""),
      ("residual 3 x0", "\"residual 3 x0\": from 1 to 10000 layers alike, not 0"),
    ] {
      #expect(throws: EngineError.self, "\(message)") {
        do { _ = try LayerCatalogue.layers(text, inputs: 3, tokens: 1) } catch let error as EngineError {
          #expect(error.message == message)
          throw error
        }
      }
    }
  }
}

extension Columns {
  fileprivate func adding(_ value: Double, at i: Int, _ c: Int) -> Columns {
    var points = points
    points[i][c] += value
    return Columns(points: points)
  }
}
