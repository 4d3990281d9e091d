import Core
import Figures
import Syntax

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension Light: TrajectoryForm {
  static let advice = Advice(
    usual: "conserve",
    others: [
      .file: "history save \"ray.nsh\"", .own: "print duration", .energy: "print duration", .planeMap: "plot layer 1",
      .layers: "discover drifts", .interaction: "print momentum by cluster",
    ])

  static let declaration = ProcessKind(
    build: BuildRay.command, standardName: "ray", quantities: [.duration])

  var sentence: String { BuildRay.describe(self) }

  func picture(_ experiment: Experiment, most: Int) throws -> any ProcessPicture {
    LightPicture(self, try PlanePicture(experiment, most: most))
  }

  /// Segments of a ray that a page finds while it is dragged.
  private static let live = 200

  /// A page on which ends and lens are dragged, where it can compute the index; else one of rays that were found beforehand.
  func page(_ request: PageRequest, _ experiment: Experiment) throws -> any PageFile {
    let own = LensCatalogue.lens(named: medium.name) == nil
    let title = LensCatalogue.lens(named: medium.name).map { "\(medium.name): \($0.formula)" } ?? medium.name
    let name = own ? "own" : medium.name
    guard let source, isFan || target != nil, steps <= Self.live, rays.count <= 64,
      let declared = PieceLibrary.Medium(medium, name: name, title: title, isOwn: own)
    else { return try TrajectoryPage(self, experiment).page(request) }
    func point(_ p: [Double]) -> Point { Point(p[0], p[1]) }
    let angles = rays.map { atan2($0.momenta[0][1], $0.momenta[0][0]) }
    // From ray to ray the direction turns by less than half a turn.
    let spread = zip(angles, angles.dropFirst()).reduce(0) { $0 + ($1.1 - $1.0).remainder(dividingBy: 2 * .pi) }
    let picture = try picture(experiment, most: rays.count)
    var page = LivePage(
      title: request.title ?? sentence,
      lead: isFan
        ? "Light leaves one place for as long a time in every direction: places of one time are a wavefront. Drag its source and the lens."
        : "Of all ways between two places light takes those whose travel time is stationary (Fermat). Drag the ring, the cross and the lens.",
      piece: .lens(
        medium: name, from: point(source), to: isFan ? point(rays[0].points[steps]) : point(target ?? source),
        segments: steps,
        fan: isFan
          ? (
            rays.count, Self.unrounded((angles[0] + spread / 2).remainder(dividingBy: 2 * .pi)), Self.unrounded(spread),
            rays[0].time
          )
          : nil),
      library: PieceLibrary.nsh().with(declared), still: picture.still(picture.usualArrows), script: request.script,
      seed: request.seed,
      remark:
        "p points along the ray and is as long as the index n. The rays are found in the page by Newton's method on all points at once, as nsh "
        + "finds them. Dashed rays are saddles: there are shorter ways nearby. Keys: Tab goes to what is dragged, arrow keys move it."
    )
    page.isTitled = request.title != nil
    return page
  }

  /// An angle that was read off momenta, without their rounding.
  private static func unrounded(_ angle: Double) -> Double { (angle * 1e14).rounded() / 1e14 }

  private static let ends = 33
  /// The angle, seen from the start, over which ends lie.
  private static let fan = 80 * Double.pi / 180
  /// Neighbours of rays with more segments are left out, so that a page stays small.
  private static let room = 400

  /// Ends on the arc about the start through the end.
  func neighbours(isCancelled: @escaping @Sendable () -> Bool) throws -> [Neighbour] {
    guard !isFan, let a = source, let b = target, steps <= Self.room else {
      return [Neighbour(process: self, isOwn: true)]
    }
    let (dx, dy) = (b[0] - a[0], b[1] - a[1])
    return try (0..<Self.ends).compactMap { i in
      let turn = (Double(i) / Double(Self.ends - 1) - 0.5) * Self.fan
      let end = [a[0] + dx * cos(turn) - dy * sin(turn), a[1] + dx * sin(turn) + dy * cos(turn)]
      func neighbour(_ light: Light, at place: [Double], isOwn: Bool = false) -> Neighbour {
        Neighbour(
          process: light, name: "(\(NumberFormat.short(place[0])), \(NumberFormat.short(place[1])))",
          handle: Point(place[0], place[1]), isOwn: isOwn)
      }
      if 2 * i == Self.ends - 1 { return neighbour(self, at: b, isOwn: true) }
      do {
        let rays = try Ray.between(a, end, in: medium, segments: steps, isCancelled: isCancelled)
        return neighbour(try Light(rays), at: end)
      } catch is EngineError {
        // No light comes there.
        return nil
      }
    }
  }

  func stage(_ plane: PlanePicture) -> Stage {
    let picture = LightPicture(self, plane)
    var stage = Stage(
      remark:
        "Arrows are p, along the ray, as long as the index says. In a lens of rotational symmetry the triangle of "
        + "centre, place and p keeps its area along the ray: half the angular momentum.")
    (stage.view, stage.scale, stage.slider) = (picture.view, picture.scale, "end")
    stage.shades = { picture.shades(over: $0).polygons }
    stage.centre = isFan && rays.count > 6 ? nil : picture.centre
    stage.areas = stage.centre == nil ? .none : .triangles
    stage.fronts = isFan
    stage.caption = { "Drag the ring: the rays to \($0) ends are there." }
    return stage
  }
}
