import Checked

/// The names of a figure's marks, in rows above its panels.
extension Layout {
  /// Rows of names, as many as there is room for; returns where the panels may begin.
  mutating func legend(_ top: Double, room: Double) -> Double {
    var names = figure.legend
    guard !names.isEmpty else { return top }
    let (w, h) = canvas.character
    let rows = max(1, Int(floor: room / h))
    var places = legendPlaces(names, rows: rows)
    if places.contains(where: { $0.left != nil }) {
      // One of many clusters may go unnamed, the sum and what signs mean not.
      names = names.filter { !$0.style.isOfSeries } + names.filter(\.style.isOfSeries)
      places = legendPlaces(names, rows: rows)
    }
    for (mark, place) in zip(names, places) {
      let at = Point(place.x, top + (Double(place.row) + 0.5) * h)
      if let left = place.left {
        text("and \(left) more", at: at, .start, room: canvas.width - at.x)
        break
      }
      sample(mark, at: at)
      let x = at.x + canvas.sample + w
      text(mark.style.name ?? "", at: Point(x, at.y), .start, room: canvas.width - x)
    }
    return top + Double((places.last?.row ?? 0) + 1) * h
  }

  /// Where each name begins; the last place says how many names are left where there is no room for all.
  private func legendPlaces(_ names: [Mark], rows: Int) -> [(x: Double, row: Int, left: Int?)] {
    let w = canvas.character.width
    var places: [(x: Double, row: Int, left: Int?)] = []
    var (x, row) = (w * 2, 0)
    for mark in names {
      let length = canvas.sample + canvas.length(of: mark.style.name ?? "") + 3 * w
      if x + length > canvas.width, x > w * 2 { (x, row) = (w * 2, row + 1) }
      if row >= rows {
        // The rest is told in place of the last name that has room for it.
        let rest = canvas.length(of: "and \(names.count) more")
        while let last = places.last, last.x + rest > canvas.width || last.row >= rows, places.count > 1 {
          places.removeLast()
        }
        places[places.count - 1].left = names.count - places.count + 1
        return places
      }
      places.append((x, row, nil))
      x += length
    }
    return places
  }

  private mutating func sample(_ mark: Mark, at p: Point) {
    let end = Point(p.x + canvas.sample, p.y)
    switch mark {
    case .points(_, let shape, var style):
      style.opacity = 1
      canvas.marker(shape, at: Point(p.x + canvas.sample / 2, p.y), style)
    case .arrows(_, let style): canvas.arrow(from: p, to: end, style)
    default: canvas.line([p, end], Style(mark.style.color, width: max(2.5, mark.style.width)))
    }
  }
}

extension Figure {
  /// The first mark of every name.
  var legend: [Mark] {
    var seen = Set<String>()
    return panels.flatMap(\.marks).filter { mark in mark.style.name.map { seen.insert($0).inserted } ?? false }
  }
}
