import Checked
import Core
import Syntax

/// build chain layers=50 family=bump s=0.5 penalty=1e-3
enum BuildChain {
  static let standardName = "chain"
  static let name = Option(
    "name", .newName, "the chain's name, where there are to be several", default: standardName,
    positional: true)
  static let layers = Option("layers", .count, "how many maps", default: 50)
  static let family = Option(
    "family", .families,
    "the family of maps: one of those below, or of `define family`; or a list of them that the layers take in turn",
    default: ["bump"])
  static let kernel = Option("kernel", .choice, "how a map fades with distance", default: Kernel.gauss)
  static let s = Option("s", .positive, "the kernel's width", default: 0.5)
  static let scale = Option(
    "scale", .either(no: "fixed", yes: "trained"), "whether each layer's width is trained too", default: false)
  static let penalty = Option("penalty", .notNegative, "lambda in lambda/2 sum |amplitude|^2", default: 1e-3)
  static let amplitude = Option.optional(
    "amplitude", .notNegative, "the standard deviation of the first amplitudes; each family has its own")
  static let spread = Option("spread", .positive, "the first centres lie in [-spread, spread]^2", default: 1.5)
  static let precision = Option(
    "precision", .choice,
    "single: training computes its passes in single precision, twice as fast, for big populations",
    default: Precision.double)

  static let command = Command(
    "build", "chain", "builds a chain of maps with random parameters for the clusters defined so far",
    details: Catalogue.families.map { "family \($0.name): \($0.formula), \($0.summary)" }
      + Kernel.allCases.map { "kernel \($0.rawValue): k = \($0.formula), r2 = |x - c|^2/s^2" },
    [name, layers, family, kernel, s, scale, penalty, amplitude, spread, precision],
    brings: .init(process: standardName),
    ranks: .shared,
    examples: [
      .init(
        "seed 1\ndefine cluster red n=20 at=(0, 1) to=(1, 0)\nbuild chain layers=10 family=swirl s=0.7",
        shows: "red: 20 points around (0, 1), sd 0.1, to (1, 0)\nchain: 10 swirl layers, 30 parameters, loss 0.786"),
      .init(
        "seed 1\ndefine cluster red n=20 at=(0, 1) to=(1, 0)\nbuild chain layers=10 family=[bump, swirl]",
        shows: "red: 20 points around (0, 1), sd 0.1, to (1, 0)\nchain: 10 layers of bump, swirl, 35 parameters, loss *"
      ),
    ]
  ) { call, session in
    let population = try Population(of: session.workspace.clusters)
    let count = try call[layers]
    let wanted = try call[family]
    if let own = wanted.compactMap({ session.workspace.families[$0] }).first,
      let extra = [BuildChain.kernel.parameter, s.parameter, scale.parameter].first(where: {
        call.arguments[$0.name] != nil
      })
    {
      throw Diagnostic(
        .unusedOption, "`\(own.name)` has no kernel and no width: its formula says all", at: call.span(of: extra))
    }
    let kernel = try call[kernel]
    let width = Scale(try call[s], isTrained: try call[scale])
    let cycle = try session.placed(call.span(of: family.parameter)) { session in
      try wanted.map { try session.workspace.family(named: $0, kernel: kernel, scale: width) }
    }
    let widest = cycle.map(\.parameters.count).max() ?? 0
    try session.placed(call.span(of: layers.parameter)) { session in
      try session.settings.memory.require(
        96 * Double(Ranks.held(of: population.count)) + 300 * Double(count) * Double(widest),
        for: "\(NumberFormat.standard(Double(count))) layers for \(population.count) points")
    }
    let (penalty, amplitude, spread) = (try call[penalty], try call[amplitude], try call[spread])
    let arithmetic = session.settings.arithmetic
    let precision = try call[precision]
    let recipe = TrainingRecord.Recipe(stream: "chain") { random in
      try Chain.random(
        cycle: cycle, layers: count, penalty: penalty, amplitude: amplitude, spread: spread,
        arithmetic: arithmetic, precision: precision,
        random: &random)
    }
    let seed = session.seed()
    let name = try call[name]
    try Building.check(name, at: call.span(of: BuildChain.name.parameter), session)
    let isOwn = wanted.contains { session.workspace.families[$0] != nil }
    let blamed = precision == .single && isOwn ? BuildChain.precision.parameter : family.parameter
    var experiment = try session.placed(call.span(of: blamed)) { _ in
      try Experiment(recipe, seed: seed, population: population)
    }
    experiment.beforeTrace = session.traceGuard
    try Building.built(call) { try (experiment.form as? Chain)?.checkLengths(of: population) }
    try check(experiment, at: call.span(of: family.parameter))
    try Building.place(experiment, name, at: call.span(of: BuildChain.name.parameter), &session)
  }

  /// A formula need not be finite where the points are.
  private static func check(_ experiment: Experiment, at span: Span) throws {
    guard let chain = experiment.form as? Chain, let family = chain.family(ofLayer: 1) as? FormulaFamily,
      !(try experiment.evaluation().isFinite)
    else { return try Building.checkLoss(experiment, at: span) }
    var points = experiment.population.states
    for k in Range(from: 1, through: chain.layers) {
      let theta = Array(chain.parameters(ofLayer: k))
      for i in 0..<points.count {
        if let fault = family.fault(at: [points[i, 0], points[i, 1]], theta) {
          let values = zip(family.parameters, theta).map { "\($0.name) = \(NumberFormat.short($1))" }.joined(
            separator: ", ")
          throw Diagnostic(
            .notFinite,
            "\(fault) of `\(family.name)` is not finite in layer \(k), at (\(NumberFormat.short(points[i, 0])), \(NumberFormat.short(points[i, 1])))",
            at: span,
            notes: ["the parameters drawn there are \(values)"],
            help: "give the parameter a value of rest, as in `w = 3`, or another seed")
        }
      }
      points = chain.apply(layer: k, to: points)
    }
    try Building.checkLoss(experiment, at: span)
  }
}
