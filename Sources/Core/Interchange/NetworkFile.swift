import Checked
internal import FoundationEssentials

/// A network with its data as JSON.
///
/// Fields: `network`, the layers' words in order; `head`; `tokens`; `lam`, the penalty; `theta` [K][p], each layer's
/// matrices row by row; `x0` [N][d], `dest` [N][m], `label` [N], `clusters`; optional `weights` [N] and `seed`.
public struct NetworkFile: Codable, Sendable {
  public var network: [String]
  public var head: String
  public var tokens: Int
  public var lam: Double
  public var theta: [[Double]]
  public var x0: [[Double]]
  public var dest: [[Double]]
  public var label: [Int]
  public var clusters: [String]
  public var weights: [Double]?
  public var seed: UInt64?

  public init(_ model: Network, _ population: Population, seed: UInt64?) {
    network = model.layers.map(\.name)
    head = model.head.rawValue
    tokens = model.tokens
    lam = model.penalty
    theta = Range(from: 1, through: model.layers.count).map { Array(model.parameters(ofLayer: $0)) }
    x0 = population.states.points
    dest = population.destinations.points
    label = population.labels
    clusters = population.clusters
    weights = Set(population.weights).count == 1 ? nil : population.weights
    self.seed = seed
  }

  private struct Probe: Decodable { let network: [String]? }

  /// Nil where the file holds no network.
  ///
  /// - Throws: `EngineError` naming the field that is missing or of the wrong kind.
  public init?(bytes: [UInt8]) throws {
    let data = Data(bytes)
    guard let probe = try? JSONDecoder().decode(Probe.self, from: data), probe.network != nil else { return nil }
    do {
      self = try JSONDecoder().decode(NetworkFile.self, from: data)
    } catch let error as DecodingError {
      throw EngineError(.badFile, ExperimentFile.explain(error))
    }
  }

  public func bytes() throws -> [UInt8] { try ExperimentFile.encoded(self) }

  public func model() throws -> Network {
    guard let kind = Head(rawValue: head) else {
      throw EngineError(
        .badFile, "`head` is `\(head)`; heads: " + Head.allCases.map(\.rawValue).joined(separator: ", "))
    }
    guard (1...1_000_000).contains(tokens) else { throw EngineError(.badFile, "`tokens` is \(tokens)") }
    var d = x0.first?.count ?? 0
    var layers: [any Layer] = []
    for text in network {
      layers += try LayerCatalogue.layers(text, inputs: d, tokens: tokens)
      d = layers.last?.outputs ?? d
    }
    guard theta.count == layers.count else {
      throw EngineError(.badFile, "`theta` has \(theta.count) rows; there are \(layers.count) layers")
    }
    for (k, (row, layer)) in zip(theta, layers).enumerated() where row.count != layer.parameterCount {
      throw EngineError(
        .badFile, "`theta` row \(k + 1) has \(row.count) numbers; \(layer.name) needs \(layer.parameterCount)")
    }
    return try Network(layers: layers, head: kind, theta: theta.flatMap { $0 }, penalty: lam, tokens: tokens)
  }

  public func population() throws -> Population {
    for (name, rows) in [("x0", x0), ("dest", dest)] {
      if let bad = rows.firstIndex(where: { $0.count != rows[0].count }) {
        throw EngineError(
          .badFile, "`\(name)` row \(bad + 1) has \(rows[bad].count) numbers; the first has \(rows[0].count)")
      }
    }
    let population = try Population(
      states: Columns(points: x0), destinations: Columns(points: dest), labels: label, clusters: clusters,
      weights: weights)
    try model().check(population)
    return population
  }
}
