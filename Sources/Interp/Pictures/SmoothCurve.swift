import Checked
import Figures

/// A smooth curve through points that a polygon would show as corners.
enum SmoothCurve {
  /// Where neighbouring edges turn by more than about three degrees the curve is seen to have corners.
  private static let turn = 0.05

  /// Catmull and Rom's centripetal spline, which has neither loops nor overshoots between unequal distances; edges that turn
  /// little stay as they are.
  static func through(_ points: [Point], fineness: Int = 8) -> [Point] {
    guard points.count > 2 else { return points }
    var curve = [points[0]]
    for k in points.indices.dropLast() {
      let (a, b) = (points[k], points[k + 1])
      let before = k > 0 ? points[k - 1] : mirrored(b, about: a)
      let after = k + 2 < points.count ? points[k + 2] : mirrored(a, about: b)
      if isTurning(before, a, b) || isTurning(a, b, after) {
        for i in Range(from: 1, upTo: fineness) {
          curve.append(between(before, a, b, after, Double(i) / Double(fineness)))
        }
      }
      curve.append(b)
    }
    return curve
  }

  private static func mirrored(_ p: Point, about q: Point) -> Point { Point(2 * q.x - p.x, 2 * q.y - p.y) }

  private static func isTurning(_ a: Point, _ b: Point, _ c: Point) -> Bool {
    let (ux, uy, vx, vy) = (b.x - a.x, b.y - a.y, c.x - b.x, c.y - b.y)
    let (cross, dot) = (ux * vy - uy * vx, ux * vx + uy * vy)
    return abs(cross) > turn * abs(dot)
  }

  /// The part t of the way from b to c (Barry and Goldman's pyramid).
  private static func between(_ a: Point, _ b: Point, _ c: Point, _ d: Point, _ t: Double) -> Point {
    func step(_ p: Point, _ q: Point) -> Double {
      ((q.x - p.x) * (q.x - p.x) + (q.y - p.y) * (q.y - p.y)).squareRoot().squareRoot()
    }
    let (t1, t2, t3) = (step(a, b), step(a, b) + step(b, c), step(a, b) + step(b, c) + step(c, d))
    guard t1 > 0, t2 > t1, t3 > t2 else { return mixed(b, c, t) }
    let s = t1 + t * (t2 - t1)
    func on(_ p: Point, _ q: Point, _ from: Double, _ to: Double) -> Point { mixed(p, q, (s - from) / (to - from)) }
    let (ab, bc, cd) = (on(a, b, 0, t1), on(b, c, t1, t2), on(c, d, t2, t3))
    return on(on(ab, bc, 0, t2), on(bc, cd, t1, t3), t1, t2)
  }

  private static func mixed(_ p: Point, _ q: Point, _ t: Double) -> Point {
    Point(p.x + t * (q.x - p.x), p.y + t * (q.y - p.y))
  }
}
