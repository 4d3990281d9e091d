import Core
import Figures
import Limits

/// The page of a process of layers: its data, all from the engine's traces.
struct TrainedPage {
  private let experiment: Experiment
  private let plane: PlanePicture

  private static let most = 1000
  /// Of the numbers of earlier moments of the training, so that a page stays below a megabyte.
  private static let roomForHistory = 18_000
  private static let moments = 8

  init(_ experiment: Experiment) throws {
    self.experiment = experiment
    plane = try PlanePicture(experiment, most: Self.most)
  }

  func page(_ request: PageRequest) throws -> Page {
    let (trace, population) = (plane.trace, experiment.population)
    let now = experiment.record.history.last?.step ?? 0
    var moments = try earlier(before: now).map { step, theta in
      try Cancellation.check()
      var model = try experiment.trainable()
      model.theta = theta
      return try moment(try model.trace(of: population, threads: 1), step: step, points: few)
    }
    var last = try moment(trace, step: now, points: Array(plane.shown.indices))
    last.costates = vectors(trace.costates, last.points)
    moments.append(last)
    let largest = last.means.joined().reduce(0) { max($0, abs($1.angular)) }
    return Page(
      title: request.title ?? "\(plane.clusters) through \(experiment.form.title)",
      altText: "\(plane.clusters) on their way through \(trace.steps) layers; the slider chooses the layer.",
      figure: figure,
      groups: trace.clusters, labels: plane.shown.map { trace.labels[$0] },
      names: plane.shown.map { "point \($0 + 1) of \(trace.clusters[trace.labels[$0]])" },
      destinations: plane.hasDestinations
        ? plane.shown.map { Point(population.destinations[$0, 0], population.destinations[$0, 1]) } : [],
      moments: moments, grid: grid,
      scales: (
        finite(plane.scale(.gradient, Array(0...trace.steps))), finite(plane.scale(.mean, Array(0...trace.steps))),
        finite(4.7 / largest)
      ),
      script: request.script, seed: request.seed, caption: plane.caption)
  }

  private func finite(_ x: Double) -> Double { x.isFinite ? x : 0 }

  /// Axes as those of `plot layer`.
  private var figure: Figure { Figure(title: "layer", panels: [plane.panel(plane.points(0))]) }

  private func vectors<Role>(_ columns: [Columns<Role>], _ points: [Int]) -> [[Point]] {
    columns.map { v in points.map { Point(v[plane.shown[$0], 0], v[plane.shown[$0], 1]) } }
  }

  private func moment(_ trace: Trace, step: Int, points: [Int]) throws -> Page.Moment {
    let now = trace == plane.trace ? plane : PlanePicture(trace, experiment.population, most: Self.most)
    let means = try (0...trace.steps).map { t in
      try trace.clusters.indices.map { c in
        try Cancellation.check()
        let (x, g) = now.mean(c, t)
        let share = trace.mean(cluster: c) { _ in 1 }
        let angular = trace.charge(.rotation(about: (x.x, x.y)), step: t, cluster: c)
        return Page.Mean(state: x, gradient: g, angular: share == 0 ? 0 : angular / share)
      }
    }
    return Page.Moment(
      step: step, states: vectors(trace.states, points), means: means, charts: Page.charts(trace), points: points)
  }

  /// At most eight moments of the training, the first and the last kept ones among them.
  private func earlier(before now: Int) -> [(step: Int, theta: [Double])] {
    let kept = experiment.record.checkpoints.kept.filter { $0.step < now }
    let count = min(kept.count, Self.moments)
    return (0..<count).map { kept[count == 1 ? 0 : $0 * (kept.count - 1) / (count - 1)] }.map { ($0.step, $0.theta) }
  }

  /// The points that earlier moments show.
  private var few: [Int] {
    let room = max(1, Self.roomForHistory / Self.moments / (plane.trace.steps + 1))
    return Array(stride(from: 0, to: plane.shown.count, by: max(1, (plane.shown.count + room - 1) / room)))
  }

  /// A grid of the picture carried through all layers, coarser where there are many.
  private var grid: [[[Point]]] {
    let bounds = plane.view
    let (lines, fineness) = plane.trace.steps <= 100 ? (13, 2) : (9, 1)
    guard plane.trace.steps <= 400, let map = experiment.form as? any PlaneMap else { return [] }
    let ways = Deformation.ways(lines: lines, fineness: fineness, bounds.x, bounds.y)
    var points = Columns<State>(points: ways.flatMap { $0 })
    let count = ways[0].count
    return (0...plane.trace.steps).map { k in
      if k > 0 { points = map.apply(layer: k, to: points) }
      return ways.indices.map { w in (0..<count).map { Point(points[w * count + $0, 0], points[w * count + $0, 1]) } }
    }
  }
}

extension Page {
  /// The charges by cluster and in sum; of alternatives there is no sum, and of many some are shown.
  static func charts(_ trace: Trace, isOneSystem: Bool = true) -> [Chart] {
    let names = ["momentum, x", "momentum, y", "angular momentum", "dilation"]
    let (count, most) = (trace.clusters.count, 8)
    let shown: [Int] =
      count <= most ? Array(0..<count) : isOneSystem ? [] : (0..<most).map { $0 * (count - 1) / (most - 1) }
    return zip(names, Generator.catalogue).map { name, generator in
      var curves = shown.map { c in (group: Int?(c), values: trace.charges(generator, cluster: c)) }
      if isOneSystem, count > 1 || curves.isEmpty { curves.append((group: nil, values: trace.charges(generator))) }
      return Chart(name: name, curves: curves, resolution: 1e-3 * trace.scale(generator))
    }
  }
}
