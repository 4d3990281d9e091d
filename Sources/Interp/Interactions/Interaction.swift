import Checked
import Core
import Syntax

/// A process whose clusters are looked at: what the `interact` commands have in common.
struct Interaction {
  let experiment: Experiment
  let charge: InteractionCharge
  /// The labelling whose classes exchange it; nil for the process' clusters.
  let labels: String?
  private let exchange: Exchange
  var ledger: TransferLedger { exchange.ledger }
  private let effort: Effort
  private let memory: MemoryLimit

  init(_ charge: InteractionCharge, by labels: String?, _ session: Session) throws {
    experiment = try session.experiment()
    (self.charge, self.labels) = (charge, labels == "cluster" ? nil : labels)
    (effort, memory) = (session.effort, session.settings.memory)
    let clusters = experiment.population.clusters
    guard experiment.form.isOneSystem else {
      throw experiment.refusal(.interaction, "takes each of its rays by itself: they exchange nothing")
    }
    if self.labels == nil {
      try Self.requireTwo(clusters, experiment)
      let numbers =
        Double(experiment.steps + 1) * Double(experiment.population.dimension) * Double(clusters.count)
      try memory.require(24 * numbers, for: "the transfers of \(clusters.count) clusters")
    }
    exchange = try experiment.form.exchange(charge, by: self.labels, experiment, effort)
    try Self.requireTwo(ledger.clusters, experiment)
  }

  private static func requireTwo(_ clusters: [String], _ experiment: Experiment) throws {
    guard clusters.count > 1 else {
      throw experiment.shortcoming(.interaction, "has one cluster only, `\(clusters[0])`: an interaction takes two")
    }
  }

  func groups() throws -> IsolatedGroups {
    let n = Double(ledger.clusters.count)
    try memory.require(24 * n * n, for: "the groups of \(ledger.clusters.count) clusters")
    return try IsolatedGroups(of: ledger, isCancelled: effort.isCancelled)
  }

  func exchanges(among set: [Int]?) throws -> [LayerExchange] {
    try ledger.exchanges(in: experiment.stretch(), among: set, isCancelled: effort.isCancelled)
  }

  func subset(_ call: Call, _ option: Option<Value?>, _ session: inout Session) throws -> [Int]? {
    guard let value = try call[option] else { return nil }
    return try session.placed(call.span(of: option.parameter)) { _ in
      try experiment.clusters(in: value, among: ledger.clusters)
    }
  }

  // MARK: Tables

  var headings: [String] {
    ["clusters", "charge", "volume"] + (exchange.halves == nil ? [] : ["split-half", "floor"])
      + ["cut", "kappa", "V", "verdict"]
  }

  /// Every cluster, the subsets that are conserved, all together.
  func table() throws -> Table {
    let found = try ledger.conservedSubsets(isCancelled: effort.isCancelled)
    let sets =
      try found
      ?? groups().groups.filter { $0.isClosed && $0.members.count > 1 && $0.members.count < ledger.clusters.count }
    let isLong = sets.count > Self.most
    let hidden = ledger.clusters.count > Self.most + 1 ? Range(from: Self.most, upTo: ledger.clusters.count) : 0..<0
    return Table(
      headings: headings,
      rows: ledger.singles.map { row($0) } + (isLong ? [] : sets.map { row($0) }) + [row(ledger.whole, name: "all")],
      footer: try footer() + (isLong ? "\n\(sets.count) groups: `interact groups`" : ""), hidden: hidden)
  }

  /// So many rows of a list are shown; the value has all.
  static let most = 20

  func table(of set: [Int], _ call: Call, _ option: Option<Value?>) throws -> Table {
    let others = ledger.clusters.indices.filter { !set.contains($0) }
    guard !others.isEmpty else {
      throw Diagnostic(
        .wrongArgument, "these are all clusters: no others are left with which they could interact",
        at: call.span(of: option.parameter),
        help: "interact without a subset shows them all")
    }
    return Table(
      headings: headings, rows: [row(ledger.isolation(of: set)), row(ledger.isolation(of: others))],
      footer: try footer())
  }

  func row(_ set: Isolation, name: String? = nil) -> [Table.Cell] {
    let halves = exchange.half(set.members).map { [$0, ledger.floor] } ?? []
    return [Table.Cell(name ?? names(set.members))]
      + ([set.momentum, set.volume] + halves + [set.cut, set.kappa, set.violation]).map {
        $0.isNaN ? Table.Cell.none : .number($0, .short)
      }
      + [Table.Cell(exchange.isNoise(set) ? "unresolved: noise" : set.verdict.rawValue)]
  }

  /// left + right; of many the first.
  func names(_ members: [Int]) -> String {
    let most = 8
    let names = members.prefix(most).map { ledger.clusters[$0] }.joined(separator: " + ")
    return members.count > most ? "\(names) + ... (\(members.count))" : names
  }

  /// The third law, what the process says of the ledger, and whether the floor allows a verdict.
  func footer() throws -> String {
    let f = NumberFormat.short
    let law =
      ledger.imbalance.isNaN
      ? "third law: nothing is exchanged"
      : "third law: the clusters' gains sum to \(f(ledger.imbalance)) of their sizes; floor \(f(ledger.floor))"
    let remarks = try experiment.form.remarks(on: ledger, experiment, effort)
    let halves =
      exchange.halves == nil
      ? []
      : [
        "split-half: volume of half the groups against the others, without what noise adds; below half of the volume: noise"
      ]
    return ([law] + halves + remarks + (try doubt().map { [$0] } ?? [])).joined(separator: "\n")
  }

  /// What stands in the way of verdicts, if anything.
  func doubt() throws -> String? {
    guard !ledger.isResolved, !ledger.imbalance.isNaN else { return nil }
    if ledger.singles.allSatisfy({ $0.verdict == .free }) { return "every cluster is free: nothing is exchanged" }
    return try experiment.form.doubt(experiment)
  }
}

extension Experiment {
  /// Places of clusters, by values or names: one or a list, each once.
  func clusters(in value: Value, among known: [String]? = nil) throws -> [Int] {
    let known = known ?? population.clusters
    let names = try Self.names(value)
    guard !names.isEmpty else { throw EngineError(.tooFew, "the subset is empty: it needs at least one cluster") }
    var found: [Int] = []
    for name in names {
      guard let c = known.firstIndex(of: name) else {
        let near = Suggestion.phrase(name, among: known).map { "; \($0)" } ?? ""
        throw EngineError(
          .unknownCluster, "the process carries no cluster `\(name)`\(near)",
          help: "clusters: " + known.prefix(20).joined(separator: ", "))
      }
      guard !found.contains(c) else { throw EngineError(.twice, "`\(name)` is given twice") }
      found.append(c)
    }
    return found
  }

  private static func names(_ value: Value) throws -> [String] {
    switch value {
    case .cluster(let name), .string(let name): [name]
    case .list(let items): try items.flatMap(names)
    default: throw EngineError(.wrongType, "a subset is a cluster or a list of clusters, not \(value.kind)")
    }
  }
}
