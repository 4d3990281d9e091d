import Checked
import Core
import Syntax

/// discover family bump
enum DiscoverFamily {
  static let family = Option.required(
    "family", .name(.word), "a family of plane maps, or a layer in quotes such as \"residual 6 tanh\"", positional: true
  )
  static let inputs = Option("inputs", .count(upTo: 65_536), "the numbers that a layer takes", default: 3)
  static let s = Option("s", .positive, "the kernel's width", default: 0.8)
  static let scale = Option(
    "scale", .either(no: "fixed", yes: "trained"), "whether the width is a parameter", default: false)
  static let kernel = BuildChain.kernel
  static let draws = Option("draws", .count(upTo: 1000), "how many parameters are drawn", default: 5)
  static let points = Option.optional(
    "points", .count(upTo: 1_000_000), "how many points see each map; enough by itself, most near its centre")

  static let command = Command(
    "discover", "family", "finds the equivariances of a family of maps that nobody told it, by the null-space method",
    details: [
      "Looks for affine motions of input and output that a change of parameters makes one, f_x xi_in(x) + f_theta dtheta = xi_out(f(x)), at several "
        + "random parameters. Those that parameters absorb on one side alone are listed as input or output; the others are genuine.",
      "residual: what no change of parameters explains, relative to the motions' size. eta: the same relative to what there was to explain.",
      "`let r = discover family bump` keeps them; `conserve r[1]` shows the charge of the first on the present process.",
    ], [family, inputs, s, scale, kernel, draws, points, Discover.tolerance],
    ranks: .alike, also: ["noether", "symmetry", "find", "equivariance", "lie", "algebra", "generators"],
    examples: [
      .init("seed 1\ndiscover family bump", shows: "*translation x*"),
      .init("seed 1\ndiscover family \"layernorm 6 tanh\" inputs=4", shows: "*dilation*"),
    ]
  ) { call, session in
    let family = try session.placed(call.span(of: family.parameter)) { try maps(call, &$0) }
    var random = session.random(for: "discover")
    let draws = try call[draws]
    let points = try call[points]
    let tolerance = try call[Discover.tolerance]
    let d = Double(family.inputs * (family.inputs + 1) + family.outputs * (family.outputs + 1))
    try session.settings.memory.require(
      Double(draws) * Double(family.outputs) * (Double(points ?? family.pointsNeeded) + d)
        * (d + Double(family.parameterCount)) * 8, for: "this search")
    let found = try session.placed(
      points == nil ? call.span(of: DiscoverFamily.family.parameter) : call.span(of: DiscoverFamily.points.parameter)
    ) { session in
      let host = session.host
      do {
        return try Discovery.of(
          family, draws: draws, points: points, tolerance: tolerance, random: &random,
          isCancelled: { host.isInterrupted })
      } catch is CancellationError { throw Interrupted() }
    }
    session.show(.table(Discover.table(found, title: family.name)))
  }

  private static func maps(_ call: Call, _ session: inout Session) throws -> any DiscoverableFamily {
    let word = try call[family]
    guard let first = word.split(separator: " ").first.map(String.init), !Catalogue.names.contains(word),
      session.workspace.families[word] == nil
    else {
      return PlaneFamily(
        try session.workspace.family(
          named: word, kernel: try call[kernel],
          scale: Scale(try call[s], isTrained: try call[scale])))
    }
    guard LayerCatalogue.kinds.contains(where: { $0.word == first }) else {
      let known = Catalogue.names + session.workspace.families.keys.sorted() + LayerCatalogue.kinds.map(\.word)
      throw Diagnostic(
        .unknownFamily, "there is no family or layer `\(first)`", at: call.span(of: family.parameter),
        label: Suggestion.phrase(first, among: known) ?? "families: " + Catalogue.names.joined(separator: ", ")
          + "; layers: "
          + LayerCatalogue.kinds.map(\.word).joined(separator: ", "))
    }
    return LayerFamily(try LayerCatalogue.layers(word, inputs: try call[inputs], tokens: 1)[0])
  }
}

/// discover layer 25
enum DiscoverLayer {
  static let layer = Option.required("layer", .value(.layer), "which layer; `last` for the last one", positional: true)
  static let command = Command(
    "discover", "layer", "finds the equivariances of one trained layer at the points that reach it",
    details: [
      "At a single parameter there are solutions that say nothing of the family. `discover family` and `discover process` look at several.",
      "`tolerance=0.01` lists approximate ones too, those left out whose eta is above 0.5: they are small only because the layer does little.",
    ], [layer, Discover.tolerance],
    asksProcess: true, ranks: .gathered, also: ["symmetry", "find", "equivariance"],
    examples: [.init(exampleSetup + "discover layer 3", shows: "*translation x*")]
  ) { call, session in
    let experiment = try session.experiment()
    let span = call.span(of: layer.parameter)
    _ = try experiment.layered()
    let k = try experiment.mapNumber(try call[layer], at: span)
    let tolerance = try call[Discover.tolerance]
    let found = try session.placed(span) { _ in
      try Discovery([try Discover.map(k, of: experiment)], tolerance: tolerance)
    }
    session.show(.table(Discover.table(found, title: "layer \(k)")))
  }
}

/// discover process
enum DiscoverProcess {
  static let command = Command(
    "discover", "process", or: "chain",
    "finds the equivariances that all layers of the present process share, at the points that reach them",
    details: [
      "The layers' parameters, trained or not, are the draws. Of a network: the longest stretch of layers of one width."
    ], [Discover.tolerance],
    asksProcess: true, ranks: .gathered, also: ["symmetry", "find", "equivariance", "noether"],
    examples: [.init(exampleSetup + "discover process", shows: "*rotation*")]
  ) { call, session in
    let experiment = try session.experiment()
    _ = try experiment.layered()
    let layers = try experiment.chargeSource(session.effort)
    let (first, last) = (layers.first + 1, layers.first + layers.steps)
    let tolerance = try call[Discover.tolerance]
    var maps: [Linearisation] = []
    for k in Range(from: first, through: last) {
      if session.host.isInterrupted { throw Interrupted() }
      maps.append(try Discover.map(k, of: experiment))
    }
    let found = try Discovery(maps, tolerance: tolerance)
    session.show(.table(Discover.table(found, title: "layers \(first)..\(last)")))
  }
}

/// discover drifts
enum DiscoverDrifts {
  static let within = Option.optional(
    "within", .count(upTo: 4096), "of a recording: only the first so many principal directions of states and costates")
  static let command = Command(
    "discover", "drifts", "finds what the present process conserves from its states and costates alone",
    details: [
      "The singular values of the changes of E[g (x) (x, 1)] over the layers: a few that are small with a gap behind them are conserved motions. "
        + "An untrained chain shows no gap."
    ], [within],
    asksProcess: true,
    ranks: .gathered, also: ["conserved", "find", "invariant", "noether"],
    examples: [
      .init(exampleSetup + "build chain layers=12 penalty=1e-2\ntrain newton\ndiscover drifts", shows: "*motion*")
    ]
  ) { call, session in
    let width = try call[within]
    if let table = try session.placed(
      call.span(of: within.parameter), { try $0.experiment().recordedDrifts(width, $0) })
    {
      return session.show(.table(table))
    }
    if width != nil {
      let experiment = try session.experiment()
      throw Diagnostic(
        .unknownOption, "`within` is for recordings, and this is \(experiment.kind)",
        at: call.span(of: within.parameter),
        help: "discover drifts")
    }
    let found = try session.placed(call.span) { try DriftDiscovery($0.experiment().stretch()) }
    let f = NumberFormat.short
    var rows = found.generators.enumerated().map { i, generator -> [Table.Cell] in
      [.number(Double(i + 1)), .init(generator.name), .number(found.singularValues[i], f)]
    }
    for (i, value) in found.singularValues.enumerated().dropFirst(found.count).prefix(6) {
      rows.append([.number(Double(i + 1)), "-", .number(value, f)])
    }
    var table = Table(
      headings: ["number", "motion", "singular value"], rows: rows,
      footer: found.count == 0
        ? "no gap: nothing is seen to be conserved"
        : found.count == found.singularValues.count
          ? "all \(found.count) conserved: nothing changes"
          : "\(found.count) conserved, then a gap to \(f(found.singularValues[found.count]))")
    table.items = found.generators.enumerated().map { i, generator in
      .symmetry(
        Equivariance(
          name: generator.name, kind: .genuine, input: generator, output: generator, residual: found.singularValues[i],
          eta: 0))
    }
    session.show(.table(table))
  }
}

/// What the `discover` commands have in common.
enum Discover {
  static let tolerance = Option(
    "tolerance", .positive, "singular values below it count as approximate equivariances", default: Discovery.zero)

  /// Layer k at up to 200 of the points that reach it.
  static func map(_ k: Int, of experiment: Experiment) throws -> Linearisation {
    let states = try experiment.trace().states[k - 1]
    let chosen = Array(stride(from: 0, to: states.count, by: max(1, states.count / 200)))
    let points = Matrix(
      rows: states.dimension, columns: chosen.count,
      values: (0..<states.dimension).flatMap { c in chosen.map { states[$0, c] } })
    return try experiment.layered().linearisation(k, at: points)
  }

  static func table(_ found: Discovery, title: String) -> Table {
    let f = NumberFormat.short
    let shown = found.equivariances.prefix(60)
    let rows = shown.enumerated().map { i, e -> [Table.Cell] in
      [.number(Double(i + 1)), .init(e.kind.rawValue), .init(e.name), .number(e.residual, f), .number(e.eta, f)]
    }
    var footer = "g \(found.algebra) = genuine \(found.genuine) + input \(found.left) + output \(found.right)"
    if found.algebra < found.singularValues.count {
      footer += "; the next singular value is \(f(found.singularValues[found.algebra]))"
    }
    footer += "; \(found.maps) \(found.maps == 1 ? "map" : "maps")"
    if let points = found.points { footer += " at \(points) points\(found.maps == 1 ? "" : " each")" }
    if found.gap < Discovery.clearGap {
      footer += "; no clear gap parts what is zero: \(NumberFormat.short(found.gap)) times"
    }
    if found.screened > 0 { footer += "; \(found.screened) more are small only because the map does little" }
    if shown.count < found.equivariances.count {
      footer += "; \(shown.count) of \(found.equivariances.count) are shown"
    }
    var table = Table(
      title: title, headings: ["number", "kind", "motion", "residual", "eta"], rows: rows, footer: footer)
    table.items = found.equivariances.map { .symmetry($0) }
    return table
  }
}
