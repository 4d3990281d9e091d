#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension Figure {
  /// A self-contained SVG on white, with colours that the colour-blind can tell apart (Okabe and Ito).
  public func svg(width: Double = 720, height: Double? = nil) -> String {
    let isPlane = panels.count == 1 && panels[0].equalAspect
    let tall = height ?? (isPlane ? width * 0.82 : 120 + 210 * Double(max(1, panels.count)))
    var layout = Layout(self, on: SVGCanvas(width: width, height: tall))
    let body = layout.draw().elements
    let size = "\(SVGCanvas.number(width)) \(SVGCanvas.number(tall))"
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(size)" width="\(SVGCanvas.number(width))" \
      height="\(SVGCanvas.number(tall))" role="img" font-family="DejaVu Sans, Verdana, Helvetica, sans-serif" font-size="12">
      <title>\(SVGCanvas.escaped(title ?? "figure"))</title>
      <desc>\(SVGCanvas.escaped(altText))</desc>
      <rect width="100%" height="100%" fill="#ffffff"/>
      \(body.joined(separator: "\n"))
      </svg>

      """
  }
}

struct SVGCanvas: Canvas {
  let width: Double
  let height: Double
  let character = (width: 7.0, height: 15.0)
  let sample = 18.0
  let margin = 8.0
  let axis = (width: 8.0, height: 5.0)
  private(set) var elements: [String] = []

  init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  /// Okabe and Ito's colours in an order that keeps neighbours apart; the yellow, faint on white, comes last.
  private static let palette = ["#d55e00", "#0072b2", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000", "#b8a800"]

  private static func color(_ style: Style) -> String {
    if case .series(let i) = style.color { palette[i % palette.count] } else { "#666666" }
  }

  static func number(_ x: Double) -> String {
    let text = Scale.fixed(x, decimals: 2)
    guard text.contains(".") else { return text }
    let short = text.reversed().drop { $0 == "0" }.drop { $0 == "." }.reversed()
    return short.isEmpty ? "0" : String(short)
  }

  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: if scalar.value >= 32 || scalar == "\n" { result.unicodeScalars.append(scalar) }
      }
    }
    return result
  }

  private func stroke(_ s: Style) -> String {
    let opacity = s.opacity < 1 ? " stroke-opacity=\"\(Self.number(s.opacity))\"" : ""
    return "fill=\"none\" stroke=\"\(Self.color(s))\" stroke-width=\"\(Self.number(s.width))\"\(opacity)"
  }

  private func pair(_ p: Point) -> String { Self.number(p.x) + "," + Self.number(p.y) }

  mutating func line(_ points: [Point], _ style: Style) {
    let path = points.map(pair).joined(separator: " ")
    elements.append("<polyline points=\"\(path)\" \(stroke(style)) stroke-linejoin=\"round\"/>")
  }

  mutating func marker(_ shape: Mark.Shape, at p: Point, _ style: Style) {
    let (x, y) = (Self.number(p.x), Self.number(p.y))
    switch shape {
    case .dot:
      elements.append(
        "<circle cx=\"\(x)\" cy=\"\(y)\" r=\"2.4\" fill=\"\(Self.color(style))\" fill-opacity=\"\(Self.number(style.opacity))\"/>")
    case .ring: elements.append("<circle cx=\"\(x)\" cy=\"\(y)\" r=\"5\" \(stroke(style))/>")
    case .cross:
      let r = 6.0
      let path = "M\(pair(Point(p.x - r, p.y - r)))L\(pair(Point(p.x + r, p.y + r)))M\(pair(Point(p.x - r, p.y + r)))L\(pair(Point(p.x + r, p.y - r)))"
      elements.append("<path d=\"\(path)\" \(stroke(style))/>")
    }
  }

  mutating func arrow(from: Point, to: Point, _ style: Style) {
    let (dx, dy) = (to.x - from.x, to.y - from.y)
    let length = (dx * dx + dy * dy).squareRoot()
    guard length > 0.3 else { return }
    let (ux, uy) = (dx / length, dy / length)
    let head = min(7, 0.6 * length)
    let neck = Point(to.x - head * ux, to.y - head * uy)
    line([from, neck], style)
    let (left, right) = (
      Point(neck.x - 0.4 * head * uy, neck.y + 0.4 * head * ux), Point(neck.x + 0.4 * head * uy, neck.y - 0.4 * head * ux)
    )
    elements.append("<polygon points=\"\(pair(to)) \(pair(left)) \(pair(right))\" fill=\"\(Self.color(style))\"/>")
  }

  mutating func text(_ text: String, at p: Point, _ anchor: Anchor, isStrong: Bool) {
    let side = switch anchor {
    case .start: "start"
    case .middle: "middle"
    case .end: "end"
    }
    let weight = isStrong ? " font-size=\"14\" font-weight=\"bold\"" : ""
    elements.append(
      "<text x=\"\(Self.number(p.x))\" y=\"\(Self.number(p.y + 4))\" text-anchor=\"\(side)\" fill=\"#222222\"\(weight)>\(Self.escaped(text))</text>")
  }

  mutating func frame(_ r: Rect, xTicks: [Double], yTicks: [Double]) {
    var path = "M\(pair(Point(r.x, r.y)))V\(Self.number(r.bottom))H\(Self.number(r.right))"
    for x in xTicks { path += "M\(pair(Point(x, r.bottom)))v4" }
    for y in yTicks { path += "M\(pair(Point(r.x, y)))h-4" }
    elements.append("<path d=\"\(path)\" fill=\"none\" stroke=\"#444444\" stroke-width=\"1\"/>")
  }
}
