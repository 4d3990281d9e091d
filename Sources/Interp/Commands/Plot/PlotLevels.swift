import Checked
import Core
import Figures
import Recordings
import Syntax

/// plot levels train held
enum PlotLevels {
  static let names = Option.optional(
    "recordings", .value(.words), "recordings of one model, by name; the present one by itself", positional: true)
  static let charge = Option(
    "charge", .choice, "which charge", default: ChargeKind.rotations)

  static let command = Command(
    "plot", "levels",
    "draws how large a charge of recordings is at each state, with a band of its standard error over the groups",
    details: [
      "The level is |Q| relative to the recording's own scale. Where it is about as large as its error the charge is not told from zero: a model absorbs "
        + "it on what it was trained on to stationarity, and not on what was held out.",
      Picture.endings,
    ], [names, charge] + Picture.options, file: Picture.still,
    asksProcess: true,
    ranks: .alike,
    examples: [
      .init(
        "import trace \"letters.safetensors\" as train\nimport trace \"letters.safetensors\" as held points=1..120\n"
          + "plot levels train held > \"levels.svg\"", shows: "levels.svg written")
    ]
  ) { call, session in
    let span = call.span(of: names.parameter)
    let chosen = try recordings(call, span, session)
    let kind = try call[charge]
    for other in chosen.dropFirst() {
      guard let obstacle = chosen[0].process.obstacle(to: other.process) else { continue }
      throw Diagnostic(
        .wrongCombination, "`\(chosen[0].name)` and `\(other.name)` do not go on one axis: \(obstacle)", at: span)
    }
    try Picture { figure(chosen, kind) }.deliver(call, &session)
  }

  private static func recordings(_ call: Call, _ span: Span, _ session: Session) throws -> [Compare.Named] {
    guard case .list(let items)? = try call[names], !items.isEmpty else {
      _ = try session.experiment()
      return [try Compare.recording(session.workspace.current, at: call.span, session)]
    }
    guard items.count <= 8 else {
      throw Diagnostic(.outOfRange, "from 1 to 8 recordings go into one picture, not \(items.count)", at: span)
    }
    return try items.map { item in
      guard case .string(let name) = item else {
        throw Diagnostic(.wrongType, "a recording is named, not \(item.kind)", at: span)
      }
      return try Compare.recording(name, at: span, session)
    }
  }

  private static func figure(_ all: [Compare.Named], _ kind: ChargeKind) -> Figure {
    // Lines above all bands.
    var (bands, lines): ([Mark], [Mark]) = ([], [])
    for (i, recording) in all.enumerated() {
      let found = recording.process.levels(kind)
      let points = zip(found.numbers, found.levels).map { Point(Double($0), $1) }
      bands += band(points, found.errors, Style(.series(i), opacity: 0.2))
      lines.append(.line(points, Style(.series(i), width: 2, name: recording.name)))
      lines.append(.points(points, .dot, Style(.series(i), width: 3)))
    }
    let groups = all.map { "\($0.process.moments.groups) of \($0.name)" }.joined(separator: ", ")
    let numbers = all[0].process.levels(kind).numbers
    return Figure(
      title: "level of \(kind.rawValue) over the states",
      panels: [
        Panel(
          x: Axis(
            "state",
            limits: ClosedRange(between: Double(numbers.first ?? 0) - 0.3, and: Double(numbers.last ?? 0) + 0.3),
            isWhole: true),
          y: Axis("|Q| / scale"), marks: bands + lines)
      ],
      caption: "bands: one standard error over the groups, \(groups)",
      altText:
        "Levels of \(all.count) recording\(all.count == 1 ? "" : "s") over \(numbers.count) states, with bands of their errors."
    )
  }

  /// From the level less its error, not below zero, to the level and its error; where there is an error.
  private static func band(_ points: [Point], _ errors: [Double], _ style: Style) -> [Mark] {
    guard points.count > 1, errors.allSatisfy(\.isFinite), points.allSatisfy(\.isFinite) else { return [] }
    let upper = zip(points, errors).map { Point($0.x, $0.y + $1) }
    let lower = zip(points, errors).map { Point($0.x, max(0, $0.y - $1)) }
    return [.area(upper + lower.reversed(), style)]
  }
}
