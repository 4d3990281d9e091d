import Checked
import Core
import Syntax

/// interact groups
enum InteractGroups {
  static let command = Command(
    "interact", "groups",
    "names the groups of clusters that exchange momentum among themselves only, for any number of clusters",
    details: [
      "Groups span the null space of the matrix of transfers (a row for each layer and component, a column for each cluster). Its singular values, "
        + "with columns of length one, are coupling strengths: zero for what is isolated, small where groups interact weakly; `couplings()` gives them. "
        + "Each group that is named has been tested by its own V, as in `interact`.",
      "With fewer rows than clusters the graph of exchanges is taken apart first; what stays larger than the number of rows is told as one group.",
    ], [Interact.labels, Interact.charge],
    asksProcess: true,
    ranks: .shared, also: ["isolated", "components", "cluster", "coupling"],
    examples: [
      .init(
        exampleSetup + "train newton until gradient < 1e-12\nlet t = interact groups\nprint t.clusters",
        shows: "[red + blue]")
    ]
  ) { call, session in
    let process = try Interaction(call, &session)
    let groups = try process.groups()
    let rows = groups.groups.map { [Table.Cell.number(Double($0.members.count))] + process.row($0) }
    var lines: [String] = []
    let hidden = rows.count > Interaction.most + 1 ? Range(from: Interaction.most, upTo: rows.count) : 0..<0
    if !groups.free.isEmpty { lines.append("free: " + process.names(groups.free.map { $0.members[0] })) }
    lines.append("couplings: " + summary(groups.couplings))
    if let doubt = try process.doubt() { lines.append(doubt) }
    session.show(
      .table(
        Table(
          headings: ["size"] + process.headings, rows: rows, footer: lines.joined(separator: "\n"), hidden: hidden))
    )
  }

  /// The weakest and the strongest.
  private static func summary(_ couplings: [Double]) -> String {
    let shown = couplings.prefix(6).map { NumberFormat.short($0) }.joined(separator: ", ")
    guard couplings.count > 6, let last = couplings.last else { return shown.isEmpty ? "none" : shown }
    return "\(shown), ... \(NumberFormat.short(last)) (\(couplings.count))"
  }
}

/// interact layers
enum InteractLayers {
  static let subset = Option.optional("subset", .value(.clusters), "what these exchange, instead of all")
  static let command = Command(
    "interact", "layers",
    "ranks the layers by how much the clusters exchange there, with the distance of the two that exchange most",
    details: [
      "transfer is 1/2 sum over the clusters of |q_k - q_(k-1)|, which of two clusters is what one gives to the other; separation is the distance of "
        + "the pair's means at the layer's input."
    ], [subset, Interact.charge],
    asksProcess: true,
    ranks: .gathered, also: ["collision", "exchange", "where"],
    examples: [
      .init(
        exampleSetup
          + "train newton until gradient < 1e-12\nlet t = interact layers\nprint length(t) t.transfer[1] == max(t.transfer)",
        shows: "6 true")
    ]
  ) { call, session in
    let process = try Interaction(call, &session)
    let set = try process.subset(call, subset, &session)
    if let set, set.count < 2 {
      throw Diagnostic(
        .wrongArgument, "an exchange takes two clusters at least, not one", at: call.span(of: subset.parameter))
    }
    let exchanges = try process.exchanges(among: set)
    let names = process.ledger.clusters
    let rows = exchanges.sorted { a, b in
      a.transfer == b.transfer
        ? a.layer < b.layer : !a.transfer.isTotallyOrdered(belowOrEqualTo: b.transfer)
    }.map { e -> [Table.Cell] in
      [
        .number(Double(e.layer)), .number(e.transfer, .short), Table.Cell("\(names[e.pair.0]) - \(names[e.pair.1])"),
        .number(e.separation, .short),
      ]
    }
    let hidden = rows.count > Interaction.most + 1 ? Range(from: Interaction.most, upTo: rows.count) : 0..<0
    session.show(.table(Table(headings: ["layer", "transfer", "pair", "separation"], rows: rows, hidden: hidden)))
  }
}
