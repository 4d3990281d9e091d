import Checked

/// A network with its data as JSON.
///
/// Fields: `network`, the layers' words in order; `head`; `tokens`; `lam`, the penalty; `theta` [K][p], each layer's
/// matrices row by row; `x0` [N][d], `dest` [N][m], `label` [N], `clusters`; optional `weights` [N] and `seed`, and of
/// the table that it was built for `columns`, `centre` and `size`: a coordinate is (x - centre)/size of its column; and how
/// it was trained, `training` (see `TrainingFile`).
public struct NetworkFile: Sendable {
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
  public var columns: [String]?
  public var centre: [Double]?
  public var size: [Double]?
  public var training: TrainingFile?

  public init(
    _ model: Network, _ population: Population, seed: UInt64?, frame: DataTable.Frame? = nil,
    training: TrainingFile? = nil
  ) {
    self.training = training
    network = model.layers.map(\.name)
    head = model.head.rawValue
    tokens = model.tokens
    lam = model.penalty
    theta = Range(from: 1, through: model.layers.count).map { Array(model.parameters(ofLayer: $0)) }
    x0 = population.states.points
    dest = population.destinations.points
    label = population.labels
    clusters = population.clusters
    weights = population.isUniform ? nil : population.weights
    self.seed = seed
    columns = frame?.names
    centre = frame?.scales.map(\.centre)
    size = frame?.scales.map(\.size)
  }

  /// Nil where the file holds no network.
  ///
  /// - Throws: `EngineError` naming the field that is missing or of the wrong kind, or the place where the text is no
  ///   JSON.
  public init?(bytes: [UInt8]) throws { try self.init(JSONFields(bytes)) }

  /// Nil where these are no network's.
  ///
  /// - Throws: `EngineError` naming the field that is missing or of the wrong kind.
  public init?(_ fields: JSONFields) throws {
    guard fields.has("network") else { return nil }
    network = try fields.get("network", .list(of: .text))
    head = try fields.get("head", .text)
    tokens = try fields.get("tokens", .whole)
    lam = try fields.get("lam", .number)
    theta = try fields.get("theta", .rows)
    x0 = try fields.get("x0", .rows)
    dest = try fields.get("dest", .rows)
    label = try fields.get("label", .list(of: .whole))
    clusters = try fields.get("clusters", .list(of: .text))
    weights = try fields.find("weights", .row)
    seed = try fields.find("seed", .seed)
    columns = try fields.find("columns", .list(of: .text))
    centre = try fields.find("centre", .row)
    size = try fields.find("size", .row)
    training = try TrainingFile(of: fields)
  }

  /// The columns of the table that it was built for, and their scales; nil where the file does not say.
  ///
  /// - Throws: `EngineError` naming the field that does not fit the others.
  public func frame() throws -> DataTable.Frame? {
    guard let columns else { return nil }
    let width = (x0.first?.count ?? 0) * tokens
    let (centre, size) = (centre ?? [Double](repeating: 0, count: width), size ?? [Double](repeating: 1, count: width))
    for (name, count) in [("columns", columns.count), ("centre", centre.count), ("size", size.count)]
    where count != width {
      throw EngineError(.badFile, "`\(name)` has \(count) entries; a row has \(width) numbers")
    }
    guard size.allSatisfy({ $0 > 0 }) else { throw EngineError(.badFile, "`size` must be positive") }
    try TableHeader.checkDistinct(columns, in: "`columns`")
    return DataTable.Frame(
      names: columns, scales: zip(centre, size).map { DataTable.ColumnScale(centre: $0, size: $1) })
  }

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
