import Checked
import Core
import Figures
import Syntax

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Rays of light in their medium: its index in shades, p along the rays, and what the medium's symmetry conserves: the
/// area of the triangle of centre, place and p, or the part of p along the layers.
struct LightPicture: PlanarPicture {
  private let light: Light
  var plane: PlanePicture
  /// Lengths of the picture for a unit of p: a power of two, one in pictures of a usual size.
  let scale: Double

  init(_ light: Light, _ plane: PlanePicture) {
    (self.light, self.plane) = (light, plane)
    let box = plane.bounds
    let size = max(box.x.upperBound - box.x.lowerBound, box.y.upperBound - box.y.lowerBound)
    let longest =
      light.trace.costates.flatMap { c in (0..<c.count).map { (c[$0, 0] * c[$0, 0] + c[$0, 1] * c[$0, 1]).squareRoot() }
      }.max() ?? 1
    let exponent = log2(size / 2.5 / longest).rounded(.down)
    scale = exponent.isFinite ? exp2(exponent) : 1
  }

  // MARK: The medium

  private var rotation: Generator? { light.medium.symmetries.first { !$0.matrix.allSatisfy { $0 == 0 } } }
  private var isLayered: Bool {
    light.medium.symmetries.contains { $0.matrix.allSatisfy { $0 == 0 } && $0.offset[1] == 0 }
  }

  /// c of xi(x) = J (x - c), whose offset is -J c.
  var centre: Point? { rotation.map { Point(-$0.offset[1], $0.offset[0]) } }

  /// What the rays and a centre not far from them need, with a margin.
  var view: (x: ClosedRange<Double>, y: ClosedRange<Double>) {
    var box = plane.bounds
    let size = max(box.x.upperBound - box.x.lowerBound, box.y.upperBound - box.y.lowerBound)
    if isFew {
      let tips = light.rays.indices.flatMap { i in (0...steps).map { tip($0, i) } }
      func holding(_ r: ClosedRange<Double>, _ v: [Double]) -> ClosedRange<Double> {
        v.reduce(r) { ClosedRange(between: min($0.lowerBound, $1), and: max($0.upperBound, $1)) }
      }
      box = (holding(box.x, tips.map(\.x)), holding(box.y, tips.map(\.y)))
    }
    if let c = centre, isNear(c.x, box.x, size), isNear(c.y, box.y, size) {
      let rim = light.medium.rim.flatMap { $0 < size ? $0 : nil } ?? 0
      box = (
        ClosedRange(between: min(box.x.lowerBound, c.x - rim), and: max(box.x.upperBound, c.x + rim)),
        ClosedRange(between: min(box.y.lowerBound, c.y - rim), and: max(box.y.upperBound, c.y + rim))
      )
    }
    func wider(_ r: ClosedRange<Double>) -> ClosedRange<Double> {
      ClosedRange(between: r.lowerBound - 0.1 * size, and: r.upperBound + 0.1 * size)
    }
    return (wider(box.x), wider(box.y))
  }

  private func isNear(_ x: Double, _ r: ClosedRange<Double>, _ size: Double) -> Bool {
    x > r.lowerBound - size && x < r.upperBound + size
  }

  /// Ten shades between the least and the greatest index within the view; they reach beyond it, as far as a picture's
  /// shape may.
  func shades(over other: (x: ClosedRange<Double>, y: ClosedRange<Double>)? = nil) -> (
    polygons: [(shade: Double, outline: [Point])], range: ClosedRange<Double>?
  ) {
    let view = other ?? view
    let half = max(view.x.upperBound - view.x.lowerBound, view.y.upperBound - view.y.lowerBound)
    func around(_ r: ClosedRange<Double>) -> ClosedRange<Double> {
      ClosedRange(between: (r.lowerBound + r.upperBound) / 2 - half, and: (r.lowerBound + r.upperBound) / 2 + half)
    }
    let grid = Contours(around(view.x), around(view.y), cells: 140) { light.medium.index($0, $1) }
    guard let range = Contours(view.x, view.y, cells: 60, { light.medium.index($0, $1) }).range else {
      return ([], nil)
    }
    let polygons = (0..<10).map { i in
      (
        shade: Double(i + 1) / 10,
        outline: grid.region(above: range.lowerBound + (Double(i) + 0.5) / 10 * (range.upperBound - range.lowerBound))
      )
    }
    return (polygons.filter { !$0.outline.isEmpty }, range)
  }

  // MARK: Marks

  private func p(_ k: Int, _ i: Int) -> (x: Double, y: Double) {
    (light.trace.costates[k][i, 0], light.trace.costates[k][i, 1])
  }
  private func tip(_ k: Int, _ i: Int) -> Point {
    Point(plane.state(k, i).x + scale * p(k, i).x, plane.state(k, i).y + scale * p(k, i).y)
  }
  private var steps: Int { light.trace.steps }
  private var isFew: Bool { light.rays.count <= 6 }
  private func color(_ i: Int) -> Style.Color { .series(isFew ? i : 0) }

  private var rays: [Mark] {
    light.rays.indices.map { i in
      .line(
        (0...steps).map { plane.state($0, i) }, Style(color(i), width: isFew ? 1.6 : 1.2, opacity: isFew ? 0.9 : 0.7))
    }
  }

  private func triangles(_ places: [Int], _ opacity: Double) -> [Mark] {
    guard let centre, isFew else { return [] }
    return light.rays.indices.flatMap { i in
      places.map { .area([centre, plane.state($0, i), tip($0, i)], Style(color(i), opacity: opacity)) }
    }
  }

  private func arrows(_ places: [Int]) -> [Mark] {
    light.rays.indices.flatMap { i -> [Mark] in
      let along = places.map { Arrow(from: plane.state($0, i), to: Point(tip($0, i).x, plane.state($0, i).y)) }
      return [.arrows(places.map { Arrow(from: plane.state($0, i), to: tip($0, i)) }, Style(color(i), width: 2.5))]
        + (isLayered ? [.arrows(along, Style(.ink, width: 1.6, name: i == 0 ? "its part along the layers" : nil))] : [])
    }
  }

  /// The points of all rays at one time.
  private func front(_ k: Int, _ opacity: Double) -> Mark {
    .line(light.rays.indices.map { plane.state(k, $0) }, Style(.neutral, width: 1, opacity: opacity))
  }

  private var fronts: [Mark] { light.isFan && light.rays.count > 2 ? (1...8).map { front($0 * steps / 8, 0.7) } : [] }

  private var ends: [Mark] {
    guard isFew else {
      return [.points([plane.state(0, 0)], .dot, Style(.ink))]
        + (light.isFan
          ? [] : [.points(light.rays.indices.map { plane.state(steps, $0) }, .ring, Style(.ink, width: 0.8))])
    }
    return plane.points(0) + plane.points(steps, .ring, isNamed: false)
  }

  /// Where the lens ends.
  private var rim: [Mark] {
    guard let radius = light.medium.rim, let centre else { return [] }
    let circle = (0...180).map { i in
      let angle = 2 * Double.pi * Double(i) / 180
      return Point(centre.x + radius * cos(angle), centre.y + radius * sin(angle))
    }
    return [.line(circle, Style(.ink, width: 1.5, name: "rim"))]
  }

  /// What starts, ends and the lines across mean, in the legend.
  private var signs: [Mark] {
    let front: [Mark] = fronts.isEmpty ? [] : [.line([], Style(.neutral, width: 1, name: "wavefront"))]
    let ends: [Mark] = light.isFan && !isFew ? [] : [.points([], .ring, Style(.neutral, width: 0.8, name: "end"))]
    return front + [.points([], .dot, Style(.neutral, name: "start"))] + ends
  }

  private var centreMark: [Mark] { centre.map { [.points([$0], .cross, Style(.neutral, width: 1))] } ?? [] }

  /// Where a layered medium's ray turns most: the normal there, and the angles on both sides.
  private var angles: [Mark] {
    guard isLayered, light.rays.count == 1, steps >= 4 else { return [] }
    let turns = (0..<steps).map { k in
      abs(atan2(p(k + 1, 0).x, p(k + 1, 0).y).distance(to: atan2(p(k, 0).x, p(k, 0).y)))
    }
    guard let k = turns.indices.max(by: { turns[$0] < turns[$1] }), turns[k] > 1e-9 else { return [] }
    // Only an interface has angles: what turns nearly all at one place, from one side to the other.
    let near = Range(from: max(0, k - steps / 12), through: min(steps - 1, k + steps / 12))
    guard turns[near].reduce(0, +) > 0.9 * turns.reduce(0, +),
      (plane.state(0, 0).y - plane.state(k, 0).y) * (plane.state(steps, 0).y - plane.state(k, 0).y) < 0
    else {
      return []
    }
    let at = plane.state(k, 0)
    let size = max(view.x.upperBound - view.x.lowerBound, view.y.upperBound - view.y.lowerBound)
    let (normal, radius) = (0.3 * size, 0.16 * size)
    func arc(_ q: Point, _ isUp: Bool, _ p: (x: Double, y: Double)) -> [Mark] {
      // From the normal, upwards or downwards, to the ray.
      let (from, to) = (isUp ? Double.pi / 2 : -Double.pi / 2, atan2(q.y - at.y, q.x - at.x))
      let angle = atan2(abs(p.x), abs(p.y))
      func point(_ t: Double, _ r: Double) -> Point {
        Point(at.x + r * cos(from + t * (to - from)), at.y + r * sin(from + t * (to - from)))
      }
      return [
        .line((0...24).map { point(Double($0) / 24, radius) }, Style(.ink, width: 1)),
        .label(
          "\((angle * 1800 / Double.pi).rounded() / 10)\u{B0}",
          Point(at.x + (q.x < at.x ? 0.015 : -0.1) * size, at.y + (isUp ? 0.8 : -0.8) * radius), Style(.ink)),
      ]
    }
    let dashes: [Mark] = stride(from: -1.0, to: 1, by: 0.1).map { t in
      .line(
        [Point(at.x, at.y + normal * t), Point(at.x, at.y + normal * (t + 0.055))], Style(.ink, width: 1, opacity: 0.7))
    }
    let (a, b) = (plane.state(0, 0), plane.state(steps, 0))
    return dashes + arc(a, a.y > b.y, p(0, 0)) + arc(b, a.y <= b.y, p(steps, 0))
  }

  // MARK: Figures

  private func panel(_ marks: [Mark], hasArrows: Bool) -> Panel {
    let view = view
    return Panel(
      x: Axis("x", limits: view.x), y: Axis("y", limits: view.y), equalAspect: true, marks: marks,
      keys: hasArrows ? ScaleKey.arrows("p", perUnit: scale, width: 2.5) : [])
  }

  private func caption(_ range: ClosedRange<Double>?) -> String {
    let f = NumberFormat.short
    var parts = range.map { ["index \(f($0.lowerBound)) to \(f($0.upperBound))"] } ?? []
    if centre != nil, isFew {
      let areas = light.rays.indices.map { i in
        f(abs(scale / 2 * light.trace.charge(rotation ?? .rotation(), step: 0, cluster: i)))
      }
      parts.append("triangles of centre, place and p of area " + areas.joined(separator: ", "))
    }
    return parts.joined(separator: "; ")
  }

  private func evenly(_ count: Int) -> [Int] { Array(Set((0..<count).map { $0 * steps / count })).sorted() }

  func still(_ kind: PlanePicture.Arrows) -> Figure {
    let title = light.sentence
    let (polygons, range) = shades()
    let hasArrows = kind != .none && isFew
    let places = evenly(light.rays.count == 1 ? 6 : 4)
    let marks =
      background(polygons) + rim + fronts + (hasArrows ? triangles(places, 0.2) : []) + centreMark + rays
      + (hasArrows ? arrows(places) : []) + angles + ends + signs
    return Figure(
      title: title, panels: [panel(marks, hasArrows: hasArrows)], caption: caption(range),
      altText: "\(title): the rays in their medium, its index in shades.")
  }

  func background(_ polygons: [(shade: Double, outline: [Point])]) -> [Mark] {
    polygons.map { .area($0.outline, Style(.shade($0.shade))) }
  }

  /// All the moments that are asked for; the medium is the same in all.
  func frames(_ places: [Int], _ kind: PlanePicture.Arrows) -> [Figure] {
    let (polygons, range) = shades()
    let ground = background(polygons) + rim
    return places.map { k in
      let moving: [Mark] =
        kind == .none || !isFew ? [] : triangles([k], 0.35) + arrows([k])
      let marks =
        ground
        + (fronts.isEmpty
          ? [] : fronts.enumerated().filter { ($0.offset + 1) * steps / 8 <= k }.map(\.element) + [front(k, 1)])
      return Figure(
        title: "segment \(k) of \(steps)",
        panels: [panel(marks + centreMark + rays.map(faded) + moving + points(k), hasArrows: kind != .none && isFew)],
        caption: caption(range),
        altText: "Light at segment \(k).")
    }
  }

  private func faded(_ mark: Mark) -> Mark {
    guard case .line(let points, var style) = mark else { return mark }
    style.opacity = 0.4
    return .line(points, style)
  }

  private func points(_ k: Int) -> [Mark] {
    isFew ? plane.points(k) : [.points(light.rays.indices.map { plane.state(k, $0) }, .speck, Style(color(0)))]
  }
}
