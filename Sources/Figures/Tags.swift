#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension Layout {
  /// The words beside all points of a panel that have any, each at the first of the places around it where it covers no
  /// other, beginning with the nearest that is farthest from what it is to be away from.
  mutating func tags(_ marks: [Mark], _ panel: PanelPlace) {
    let (w, h) = canvas.character
    let all = marks.compactMap { mark -> (words: String, at: Point, from: Point)? in
      guard case .tag(let words, let place, let away, _) = mark else { return nil }
      let (at, from) = (panel.place(place), panel.place(away))
      return at.isFinite && panel.rect.contains(at) ? (words, at, from) : nil
    }
    var taken = all.map { Rect(x: $0.at.x - w / 2, y: $0.at.y - h / 4, width: w, height: h / 2) }
    for (words, at, from) in all {
      let size = (width: canvas.length(of: words), height: h)
      let directions = Self.directions(away: from, at: at)
      let boxes = (1...3).flatMap { ring in
        directions.map { dx, dy in
          Rect(
            x: at.x + dx * (size.width / 2 + w) - size.width / 2, y: at.y + Double(ring) * dy * 1.1 * h - h / 2,
            width: size.width, height: size.height)
        }
      }
      let inside = boxes.filter {
        $0.x >= panel.rect.x && $0.right <= canvas.width && $0.y >= panel.rect.y - h
          && $0.bottom <= panel.rect.bottom
      }
      guard let box = inside.first(where: { box in !taken.contains(where: box.meets) }) ?? inside.first ?? boxes.first
      else { continue }
      taken.append(box)
      ground(box)
      text(words, at: Point(box.x, box.y + h / 2), .start, room: canvas.width - box.x)
    }
  }

  /// Lines below words are covered, so that nothing strikes them through.
  private mutating func ground(_ box: Rect) {
    canvas.area(
      [
        Point(box.x - 1, box.y), Point(box.right + 1, box.y), Point(box.right + 1, box.bottom),
        Point(box.x - 1, box.bottom),
      ], Style(.shade(0), opacity: 0.8))
  }

  /// The eight directions, the ones away from a place first.
  private static func directions(away from: Point, at: Point) -> [(Double, Double)] {
    let all: [(Double, Double)] = [(1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1)]
    let (dx, dy) = (at.x - from.x, at.y - from.y)
    let length = (dx * dx + dy * dy).squareRoot()
    guard length > 0 else { return all }
    func part(_ d: (Double, Double)) -> Double {
      (d.0 * dx + d.1 * dy) / length / (d.0 * d.0 + d.1 * d.1).squareRoot()
    }
    return all.sorted { part($0) > part($1) }
  }
}

extension Rect {
  /// Whether two rectangles have a piece in common.
  func meets(_ other: Rect) -> Bool {
    x < other.right && other.x < right && y < other.bottom && other.y < bottom
  }
}
