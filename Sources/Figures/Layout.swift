import Checked
import Limits

/// Places a figure's parts on a canvas and draws them.
struct Layout<C: Canvas> {
  var canvas: C
  let figure: Figure
  /// Where the panels have come to lie.
  private(set) var places: [PanelPlace] = []
  static var maximumPoints: Int { 20_000 }
  /// So many points of a line are drawn at a time.
  private static var piece: Int { 50_000 }

  init(_ figure: Figure, on canvas: C) {
    self.figure = figure
    self.canvas = canvas
  }

  mutating func draw() -> C {
    let line = canvas.character.height
    var top = canvas.margin
    if let title = figure.title {
      let room = canvas.width - 2 * canvas.character.width
      text(title, at: Point(canvas.width / 2, top + line / 2), .middle, room: room, isStrong: true)
      top += canvas.hasRows ? line : 1.25 * line
    }
    top = legend(top, room: (canvas.height - top) / 3)
    var bottom = canvas.height
    if let caption = figure.fullCaption(maximumPoints: Self.maximumPoints) {
      let rows = rows(of: caption, most: max(1, Int(floor: (canvas.height - top) / (6 * line))))
      bottom -= Double(rows.count) * line
      for (i, row) in rows.enumerated() {
        let y = bottom + (Double(i) + 0.5) * line - canvas.margin / 2
        text(row, at: Point(canvas.width / 2, y), .middle, room: canvas.width)
      }
      bottom -= canvas.margin / 2
    }
    let share = (bottom - top) / Double(figure.rows)
    let height = max(line, canvas.hasRows ? (share / line).rounded(.down) * line : share)
    let width = canvas.width / Double(figure.columns)
    for (i, panel) in figure.panels.enumerated() {
      let (row, column) = (Double(i / figure.columns), Double(i % figure.columns))
      draw(panel, in: Rect(x: column * width, y: top + row * height, width: width, height: height))
    }
    return canvas
  }

  /// Words in as many rows as they need, all the rest in the last one.
  private func rows(of text: String, most: Int) -> [String] {
    var rows: [String] = []
    for word in text.split(separator: " ") {
      let longer = rows.last.map { "\($0) \(word)" } ?? String(word)
      if !rows.isEmpty, rows.count == most || canvas.length(of: longer) <= canvas.width - canvas.margin {
        rows[rows.count - 1] = longer
      } else {
        rows.append(String(word))
      }
    }
    return rows
  }

  /// Text that is cut where there is no room for it.
  mutating func text(_ text: String, at p: Point, _ anchor: Anchor, room: Double, isStrong: Bool = false) {
    func fits(_ text: String) -> Bool { canvas.length(of: text, isStrong: isStrong) <= room }
    if fits(text) { return canvas.text(text, at: p, anchor, isStrong: isStrong) }
    // As many characters as fit, found by halves.
    var (kept, cut) = (0, text.count)
    while cut - kept > 1 {
      let middle = (kept + cut) / 2
      if fits(text.prefix(middle) + "…") { kept = middle } else { cut = middle }
    }
    guard kept > 0 || fits("…") else { return }
    canvas.text(text.prefix(kept) + "…", at: p, anchor, isStrong: isStrong)
  }

  private mutating func draw(_ panel: Panel, in area: Rect) {
    let extent = panel.marks.flatMap(\.extent)
    let levels = panel.marks.compactMap { if case .level(let y, _) = $0 { y } else { nil } }
    var xs = Scale(panel.x, values: extent.map(\.x))
    var ys = Scale(panel.y, values: extent.map(\.y) + levels)
    let (w, h) = canvas.character
    let most = max(2, Int(floor: area.height / (h * 2.5)))
    let widest = ys.ticks(most, on: panel.y).map { canvas.length(of: $0.short) }.max() ?? w
    let left = (min(widest, area.width / 3) + w * 0.5) / w
    let bar = panel.colors == nil ? 0 : w * 10
    var rect = Rect(
      x: area.x + w * left.rounded(.up) + canvas.axis.width, y: area.y + h, width: 0,
      height: area.height - h * 3 - canvas.axis.height)
    rect.width = area.right - rect.x - w * 2 - bar
    guard rect.width > w * 4, rect.height > h else {
      text("too small", at: Point(area.x + area.width / 2, area.y + area.height / 2), .middle, room: area.width)
      return
    }
    if panel.equalAspect { (xs, ys) = Scale.equal(xs, ys, rect) }
    // Names have as much room as they need.
    let room = panel.x.names.map { canvas.length(of: $0) + w }.max() ?? w * 7.5
    let place = PanelPlace(
      rect: rect, x: xs, y: ys, xTicks: xs.ticks(max(2, Int(floor: rect.width / room)), on: panel.x),
      yTicks: ys.ticks(most, on: panel.y))
    places.append(place)
    // A picture that was asked to end is left unfinished: whoever draws it asks as well.
    var turns = Turns(every: 4)
    let crowd = panel.marks.reduce(0) {
      if case .points(let p, _, _) = $1 { $0 + min(p.count, Self.maximumPoints) } else { $0 }
    }
    for mark in panel.marks where !turns.isOver { draw(mark, place, crowd: crowd) }
    tags(panel.marks, place)
    if panel.hasAxes { axes(panel, place, area) } else { name(panel, place, area) }
    let label = panel.hasAxes ? canvas.length(of: place.x.label(panel.x)) + 2 * w : 0
    keys(panel.keys, place, until: rect.right - label)
    if let colors = panel.colors { self.bar(colors, beside: rect) }
  }

  private mutating func axes(_ panel: Panel, _ place: PanelPlace, _ area: Rect) {
    let (rect, h) = (place.rect, canvas.character.height)
    let (xPlaces, yPlaces) = (place.xTicks.map { place.x(of: $0.value) }, place.yTicks.map { place.y(of: $0.value) })
    canvas.frame(rect, xTicks: xPlaces, yTicks: yPlaces)
    var last = -Double.infinity
    for (tick, x) in zip(place.xTicks, xPlaces) {
      let half = canvas.length(of: tick.short) / 2
      guard x - half > last else { continue }
      last = x + half + canvas.character.width
      canvas.text(tick.short, at: Point(x, rect.bottom + canvas.axis.height + h / 2), .middle, isStrong: false)
    }
    let room = rect.x - canvas.axis.width - area.x
    for (tick, y) in zip(place.yTicks, yPlaces) {
      // A number that is cut would be another one.
      guard !panel.y.names.isEmpty || canvas.length(of: tick.short) <= room else { continue }
      text(tick.short, at: Point(rect.x - canvas.axis.width, y), .end, room: room)
    }
    let middle = panel.title.map { canvas.length(of: $0, isStrong: true) } ?? 0
    text(
      place.y.label(panel.y), at: Point(rect.x, area.y + h / 2), .start,
      room: middle == 0 ? rect.width : rect.width / 2 - middle / 2)
    name(panel, place, area)
    text(
      place.x.label(panel.x), at: Point(rect.right, rect.bottom + canvas.axis.height + h * 1.5), .end, room: rect.width)
  }

  private mutating func name(_ panel: Panel, _ place: PanelPlace, _ area: Rect) {
    guard let title = panel.title else { return }
    let at = Point(place.rect.x + place.rect.width / 2, area.y + canvas.character.height / 2)
    text(title, at: at, .middle, room: place.rect.width, isStrong: true)
  }

  /// The diverging colours with the numbers at their ends.
  private mutating func bar(_ colors: ColorScale, beside rect: Rect) {
    let (w, h) = canvas.character
    let steps = max(1, min(64, Int(floor: rect.height / max(1, h / 8))))
    let (left, right) = (rect.right + w, rect.right + w * 2.5)
    let scale = Scale(low: -colors.limit, high: colors.limit)
    for i in 0..<steps {
      let (a, b) = (Double(i) / Double(steps), Double(i + 1) / Double(steps))
      let (top, bottom) = (rect.bottom - b * rect.height, rect.bottom - a * rect.height)
      canvas.area(
        [Point(left, top), Point(right, top), Point(right, bottom), Point(left, bottom)], Style(.diverging(a + b - 1)))
    }
    for (value, y) in !colors.limit.isFinite
      ? []
      : [
        (colors.limit, rect.y + h / 2), (0, rect.y + rect.height / 2), (-colors.limit, rect.bottom - h / 2),
      ]
    {
      text(
        Scale.mantissa(value, step: colors.limit / 50, exponent: scale.exponent), at: Point(right + w / 2, y), .start,
        room: w * 8.5)
    }
    text(scale.label(Axis(colors.label)), at: Point(rect.right + w * 9.5, rect.y - h / 2), .end, room: rect.width / 2)
  }

  private mutating func draw(_ mark: Mark, _ panel: PanelPlace, crowd: Int) {
    let (rect, place) = (panel.rect, panel.place)
    switch mark {
    case .line(let points, let style): curve(points, style, panel)
    case .points(let points, let shape, let style):
      let (shape, style) = Crowd.look(shape, style, of: crowd)
      var turns = Turns(every: 64)
      for point in thinned(points) {
        if turns.isOver { break }
        let p = place(point)
        if p.isFinite, rect.contains(p) { canvas.marker(shape, at: p, style) }
      }
    case .arrows(let arrows, let style):
      var turns = Turns(every: 64)
      for arrow in arrows.prefix(Self.maximumPoints) {
        if turns.isOver { break }
        let (from, to) = (place(arrow.from), place(arrow.to))
        guard from.isFinite, to.isFinite, let (a, b) = rect.clip(from, to) else { continue }
        // What goes on beyond the picture has no head within it, where its length would be read.
        if rect.contains(to) { canvas.arrow(from: a, to: b, style) } else { canvas.line([a, b], style) }
      }
    case .area(let points, let style):
      let corners = rect.clip(polygon: points.map(place).filter(\.isFinite))
      if corners.count > 2 { canvas.area(corners, style) }
    case .intervals(let all, let style):
      for interval in thinned(all) where interval.isFinite { self.interval(interval, style, panel) }
    case .label(let words, let p, _):
      let at = place(p)
      if at.isFinite, rect.contains(at) { text(words, at: at, .start, room: rect.right - at.x) }
    case .tag: break
    case .level(let y, let style):
      let height = panel.y(of: y)
      if height >= rect.y, height <= rect.bottom {
        canvas.line([Point(rect.x, height), Point(rect.right, height)], style)
      }
    case .cursor(let x, let style):
      let at = panel.x(of: x)
      if at >= rect.x, at <= rect.right { canvas.line([Point(at, rect.y), Point(at, rect.bottom)], style) }
    }
  }
}

extension Layout {
  /// A curve, in pieces at whose ends it asks; a piece begins where the last one ended. Points that stand alone, between
  /// numbers that are not finite, are dots. Of very many points those are drawn that reach farthest in each column.
  private mutating func curve(_ points: [Point], _ style: Style, _ panel: PanelPlace) {
    let rect = panel.rect
    let columns = max(1, Int(saturating: rect.width.rounded()))
    var first = 0
    while first < points.count, first == 0 || !Cancellation.isAsked() {
      let last = min(first + Self.piece, points.count)
      var placed = points[Range(from: first, upTo: last)].map(panel.place)
      if points.count > 8 * columns { placed = rect.envelope(placed) }
      for run in rect.runs(placed) { canvas.line(run, style) }
      for (i, p) in placed.enumerated() where p.isFinite && rect.contains(p) {
        let isAlone = (i == 0 || !placed[i - 1].isFinite) && (i == placed.count - 1 || !placed[i + 1].isFinite)
        if isAlone, i > 0 || first == 0 { canvas.marker(.dot, at: p, style) }
      }
      first = last == points.count ? last : last - 1
    }
  }

  private func thinned<T>(_ all: [T]) -> [T] {
    let step = max(1, (all.count + Self.maximumPoints - 1) / Self.maximumPoints)
    return step == 1 ? all : stride(from: 0, to: all.count, by: step).map { all[$0] }
  }

  /// An error bar with its caps.
  private mutating func interval(_ interval: Interval, _ style: Style, _ panel: PanelPlace) {
    let (rect, half) = (panel.rect, canvas.hasRows ? 1 : canvas.character.width / 2)
    let (low, high) = (
      panel.place(Point(interval.x, interval.low)), panel.place(Point(interval.x, interval.high))
    )
    guard low.isFinite, high.isFinite, let (a, b) = rect.clip(low, high) else { return }
    canvas.line([a, b], style)
    for end in [low, high] where rect.contains(end) {
      canvas.line([Point(end.x - half, end.y), Point(end.x + half, end.y)], style)
    }
  }
}

/// Where a panel has come to lie, and its scales.
struct PanelPlace {
  let rect: Rect
  let x: Scale
  let y: Scale
  let xTicks: [Tick]
  let yTicks: [Tick]

  func x(of value: Double) -> Double { rect.x + rect.width * x.place(value) }
  func y(of value: Double) -> Double { rect.bottom - rect.height * y.place(value) }
  func place(_ p: Point) -> Point { Point(x(of: p.x), y(of: p.y)) }
}

extension Figure {
  /// The caption, with what was left out of the picture.
  func fullCaption(maximumPoints: Int) -> String? {
    var parts = caption.map { [$0] } ?? []
    let marks = panels.flatMap(\.marks)
    let most = marks.reduce(0) { if case .points(let p, _, _) = $1 { max($0, p.count) } else { $0 } }
    if most > maximumPoints {
      parts.append("\(most / ((most + maximumPoints - 1) / maximumPoints)) of \(most) points are drawn")
    }
    let lost = marks.reduce(0) {
      switch $1 {
      case .line(let p, _), .points(let p, _, _), .area(let p, _): $0 + p.count { !$0.isFinite }
      default: $0
      }
    }
    if lost > 0 { parts.append("\(lost) value\(lost == 1 ? " is" : "s are") not finite") }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }
}
