/// A page's file.
public protocol PageFile: Sendable {
  func html() -> [UInt8]
}

extension Page: PageFile {}

/// A page of one live piece (Page/pieces): what is dragged in it is computed there, by the page's own engine.
public struct LivePage: PageFile {
  /// Which piece, and where it begins.
  public enum Piece: Sendable {
    /// Rays between two places; with `fan` those that leave one.
    case lens(
      medium: String, from: Point, to: Point, segments: Int,
      fan: (count: Int, direction: Double, spread: Double, time: Double)?)
    case orbit(
      masses: [Double], positions: [Point], velocities: [Point], softening: Double, step: Double, steps: Int,
      integrator: String)
    /// With points and their images at the start, by which the page checks itself.
    case family(
      name: String, kernel: String?, parameters: [(name: String, value: [Double])],
      sample: [(point: Point, image: Point)])
  }

  public var title: String
  /// The first words below it.
  public var lead: String
  public var piece: Piece
  public var library: PieceLibrary
  /// What is shown where no script runs.
  public var still: Figure
  public var script: String
  public var seed: String?
  /// Whether the title is one's own; else it follows what is dragged.
  public var isTitled = false
  public var remark: String

  public init(
    title: String, lead: String, piece: Piece, library: PieceLibrary, still: Figure, script: String, seed: String?,
    remark: String
  ) {
    (self.title, self.lead, self.piece, self.library) = (title, lead, piece, library)
    (self.still, self.script, self.seed, self.remark) = (still, script, seed, remark)
  }

  public func html() -> [UInt8] {
    let picture = still.png(Format(size: (width: 640, height: 560), theme: .light))
    return PageTemplate.fill(
      PackageResources.live_html, script: library.code + PackageResources.live_js,
      [
        ("title", title), ("lead", lead), ("alt", still.altText), ("script", script),
        ("seed", seed.map { " (seed \($0))" } ?? ""),
        ("remark", remark), ("still", "data:image/png;base64," + TerminalGraphics.base64(picture)),
      ], styles: [("pieces-style", PackageResources.pieces_css)], data: piece.json(isTitled: isTitled))
  }
}

extension LivePage.Piece {
  fileprivate func json(isTitled: Bool) -> JSON {
    func pair(_ p: Point) -> JSON { .numbers([p.x, p.y]) }
    switch self {
    case .lens(let medium, let from, let to, let segments, let fan):
      return .object([
        ("piece", .string("lens")), ("isTitled", .truth(isTitled)),
        (
          "state",
          .object(
            [
              ("medium", .string(medium)), ("settings", .object([])), ("from", pair(from)), ("to", pair(to)),
              ("segments", .number(Double(segments))), ("centre", .numbers([0, 0])), ("at", .number(0.3)),
              ("starts", .number(4)), ("fan", .number(Double(fan?.count ?? 0))),
              ("direction", .number(fan?.direction ?? 0)), ("spread", .number(fan?.spread ?? 0.7)),
              ("time", .number(fan?.time ?? 3)), ("triangles", .truth(true)), ("momenta", .truth(true)),
            ])
        ),
      ])
    case .orbit(let masses, let positions, let velocities, let softening, let step, let steps, let integrator):
      return .object([
        ("piece", .string("orbit")), ("isTitled", .truth(isTitled)),
        (
          "state",
          .object([
            ("masses", .numbers(masses)), ("positions", .array(positions.map(pair))),
            ("velocities", .array(velocities.map(pair))), ("softening", .number(softening)), ("step", .number(step)),
            ("steps", .number(Double(steps))), ("integrator", .string(integrator)), ("beside", .string("none")),
            ("at", .number(0.2)), ("areas", .truth(true)), ("momenta", .truth(true)),
          ])
        ),
      ])
    case .family(let name, let kernel, let parameters, let sample):
      return .object([
        ("piece", .string("family")), ("isTitled", .truth(isTitled)),
        (
          "state",
          .object([
            ("family", .string(name)), ("kernel", .string(kernel ?? "gauss")),
            (
              "p",
              .object(parameters.map { ($0.name, $0.value.count == 1 ? .number($0.value[0]) : .numbers($0.value)) })
            ),
            (
              "frame",
              .object([("x", .number(0.8)), ("y", .number(0.4)), ("turn", .number(0.6)), ("grow", .number(1))])
            ),
            ("grid", .truth(true)), ("field", .truth(false)), ("framed", .truth(false)),
          ])
        ), ("sample", .array(sample.map { .numbers([$0.point.x, $0.point.y, $0.image.x, $0.image.y]) })),
      ])
    }
  }
}
