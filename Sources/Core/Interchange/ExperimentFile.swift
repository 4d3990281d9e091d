import Checked

/// An experiment as JSON, for other programs to read and write.
///
/// Fields: `family` (or "mixed", with `families` [K]), `kernel` (gauss, lorentz, wend: the compact kernel), `s`, `lam`,
/// `K` layers, `N` points, `x0` [N][2], `dest` [N][2], `label` [N], `theta` [K][p] in the family's order, and what
/// follows from these: `F`, `dF_dtheta` [K][p], `x` [K+1][N][2] states, `g` [K+1][N][2] per-point gradients, `Q`
/// [K+1][4] = E g_x, E g_y, E[x ^ g], E<x,g>, and `Qcluster` [K+1][clusters][4], the clusters' contributions. Optional:
/// `formula`, `clusters` (names), `weights` [N], `seed`, `theta0` [K][p], the parameters before training, `training` (see
/// `TrainingFile`), `arithmetic`, `precision` (single; double where it is not said).
public struct ExperimentFile: Sendable {
  public var family: String
  /// Of a mixed chain: the family of each layer; `family` then says "mixed".
  public var families: [String]?
  /// The definition of a family of one's own.
  public var formula: String?
  public var kernel: String?
  public var s: Double?
  public var lam: Double
  public var K: Int?
  public var N: Int?
  public var x0: [[Double]]
  public var dest: [[Double]]
  public var label: [Int]
  public var theta: [[Double]]
  public var clusters: [String]?
  public var weights: [Double]?
  public var seed: UInt64?
  /// How the results were computed: portable or fast.
  public var arithmetic: String?
  /// single, where training computed in single precision.
  public var precision: String?
  public var theta0: [[Double]]?
  public var training: TrainingFile?
  public var F: Double?
  public var dF_dtheta: [[Double]]?
  public var x: [[[Double]]]?
  public var g: [[[Double]]]?
  public var Q: [[Double]]?
  public var Qcluster: [[[Double]]]?

  /// - Throws: `EngineError` naming the field that is missing or of the wrong kind, or the place where the text is no
  ///   JSON.
  public init(bytes: [UInt8]) throws { try self.init(JSONFields(bytes)) }

  /// - Throws: `EngineError` naming the field that is missing or of the wrong kind.
  public init(_ fields: JSONFields) throws {
    family = try fields.get("family", .text)
    families = try fields.find("families", .list(of: .text))
    formula = try fields.find("formula", .text)
    kernel = try fields.find("kernel", .text)
    s = try fields.find("s", .number)
    lam = try fields.get("lam", .number)
    K = try fields.find("K", .whole)
    N = try fields.find("N", .whole)
    x0 = try fields.get("x0", .rows)
    dest = try fields.get("dest", .rows)
    label = try fields.get("label", .list(of: .whole))
    theta = try fields.get("theta", .rows)
    clusters = try fields.find("clusters", .list(of: .text))
    weights = try fields.find("weights", .row)
    seed = try fields.find("seed", .seed)
    arithmetic = try fields.find("arithmetic", .text)
    precision = try fields.find("precision", .text)
    theta0 = try fields.find("theta0", .rows)
    training = try TrainingFile(of: fields)
    F = try fields.find("F", .number)
    dF_dtheta = try fields.find("dF_dtheta", .rows)
    x = try fields.find("x", .list(of: .rows))
    g = try fields.find("g", .list(of: .rows))
    Q = try fields.find("Q", .rows)
    Qcluster = try fields.find("Qcluster", .list(of: .rows))
  }
}

extension ExperimentFile {
  /// - Throws: `EngineError` naming the field that does not fit the others.
  public func population() throws -> Population {
    for (name, rows) in [("x0", x0), ("dest", dest)] {
      if let bad = rows.firstIndex(where: { $0.count != 2 }) {
        throw EngineError(.badFile, "`\(name)` row \(bad + 1) has \(rows[bad].count) numbers; a point has 2")
      }
      guard rows.count == (N ?? x0.count) else {
        throw EngineError(.badFile, "`\(name)` has \(rows.count) rows; there are \(N ?? x0.count) points")
      }
    }
    if let negative = label.first(where: { $0 < 0 }) { throw EngineError(.badFile, "`label` holds \(negative)") }
    let highest = label.max() ?? 0
    guard highest < max(label.count, clusters?.count ?? 0) else {
      throw EngineError(.badFile, "`label` holds \(highest), more than there are points")
    }
    let labelled = Set(label)
    if let clusters, let empty = clusters.indices.first(where: { !labelled.contains($0) }) {
      throw EngineError(.badFile, "`clusters` entry \(empty + 1) has no points: `label` never holds \(empty)")
    }
    let names = clusters ?? (0...highest).map { "c\($0)" }
    return try Population(
      states: Columns(points: x0), destinations: Columns(points: dest), labels: label, clusters: names,
      weights: weights)
  }

  /// The parameters before training, where the file says them.
  ///
  /// - Throws: `EngineError` where they are not as many as the chain has.
  public func start(of chain: Chain) throws -> [Double]? {
    guard let theta0 else { return nil }
    guard theta0.count == chain.layers else {
      throw EngineError(.badFile, "`theta0` has \(theta0.count) rows; there are \(chain.layers) layers")
    }
    for (k, row) in theta0.enumerated() where row.count != chain.range(ofLayer: k + 1).count {
      throw EngineError(
        .badFile, "`theta0` row \(k + 1) has \(row.count) numbers; `theta` has \(chain.range(ofLayer: k + 1).count)")
    }
    return theta0.flatMap { $0 }
  }

  /// One more parameter in a row than the family has means that log s is trained.
  ///
  /// - Parameter formula: the family that was made of the field `formula`.
  public func chain(arithmetic: Arithmetic = .portable, formula: (any Family)? = nil) throws -> Chain {
    guard let kernel = kernel == "wend" ? .compact : Kernel(rawValue: kernel ?? "gauss") else {
      throw EngineError(.badFile, "`kernel` is `\(kernel ?? "")`; kernels: gauss, lorentz, wend")
    }
    guard let precision = Precision(rawValue: precision ?? "double") else {
      throw EngineError(.badFile, "`precision` is `\(precision ?? "")`; it is double or single")
    }
    if let wanted = self.arithmetic, Arithmetic(rawValue: wanted) == nil {
      throw EngineError(
        .badFile,
        "`arithmetic` is `\(wanted)`; it is "
          + Arithmetic.allCases.map(\.rawValue).joined(separator: ", "))
    }
    if let s, !(s > 0) { throw EngineError(.badFile, "`s` must be positive, not \(s)") }
    guard theta.count == (K ?? theta.count) else {
      throw EngineError(.badFile, "`theta` has \(theta.count) rows; K is \(K ?? 0)")
    }
    let names = families ?? [String](repeating: family, count: theta.count)
    guard names.count == theta.count else {
      throw EngineError(.badFile, "`families` names \(names.count) layers; `theta` has \(theta.count) rows")
    }
    func member(_ name: String, _ isTrained: Bool) throws -> any Family {
      try formula ?? Catalogue.family(named: name, kernel: kernel, scale: Scale(s ?? 1, isTrained: isTrained))
    }
    // All layers alike: what the first one says of its scale holds for the rest.
    let isTrained = try names.indices.contains { k in
      let fixed = try member(names[k], false)
      return fixed.scale != nil && theta[k].count == fixed.parameters.count + 1
    }
    let layers = try names.map { try member($0, isTrained) }
    for (k, layer) in layers.enumerated() where theta[k].count != layer.parameters.count {
      let parameters = layer.parameters.map(\.name).joined(separator: ", ")
      throw EngineError(
        .badFile,
        "`theta` row \(k + 1) has \(theta[k].count) numbers; \(names[k]) needs \(layer.parameters.count) (\(parameters))"
      )
    }
    return try Chain(
      families: layers, theta: theta.flatMap { $0 }, penalty: lam, arithmetic: arithmetic, precision: precision)
  }
}

extension Chain {
  /// Numbers that lie as theta does, layer by layer.
  public func rows(_ flat: [Double]) -> [[Double]] {
    Range(from: 1, through: layers).map { Array(flat[range(ofLayer: $0)]) }
  }
}
