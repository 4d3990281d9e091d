import Core
import Syntax

/// interact subset=[left, right]
enum Interact {
  static let subset = Option.optional("subset", .value(.clusters), "these clusters and the others, instead of all")
  static let labels = Option.optional(
    "by", .name(.word), "the labelling of a recording whose classes are looked at, in place of the clusters")
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
    ], [labels, subset, charge],
    asksProcess: true,
    ranks: .shared, also: ["newton", "third", "law", "force", "exchange", "coupling", "transfer"],
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
    ], [Interact.labels, Interact.charge],
    asksProcess: true,
    ranks: .shared, also: ["coupling", "exchange"],
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

extension Interaction {
  init(_ call: Call, _ session: inout Session) throws {
    let (charge, labels) = (try call[Interact.charge], try call[Interact.labels])
    let place = labels == nil ? Interact.charge.parameter : Interact.labels.parameter
    self = try session.placed(call.span(of: place)) { try Interaction(charge, by: labels, $0) }
  }
}
