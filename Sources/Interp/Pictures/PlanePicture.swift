import Checked
import Core
import Figures
import Limits

/// The marks of points in the plane, made of a trace.
struct PlanePicture {
  let trace: Trace
  let population: Population
  /// The points that are drawn: all, or evenly chosen ones.
  let shown: [Int]
  private let most: Int

  /// Whether the points are to come out somewhere: bodies and light go where they go.
  private(set) var hasDestinations = true
  /// The coordinates are q and p of a process of one dimension.
  private var isPhase = false
  /// What g is called.
  private var costate = "gradient"
  /// How long arrows are drawn.
  var scaling = ArrowScaling.own
  /// From more or fewer coordinates, or some of the states, to the plane.
  private(set) var projection: Projection?
  /// The number of the first state.
  private(set) var first = 0
  /// Of a shadow.
  private var remark: String?
  private(set) var axes = (x: "x", y: "y")

  static let most = 2_000

  init(_ trace: Trace, _ population: Population, most: Int = Self.most) {
    self.trace = trace
    self.population = population
    self.most = most
    shown = Array(stride(from: 0, to: trace.count, by: max(1, (trace.count + most - 1) / most)))
  }

  init(_ experiment: Experiment, most: Int = Self.most) throws {
    try self.init(of: experiment, most: most)
    costate = experiment.form.costate
  }

  private init(of experiment: Experiment, most: Int) throws {
    if let shadow = try experiment.form.shadow(experiment) {
      self.init(try Self.flat(shadow.trace), most: most)
      remark = shadow.remark
      axes = shadow.axes
      return
    }
    let trace = try experiment.trace()
    if trace.isUniform, trace.dimension == 2 {
      self.init(trace, experiment.population, most: most)
      hasDestinations = experiment.form.isAimed
      return
    }
    // Of layers of several widths, the most that have one.
    let stretch = trace.longestUniform
    guard stretch.steps > 0 else { throw experiment.notOfThePlane(trace) }
    let projection = try Projection(stretch, of: experiment.part, isWhole: trace.isUniform)
    self.init(try Self.flat(try projection(stretch)), most: most)
    (self.projection, first, isPhase) = (projection, stretch.first, stretch.dimension == 1)
    (remark, axes) = (projection.remark, projection.axes)
  }

  /// The points of another trace of the same process, such as one of an earlier moment of its training, looked at in the
  /// same way.
  func following(_ trace: Trace, _ population: Population) throws -> PlanePicture {
    guard let projection else {
      var picture = PlanePicture(trace, population, most: most)
      (picture.hasDestinations, picture.scaling, picture.costate) = (hasDestinations, scaling, costate)
      return picture
    }
    var picture = PlanePicture(try Self.flat(try projection(trace.longestUniform)), most: most)
    (picture.projection, picture.first, picture.isPhase) = (projection, first, isPhase)
    (picture.remark, picture.axes, picture.scaling, picture.costate) = (remark, axes, scaling, costate)
    return picture
  }

  /// A trace of the plane whose points go where they go.
  private static func flat(_ trace: Trace) throws -> (Trace, Population) {
    let places = try Population(
      states: trace.states[0], destinations: trace.states[trace.steps], labels: trace.labels, clusters: trace.clusters)
    return (trace, places)
  }

  private init(_ flat: (trace: Trace, places: Population), most: Int) {
    self.init(flat.trace, flat.places, most: most)
    hasDestinations = false
  }

  /// Says that not all is drawn, where it is not.
  var caption: String? {
    let count = shown.count < trace.count ? "\(shown.count) of \(trace.count) points are drawn" : nil
    let all = [remark, count].compactMap { $0 }
    return all.isEmpty ? nil : all.joined(separator: "; ")
  }

  var clusters: String {
    "\(trace.count) point\(trace.count == 1 ? "" : "s") in \(trace.clusters.count) cluster\(trace.clusters.count == 1 ? "" : "s")"
  }

  /// The numbers of the states that it has.
  var numbers: ClosedRange<Int> { ClosedRange(between: first, and: first + trace.steps) }

  func state(_ t: Int, _ i: Int) -> Point { Point(trace.states[t][i, 0], trace.states[t][i, 1]) }

  private func members(_ c: Int) -> [Int] { shown.filter { trace.labels[$0] == c } }

  // MARK: Marks

  /// For loops whose turns go through so many points. Where the work should end they are left: what is drawn of it is
  /// unfinished, and whoever shows a picture asks before.
  func turns(of count: Int) -> Turns { Turns(every: max(1, 20_000 / max(1, count))) }

  /// Every point's way over some of the states.
  func ways(_ steps: ClosedRange<Int>? = nil, opacity: Double = 0.45) -> [Mark] {
    let steps = steps ?? 0...trace.steps
    let width = shown.count > 12 ? 0.8 : 1.6
    var turns = turns(of: 10)
    return shown.map { i in
      .line(
        steps.prefix { _ in !turns.isOver }.map { state($0, i) },
        Style(.series(trace.labels[i]), width: width, opacity: opacity))
    }
  }

  func points(_ t: Int, _ shape: Mark.Shape = .dot, isNamed: Bool = true, opacity: Double = 1) -> [Mark] {
    var turns = turns(of: shown.count)
    return trace.clusters.enumerated().prefix { _ in !turns.isOver }.map { c, name in
      .points(
        members(c).map { state(t, $0) }, shape == .dot ? .ofRound(c) : shape,
        Style(.series(c), width: 0.8, opacity: opacity, name: isNamed ? name : nil))
    }
  }

  /// A cross at each of the places where a cluster should come out.
  var destinations: [Mark] {
    guard hasDestinations else { return [] }
    var turns = turns(of: shown.count)
    let destinations = population.destinations
    return trace.clusters.indices.prefix { _ in !turns.isOver }.map { c in
      var seen = Set<[Double]>()
      let goals = members(c).compactMap { i -> Point? in
        let goal = (destinations[i, 0], destinations[i, 1])
        return seen.insert([goal.0, goal.1]).inserted ? Point(goal.0, goal.1) : nil
      }
      return .points(goals, .cross, Style(.series(c), width: 2, opacity: goals.count > 20 ? 0.3 : 1))
    }
  }

  /// Mean state and mean gradient of a cluster's points.
  func mean(_ c: Int, _ t: Int) -> (state: Point, gradient: Point) {
    let share = trace.mean(cluster: c) { _ in 1 }
    func mean(_ f: (Int) -> Double) -> Double { share == 0 ? 0 : trace.mean(cluster: c, f) / share }
    return (
      Point(mean { trace.states[t][$0, 0] }, mean { trace.states[t][$0, 1] }),
      Point(mean { trace.costates[t][$0, 0] }, mean { trace.costates[t][$0, 1] })
    )
  }

  typealias Arrows = ArrowKind

  /// Arrows along g at some steps, each point's, or each cluster's mean at its mean state.
  struct ScaledArrows {
    var kind: Arrows
    /// Lengths of the picture for a unit of g.
    var perUnit: Double
    var keys: [ScaleKey]
  }

  /// The longest of some steps is a sixth of the picture, unless another scale is asked for. At all steps of the trace when
  /// `isSteady`, so that an animation's arrows keep their scale.
  func scaled(_ kind: Arrows, at steps: [Int], isSteady: Bool = false) -> ScaledArrows {
    guard kind != .none else { return ScaledArrows(kind: .none, perUnit: .nan, keys: []) }
    let all = Array(0...trace.steps)
    let perUnit =
      switch scaling {
      case .own: scale(kind, isSteady ? all : steps)
      case .same: scale(.gradient, all)
      case .given(let perUnit): perUnit
      }
    let name = kind == .mean && trace.count > trace.clusters.count ? "mean \(costate)" : costate
    return ScaledArrows(
      kind: kind, perUnit: perUnit, keys: ScaleKey.arrows(name, perUnit: perUnit, width: Self.width(kind)))
  }

  private static func width(_ kind: Arrows) -> Double { kind == .mean ? 2.5 : 1.2 }

  func arrows(_ arrows: ScaledArrows, at steps: [Int]) -> [Mark] {
    let scale = arrows.perUnit
    guard arrows.kind != .none, scale.isFinite else { return [] }
    var turns = turns(of: trace.count)
    return trace.clusters.indices.prefix { _ in !turns.isOver }.map { c in
      .arrows(
        vectors(arrows.kind, c, steps).map { Arrow(from: $0, to: Point($0.x + scale * $1.x, $0.y + scale * $1.y)) },
        Style(.series(c), width: Self.width(arrows.kind)))
    }
  }

  private func vectors(_ kind: Arrows, _ c: Int, _ steps: [Int]) -> [(state: Point, gradient: Point)] {
    var turns = turns(of: trace.count)
    return steps.prefix { _ in !turns.isOver }.flatMap { t in
      kind == .mean
        ? [mean(c, t)] : members(c).map { (state(t, $0), Point(trace.costates[t][$0, 0], trace.costates[t][$0, 1])) }
    }
  }

  /// The length of the longest g of all steps.
  func longest(_ kind: Arrows, _ steps: [Int]) -> Double {
    var longest = 0.0
    for c in trace.clusters.indices {
      for (_, g) in vectors(kind, c, steps) { longest = max(longest, (g.x * g.x + g.y * g.y).squareRoot()) }
    }
    return longest
  }

  /// Lengths of the picture for a unit of gradient.
  func scale(_ kind: Arrows, _ steps: [Int]) -> Double {
    let extent = extent
    return (extent > 0 ? extent : 1) / 6 / longest(kind, steps)
  }

  /// What holds all states and destinations.
  var bounds: (x: ClosedRange<Double>, y: ClosedRange<Double>) {
    var (x, y) = (Extent(), Extent())
    func take(_ columns: Columns<some Any>) {
      for i in shown {
        x.take(columns[i, 0])
        y.take(columns[i, 1])
      }
    }
    take(population.destinations)
    var turns = turns(of: shown.count)
    for columns in trace.states {
      if turns.isOver { break }
      take(columns)
    }
    return (x.range, y.range)
  }

  /// The least and the largest of numbers.
  private struct Extent {
    var (low, high) = (Double.infinity, -Double.infinity)
    var range: ClosedRange<Double> { low <= high ? ClosedRange(between: low, and: high) : -1...1 }

    mutating func take(_ x: Double) { (low, high) = (min(low, x), max(high, x)) }
  }

  /// The length of the longest of all points' g, and the longer side of what is drawn.
  var reach: (longest: Double, extent: Double) { (longest(.gradient, Array(0...trace.steps)), extent) }

  /// The bounds' longer side.
  var extent: Double { Self.extent(bounds) }

  private static func extent(_ box: (x: ClosedRange<Double>, y: ClosedRange<Double>)) -> Double {
    max(box.x.upperBound - box.x.lowerBound, box.y.upperBound - box.y.lowerBound)
  }

  /// The bounds with a margin: the axes of all pictures of one trace, so that they can be compared. What is flat is made
  /// half as wide as the other side; a single point, as its distance from zero, or one.
  var view: (x: ClosedRange<Double>, y: ClosedRange<Double>) {
    let box = bounds
    let extent = Self.extent(box)
    func wider(_ r: ClosedRange<Double>) -> ClosedRange<Double> {
      let size = max(abs(r.lowerBound), abs(r.upperBound))
      let flat = extent > 0 ? extent / 4 : size > 0 ? size / 2 : 0.5
      let margin = max(
        0.05 * (r.upperBound - r.lowerBound), 1e-9 * size, r.lowerBound == r.upperBound ? flat : 0)
      return ClosedRange(between: r.lowerBound - margin, and: r.upperBound + margin)
    }
    return (wider(box.x), wider(box.y))
  }

  // MARK: Panels

  func panel(title: String? = nil, _ marks: [Mark], keys: [ScaleKey] = []) -> Panel {
    let view = view
    return Panel(
      title: title, x: Axis(isPhase ? "q" : axes.x, limits: view.x), y: Axis(isPhase ? "p" : axes.y, limits: view.y),
      equalAspect: !isPhase, marks: marks, keys: keys)
  }

  /// The ways from the first state to the last, the start in dots, the end in rings, with what these mean.
  func way(_ kind: Arrows, title: String? = nil) -> Panel {
    let steps =
      kind == .mean ? Array(stride(from: 0, through: trace.steps, by: max(1, trace.steps / 10))) : [0, trace.steps]
    let arrows = scaled(kind, at: steps)
    let marks =
      ways() + points(0) + points(trace.steps, .ring, isNamed: false, opacity: 0.8) + destinations
      + self.arrows(arrows, at: steps)
    return panel(title: title, marks + signs, keys: arrows.keys)
  }

  /// What start, end and destination look like, in the legend.
  var signs: [Mark] {
    let names: [(String, Mark.Shape)] =
      [("start", .dot), ("end", .ring)] + (hasDestinations ? [("destination", .cross)] : [])
    return names.map { .points([], $1, Style(.neutral, width: $1 == .cross ? 2 : 0.8, name: $0)) }
  }

  /// The points behind layer k, with their ways until there.
  func frame(_ k: Int, _ arrows: ScaledArrows) -> [Mark] {
    (k > 0 ? ways(ClosedRange(between: max(0, k - 12), and: k), opacity: 0.35) : []) + points(k) + destinations
      + self.arrows(arrows, at: [k])
  }
}

extension Experiment {
  func notOfThePlane(_ trace: Trace) -> EngineError {
    let widest = trace.states.map(\.dimension).max() ?? 0
    return shortcoming(.plane, "goes through R^\(widest), which cannot be drawn in the plane")
  }
}
