import Core
import Figures
import Syntax

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The page of a scene of mechanics: the scene and its neighbours, which the engine computes beforehand, so that a
/// person can move an orbit's eccentricity or the end of rays.
struct ScenePage {
  private let experiment: Experiment
  private let scene: any Trajectory
  private let host: any Host

  /// States that a page has of each neighbour.
  private static let states = 200
  private static let eccentricities = 10
  private static let ends = 33
  /// The angle, seen from the start, over which ends lie.
  private static let fan = 80 * Double.pi / 180
  /// Neighbours of a scene with more numbers than these are left out, so that a page stays small.
  private static let room = 4_000

  init(_ experiment: Experiment, _ scene: any Trajectory, _ host: any Host) {
    (self.experiment, self.scene, self.host) = (experiment, scene, host)
  }

  func page(title: String?, script: String, seed: String) throws -> Page {
    guard scene.trace.dimension == 2 else {
      throw EngineError(
        .notPlane, "points of R^\(scene.trace.dimension) cannot be drawn in the plane",
        help: "plot path, or export trace")
    }
    let neighbours = try neighbours()
    let traces = neighbours.map { thinned($0.scene.trace) }
    let largest = traces.max { $0.count < $1.count } ?? scene.trace
    let all = try union(traces, like: largest)
    let places = try Population(
      states: all.states[0], destinations: all.states[all.steps], labels: all.labels, clusters: all.clusters)
    let plane = PlanePicture(all, places, most: largest.count)
    let light = (scene as? Light).map { LightPicture($0, PlanePicture($0.trace, experiment.population)) }
    func both(_ a: ClosedRange<Double>, _ b: ClosedRange<Double>) -> ClosedRange<Double> {
      min(a.lowerBound, b.lowerBound)...max(a.upperBound, b.upperBound)
    }
    let view = light.map { (x: both($0.view.x, plane.view.x), y: both($0.view.y, plane.view.y)) } ?? plane.view
    let now = neighbours.firstIndex { $0.isOwn } ?? 0
    var page = Page(
      title: title ?? Scenes.describe(scene),
      altText: "\(Scenes.describe(scene)); the slider chooses the \(scene.part).",
      figure: Figure(panels: [
        Panel(x: Axis("x", limits: view.x), y: Axis("y", limits: view.y), equalAspect: true, marks: [])
      ]),
      groups: largest.clusters, labels: largest.labels, names: largest.clusters, destinations: [],
      moments: zip(neighbours, traces).map { moment($0, $1, isTitled: title != nil) }, grid: [], scales: (1, 1, 0),
      script: script, seed: seed, caption: caption(neighbours))
    (page.part, page.first) = (scene.part, now)
    page.total = scene.trace.steps * ((scene as? Orbit)?.every ?? 1)
    page.scenery = Page.Scenery(
      shades: light?.shades(over: view).polygons ?? [], centre: centre,
      areas: scene is Orbit ? .sectors : centre == nil ? .none : .triangles,
      slider: scene is Light ? "end" : "eccentricity", scale: light?.scale ?? scaleOfMomenta, remark: remark)
    return page
  }

  /// The longest of the scene's own momenta is a quarter of its picture.
  private var scaleOfMomenta: Double {
    let own = PlanePicture(thinned(scene.trace), experiment.population)
    return 1.5 * own.scale(.mean, Array(0...own.trace.steps))
  }

  // MARK: Neighbours

  private struct Neighbour {
    var scene: any Trajectory
    var name: String
    var handle: Point?
    var isOwn = false
  }

  private func neighbours() throws -> [Neighbour] {
    switch scene {
    case let motion as Orbit: try orbits(motion)
    case let light as Light: try rays(light)
    default: [Neighbour(scene: scene, name: "", isOwn: true)]
    }
  }

  /// Eccentricities 0, 0.1, ... 0.9 and its own, as far as the steps are short enough for them.
  private func orbits(_ motion: Orbit) throws -> [Neighbour] {
    guard let own = motion.ellipse?.eccentricity else { return [Neighbour(scene: motion, name: "", isOwn: true)] }
    let others = (0..<Self.eccentricities).map { Double($0) / Double(Self.eccentricities) }.filter {
      abs($0 - own) > 1e-6
    }
    return try (others + [own]).sorted().compactMap { e in
      if host.isInterrupted { throw Interrupted() }
      let name = NumberFormat.short(e)
      if e == own { return Neighbour(scene: motion, name: name, isOwn: true) }
      return (try? motion.turned(toEccentricity: e)).flatMap { $0 }.map { Neighbour(scene: $0, name: name) }
    }
  }

  /// Ends on the arc about the start through the end.
  private func rays(_ light: Light) throws -> [Neighbour] {
    let own = Neighbour(scene: light, name: "", isOwn: true)
    guard !light.isFan, let a = light.source, let b = light.target, light.trace.steps <= Self.room / 10 else {
      return [own]
    }
    let (dx, dy) = (b[0] - a[0], b[1] - a[1])
    return try (0..<Self.ends).compactMap { i in
      let turn = (Double(i) / Double(Self.ends - 1) - 0.5) * Self.fan
      let end = [a[0] + dx * cos(turn) - dy * sin(turn), a[1] + dx * sin(turn) + dy * cos(turn)]
      func neighbour(_ scene: Light, isOwn: Bool = false) -> Neighbour {
        let place = isOwn ? b : end
        return Neighbour(
          scene: scene, name: "(\(NumberFormat.short(place[0])), \(NumberFormat.short(place[1])))",
          handle: Point(place[0], place[1]), isOwn: isOwn)
      }
      if 2 * i == Self.ends - 1 { return neighbour(light, isOwn: true) }
      do {
        let rays = try Ray.between(
          a, end, in: light.medium, segments: light.trace.steps, isCancelled: { host.isInterrupted })
        return neighbour(try Light(rays))
      } catch is CancellationError { throw Interrupted() } catch is EngineError {
        // No light comes there.
        return nil
      }
    }
  }

  // MARK: Data

  /// Evenly chosen states, the last among them.
  private func thinned(_ trace: Trace) -> Trace {
    let count = min(trace.steps, Self.states)
    let places = (0...count).map { $0 * trace.steps / count }
    return
      (try? Trace(
        states: places.map { trace.states[$0] }, costates: places.map { trace.costates[$0] }, weights: trace.weights,
        labels: trace.labels,
        clusters: trace.clusters)) ?? trace
  }

  /// All that the page ever shows, as one trace, for its axes: the points of every neighbour, filled up to as many as
  /// the largest has.
  private func union(_ traces: [Trace], like largest: Trace) throws -> Trace {
    func filled<Role>(_ columns: Columns<Role>) -> Columns<Role> {
      columns.count == largest.count
        ? columns
        : Columns(
          points: (0..<largest.count).map { i in
            [columns[min(i, columns.count - 1), 0], columns[min(i, columns.count - 1), 1]]
          })
    }
    return try Trace(
      states: traces.flatMap { $0.states.map(filled) }, costates: traces.flatMap { $0.costates.map(filled) },
      weights: largest.weights,
      labels: largest.labels, clusters: largest.clusters)
  }

  private func moment(_ neighbour: Neighbour, _ trace: Trace, isTitled: Bool) -> Page.Moment {
    func vectors<Role>(_ columns: [Columns<Role>]) -> [[Point]] {
      columns.map { v in (0..<v.count).map { Point(v[$0, 0], v[$0, 1]) } }
    }
    var moment = Page.Moment(
      step: 0, states: vectors(trace.states), means: [], charts: ProcessPage.charts(trace),
      points: Array(0..<trace.count))
    (moment.costates, moment.name, moment.handle) = (vectors(trace.costates), neighbour.name, neighbour.handle)
    if !isTitled { moment.heading = Scenes.describe(neighbour.scene) }
    return moment
  }

  private var centre: Point? {
    switch scene {
    case let motion as Orbit:
      let (m, q, n) = (motion.start.masses, motion.start.positions, motion.start.count)
      let total = m.reduce(0, +)
      func mean(_ c: Int) -> Double { (0..<n).reduce(0) { $0 + m[$1] * q[c * n + $1] } / total }
      return n > OrbitPicture.most ? nil : Point(mean(0), mean(1))
    case let light as Light:
      return light.isFan && light.rays.count > 6
        ? nil : LightPicture(light, PlanePicture(light.trace, experiment.population)).centre
    default: return nil
    }
  }

  private func caption(_ neighbours: [Neighbour]) -> String? {
    guard neighbours.count > 1 else { return nil }
    return scene is Light
      ? "Drag the ring: the rays to \(neighbours.count) ends are there."
      : "The orbits of \(neighbours.count) eccentricities are there."
  }

  private var remark: String {
    if let path = scene as? ActionPath {
      let kept = path.symmetries.map(\.name)
      return "Arrows are momenta, p = dL/dv. "
        + (kept.isEmpty
          ? "The action has no symmetry that was found."
          : "What keeps the action as it is: \(kept.joined(separator: ", ")); their charges stay.")
    }
    return scene is Light
      ? "Arrows are p, along the ray, as long as the index says. In a lens of rotational symmetry the triangle of centre, place and p keeps its area along "
        + "the ray: half the angular momentum."
      : "Arrows are momenta. A sector is what a body has swept in the last eighth of the time; mass times area, summed over the bodies, is the same in all."
  }
}
