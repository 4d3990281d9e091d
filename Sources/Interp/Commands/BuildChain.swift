import Core

/// build chain layers=50 family=bump s=0.5 penalty=1e-3
enum BuildChain {
  static let name = Option<String>.word("name", .newName, "the chain's name, where there are to be several", required: false)
  static let layers = Option<Double>.count("layers", "how many maps", standard: "50")
  static let family = Option<[String]>.choices(
    "family", Catalogue.names, "the family of maps, or a list of families that the layers take in turn", standard: "bump")
  static let kernel = Option<String>.choice(
    "kernel", Kernel.allCases.map(\.rawValue), "how a map fades with distance", standard: "gauss")
  static let s = Option<Double>.positive("s", "the kernel's width", standard: "0.5")
  static let scale = Option<String>.choice("scale", ["fixed", "trained"], "whether each layer's width is trained too", standard: "fixed")
  static let penalty = Option<Double>.notNegative("penalty", "lambda in lambda/2 sum |amplitude|^2", standard: "1e-3")
  static let amplitude = Option<Double>.notNegative("amplitude", "the standard deviation of the first amplitudes; each family has its own")
  static let spread = Option<Double>.positive("spread", "the first centres lie in [-spread, spread]^2", standard: "1.5")

  static let command = Command(
    "build", "chain", "builds a chain of maps with random parameters for the clusters defined so far",
    details: Catalogue.families.map { "family \($0.name): \($0.formula), \($0.summary)" }
      + Kernel.allCases.map { "kernel \($0.rawValue): k = \($0.formula), r2 = |x - c|^2/s^2" },
    [name, layers, family, kernel, s, scale, penalty, amplitude, spread],
    examples: [
      .init(
        "seed 1\ndefine cluster red n=20 at=(0, 1) to=(1, 0)\nbuild chain layers=10 family=swirl s=0.7",
        shows: "red: 20 points around (0, 1), sd 0.1, to (1, 0)\nchain: 10 swirl layers, 30 parameters, loss 0.786"),
      .init(
        "seed 1\ndefine cluster red n=20 at=(0, 1) to=(1, 0)\nbuild chain layers=10 family=[bump, swirl]",
        shows: "red: 20 points around (0, 1), sd 0.1, to (1, 0)\nchain: 10 layers of bump, swirl, 35 parameters, loss *"),
    ]
  ) { call, session in
    let population = try Population(of: session.workspace.clusters)
    let count = try call[layers] ?? 50
    let kernel = Kernel(rawValue: try call[kernel] ?? "gauss") ?? .gauss
    let width = Scale(try call[s] ?? 0.5, isTrained: try call[scale] == "trained")
    let cycle = try (try call[family] ?? ["bump"]).map { try Catalogue.family(named: $0, kernel: kernel, scale: width) }
    let widest = cycle.map(\.parameters.count).max() ?? 0
    try session.placed(call.span(of: layers.parameter)) { session in
      try session.settings.memory.require(
        40 * Double(population.count) + 300 * count * Double(widest),
        for: "\(NumberFormat.standard(count)) layers for \(population.count) points")
    }
    let (penalty, amplitude, spread) = (try call[penalty] ?? 1e-3, try call[amplitude], try call[spread] ?? 1.5)
    let arithmetic = session.settings.arithmetic
    let recipe = Experiment.Recipe { random in
      try Chain.random(
        cycle: cycle, layers: Int(count), penalty: penalty, amplitude: amplitude, spread: spread, arithmetic: arithmetic, random: &random)
    }
    let seed = session.seed()
    let name = try call[name] ?? Workspace.standardChain
    if let taken = Checker.reserved(name) ?? session.workspace.meaning(ofChain: name) {
      throw Diagnostic("reserved-name", "`\(name)` is \(taken); choose another name", at: call.span(of: BuildChain.name.parameter))
    }
    var experiment = try Experiment(recipe: recipe, seed: seed, population: population)
    experiment.beforeTrace = session.traceGuard
    session.workspace.chains[name] = experiment
    session.workspace.current = name
    session.show(.report(try describe(experiment, name: name), seconds: nil))
  }

  /// chain: 50 bump layers, 200 parameters, loss 0.998
  static func describe(_ experiment: Experiment, name: String) throws -> String {
    if let scene = experiment.scene { return "\(name): " + Scenes.describe(scene) }
    let chain = try experiment.chain
    return "\(name): \(chain.title), \(chain.trainedCount) parameters, loss \(NumberFormat.short(try experiment.evaluation().loss))"
  }
}
