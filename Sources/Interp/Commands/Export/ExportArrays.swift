import Checked
import Core
import Limits
import Syntax

/// export arrays "run.npz"
enum ExportArrays {
  static let file = Option.required(
    "file", .file([".npz", ".safetensors"], "arrays are written as .npz or .safetensors"),
    "the file's name, ending in .npz or .safetensors", positional: true)
  static let command = Command(
    "export", "arrays", "writes states, costates, charges, parameters and the training's history for numpy and others",
    details: [
      "Arrays: `x` and `g` [states][points][coordinates] (where their number changes `x0`, `x1`, ..., `g0`, ...), `weight` [points], `cluster` "
        + "[points], `theta` [parameters], each quantity that the process has over its layers, such as `momentum` [states][components] (of "
        + "alternatives, such as rays, [states][clusters][components]), and of a training `step`, `loss`, `gradient`.",
      "Texts: `script`, `seed`, `version`, and `quantities`, which tells in JSON of each quantity the number of its `first` state or layer, and "
        + "its `components`.",
      "In .npz clusters are names, and texts are arrays of one text; `numpy.load` reads them, as `read` does. Uncompressed; a file of more than "
        + "4 GiB is a ZIP64 archive. In .safetensors `cluster` has numbers from 0, and the metadata has the texts and, as `clusters`, the list "
        + "of names in JSON.",
    ], [file],
    ranks: .gathered,
    examples: [
      .init(
        exampleSetup + "export arrays \"run.npz\"",
        shows:
          "run.npz written: x, g, weight, cluster, theta, momentum, angular, dilation, transfer, position, costate")
    ]
  ) { call, session in
    let (path, span) = (try call[file], call.span(of: file.parameter))
    let experiment = try session.experiment()
    let trace = try session.placed(call.span) { _ in try experiment.trace() }
    var content = NamedArrays()
    content.arrays = arrays("x", trace.states) + arrays("g", trace.costates) + others(experiment, trace)
    let history = history(experiment)
    let series = try session.placed(call.span) {
      try quantities(experiment, besides: (content.arrays + history).map(\.name), $0)
    }
    content.arrays += series.map { array($0, experiment) } + history
    content.texts = try texts(series, session)
    let file = content
    try session.placed(span) { session in
      try session.host.write(to: path) { put in try file.write(ending: Endings.ending(of: path), put) }
    }
    session.show(.report("\(path) written: \(file.arrays.map(\.name).joined(separator: ", "))", seconds: nil))
  }

  /// Of all states, or all costates: one array where they have one shape.
  private static func arrays<Role>(_ name: String, _ all: [Columns<Role>]) -> [NamedArrays.Array] {
    guard let first = all.first, all.allSatisfy({ $0.dimension == first.dimension }) else {
      return all.enumerated().map { k, points in
        .init("\(name)\(k)", shape: [points.count, points.dimension]) { put in try rows(of: points, put) }
      }
    }
    return [
      .init(name, shape: [all.count, first.count, first.dimension]) { put in
        for points in all { try rows(of: points, put) }
      }
    ]
  }

  /// Some thousand points at a time.
  private static func rows<Role>(of points: Columns<Role>, _ put: ([Double]) throws -> Void) throws {
    let d = points.dimension
    for first in stride(from: 0, to: points.count, by: 4096) {
      let last = min(first + 4096, points.count)
      try put(Range(from: first, upTo: last).flatMap { i in (0..<d).map { points[i, $0] } })
    }
  }

  private static func others(_ experiment: Experiment, _ trace: Trace) -> [NamedArrays.Array] {
    let parameters = experiment.theta.isEmpty ? [] : [NamedArrays.Array("theta", experiment.theta)]
    return [.init("weight", trace.weights), .init("cluster", labels: trace.labels, names: trace.clusters)] + parameters
  }

  private static func history(_ experiment: Experiment) -> [NamedArrays.Array] {
    let history = experiment.record.history
    guard !history.isEmpty else { return [] }
    return [
      .init("step", history.map { Double($0.step) }), .init("loss", history.map(\.loss)),
      .init("gradient", history.map(\.gradientNorm)),
    ]
  }

  // MARK: Quantities

  /// What the process has over its states: nsh's, then the session's own, of which one that it cannot have is told.
  private static func quantities(
    _ experiment: Experiment, besides taken: [String], _ session: Session
  ) throws -> [Series] {
    let stretch = try experiment.stretch()
    let ours = try session.language.quantities.filter { $0.isOverStates && $0.isOf(experiment, stretch) }.compactMap {
      try series($0, experiment, session)
    }
    let names = Set(taken + textNames)
    return ours
      + (try session.workspace.quantities.sorted { $0.key < $1.key }.compactMap { name, definition in
        guard !names.contains(name) else {
          session.host.note("note: the quantity `\(name)` is left out, since the file has an array of this name")
          return nil
        }
        do {
          return try series(Quantity(own: definition), experiment, session)
        } catch {
          guard let why = refusal(error) else { throw error }
          session.host.note("note: the quantity `\(name)` is left out: \(why)")
          return nil
        }
      })
  }

  /// What a formula says of points for which it was not made; nil of what ends the whole command.
  private static func refusal(_ error: any Error) -> String? {
    switch error {
    case let error as Diagnostic where error.code != .outOfMemory: error.message
    case let error as EngineError where error.code != .outOfMemory: error.message
    default: nil
    }
  }

  private static func series(_ quantity: Quantity, _ experiment: Experiment, _ session: Session) throws -> Series? {
    let reference = QuantityReference(quantity.name)
    let value = try Measurement(quantity: quantity, reference: reference, experiment: experiment).value(session)
    guard case .series(let series) = value, !series.columns.isEmpty else { return nil }
    return series
  }

  /// Columns go by cluster, where the clusters are alternatives, then by component.
  private static func array(_ series: Series, _ experiment: Experiment) -> NamedArrays.Array {
    let clusters = experiment.form.isOneSystem ? [] : [experiment.population.clusters.count]
    let components = series.columns.count / max(1, clusters.first ?? 1)
    return .init(series.name, shape: [series.count] + clusters + [components]) { put in
      for i in 0..<series.count { try put(series.columns.map { $0.values[i] }) }
    }
  }

  // MARK: Texts

  private static let textNames = ["script", "seed", "version", "quantities", "clusters", "__metadata__"]

  private static func texts(_ series: [Series], _ session: Session) throws -> [(name: String, text: String)] {
    let seed = session.workspace.seed.map { [("seed", "\($0)")] } ?? []
    let about = try NamedArrays.json { w in
      try w.object { w in for one in series { try w.member(one.name) { try describe(one, &$0) } } }
    }
    return [("script", session.scriptText ?? session.dialogue.script)] + seed
      + [("version", session.settings.version), ("quantities", String(decoding: about, as: UTF8.self))]
  }

  private static func describe(_ series: Series, _ w: inout JSONWriter) throws {
    let group = series.columns.first?.group
    try w.object { w in
      try w.member("first") { try $0.integer(series.first) }
      try w.member("components") { w in
        try w.array(series.columns.filter { $0.group == group }) { try $0.string($1.component) }
      }
    }
  }
}

extension Quantity {
  /// Whether it is a number or a vector at every state or layer.
  fileprivate var isOverStates: Bool {
    switch source {
    case .charges, .layers, .formula: true
    case .trace, .history: false
    }
  }
}
