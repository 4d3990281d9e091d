import Core
import Figures
import Limits

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The page of a process of layers: its data, all from the engine's traces.
struct TrainedPage {
  private let experiment: Experiment
  private let plane: PlanePicture

  private static let most = 1000
  /// Of the numbers of earlier moments of the training, so that a page stays below a megabyte.
  private static let roomForHistory = 120_000
  private static let moments = 10

  init(_ experiment: Experiment) throws {
    self.experiment = experiment
    plane = try PlanePicture(experiment, most: Self.most)
    if plane.projection != nil { throw experiment.notOfThePlane(try experiment.trace()) }
  }

  func page(_ request: PageRequest) throws -> Page {
    let (trace, population) = (plane.trace, experiment.population)
    let now = experiment.record.history.last?.step ?? 0
    var moments = try earlier(before: now).map { step, theta in
      try Cancellation.check()
      var model = try experiment.trainable()
      model.theta = theta
      var earlier = try moment(try model.trace(of: population, threads: 1), step: step, points: few)
      earlier.theta = theta
      return earlier
    }
    var last = try moment(trace, step: now, points: Array(plane.shown.indices))
    let carrier = (experiment.form as? any GridCarrier)?.carrier
    if carrier != nil { last.theta = try experiment.trainable().theta }
    moments.append(last)
    let destinations = population.destinations
    var page = Page(
      title: request.title ?? "\(plane.clusters) through \(experiment.form.title)",
      altText: "\(plane.clusters) on their way through \(trace.steps) layers; the slider chooses the layer.",
      figure: figure,
      groups: trace.clusters, labels: plane.shown.map { trace.labels[$0] },
      names: plane.shown.map { "point \($0 + 1) of \(trace.clusters[trace.labels[$0]])" },
      destinations: plane.hasDestinations
        ? plane.shown.map { Point(destinations[$0, 0], destinations[$0, 1]) } : [],
      moments: moments, grid: carrier == nil ? grid : [],
      script: request.script, seed: request.seed, caption: caption(moments))
    page.axes = plane.axes
    page.carrier = carrier
    page.exchange = try experiment.exchangeScene(
      named: "momentum by cluster", caption: "an arrow for each cluster at each layer", request.effort)
    return page
  }

  /// What is not all there.
  private func caption(_ moments: [Page.Moment]) -> String? {
    let history =
      moments.count > 1 && few.count < plane.shown.count
      ? "earlier moments have \(few.count) of \(plane.shown.count) points" : nil
    let all = [plane.caption, history].compactMap { $0 }
    return all.isEmpty ? nil : all.joined(separator: "; ")
  }

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
    var moment = Page.Moment(
      step: step, states: vectors(trace.states, points), means: means, charts: Page.charts(trace), points: points)
    moment.costates = vectors(trace.costates, points)
    return moment
  }

  /// Some moments of the training, the first and the last kept ones among them, evenly on the logarithm of the step: most is
  /// learned at the beginning.
  private func earlier(before now: Int) -> [(step: Int, theta: [Double])] {
    let kept = experiment.record.checkpoints.kept.filter { $0.step < now }
    guard let last = kept.last, kept.count > Self.moments else { return kept.map { ($0.step, $0.theta) } }
    let unit = Double(max(1, kept[1].step))
    let reach = log1p(Double(last.step) / unit)
    let wanted = (0..<Self.moments).map { unit * expm1(reach * Double($0) / Double(Self.moments - 1)) }
    var chosen: [Int] = []
    for step in wanted {
      let nearest = kept.indices.min { abs(Double(kept[$0].step) - step) < abs(Double(kept[$1].step) - step) }
      if let nearest, nearest > chosen.last ?? -1 { chosen.append(nearest) }
    }
    return chosen.map { (kept[$0].step, kept[$0].theta) }
  }

  /// The points that earlier moments show.
  private var few: [Int] {
    let room = max(1, Self.roomForHistory / Self.moments / 2 / (plane.trace.steps + 1))
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

/// A process whose layers a page can carry a grid through, at any parameters.
protocol GridCarrier: ProcessForm {
  var carrier: Page.Carrier? { get }
}

extension Page {
  /// More curves than one tells apart by colours and dashes.
  private static let mostCurves = 24

  /// The charges by cluster and in sum; of alternatives there is no sum, and of many some are shown.
  static func charts(_ trace: Trace, isOneSystem: Bool = true) -> [Chart] {
    let names = ["momentum, x", "momentum, y", "angular momentum", "dilation"]
    let count = trace.clusters.count
    let shown: [Int] =
      count <= mostCurves
      ? Array(0..<count) : isOneSystem ? [] : (0..<mostCurves).map { $0 * (count - 1) / (mostCurves - 1) }
    return zip(names, Generator.catalogue).map { name, generator in
      var curves = shown.map { c in (group: Int?(c), values: trace.charges(generator, cluster: c)) }
      if isOneSystem, count > 1 || curves.isEmpty { curves.append((group: nil, values: trace.charges(generator))) }
      let size = trace.scale(generator)
      return Chart(name: name, curves: curves, resolution: 1e-3 * size, size: isOneSystem ? size : 0)
    }
  }

  /// Of a process of one coordinate: where it is, its momentum, and its energy.
  static func charts(ofOneDimension trace: Trace, energies: [Double]?) -> [Chart] {
    func chart(_ name: String, _ value: (Int, Int) -> Double) -> Chart {
      let curves = (0..<trace.count).map { i in
        (group: Int?(trace.labels[i]), values: (0...trace.steps).map { value($0, i) })
      }
      return Chart(name: name, curves: curves, resolution: 0)
    }
    let all = [chart("x") { trace.states[$0][$1, 0] }, chart("p") { trace.costates[$0][$1, 0] }]
    let scale = energies.map { $0.reduce(0) { max($0, abs($1)) } } ?? 0
    return all
      + (energies.map { [Chart(name: "energy", curves: [(group: nil, values: $0)], resolution: 1e-3 * scale)] } ?? [])
  }
}
