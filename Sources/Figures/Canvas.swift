import Checked

/// A rectangle of a canvas; y grows downwards.
struct Rect: Equatable {
  var x: Double
  var y: Double
  var width: Double
  var height: Double

  var right: Double { x + width }
  var bottom: Double { y + height }
  func contains(_ p: Point) -> Bool {
    p.x >= x - 1e-9 && p.x <= right + 1e-9 && p.y >= y - 1e-9 && p.y <= bottom + 1e-9
  }

  /// The part of a segment within the rectangle (Liang and Barsky), nil when there is none.
  func clip(_ a: Point, _ b: Point) -> (Point, Point)? {
    var (t0, t1) = (0.0, 1.0)
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    for (p, q) in [(-dx, a.x - x), (dx, right - a.x), (-dy, a.y - y), (dy, bottom - a.y)] {
      if p == 0 {
        if q < 0 { return nil }
        continue
      }
      let t = q / p
      if p < 0 { t0 = max(t0, t) } else { t1 = min(t1, t) }
      if t0 > t1 { return nil }
    }
    return (Point(a.x + t0 * dx, a.y + t0 * dy), Point(a.x + t1 * dx, a.y + t1 * dy))
  }

  /// The runs of a curve within the rectangle; where a point is not finite a run ends.
  func runs(_ points: [Point]) -> [[Point]] {
    var (runs, run): ([[Point]], [Point]) = ([], [])
    func finish() {
      if run.count > 1 { runs.append(run) }
      run = []
    }
    for (p, q) in zip(points, points.dropFirst()) {
      guard p.isFinite, q.isFinite, let (from, to) = clip(p, q) else {
        finish()
        continue
      }
      if run.last != from {
        finish()
        run = [from]
      }
      run.append(to)
    }
    finish()
    return runs
  }

  /// The same curve to look at, where x never decreases: of the points that fall into one column the first, the lowest,
  /// the highest and the last, in their order. A point that is not finite stays where it is.
  func envelope(_ points: [Point]) -> [Point] {
    for (p, q) in zip(points, points.dropFirst()) where p.isFinite && q.isFinite && q.x < p.x { return points }
    var result: [Point] = []
    var start = 0
    func column(_ p: Point) -> Double { p.isFinite ? p.x.rounded(.down) : .nan }
    while start < points.count {
      var end = start + 1
      while end < points.count, column(points[end]) == column(points[start]) { end += 1 }
      let range = Range(from: start, upTo: end)
      let kept = [
        start, range.min { points[$0].y < points[$1].y } ?? start, range.max { points[$0].y < points[$1].y } ?? start,
        end - 1,
      ]
      for (i, k) in kept.sorted().enumerated() where i == 0 || kept.sorted()[i - 1] != k { result.append(points[k]) }
      start = end
    }
    return result
  }

  /// The part of a polygon within the rectangle (Sutherland and Hodgman).
  func clip(polygon: [Point]) -> [Point] {
    let sides: [((Point) -> Double)] = [{ $0.x - x }, { right - $0.x }, { $0.y - y }, { bottom - $0.y }]
    return sides.reduce(polygon) { corners, inside in
      guard let last = corners.last else { return [] }
      return zip([last] + corners, corners).flatMap { a, b in
        let (da, db) = (inside(a), inside(b))
        let t = da / (da - db)
        let crossing = (da < 0) != (db < 0) ? [Point(a.x + t * (b.x - a.x), a.y + t * (b.y - a.y))] : []
        return crossing + (db < 0 ? [] : [b])
      }
    }
  }
}

enum Anchor { case start, middle, end }

/// What a back end has to draw. Everything above it is laid out once for all back ends.
protocol Canvas {
  var width: Double { get }
  var height: Double { get }
  /// The size of a character of ordinary text.
  var character: (width: Double, height: Double) { get }
  func length(of text: String, isStrong: Bool) -> Double
  mutating func line(_ points: [Point], _ style: Style)
  mutating func area(_ points: [Point], _ style: Style)
  mutating func marker(_ shape: Mark.Shape, at: Point, _ style: Style)
  mutating func arrow(from: Point, to: Point, _ style: Style)
  /// `at` is the middle of the text's height.
  mutating func text(_ text: String, at: Point, _ anchor: Anchor, isStrong: Bool)
  /// The axes' lines with a tick at each place.
  mutating func frame(_ rect: Rect, xTicks: [Double], yTicks: [Double])
  /// Whether everything falls into rows of characters.
  var hasRows: Bool { get }
  /// Empty space above the title.
  var margin: Double { get }
  /// The room that an axis with its ticks takes: beside the panel and below it.
  var axis: (width: Double, height: Double) { get }
  /// A short sample of a style, for the legend, of this width.
  var sample: Double { get }
}

extension Canvas {
  func length(of text: String) -> Double { length(of: text, isStrong: false) }
}
