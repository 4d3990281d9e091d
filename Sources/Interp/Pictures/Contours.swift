import Checked
import Figures
import Limits

/// Numbers on a grid of the plane, and the regions in which they exceed a level.
struct Contours {
  private let x: ClosedRange<Double>
  private let y: ClosedRange<Double>
  private let cells: Int
  /// Row by row, from below.
  private let values: [Double]

  init(_ x: ClosedRange<Double>, _ y: ClosedRange<Double>, cells: Int, _ f: (Double, Double) -> Double) {
    (self.x, self.y, self.cells) = (x, y, cells)
    var turns = Turns(every: 4)
    // Left where the work should end; whoever shows the picture asks before.
    values = (0...cells).flatMap { j in
      let isLeft = turns.isOver
      return (0...cells).map { i -> Double in
        if isLeft { return 0 }
        let value = f(Self.place(x, i, cells), Self.place(y, j, cells))
        return value.isFinite ? value : 0
      }
    }
  }

  private static func place(_ r: ClosedRange<Double>, _ i: Int, _ cells: Int) -> Double {
    r.lowerBound + (r.upperBound - r.lowerBound) * Double(i) / Double(cells)
  }

  /// The least and the greatest positive value, without a peak that stands out above half a per cent of the others by
  /// more than half of their range; nil where they hardly differ.
  var range: ClosedRange<Double>? {
    let sorted = values.filter { $0 > 0 }.sorted()
    guard let least = sorted.first, let greatest = sorted.last else { return nil }
    let high = sorted[sorted.count - 1 - sorted.count / 200]
    let top = greatest <= high + (high - least) / 2 ? greatest : high
    return top - least > 1e-9 * top ? ClosedRange(between: least, and: top) : nil
  }

  /// The region above a level as one polygon (marching squares): its outlines and those of its holes, joined by ways
  /// that are gone there and back.
  func region(above level: Double) -> [Point] {
    var polygon: [Point] = []
    for outline in outlines(level) {
      polygon += outline + [outline[0]]
      if polygon.count > outline.count + 1 { polygon.append(polygon[0]) }
    }
    return polygon
  }

  /// Crossings of the level with the grid's edges, by the edge's number: horizontal ones are even. Outside of the grid
  /// everything is below.
  private func outlines(_ level: Double) -> [[Point]] {
    var next: [Int: Int] = [:]
    let width = cells + 3
    func edge(_ i: Int, _ j: Int, vertical: Bool) -> Int { 2 * ((j + 1) * width + i + 1) + (vertical ? 1 : 0) }
    for j in Range(from: -1, through: cells) {
      for i in Range(from: -1, through: cells) {
        let inside = [
          isAbove(i, j, level), isAbove(i + 1, j, level), isAbove(i + 1, j + 1, level), isAbove(i, j + 1, level),
        ]
        guard inside.contains(true), inside.contains(false) else { continue }
        let edges = [
          edge(i, j, vertical: false), edge(i + 1, j, vertical: true), edge(i, j + 1, vertical: false),
          edge(i, j, vertical: true),
        ]
        // Counterclockwise round the cell a part of the region goes from where it is entered to where it is left; its
        // outline goes back.
        for k in 0..<4 where inside[k] && !inside[(k + 1) % 4] {
          guard let entry = (1...4).map({ (k + 4 - $0) % 4 }).first(where: { !inside[$0] && inside[($0 + 1) % 4] })
          else { continue }
          next[edges[k]] = edges[entry]
        }
      }
    }
    var found: [[Point]] = []
    for start in next.keys.sorted() {
      var (outline, at): ([Point], Int) = ([], start)
      while let following = next.removeValue(forKey: at) {
        outline.append(crossing(at, width, level))
        at = following
      }
      if !outline.isEmpty { found.append(outline) }
    }
    return found
  }

  private func value(_ i: Int, _ j: Int) -> Double? {
    (0...cells).contains(i) && (0...cells).contains(j) ? values[j * (cells + 1) + i] : nil
  }
  private func isAbove(_ i: Int, _ j: Int, _ level: Double) -> Bool { value(i, j).map { $0 > level } ?? false }

  private func crossing(_ edge: Int, _ width: Int, _ level: Double) -> Point {
    let (cell, isVertical) = (edge / 2, edge % 2 == 1)
    let (i, j) = (cell % width - 1, cell / width - 1)
    let (a, b) = (value(i, j), isVertical ? value(i, j + 1) : value(i + 1, j))
    // At the grid's border the outline follows it.
    let t = if let a, let b { (level - a) / (b - a) } else { a == nil ? 1.0 : 0.0 }
    func along(_ r: ClosedRange<Double>, _ k: Double) -> Double {
      r.lowerBound + (r.upperBound - r.lowerBound) * k / Double(cells)
    }
    return Point(along(x, Double(i) + (isVertical ? 0 : t)), along(y, Double(j) + (isVertical ? t : 0)))
  }
}
