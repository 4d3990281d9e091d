import Checked
import Limits

/// A network: a process in R^d whose layers may differ, x_k = f_k(x_{k-1}, theta_k), trained to make
///
///     F(theta) = L + P,   P = penalty/2 * sum of squared weights (not biases)
///
/// stationary, with the data's loss L at its head.
public struct Network: Sendable {
  public let layers: [any Layer]
  public let head: Head
  public let penalty: Double
  /// The length of the sequences that the points are cut into; 1 for plain points.
  public let tokens: Int
  /// All parameters, layer by layer.
  public var theta: [Double]
  /// Where each layer's parameters begin, and the end.
  let offsets: [Int]
  /// Whether the penalty counts a parameter.
  let isWeight: [Bool]

  /// - Throws: `EngineError` when there is no layer, the widths do not fit, or the parameters do not.
  public init(layers: [any Layer], head: Head, theta: [Double], penalty: Double = 0, tokens: Int = 1) throws {
    guard !layers.isEmpty else { throw EngineError(.outOfRange, "a network needs at least one layer") }
    for (before, after) in zip(layers, layers.dropFirst()) where before.outputs != after.inputs {
      throw EngineError(.wrongShape, "a layer gives \(before.outputs) numbers and the next takes \(after.inputs)")
    }
    guard penalty >= 0, penalty.isFinite else {
      throw EngineError(.outOfRange, "the penalty must be zero or positive, not \(penalty)")
    }
    var offsets = [0]
    for layer in layers { offsets.append(offsets[offsets.count - 1] + layer.parameterCount) }
    guard theta.count == offsets.last else {
      throw EngineError(.wrongShape, "\(theta.count) parameters do not fit a network of \(offsets.last ?? 0)")
    }
    guard theta.allSatisfy(\.isFinite) else { throw EngineError(.notFinite, "the parameters are not all finite") }
    (self.layers, self.head, self.penalty, self.tokens, self.theta, self.offsets) = (
      layers, head, penalty, tokens, theta, offsets
    )
    var isWeight: [Bool] = []
    isWeight.reserveCapacity(theta.count)
    for parameter in layers.flatMap(\.parameters) {
      isWeight.append(contentsOf: repeatElement(parameter.isWeight, count: parameter.count))
    }
    self.isWeight = isWeight
    try Cancellation.check()
  }

  /// With random parameters: weights normal with standard deviation 1/sqrt(columns), biases zero.
  public static func random(layers: [any Layer], head: Head, penalty: Double = 0, tokens: Int = 1, random: inout Random)
    throws -> Network
  {
    var theta: [Double] = []
    theta.reserveCapacity(layers.reduce(0) { $0 + $1.parameterCount })
    for layer in layers {
      theta += layer.randomParameters(&random)
      try Cancellation.check()
    }
    return try Network(layers: layers, head: head, theta: theta, penalty: penalty, tokens: tokens)
  }

  public var inputs: Int { layers[0].inputs }
  public var outputs: Int { layers[layers.count - 1].outputs }
  public var parameterCount: Int { theta.count }

  /// theta_k, k in 1...layers.count.
  public func parameters(ofLayer k: Int) -> ArraySlice<Double> { theta[Range(from: offsets[k - 1], upTo: offsets[k])] }

  public var penaltyValue: Double {
    var sum = CompensatedSum()
    for (t, counts) in zip(theta, isWeight) where counts { sum.add(t * t) }
    return penalty / 2 * sum.value
  }

  /// "4 layers, 1234 parameters": kinds with their numbers, in order.
  public var summary: String {
    var groups: [(name: String, count: Int)] = []
    for layer in layers {
      if groups.last?.name == layer.name { groups[groups.count - 1].count += 1 } else { groups.append((layer.name, 1)) }
    }
    return groups.map { $0.count > 1 ? "\($0.name) x\($0.count)" : $0.name }.joined(separator: ", ")
  }

  /// Whether a population can go through.
  ///
  /// - Throws: `EngineError` that says which shapes do not fit.
  public static func check(_ layers: [any Layer], tokens: Int, on population: Population) throws {
    guard let inputs = layers.first?.inputs, let outputs = layers.last?.outputs else { return }
    guard population.dimension == inputs else {
      throw EngineError(
        .wrongShape, "points of R^\(population.dimension) do not fit a network that takes R^\(inputs)")
    }
    guard population.goalDimension == outputs else {
      throw EngineError(
        .wrongShape, "the network gives \(outputs) numbers; the data want \(population.goalDimension)",
        help: "let its last layer be \"linear \(population.goalDimension)\"")
    }
    guard population.count % tokens == 0 else {
      throw EngineError(.wrongShape, "\(population.count) tokens do not make sequences of \(tokens)")
    }
  }
}

extension Network {
  public func check(_ population: Population) throws { try Self.check(layers, tokens: tokens, on: population) }
}

extension Layer {
  /// Weights normal with their standard deviation, biases normal with `bias` of it.
  public func randomParameters(_ random: inout Random, bias: Double = 0) -> [Double] {
    var theta: [Double] = []
    theta.reserveCapacity(parameterCount)
    // Left where the work should end; whoever builds of them asks as well.
    var turns = Turns(every: 8192)
    for parameter in parameters {
      let sd = parameter.isWeight ? parameter.deviation : bias
      var rest = parameter.count
      while sd != 0, rest > 0, !turns.isOver {
        theta.append(sd * random.normal())
        rest -= 1
      }
      theta.append(contentsOf: repeatElement(0, count: rest))
    }
    return theta
  }
}
