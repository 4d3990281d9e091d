import Checked
import Core
import Inference
import Syntax

/// test by kind flips=9999
enum TestGroups {
  static let classes = Option.optional(
    "by", .name(.word),
    "the labelling whose classes are tested one by one, or `cluster`; without it all points together")
  static let flips = Option(
    "flips", .count(upTo: 10_000_000), "how many random signs are drawn where there are too many to try all",
    default: 9999)
  static let charge = Option("charge", .choice, "which charge", default: InteractionCharge.momentum)
  static let subject = Option(
    "of", .choice, "what each part of the process changes the charge by, or the charge at each state",
    default: GroupRequest.Subject.changes)

  static let command = Command(
    "test", nil,
    "tests whether a charge, or what a part of the process changes it by, is zero on average over exchangeable groups",
    details: [
      "Groups are what could as well have come out the other way round: sequences, documents, batches; each point where nothing else is known. Each "
        + "has one vector, its part of the charge at the second state less that at the first. Tokens of a sequence are no groups: taken as if "
        + "independent they are found to differ where nothing does. With a loss over batches (contrastive, batch norm) the batch is the group.",
      "Hotelling's T^2 in the range of the vectors' covariance is taken where the groups are at least \(Hotelling.least) times the vectors' coordinates; else the "
        + "squared length of the groups' sum is compared with that after flips of whole groups' signs: all of them up to \(SignFlips.mostOfAll) groups, "
        + "`flips` random ones for more.",
      "adjusted: p after Holm's correction over the whole table. What is zero at every point is an identity and has no p.",
      "`of=levels` asks of every state whether its charge is there at all. Where a loss is stationary it is not: on what a model was trained on, a charge "
        + "that its parameters absorb is at noise, on other data it is not.",
    ], [classes, flips, charge, subject],
    asksProcess: true,
    ranks: .gathered,
    examples: [
      .init(exampleSetup + "test", shows: "*flips, all*"),
      .init(exampleSetup + "let t = test by cluster\nprint length(t.p)", shows: "12"),
      .init(exampleSetup + "test by cluster charge=angular of=levels flips=99", shows: "*flips, all*"),
    ]
  ) { call, session in
    let experiment = try session.experiment()
    let request = GroupRequest(
      charge: try call[charge], subject: try call[subject], classes: try call[classes])
    let flips = try call[flips]
    let effort = session.effort
    let study = try session.placed(call.span(of: request.classes == nil ? charge.parameter : classes.parameter)) {
      _ in try experiment.form.groups(request, experiment, effort)
    }
    var rows: [Row] = []
    try session.placed(call.span) { session in
      try study.each { sample in
        try effort.pause()
        rows.append(Row(sample, try result(sample, study, flips: flips, &session)))
      }
    }
    session.show(.table(table(rows, study, request, experiment)))
  }

  private static func result(
    _ sample: GroupSample, _ study: GroupStudy, flips: Int, _ session: inout Session
  ) throws -> GroupTest? {
    guard !sample.isIdentity else { return nil }
    let seed = sample.groups > SignFlips.mostOfAll ? session.seed() : 0
    // A row's flips do not depend on the rows above.
    var random = Random(
      seed: seed, stream: "test \(sample.name) \(sample.states.lowerBound) \(sample.states.upperBound)")
    switch sample.form {
    case .vectors(let vectors):
      return try GroupTest(vectors, resolution: study.resolution, flips: flips, random: &random)
    case .products(let products): return try GroupTest(products: products, flips: flips, random: &random)
    }
  }

  // MARK: The table

  private struct Row {
    let name: String
    let states: ClosedRange<Int>
    let groups: Int
    /// Nil of an identity.
    let test: GroupTest?

    init(_ sample: GroupSample, _ test: GroupTest?) {
      (name, states, groups, self.test) = (sample.name, sample.states, sample.groups, test)
    }
  }

  private static func table(
    _ rows: [Row], _ study: GroupStudy, _ request: GroupRequest, _ experiment: Experiment
  ) -> Table {
    let f = NumberFormat.short
    let adjusted = Holm.adjusted(rows.map { $0.test?.p })
    let heading = request.subject == .levels ? "state" : "states"
    let cells = zip(rows, adjusted).map { row, adjusted -> [Table.Cell] in
      let (a, b) = (row.states.lowerBound, row.states.upperBound)
      let place = a == b ? Table.Cell.number(Double(a)) : Table.Cell("\(a) to \(b)", number: Double(b))
      func number(_ value: Double?) -> Table.Cell { value.map { .number($0, f) } ?? .none }
      return (request.classes == nil ? [] : [.init(row.name)])
        + [place, .number(Double(row.groups)), .init(row.test?.method.title ?? "identity")]
        + [number(row.test?.statistic), number(row.test?.p), number(adjusted)]
    }
    return Table(
      headings: (request.classes.map { [$0] } ?? []) + [heading, "groups", "method", "statistic", "p", "adjusted"],
      rows: cells, footer: footer(rows, adjusted, study, request),
      hidden: cells.count > mostRows ? Range(from: mostRows, upTo: cells.count) : 0..<0)
  }

  /// So many rows are shown; the value has all.
  private static let mostRows = 60

  private static func footer(
    _ rows: [Row], _ adjusted: [Double?], _ study: GroupStudy, _ request: GroupRequest
  ) -> String {
    let tests = rows.compactMap(\.test)
    let found = adjusted.count { ($0 ?? 1) <= 0.05 }
    let subject = request.subject == .levels ? "\(request.charge.title)" : "changes of \(request.charge.title)"
    var lines = [
      "\(subject) of \(study.count) exchangeable \(study.unit); adjusted by Holm over \(tests.count) "
        + "test\(tests.count == 1 ? "" : "s"), \(found) at most .05"
    ]
    if let least = tests.filter({ $0.method == .allFlips }).map(\.groups).min(), least < 6 {
      lines.append(
        "flips of \(least) groups come to no p below \(NumberFormat.short(least == 0 ? 1 : 1 / Double(1 << (least - 1))))"
      )
    }
    if rows.contains(where: { $0.test == nil }) {
      lines.append("identity: zero at every point, whatever was learnt; no matter of chance")
    }
    return (lines + study.remarks).joined(separator: "\n")
  }
}
