import Checked
import Core
import Recordings
import Syntax

/// compare train held
enum Compare {
  static let first = Option.required("first", .name(.process), "a recording", positional: true)
  static let second = Option.required("second", .name(.process), "another of the same model", positional: true)

  static let command = Command(
    "compare", nil,
    "puts the same charges of two recordings side by side, such as of training text and of text held out",
    details: [
      "level: |Q| relative to the recording's own scale; error: its standard error over the exchangeable groups. difference: |Q/scale - Q'/scale'|, of the "
        + "whole charge; errors: the difference over its standard error, about 1 where there is nothing but noise. From 3 the two are said to differ.",
      "A level is at least about as large as its error, being a length: what is below 3 errors is not told from zero. `plot levels train held` draws it.",
      "Recordings of different models, or of other places in one, are refused.",
    ], [first, second],
    ranks: .alike,
    examples: [
      .init(
        "import trace \"letters.safetensors\" as train\nimport trace \"letters.safetensors\" as held points=1..120\ncompare train held",
        shows: "*rotations*")
    ]
  ) { call, session in
    let a = try recording(try call[first], first, call, session)
    let b = try recording(try call[second], second, call, session)
    let span = call.span(of: second.parameter)
    if let obstacle = a.process.obstacle(to: b.process) {
      throw Diagnostic(
        .wrongCombination, "`\(a.name)` and `\(b.name)` have no charges to compare: \(obstacle)", at: span,
        help: "inspect process")
    }
    session.show(.table(table(a, b)))
  }

  typealias Named = (name: String, process: RecordedProcess)

  static func recording(
    _ name: String, _ option: Option<String>, _ call: Call, _ session: Session
  ) throws -> Named {
    try recording(name, at: call.span(of: option.parameter), session)
  }

  /// A process as a recording, whose charges have errors.
  static func recording(_ name: String, at span: Span, _ session: Session) throws -> Named {
    try span.blamed {
      let experiment = try session.experiment(name)
      return (
        name, try experiment.asked(for: .charges, else: "is no recording: its charges have no errors over groups")
      )
    }
  }

  private static func table(_ a: Named, _ b: Named) -> Table {
    let f = NumberFormat.short
    func cell(_ x: Double) -> Table.Cell { x.isNaN ? .none : .number(x, f) }
    let kinds = ChargeKind.allCases.filter { a.process.conservation.charges.map(\.kind).contains($0) }
    let charges = kinds.flatMap { a.process.compared($0, with: b.process) }
    let rows = charges.map { charge -> [Table.Cell] in
      let verdict = charge.errors.isNaN ? "-" : charge.errors >= 3 ? "differ" : "alike"
      return [.init(charge.kind.rawValue), .number(Double(charge.state))]
        + [charge.first.level, charge.first.error, charge.second.level, charge.second.error].map(cell)
        + [cell(charge.difference), cell(charge.errors), .init(charge.difference == 0 ? "the same" : verdict)]
    }
    let groups = { (n: Named) in "\(n.process.moments.groups) groups of `\(n.name)`" }
    var footer = ["errors over \(groups(a)) and \(groups(b)); levels relative to each recording's own scale"]
    if a.process.moments.groups < 2 || b.process.moments.groups < 2 {
      footer.append("one group only: no error can be given, and nothing be told")
    }
    return Table(
      headings: [
        "charge", "state", a.name, "error", b.name == a.name ? b.name + "'" : b.name, "error'", "difference", "errors",
        "verdict",
      ], rows: rows,
      footer: footer.joined(separator: "\n"))
  }
}
