/// Places a figure's parts on a canvas and draws them.
struct Layout<C: Canvas> {
  var canvas: C
  private let figure: Figure
  static var maximumPoints: Int { 20_000 }

  init(_ figure: Figure, on canvas: C) {
    self.figure = figure
    self.canvas = canvas
  }

  mutating func draw() -> C {
    let line = canvas.character.height
    var top = canvas.margin
    if let title = figure.title {
      canvas.text(fitted(title), at: Point(canvas.width / 2, top + line / 2), .middle, isStrong: true)
      top += line
    }
    top = legend(top)
    var bottom = canvas.height
    if let caption = caption {
      bottom -= line
      canvas.text(fitted(caption), at: Point(canvas.width / 2, bottom + line / 2), .middle, isStrong: false)
    }
    let count = Double(max(1, figure.panels.count))
    let height = max(line, ((bottom - top) / count / line).rounded(.down) * line)
    for (i, panel) in figure.panels.enumerated() {
      draw(panel, in: Rect(x: 0, y: top + Double(i) * height, width: canvas.width, height: height))
    }
    return canvas
  }

  private func fitted(_ text: String) -> String {
    let room = max(1, Int(canvas.width / canvas.character.width))
    return text.count <= room ? text : String(text.prefix(max(0, room - 3))) + "..."
  }

  /// The caption, with what was left out of the picture.
  private var caption: String? {
    var parts = figure.caption.map { [$0] } ?? []
    let all = figure.panels.flatMap(\.marks)
    let count = all.reduce(0) { if case .points(let p, _, _) = $1 { $0 + p.count } else { $0 } }
    if count > Self.maximumPoints { parts.append("\(Self.maximumPoints) of \(count) points are drawn") }
    let lost = all.reduce(0) {
      switch $1 {
      case .line(let p, _), .points(let p, _, _): $0 + p.count { !$0.isFinite }
      default: $0
      }
    }
    if lost > 0 { parts.append("\(lost) values are not finite") }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }

  /// One row of names, or several when they do not fit; returns where the panels may begin.
  private mutating func legend(_ top: Double) -> Double {
    var names: [Style] = []
    for style in figure.panels.flatMap(\.marks).map(\.style) {
      if let name = style.name, !names.contains(where: { $0.name == name }) { names.append(style) }
    }
    guard !names.isEmpty else { return top }
    let (w, h) = canvas.character
    var (x, y) = (w * 2, top + h / 2)
    for style in names.prefix(12) {
      let length = canvas.sample + w * Double((style.name?.count ?? 0) + 3)
      if x + length > canvas.width, x > w * 2 {
        x = w * 2
        y += h
      }
      canvas.line([Point(x, y), Point(x + canvas.sample, y)], Style(style.color, width: 2.5))
      canvas.text(style.name ?? "", at: Point(x + canvas.sample + w, y), .start, isStrong: false)
      x += length
    }
    return y + h / 2
  }

  private mutating func draw(_ panel: Panel, in area: Rect) {
    let extent = panel.marks.flatMap(\.extent)
    let levels = panel.marks.compactMap { if case .level(let y, _) = $0 { y } else { nil } }
    var xs = Scale(panel.x, values: extent.map(\.x))
    var ys = Scale(panel.y, values: extent.map(\.y) + levels)
    let (w, h) = canvas.character
    let yTicks = ys.ticks(max(2, Int(area.height / (h * 2.5))))
    let widest = Double(yTicks.map(\.label.count).max() ?? 1)
    var rect = Rect(
      x: w * (widest + 0.5).rounded(.up) + canvas.axis.width, y: area.y + h, width: 0, height: area.height - h * 3 - canvas.axis.height)
    rect.width = area.width - rect.x - w * 2
    guard rect.width > w * 4, rect.height > h else {
      canvas.text(fitted("too small"), at: Point(area.width / 2, area.y + area.height / 2), .middle, isStrong: false)
      return
    }
    if panel.equalAspect { (xs, ys) = equal(xs, ys, rect) }
    let xTicks = xs.ticks(max(2, Int(rect.width / (w * 9))))
    let yShown = panel.equalAspect ? ys.ticks(max(2, Int(area.height / (h * 2.5)))) : yTicks
    func place(_ p: Point) -> Point {
      Point(rect.x + rect.width * xs.place(p.x), rect.bottom - rect.height * ys.place(p.y))
    }
    for mark in panel.marks { draw(mark, rect, place) }
    canvas.frame(
      rect, xTicks: xTicks.map { place(Point($0.value, ys.low)).x }, yTicks: yShown.map { place(Point(xs.low, $0.value)).y })
    for tick in xTicks {
      canvas.text(tick.label, at: Point(place(Point(tick.value, ys.low)).x, rect.bottom + canvas.axis.height + h / 2), .middle, isStrong: false)
    }
    for tick in yShown {
      canvas.text(tick.label, at: Point(rect.x - canvas.axis.width, place(Point(xs.low, tick.value)).y), .end, isStrong: false)
    }
    canvas.text(panel.y.label, at: Point(rect.x, area.y + h / 2), .start, isStrong: false)
    canvas.text(panel.x.label, at: Point(rect.right, rect.bottom + canvas.axis.height + h * 1.5), .end, isStrong: false)
  }

  /// Widens one of the scales so that a unit is equally long on both.
  private func equal(_ x: Scale, _ y: Scale, _ rect: Rect) -> (Scale, Scale) {
    let unit = min(rect.width / (x.high - x.low), rect.height / (y.high - y.low))
    func widened(_ s: Scale, _ length: Double) -> Scale {
      let (middle, half) = ((s.low + s.high) / 2, length / unit / 2)
      return Scale(low: middle - half, high: middle + half)
    }
    return (widened(x, rect.width), widened(y, rect.height))
  }

  private mutating func draw(_ mark: Mark, _ rect: Rect, _ place: (Point) -> Point) {
    switch mark {
    case .line(let points, let style):
      var run: [Point] = []
      func finish(_ canvas: inout C) {
        if run.count > 1 { canvas.line(run, style) }
        run = []
      }
      for (a, b) in zip(points, points.dropFirst()) {
        let (p, q) = (place(a), place(b))
        guard p.isFinite, q.isFinite, let (from, to) = rect.clip(p, q) else {
          finish(&canvas)
          continue
        }
        if run.last != from {
          finish(&canvas)
          run = [from]
        }
        run.append(to)
      }
      finish(&canvas)
    case .points(let points, let shape, let style):
      let step = max(1, (points.count + Self.maximumPoints - 1) / Self.maximumPoints)
      for i in stride(from: 0, to: points.count, by: step) {
        let p = place(points[i])
        if p.isFinite, rect.contains(p) { canvas.marker(shape, at: p, style) }
      }
    case .arrows(let arrows, let style):
      for arrow in arrows.prefix(Self.maximumPoints) {
        let (from, to) = (place(arrow.from), place(arrow.to))
        if from.isFinite, to.isFinite, let (a, b) = rect.clip(from, to) { canvas.arrow(from: a, to: b, style) }
      }
    case .level(let y, let style):
      let height = place(Point(0, y)).y
      if height.isFinite, height >= rect.y, height <= rect.bottom {
        canvas.line([Point(rect.x, height), Point(rect.right, height)], style)
      }
    }
  }
}
