import Core
import Syntax

/// interact subset=[left, right]
enum Interact {
  static let subset = Option.optional("subset", .value(.clusters), "these clusters and the others, instead of all")
  static let charge = Option("charge", .choice, "what the clusters exchange", default: InteractionCharge.momentum)
  static let command = Command(
    "interact", nil,
    "shows who takes momentum from whom: for each cluster and each conserved subset, whether its own momentum stays",
    details: [
      "With the cluster's part q_k of the charge and its transfers D_k = q_k - q_(k-1), M = sum over the layers of <D, D'> between clusters: charge is "
        + "the mean over the layers of sum |q_C|, volume the sum of M_CC, cut the sum of all M within the subset, kappa = cut/min(volume, the others' "
        + "volume), V = max |q_k - q_0| / charge.",
      "A cluster is free where V < 0.05, nearly so below 0.2: Newton's first law. A subset is conserved or nearly conserved by the same bounds, "
        + "otherwise it interacts with others; where its volume is not above 100 times the floor, which is the cut of all clusters together, that is "
        + "unresolved.",
      "Subsets are gone through for at most \(TransferLedger.mostEnumerated) clusters that are not free; among more, `interact groups` names them.",
    ], [subset, charge],
    examples: [
      .init(exampleSetup + "train newton until gradient < 1e-12\ninteract", shows: "*"),
      .init(
        exampleSetup + "train newton until gradient < 1e-12\nlet t = interact subset=red\nprint t.verdict",
        shows: "[interacts, interacts]"),
    ]
  ) { call, session in
    let process = try Interaction(call, &session)
    if let chosen = try process.subset(call, subset, &session) {
      return session.show(.table(try process.table(of: chosen, call, subset)))
    }
    session.show(.table(try process.table()))
  }
}

/// interact matrix
enum InteractMatrix {
  static let command = Command(
    "interact", "matrix",
    "shows the interaction matrix, M = sum over the layers of <transfer, transfer> between clusters",
    details: [
      "-M is what two clusters exchange. Rows sum to zero at a stationary point. `plot interactions` draws it."
    ], [Interact.charge],
    examples: [
      .init(
        exampleSetup + "train newton until gradient < 1e-12\nlet m = interact matrix\nprint abs(sum(m.red)) < 1e-15",
        shows: "true")
    ]
  ) { call, session in
    let process = try Interaction(call, &session)
    let names = process.ledger.clusters
    try session.settings.memory.require(
      100 * Double(names.count * names.count), for: "a matrix of \(names.count) clusters")
    let matrix = process.ledger.matrix
    let rows = names.indices.map { a in
      [Table.Cell(names[a])] + names.indices.map { .number(matrix[a * names.count + $0], .short) }
    }
    session.show(.table(Table(headings: ["cluster"] + names, rows: rows)))
  }
}

/// A process whose clusters are looked at: what the `interact` commands have in common.
struct Interaction {
  let experiment: Experiment
  let ledger: TransferLedger
  let charge: InteractionCharge
  private let resources: Resources
  private let memory: MemoryLimit

  init(_ call: Call, _ session: inout Session) throws {
    let charge = try call[Interact.charge]
    self = try session.placed(call.span(of: Interact.charge.parameter)) { try Interaction(charge, $0) }
  }

  init(_ charge: InteractionCharge, _ session: Session) throws {
    experiment = try session.experiment()
    (self.charge, resources, memory) = (charge, session.resources, session.settings.memory)
    let clusters = experiment.population.clusters
    guard experiment.form.isOneSystem else {
      throw experiment.refusal(.interaction, "takes each of its rays by itself: they exchange nothing")
    }
    guard clusters.count > 1 else {
      throw experiment.refusal(.interaction, "has one cluster only, `\(clusters[0])`: an interaction takes two")
    }
    let numbers = Double(experiment.steps + 1) * Double(experiment.population.states.dimension) * Double(clusters.count)
    try memory.require(24 * numbers, for: "the transfers of \(clusters.count) clusters")
    ledger = try experiment.ledger(charge, resources)
  }

  func groups() throws -> IsolatedGroups {
    let n = Double(ledger.clusters.count)
    try memory.require(24 * n * n, for: "the groups of \(ledger.clusters.count) clusters")
    return try IsolatedGroups(of: ledger, isCancelled: resources.isCancelled)
  }

  func exchanges(among set: [Int]?) throws -> [LayerExchange] {
    try ledger.exchanges(in: experiment.stretch(), among: set, isCancelled: resources.isCancelled)
  }

  func subset(_ call: Call, _ option: Option<Value?>, _ session: inout Session) throws -> [Int]? {
    guard let value = try call[option] else { return nil }
    return try session.placed(call.span(of: option.parameter)) { _ in try experiment.clusters(in: value) }
  }

  // MARK: Tables

  static let headings = ["clusters", "charge", "volume", "cut", "kappa", "V", "verdict"]

  /// Every cluster, the subsets that are conserved, all together.
  func table() throws -> Table {
    let found = try ledger.conservedSubsets(isCancelled: resources.isCancelled)
    let sets =
      try found
      ?? groups().groups.filter { $0.isClosed && $0.members.count > 1 && $0.members.count < ledger.clusters.count }
    let isLong = sets.count > Self.most
    let hidden = ledger.clusters.count > Self.most + 1 ? Self.most..<ledger.clusters.count : 0..<0
    return Table(
      headings: Self.headings,
      rows: ledger.singles.map { row($0) } + (isLong ? [] : sets.map { row($0) }) + [row(ledger.whole, name: "all")],
      footer: try footer() + (isLong ? "\n\(sets.count) groups: `interact groups`" : ""), hidden: hidden)
  }

  /// So many rows of a list are shown; the value has all.
  static let most = 20

  func table(of set: [Int], _ call: Call, _ option: Option<Value?>) throws -> Table {
    let others = ledger.clusters.indices.filter { !set.contains($0) }
    guard !others.isEmpty else {
      throw Diagnostic(
        "wrong-argument", "these are all clusters: no others are left with which they could interact",
        at: call.span(of: option.parameter),
        help: "interact without a subset shows them all")
    }
    return Table(
      headings: Self.headings, rows: [row(ledger.isolation(of: set)), row(ledger.isolation(of: others))],
      footer: try footer())
  }

  func row(_ set: Isolation, name: String? = nil) -> [Table.Cell] {
    [Table.Cell(name ?? names(set.members))]
      + [set.momentum, set.volume, set.cut, set.kappa, set.violation].map {
        $0.isNaN ? Table.Cell("-", number: $0) : .number($0, .short)
      }
      + [Table.Cell(set.verdict.rawValue)]
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
    let law = "third law: the clusters' gains sum to \(f(ledger.imbalance)) of their sizes; floor \(f(ledger.floor))"
    let remarks = try experiment.form.remarks(on: ledger, experiment, resources)
    return ([law] + remarks + (try doubt().map { [$0] } ?? [])).joined(separator: "\n")
  }

  /// What stands in the way of verdicts, if anything.
  func doubt() throws -> String? {
    guard !ledger.isResolved else { return nil }
    if ledger.singles.allSatisfy({ $0.verdict == .free }) { return "every cluster is free: nothing is exchanged" }
    return try experiment.form.doubt(experiment)
  }
}

extension Experiment {
  /// Places of clusters, by values or names: one or a list, each once.
  func clusters(in value: Value) throws -> [Int] {
    let names = try Self.names(value)
    guard !names.isEmpty else { throw EngineError("the subset is empty: it needs at least one cluster") }
    var found: [Int] = []
    for name in names {
      guard let c = population.clusters.firstIndex(of: name) else {
        let near = Suggestion.phrase(name, among: population.clusters).map { "; \($0)" } ?? ""
        throw EngineError(
          "the process carries no cluster `\(name)`\(near)",
          help: "clusters: " + population.clusters.prefix(20).joined(separator: ", "))
      }
      guard !found.contains(c) else { throw EngineError("`\(name)` is given twice") }
      found.append(c)
    }
    return found
  }

  private static func names(_ value: Value) throws -> [String] {
    switch value {
    case .cluster(let name), .string(let name): [name]
    case .list(let items): try items.flatMap(names)
    default: throw EngineError("a subset is a cluster or a list of clusters, not \(value.kind)")
    }
  }
}
