import Checked
import Core
import Figures
import Recordings
import Syntax

extension RecordedProcess: ProcessForm {
  static let advice = Advice(
    usual: "conserve",
    others: [
      .file: "history save \"recording.nsh\"", .own: "inspect process", .trained: "conserve", .training: "conserve",
      .energy: "conserve", .layers: "conserve", .planeMap: "inspect layer 1", .plane: "inspect layer 1",
      .charges: "inspect process", .interaction: "conserve",
    ])

  static let declaration = ProcessKind(build: ImportTrace.command, standardName: ImportTrace.standardName)

  /// What is shown of points is a sample's, or nothing.
  var isSampled: Bool { sampled.count < pointCount }

  /// gpt.safetensors, 5 states of width 6, 288 tokens in 24 sequences, float64; labels kind: space, vowel
  func describe(_ experiment: Experiment) -> String {
    let n = model.numbers.count
    return "\(file), \(n) state\(n == 1 ? "" : "s") of \(RecordingTables.widths(model.widths)), \(extent), "
      + "\(model.storage.rawValue)\(classes)"
  }

  /// "288 tokens in 24 sequences", "120 points"
  private var extent: String {
    func count(_ n: Int, _ what: String) -> String {
      "\(n) \(what)\(n == 1 ? "" : what.hasSuffix("s") ? "es" : "s")"
    }
    switch content {
    case .sums(let sums):
      let unit = sums.unit == "given" ? "group" : sums.unit
      let points = "sums over \(count(sums.points, "point")) in "
      // Where the file does not tell how many units were added into its groups, it has groups and no more is known.
      guard let units = sums.units, units >= moments.groups else { return points + count(moments.groups, "group") }
      return points + count(units, unit)
        + (units > moments.groups ? ", added into \(count(moments.groups, "group"))" : "")
    case .points(let recording, _):
      let points = recording.leading.count > 1 ? "token" : "point"
      switch recording.grouping.unit {
      case .point: return count(pointCount, points)
      case let unit: return "\(count(pointCount, points)) in \(count(moments.groups, unit.rawValue))"
      }
    }
  }

  private var classes: String {
    let name = recording?.labelling.name ?? sums?.labels ?? ""
    guard !name.isEmpty else { return "" }
    let names = moments.clusters
    return "; labels\(name == "labels" ? "" : " " + name): "
      + names.prefix(12).joined(separator: ", ") + (names.count > 12 ? ", ... (\(names.count))" : "")
  }

  func summary(_ experiment: Experiment) throws -> [[Table.Cell]] {
    let f = NumberFormat.short
    var rows: [[Table.Cell]] = [
      ["file", .init(file)], ["states", .init("\(model.numbers.count) of \(RecordingTables.widths(model.widths))")],
      ["points", .init(extent)],
    ]
    if isSampled, !sampled.isEmpty { rows.append(["shown one by one", .init("\(sampled.count) points, drawn")]) }
    if let recording {
      rows.append([
        "labels",
        .init(recording.labellings.isEmpty ? "none" : recording.labellings.map(\.name).joined(separator: ", ")),
      ])
    }
    rows.append(["storage", .init(model.storage.rawValue)])
    rows.append([
      "parameters",
      .init(
        model.parameters.isEmpty
          ? "none" : "\(model.parameters.count) arrays, laws of \(results.laws.count { $0.side == .output }) steps"),
    ])
    if model.metadata.penalty != 0 { rows.append(["penalty", .number(model.metadata.penalty, f)]) }
    for word in model.metadata.words { rows.append([.init(word.name), .init(word.text)]) }
    return rows
  }

  func inspect(_ k: Int, _ experiment: Experiment) throws -> [Output] { RecordingTables.state(k, self) }

  func laws(_ experiment: Experiment, byCluster: Bool, _ effort: Effort) throws -> LawTable {
    if byCluster { throw experiment.refusal(.charges, "has its laws of all points together") }
    return LawTable(RecordingTables.charges(conservation, moments))
  }

  func remarks(on ledger: TransferLedger, _ experiment: Experiment, _ effort: Effort) -> [String] {
    ["entries are forces, not what would change without a class"]
  }

  func doubt(_ experiment: Experiment) -> String {
    "unresolved: the model is not stationary on these points; only what is free can be told"
  }

  func picture(_ experiment: Experiment, most: Int) throws -> any ProcessPicture {
    LayersPicture(try PlanePicture(experiment, most: most), experiment)
  }

  func page(_ request: PageRequest, _ experiment: Experiment) throws -> any PageFile {
    try TrainedPage(experiment).page(request)
  }

  var members: [(name: String, value: Value)] {
    [
      ("layers", .number(Double(steps))), ("widths", .list(model.widths.map { .number(Double($0)) })),
      ("points", .number(Double(pointCount))),
    ]
  }
}

extension Experiment {
  /// A recording with the points that stand for all of its: of one of sums, a place for each class.
  init(recorded process: RecordedProcess) throws {
    let clusters = process.moments.clusters
    guard let recording = process.recording else {
      let none = Columns<Core.State>(count: clusters.count, dimension: 1)
      self.init(
        process,
        population: try Population(
          states: none, destinations: none, labels: Array(clusters.indices), clusters: clusters))
      return
    }
    let places = try recording.places(of: process.sampled)
    let labels = process.sampled.map {
      Int(truncatingIfNeeded: recording.labelling.values[Int(truncatingIfNeeded: $0)])
    }
    self.init(
      process, population: try Population(states: places, destinations: places, labels: labels, clusters: clusters))
  }
}
