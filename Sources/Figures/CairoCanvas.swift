internal import CCairo
import Display

/// Draws with cairo. The picture is laid out in points; `unit` of them make one of the surface's.
struct CairoCanvas: Canvas {
  let width: Double
  let height: Double
  let theme: Theme
  let character = (width: 7.0, height: 16.0)
  let sample = 18.0
  let hasRows = false
  let margin = 8.0
  let axis = (width: 8.0, height: 5.0)
  private let drawing: Drawing

  /// - Parameter pixels: how many pixels, or points of paper, a point of the layout is.
  init(_ drawing: Drawing, pixels: Double, theme: Theme) {
    (width, height) = (drawing.width / pixels, drawing.height / pixels)
    self.drawing = drawing
    self.theme = theme
    cairo_scale(drawing.context, pixels, pixels)
    set(theme.ground)
    cairo_paint(drawing.context)
    cairo_set_line_join(drawing.context, CAIRO_LINE_JOIN_ROUND)
    select(CAIRO_FONT_WEIGHT_NORMAL)
    cairo_set_font_size(drawing.context, 12)
  }

  private func set(_ color: RGB, opacity: Double = 1) {
    let (r, g, b) = (Double(color.red) / 255, Double(color.green) / 255, Double(color.blue) / 255)
    if opacity < 1 {
      cairo_set_source_rgba(drawing.context, r, g, b, max(0, opacity))
    } else {
      cairo_set_source_rgb(drawing.context, r, g, b)
    }
  }

  private func set(_ style: Style) { set(theme.color(style.color), opacity: style.opacity) }

  private func path(_ points: [Point]) {
    for (i, p) in points.enumerated() {
      if i == 0 { cairo_move_to(drawing.context, p.x, p.y) } else { cairo_line_to(drawing.context, p.x, p.y) }
    }
  }

  private func stroke(_ style: Style) {
    set(style)
    cairo_set_line_width(drawing.context, style.width)
    let dash = style.dash.lengths
    if !dash.isEmpty { cairo_set_dash(drawing.context, dash, Int32(clamping: dash.count), 0) }
    cairo_stroke(drawing.context)
    if !dash.isEmpty { cairo_set_dash(drawing.context, dash, 0, 0) }
  }

  func line(_ points: [Point], _ style: Style) {
    path(points)
    stroke(style)
  }

  func area(_ points: [Point], _ style: Style) {
    path(points)
    cairo_close_path(drawing.context)
    set(style)
    // Neighbouring cells of a heat map would leave seams between their smoothed edges.
    if case .diverging = style.color { cairo_set_antialias(drawing.context, CAIRO_ANTIALIAS_NONE) }
    cairo_fill(drawing.context)
    cairo_set_antialias(drawing.context, CAIRO_ANTIALIAS_DEFAULT)
  }

  func marker(_ shape: Mark.Shape, at p: Point, _ style: Style) {
    switch shape {
    case .dot, .speck, .disc:
      let radius = shape == .dot ? 2.4 : shape == .disc ? 3 : 1.3
      cairo_arc(drawing.context, p.x, p.y, radius, 0, 2 * Double.pi)
      set(style)
      cairo_fill(drawing.context)
    case .ring:
      cairo_new_sub_path(drawing.context)
      cairo_arc(drawing.context, p.x, p.y, 4.5, 0, 2 * Double.pi)
      stroke(style)
    case .cross:
      let r = 6.0
      path([Point(p.x - r, p.y - r), Point(p.x + r, p.y + r)])
      path([Point(p.x - r, p.y + r), Point(p.x + r, p.y - r)])
      stroke(style)
    case .plus:
      path([Point(p.x - 4, p.y), Point(p.x + 4, p.y)])
      path([Point(p.x, p.y - 4), Point(p.x, p.y + 4)])
      stroke(style)
    case .square, .diamond, .triangle:
      let corners: [(Double, Double)] =
        switch shape {
        case .square: [(-2.8, -2.8), (2.8, -2.8), (2.8, 2.8), (-2.8, 2.8)]
        case .diamond: [(0, -3.4), (3.4, 0), (0, 3.4), (-3.4, 0)]
        default: [(0, -3.4), (3.2, 2.4), (-3.2, 2.4)]
        }
      path(corners.map { Point(p.x + $0, p.y + $1) })
      cairo_close_path(drawing.context)
      set(style)
      cairo_fill(drawing.context)
    }
  }

  func arrow(from: Point, to: Point, _ style: Style) {
    let (dx, dy) = (to.x - from.x, to.y - from.y)
    let length = (dx * dx + dy * dy).squareRoot()
    guard length > 0.3 else { return }
    let (ux, uy) = (dx / length, dy / length)
    let head = min(4 + 2.5 * style.width, 0.6 * length)
    let neck = Point(to.x - head * ux, to.y - head * uy)
    line([from, Point(to.x - 0.8 * head * ux, to.y - 0.8 * head * uy)], style)
    area(
      [
        to, Point(neck.x - 0.4 * head * uy, neck.y + 0.4 * head * ux),
        Point(neck.x + 0.4 * head * uy, neck.y - 0.4 * head * ux),
      ], style)
  }

  func length(of text: String, isStrong: Bool) -> Double {
    if isStrong { select(CAIRO_FONT_WEIGHT_BOLD) }
    defer { if isStrong { select(CAIRO_FONT_WEIGHT_NORMAL) } }
    var extents = cairo_text_extents_t()
    cairo_text_extents(drawing.context, Visible.line(text), &extents)
    return extents.x_advance
  }

  private func select(_ weight: cairo_font_weight_t) {
    cairo_select_font_face(drawing.context, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, weight)
  }

  func text(_ text: String, at p: Point, _ anchor: Anchor, isStrong: Bool) {
    let text = Visible.line(text)
    let length = length(of: text, isStrong: isStrong)
    let shift =
      switch anchor {
      case .start: 0.0
      case .middle: length / 2
      case .end: length
      }
    set(theme.ink)
    let left = min(max(2, p.x - shift), max(2, width - 2 - length))
    if drawing.keepsText {
      // By its end where it is held there, so that another font does not move it away from what it stands at.
      let anchor = left == p.x - shift ? anchor : .start
      drawing.add(text, at: Point(left == p.x - shift ? p.x : left, p.y + 4), anchor, isStrong: isStrong, theme.ink)
    } else {
      if isStrong { select(CAIRO_FONT_WEIGHT_BOLD) }
      cairo_move_to(drawing.context, left, p.y + 4)
      cairo_show_text(drawing.context, text)
      cairo_new_path(drawing.context)
      if isStrong { select(CAIRO_FONT_WEIGHT_NORMAL) }
    }
  }

  func frame(_ r: Rect, xTicks: [Double], yTicks: [Double]) {
    path([Point(r.x, r.y), Point(r.x, r.bottom), Point(r.right, r.bottom)])
    for x in xTicks { path([Point(x, r.bottom), Point(x, r.bottom + 4)]) }
    for y in yTicks { path([Point(r.x, y), Point(r.x - 4, y)]) }
    set(theme.axis)
    cairo_set_line_width(drawing.context, 1)
    cairo_stroke(drawing.context)
  }
}
