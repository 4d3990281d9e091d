import Checked
import Core
import Figures
import Limits
import Syntax

/// Bodies in motion: their ways with the sectors that they sweep about the centre of mass, and their momenta, put head
/// to tail.
struct OrbitPicture: PlanarPicture {
  private let orbit: Orbit
  var plane: PlanePicture
  private let centre: Point
  /// Where the sectors begin and end, equal times apart: places between states, at 2.5 half way from the second to the
  /// third.
  private let bounds: [Double]

  /// Sectors and arrows of more bodies could not be told apart.
  static let most = 8
  private static let sectors = 8

  init(_ orbit: Orbit, _ plane: PlanePicture) {
    (self.orbit, self.plane) = (orbit, plane)
    let (bodies, total) = (orbit.start, orbit.start.masses.reduce(0, +))
    func mean(_ c: Int) -> Double {
      (0..<bodies.count).reduce(0) { $0 + bodies.masses[$1] * bodies.positions[c * bodies.count + $1] } / total
    }
    centre = Point(mean(0), mean(1))
    let count = max(1, min(Self.sectors, orbit.trace.steps))
    bounds = (0...count).map { Self.place(ofStep: Double(orbit.stepsMade) * Double($0) / Double(count), orbit) }
  }

  private var isFew: Bool { orbit.start.count <= Self.most }

  // MARK: Areas

  /// Where among the states a number of steps, not always whole, lies.
  private static func place(ofStep t: Double, _ orbit: Orbit) -> Double {
    let k = min(Int(floor: t) / orbit.every, orbit.trace.steps - 1)
    let (from, to) = (orbit.step(ofState: k), orbit.step(ofState: k + 1))
    return Double(k) + (t - Double(from)) / Double(to - from)
  }

  /// Body i at a place between two states, on the straight way from one to the other.
  private func position(_ place: Double, _ i: Int) -> Point {
    let k = min(Int(floor: place), orbit.trace.steps - 1)
    let (a, b, part) = (plane.state(k, i), plane.state(k + 1, i), place - Double(k))
    return part == 1 ? b : Point(a.x + part * (b.x - a.x), a.y + part * (b.y - a.y))
  }

  /// The places from one to another, whole ones between.
  private func way(_ from: Double, _ to: Double, by step: Int = 1) -> [Double] {
    let inner = stride(from: Int(floor: from) + 1, to: Int(ceiling: to), by: step).map(Double.init)
    return [from] + inner + [to]
  }

  /// The sum over the bodies of mass times swept area, 1/2 m (q_k - c) ^ (q_{k+1} - c), from one place to another: half
  /// the angular momentum, times the time. A part of a step sweeps the same part of its triangle.
  private func area(_ from: Double, _ to: Double) -> Double {
    let way = way(from, to)
    var (sum, turns) = (0.0, turns)
    for ends in zip(way, way.dropFirst()) {
      if turns.isOver { break }
      for (i, mass) in orbit.start.masses.enumerated() {
        let (a, b) = (position(ends.0, i), position(ends.1, i))
        sum += mass / 2 * ((a.x - centre.x) * (b.y - centre.y) - (a.y - centre.y) * (b.x - centre.x))
      }
    }
    return sum
  }

  /// For loops over the states of all bodies.
  private var turns: Turns { plane.turns(of: 10 * orbit.start.count) }

  private func sector(_ i: Int, _ from: Double, _ to: Double, _ opacity: Double) -> Mark {
    let step = max(1, Int(floor: to - from) / 60)
    return .area([centre] + way(from, to, by: step).map { position($0, i) }, Style(.series(i), opacity: opacity))
  }

  /// The state next to a place.
  private func state(_ place: Double) -> Int { Int(saturating: place) }

  private var areas: String {
    let parts = zip(bounds, bounds.dropFirst()).map { area($0, $1) }
    let (low, high) = (NumberFormat.short(parts.min() ?? .nan), NumberFormat.short(parts.max() ?? .nan))
    return "mass x swept area of all bodies, in each of \(parts.count) equal times: "
      + (low == high ? low : "\(low) to \(high)")
  }

  // MARK: Figures

  func still(_ arrows: PlanePicture.Arrows) -> Figure {
    let title = orbit.sentence
    guard isFew else {
      return Figure(
        title: title, panels: [plane.way(arrows == .none ? .none : .gradient)], caption: plane.caption,
        altText: "The ways of \(orbit.start.count) bodies.")
    }
    let sectors = orbit.start.masses.indices.flatMap { i in
      zip(bounds, bounds.dropFirst()).enumerated().map { j, ends in sector(i, ends.0, ends.1, j % 2 == 0 ? 0.26 : 0.1) }
    }
    let places = bounds.dropLast().map(state)
    let scaled = plane.scaled(arrows, at: places)
    let marks =
      sectors + thinning(plane.ways(opacity: 0.9)) + cross
      + places.flatMap { plane.points($0, $0 == 0 ? .dot : .speck, isNamed: $0 == 0) }
      + thinning(plane.arrows(scaled, at: places))
    return figure(
      title, plane.panel(title: "swept areas", marks, keys: scaled.keys), momenta(at: state(bounds[1])), arrows,
      "The ways of \(orbit.start.count) bodies with the areas that they sweep, and their momenta, whose sum stays.")
  }

  func frames(_ states: [Int], _ kind: PlanePicture.Arrows) -> [Figure] {
    let arrows = plane.scaled(kind, at: [], isSteady: true)
    return states.map { frame($0, arrows) }
  }

  private func frame(_ k: Int, _ arrows: PlanePicture.ScaledArrows) -> Figure {
    let title = "step \(orbit.step(ofState: k)) of \(orbit.stepsMade)"
    guard isFew else {
      return Figure(
        title: title, panels: [plane.panel(plane.frame(k, arrows), keys: arrows.keys)], caption: plane.caption,
        altText: "Bodies at \(title).")
    }
    let from = bounds.dropLast().last { $0 <= Double(k) } ?? 0
    let indices = orbit.start.masses.indices
    let earlier = zip(bounds, bounds.dropFirst()).enumerated().filter { $1.1 <= from }.flatMap { j, ends in
      indices.map { sector($0, ends.0, ends.1, j % 2 == 0 ? 0.16 : 0.06) }
    }
    let marks =
      earlier + indices.map { sector($0, from, Double(k), 0.4) } + thinning(plane.ways(opacity: 0.3)) + cross
      + plane.points(k) + thinning(plane.arrows(arrows, at: [k]))
    let panel = plane.panel(title: "swept areas", marks, keys: arrows.keys)
    return figure(title, panel, momenta(at: k), arrows.kind, "Bodies at \(title).")
  }

  private func figure(_ title: String, _ left: Panel, _ right: Panel, _ arrows: PlanePicture.Arrows, _ words: String)
    -> Figure
  {
    Figure(
      title: title, panels: arrows == .none ? [left] : [left, right], columns: arrows == .none ? 1 : 2, caption: areas,
      altText: words)
  }

  /// What holds all momenta, and their sums head to tail.
  private var sizeOfMomenta: Double {
    var (largest, turns) = (0.0, turns)
    for p in plane.trace.costates {
      if turns.isOver { break }
      var (x, y) = (0.0, 0.0)
      for i in 0..<p.count {
        (x, y) = (x + p[i, 0], y + p[i, 1])
        largest = max(largest, abs(p[i, 0]), abs(p[i, 1]), abs(x), abs(y))
      }
    }
    return largest
  }

  /// A mark for each body, the later ones thinner, so that where they lie above each other all are seen.
  private func thinning(_ marks: [Mark]) -> [Mark] {
    marks.enumerated().map { i, mark in
      let more = 1.4 * Double(marks.count - 1 - i)
      switch mark {
      case .line(let points, var style):
        style.width += more
        return .line(points, style)
      case .arrows(let arrows, var style):
        style.width += more
        return .arrows(arrows, style)
      default: return mark
      }
    }
  }

  private var cross: [Mark] { [.points([centre], .cross, Style(.neutral, width: 1))] }

  /// The momenta at one state head to tail, above the curves that they run through; the sum goes from the origin to
  /// where they end.
  private func momenta(at k: Int) -> Panel {
    func p(_ t: Int, _ i: Int) -> Point { Point(plane.trace.costates[t][i, 0], plane.trace.costates[t][i, 1]) }
    var at = Point(0, 0)
    var turns = turns
    let curves = orbit.start.masses.indices.map { i in
      let way = (0...plane.trace.steps).prefix { _ in !turns.isOver }.map { p($0, i) }
      return Mark.line(SmoothCurve.through(way), Style(.series(i), width: 1, opacity: 0.4))
    }
    let arrows = orbit.start.masses.indices.map { i in
      let end = Point(at.x + p(k, i).x, at.y + p(k, i).y)
      defer { at = end }
      return Mark.arrows([Arrow(from: at, to: end)], Style(.series(i), width: 2.5))
    }
    var marks = thinning(curves) + thinning(arrows)
    let largest = sizeOfMomenta
    let size = largest > 0 ? largest : 1
    let isZero = max(abs(at.x), abs(at.y)) < 1e-9 * size
    marks.append(
      isZero
        ? .points([Point(0, 0)], .ring, Style(.ink, width: 1.5, name: "sum: zero"))
        : .arrows([Arrow(from: Point(0, 0), to: at)], Style(.ink, width: 2.5, name: "sum")))
    return Panel(
      title: "momenta, added", x: Axis("px", limits: ClosedRange(between: -1.1 * size, and: 1.1 * size)),
      y: Axis("py", limits: ClosedRange(between: -1.1 * size, and: 1.1 * size)), equalAspect: true, marks: marks)
  }
}
