/// A page on which training runs: an experiment, and others to choose from. Its engine is the page's own (Page/engine); the
/// loops of the families' maps come with it.
public struct Playground: Sendable {
  /// A cluster: where it starts and where it should come, and how its points lie.
  public struct Cluster: Sendable {
    public var name: String
    public var at: Point
    public var to: Point
    public enum Points: Sendable {
      /// Drawn by the seed and the name, as `define cluster` does.
      case drawn(count: Int, shape: String, size: Double)
      /// Offsets from where it starts; and from where it should come, where each has a place of its own.
      case own([Point], goals: [Point]?)
    }
    public var points: Points

    public init(name: String, at: Point, to: Point, points: Points) {
      (self.name, self.at, self.to, self.points) = (name, at, to, points)
    }
  }

  /// What is trained, and how.
  public struct State: Sendable {
    public var clusters: [Cluster]
    /// Taken in turn.
    public var families: [String] = ["bump"]
    public var kernel = "gauss"
    public var width = 0.5
    public var isWidthTrained = false
    public var layers = 50
    public var penalty = 1e-3
    public var seed = "1"
    public var spread = 1.5
    public var method = "adam"
    public var rate = 0.02
    public var isCosine = true
    /// Over which the rate falls.
    public var steps = 1000
    /// Where the page begins; nil: at the random parameters of the seed.
    public var theta: [Double]?

    public init(clusters: [Cluster]) { self.clusters = clusters }
  }

  /// A family as the page's engine has it.
  public struct Map: Sendable {
    public var name: String
    public var isRadial: Bool
    public var isAffine: Bool
    public struct Parameter: Sendable {
      public var name: String
      public var role: String
      public var isAmplitude: Bool
      public var isTrained: Bool
      public var rest: Double
      /// The standard deviation of its random start.
      public var initial: Double
      /// The power of a length that it is; nil where its unit is known instead.
      public var exponent: Double?
      public var unit: Double?

      public init(
        name: String, role: String, isAmplitude: Bool, isTrained: Bool, rest: Double, initial: Double,
        exponent: Double?,
        unit: Double?
      ) {
        (self.name, self.role, self.isAmplitude, self.isTrained) = (name, role, isAmplitude, isTrained)
        (self.rest, self.initial, self.exponent, self.unit) = (rest, initial, exponent, unit)
      }
    }
    public var parameters: [Parameter]
    /// The passes' loops by kernel ("gauss", "trained gauss"), or under "any".
    public var loops: [(kernel: String, script: String)]
    /// Behind `define family`, where it is no family that nsh knows by itself.
    public var definition: String?

    public init(
      name: String, isRadial: Bool, isAffine: Bool, parameters: [Parameter], loops: [(kernel: String, script: String)]
    ) {
      (self.name, self.isRadial, self.isAffine, self.parameters, self.loops) = (
        name, isRadial, isAffine, parameters, loops
      )
    }
  }

  public var title: String
  public var start: State
  public var examples: [(title: String, state: State)]
  public var maps: [Map]
  /// For the pieces of physics.
  public var library = PieceLibrary()
  /// What is shown where no script runs.
  public var still: Figure
  public var script: String
  public var seed: String
  public var remark: String

  public init(
    title: String, start: State, examples: [(title: String, state: State)], maps: [Map], still: Figure, script: String,
    seed: String, remark: String
  ) {
    (self.title, self.start, self.examples, self.maps) = (title, start, examples, maps)
    (self.still, self.script, self.seed, self.remark) = (still, script, seed, remark)
  }

  public func html() -> [UInt8] {
    let data: JSON = .object([
      ("start", start.json), ("defaults", State(clusters: []).json),
      ("examples", .array(examples.map { .object([("title", .string($0.title)), ("state", $0.state.json)]) })),
      ("themes", .array(Theme.allCases.map(\.json))),
    ])
    // In a hundred colours it takes less than half.
    let format = Format(size: (width: 360, height: 315), theme: .light)
    let picture = Animation([still]).gif(format).map { ("gif", $0) } ?? ("png", still.png(format))
    let code: [[UInt8]] = [
      library.code, PackageResources.basics_js,
      Map.code(maps),
      PackageResources.random_js, PackageResources.population_js, PackageResources.chain_js,
      PackageResources.charges_js,
      PackageResources.optimisers_js, PackageResources.lbfgs_js, PackageResources.newton_js, PackageResources.state_js,
      PackageResources.plane_js,
      PackageResources.train_js, PackageResources.show_js, PackageResources.clusters_js, PackageResources.drawn_js,
      PackageResources.physics_js, PackageResources.hand_js,
    ]
    return PageTemplate.fill(
      PackageResources.playground_html, script: code.flatMap { $0 },
      [
        ("title", title), ("alt", still.altText), ("script", script), ("seed", seed), ("remark", remark),
        ("still", "data:image/\(picture.0);base64," + TerminalGraphics.base64(picture.1)),
      ], styles: [("playground-style", PackageResources.pieces_css + PackageResources.playground_css)], data: data)
  }
}

extension Playground.State {
  fileprivate var json: JSON {
    .object([
      ("clusters", .array(clusters.enumerated().map { $1.json($0) })), ("families", .strings(families)),
      ("kernel", .string(kernel)), ("s", .number(width)), ("trained", .truth(isWidthTrained)),
      ("layers", .number(Double(layers))), ("penalty", .number(penalty)), ("seed", .string(seed)), ("amplitude", .null),
      ("spread", .number(spread)), ("method", .string(method)), ("rate", .number(rate)),
      ("decay", .string(isCosine ? "cosine" : "constant")), ("steps", .number(Double(steps))), ("distance", .number(1)),
      ("compare", .string("none")), ("theta", theta.map { .numbers($0) } ?? .null),
    ])
  }
}

extension Playground.Cluster {
  fileprivate func json(_ place: Int) -> JSON {
    func pair(_ p: Point) -> JSON { .numbers([p.x, p.y]) }
    var members: [(String, JSON)] = [("name", .string(name)), ("at", pair(at)), ("to", pair(to))]
    switch points {
    case .drawn(let count, let shape, let size):
      members += [("n", .number(Double(count))), ("shape", .string(shape)), ("size", .number(size))]
    case .own(let offsets, let goals):
      members += [("own", .number(Double(place))), ("offsets", .array(offsets.map(pair)))]
      if let goals { members.append(("goals", .array(goals.map(pair)))) }
    }
    return .object(members)
  }
}

extension Playground.Map {
  static func code(_ maps: [Self]) -> [UInt8] {
    Array("const maps = {\n\(maps.map(\.script).joined(separator: ",\n"))\n};\n".utf8)
  }

  /// A member of an object in JavaScript.
  fileprivate var script: String {
    let described: JSON = .array(
      parameters.map {
        .object(
          [
            ("name", .string($0.name)), ("role", .string($0.role)), ("amplitude", .truth($0.isAmplitude)),
            ("trained", .truth($0.isTrained)), ("rest", .number($0.rest)), ("initial", .number($0.initial)),
          ] + ($0.exponent.map { [("exponent", .number($0))] } ?? []) + ($0.unit.map { [("unit", .number($0))] } ?? []))
      })
    let passes = loops.map { "\(JSON.string($0.kernel).text): {\n\($0.script)\n}" }.joined(separator: ", ")
    return
      "\(JSON.string(name).text): { isRadial: \(isRadial), isAffine: \(isAffine), "
      + (definition.map { "definition: \(JSON.string($0).text), " } ?? "")
      + "parameters: \(described.text),\nloops: {\(passes)} }"
  }
}
