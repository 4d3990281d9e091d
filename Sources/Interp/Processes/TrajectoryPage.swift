import Checked
import Core
import Figures
import Syntax

/// The page of a trajectory: itself and its neighbours, which the engine computes beforehand, so that a person can move
/// an orbit's eccentricity or the end of rays.
struct TrajectoryPage {
  private let process: any TrajectoryForm
  private let experiment: Experiment

  /// States that a page has of each neighbour.
  private static let states = 200

  init(_ process: some TrajectoryForm, _ experiment: Experiment) {
    (self.process, self.experiment) = (process, experiment)
  }

  /// - Throws: `EngineError` where the states are not of the plane; `CancellationError`.
  func page(_ request: PageRequest) throws -> Page {
    let isPhase = process.trace.dimension == 1
    guard process.trace.dimension == 2 || isPhase else { throw experiment.notOfThePlane(process.trace) }
    let neighbours = try process.neighbours(isCancelled: request.isCancelled)
    let traces = try neighbours.map { thinned(isPhase ? try $0.process.trace.phasePlane : $0.process.trace) }
    let largest = traces.max { $0.count < $1.count } ?? traces[0]
    let all = try union(traces, like: largest)
    let places = try Population(
      states: all.states[0], destinations: all.states[all.steps], labels: all.labels, clusters: all.clusters)
    let plane = PlanePicture(all, places, most: largest.count)
    let stage = process.stage(isPhase ? plane : PlanePicture(process.trace, experiment.population))
    let view = stage.view.map { (x: union($0.x, plane.view.x), y: union($0.y, plane.view.y)) } ?? plane.view
    var page = Page(
      title: request.title ?? process.sentence,
      altText: "\(process.sentence); the slider chooses the \(process.part).",
      figure: Figure(panels: [
        Panel(
          x: Axis("x", limits: view.x), y: Axis("y", limits: view.y), equalAspect: !isPhase, marks: [])
      ]),
      groups: largest.clusters, labels: largest.labels, names: largest.clusters, destinations: [],
      moments: zip(neighbours, traces).map { moment($0, $1, isTitled: request.title != nil) }, grid: [],
      script: request.script, seed: request.seed,
      caption: neighbours.count > 1 ? stage.caption(neighbours.count) : nil)
    (page.part, page.first) = (process.part, neighbours.firstIndex { $0.isOwn } ?? 0)
    page.total = process.stepsMade
    if isPhase { page.axes = ("x", "p") }
    page.scenery = Page.Scenery(
      shades: stage.shades(view), centre: stage.centre, areas: stage.areas, slider: stage.slider,
      scale: isPhase ? 0 : stage.scale ?? scaleOfMomenta,
      remark: isPhase
        ? "The way in the plane of place and momentum; beside it both over the steps, and the energy." : stage.remark)
    page.scenery?.fronts = stage.fronts
    return page
  }

  private func union(_ a: ClosedRange<Double>, _ b: ClosedRange<Double>) -> ClosedRange<Double> {
    ClosedRange(between: min(a.lowerBound, b.lowerBound), and: max(a.upperBound, b.upperBound))
  }

  /// The longest of the process' own momenta is a quarter of its picture.
  private var scaleOfMomenta: Double {
    let own = PlanePicture(thinned(process.trace), experiment.population)
    return 1.5 * own.scale(.mean, Array(0...own.trace.steps))
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

  /// As states are thinned.
  private func thinned(_ values: [Double]) -> [Double] {
    let steps = values.count - 1
    let count = min(steps, Self.states)
    return count < 1 ? values : (0...count).map { values[$0 * steps / count] }
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
      step: 0, states: vectors(trace.states), means: [],
      charts: neighbour.process.trace.dimension == 1
        ? Page.charts(
          ofOneDimension: thinned(neighbour.process.trace),
          energies: (neighbour.process as? any Energetic)?.energies.map(thinned))
        : Page.charts(trace, isOneSystem: neighbour.process.isOneSystem),
      points: Array(0..<trace.count))
    (moment.costates, moment.name, moment.handle) = (vectors(trace.costates), neighbour.name, neighbour.handle)
    if !isTitled { moment.heading = neighbour.process.sentence }
    return moment
  }
}
