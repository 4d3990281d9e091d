import Checked
import Core
import Figures

/// What a map of the plane does to a piece of it: a displaced grid, or arrows from points to their images.
struct Deformation {
  enum Kind: String, CaseIterable {
    case none, grid, field
    static let names = allCases.map(\.rawValue)
  }

  let map: (Columns<State>) -> Columns<State>
  let x: ClosedRange<Double>
  let y: ClosedRange<Double>

  /// A square around the middle of a view, so much wider than it that it fills the picture whatever its shape.
  init(
    around view: (x: ClosedRange<Double>, y: ClosedRange<Double>), widening: Double = 1.5,
    map: @escaping (Columns<State>) -> Columns<State>
  ) {
    func middle(_ r: ClosedRange<Double>) -> Double { r.lowerBound / 2 + r.upperBound / 2 }
    let extent = max(view.x.upperBound - view.x.lowerBound, view.y.upperBound - view.y.lowerBound)
    let half = widening / 2 * (extent > 0 ? extent : 1)
    x = ClosedRange(between: middle(view.x) - half, and: middle(view.x) + half)
    y = ClosedRange(between: middle(view.y) - half, and: middle(view.y) + half)
    self.map = map
  }

  /// Its marks, and what the length of its arrows means.
  typealias Drawn = (marks: [Mark], keys: [ScaleKey])

  func drawn(_ kind: Kind, lines: Int = 31, longest: Double? = nil) -> Drawn {
    switch kind {
    case .none: ([], [])
    case .grid: (grid(lines: lines, style: Style(.neutral, width: 0.8, opacity: 0.75)), [])
    case .field: field(lines, longest: longest)
    }
  }

  /// Lines of both directions, bent.
  func grid(lines: Int, fineness: Int = 4, style: Style) -> [Mark] {
    let count = (lines - 1) * fineness + 1
    let ways = Self.ways(lines: lines, fineness: fineness, x, y)
    let images = map(Columns(points: ways.flatMap { $0 }))
    return ways.indices.map { w in
      .line((0..<count).map { Point(images[w * count + $0, 0], images[w * count + $0, 1]) }, style)
    }
  }

  /// The undeformed lines: first those along x, then those along y.
  static func ways(lines: Int, fineness: Int, _ x: ClosedRange<Double>, _ y: ClosedRange<Double>) -> [[[Double]]] {
    let count = (lines - 1) * fineness + 1
    func at(_ r: ClosedRange<Double>, _ i: Int, of n: Int) -> Double {
      r.lowerBound + (r.upperBound - r.lowerBound) * Double(i) / Double(max(1, n - 1))
    }
    let along = (0..<lines).map { j in (0..<count).map { i in [at(x, i, of: count), at(y, j, of: lines)] } }
    let across = (0..<lines).map { j in (0..<count).map { i in [at(x, j, of: lines), at(y, i, of: count)] } }
    return along + across
  }

  /// The displacement f(x) - x at the points of a grid; the longest arrow, or one of the length `longest`, is as long
  /// as one and a half of the grid's steps.
  private func field(_ n: Int, longest: Double?) -> Drawn {
    let arrows = displacements(n)
    let longest = longest ?? Self.longest(arrows)
    guard longest > 0 else { return ([], []) }
    let scale = 1.5 * (x.upperBound - x.lowerBound) / Double(n - 1) / longest
    let scaled = arrows.map {
      Arrow(
        from: $0.from, to: Point($0.from.x + scale * ($0.to.x - $0.from.x), $0.from.y + scale * ($0.to.y - $0.from.y)))
    }
    return (
      [.arrows(scaled, Style(.neutral, width: 1))], ScaleKey.arrows("displacement", perUnit: scale, width: 1)
    )
  }

  /// The length of the longest displacement.
  func longest(lines: Int) -> Double { Self.longest(displacements(lines)) }

  private func displacements(_ n: Int) -> [Arrow] {
    let starts = Self.ways(lines: n, fineness: 1, x, y).prefix(n).flatMap { $0 }
    let images = map(Columns(points: starts))
    return starts.enumerated().map { i, p in Arrow(from: Point(p[0], p[1]), to: Point(images[i, 0], images[i, 1])) }
  }

  private static func longest(_ arrows: [Arrow]) -> Double {
    arrows.map { a in
      ((a.to.x - a.from.x) * (a.to.x - a.from.x) + (a.to.y - a.from.y) * (a.to.y - a.from.y)).squareRoot()
    }
    .filter(\.isFinite).max() ?? 0
  }
}
