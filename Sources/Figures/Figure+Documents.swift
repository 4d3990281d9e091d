import Display

/// How large a picture is made, and on what ground.
public struct Format: Sendable, Equatable {
  /// Pixels, or points of an SVG or PDF; nil for the figure's own size, which in pixels is doubled, so that it is
  /// sharp.
  public var size: (width: Double, height: Double)?
  public var theme: Theme

  public init(size: (width: Double, height: Double)? = nil, theme: Theme = .light) {
    self.size = size
    self.theme = theme
  }

  public static func == (a: Format, b: Format) -> Bool {
    a.size?.width == b.size?.width && a.size?.height == b.size?.height && a.theme == b.theme
  }

  /// The least and the largest side of a picture.
  public static let sides = 32.0...8192.0
}

extension Figure {
  private func draw(_ drawing: Drawing, pixels: Double, theme: Theme) {
    var layout = Layout(self, on: CairoCanvas(drawing, pixels: pixels, theme: theme))
    _ = layout.draw()
  }

  /// The picture in pixels: without a size, two for each point of the layout; small pictures have one.
  private func pixels(_ format: Format) -> Drawing {
    let asked = format.size ?? (2 * size.width, 2 * size.height)
    let drawing = Drawing(.pixels, width: asked.width.rounded(), height: asked.height.rounded())
    draw(drawing, pixels: max(1, (drawing.width / size.width).rounded()), theme: format.theme)
    return drawing
  }

  public func png(_ format: Format = Format()) -> [UInt8] { pixels(format).png() }

  public func pixmap(_ format: Format = Format()) -> Pixmap { pixels(format).pixmap() }

  /// A self-contained SVG that says in words what it shows.
  public func svg(_ format: Format = Format()) -> [UInt8] {
    let asked = format.size ?? size
    let drawing = Drawing(.svg, width: asked.width, height: asked.height)
    draw(drawing, pixels: 1, theme: format.theme)
    let words = "<title>\(Markup.escaped(title ?? "figure"))</title>\n<desc>\(Markup.escaped(spokenText))</desc>"
    var rest = drawing.document()[...]
    var bytes: [UInt8] = []
    func copy(through text: String) {
      guard let place = rest.firstRange(of: Array(text.utf8)) else { return }
      bytes += rest[..<place.upperBound]
      rest = rest[place.upperBound...]
    }
    copy(through: "<svg ")
    bytes += Array("role=\"img\" ".utf8)
    copy(through: ">\n")
    bytes += Array(words.utf8)
    // cairo counts the surfaces of the process: without that number the same figure is the same file.
    copy(through: "<g id=\"surface")
    rest = rest.drop { (48...57).contains($0) }
    // Sought from the end: what is drawn before it may be long.
    let mark = Array("</svg>".utf8)
    var end = rest.endIndex - mark.count
    while end >= rest.startIndex, !rest[end...].starts(with: mark) { end -= 1 }
    guard end >= rest.startIndex else { return bytes + rest }
    bytes += rest[..<end]
    bytes += Array("<g font-family=\"DejaVu Sans, Verdana, sans-serif\" font-size=\"12\">\n\(drawing.texts)</g>\n".utf8)
    return bytes + rest[end...]
  }

  public func pdf(_ format: Format = Format()) -> [UInt8] {
    let asked = format.size ?? size
    let drawing = Drawing(.pdf, width: asked.width, height: asked.height)
    drawing.describe(title: title ?? "figure", subject: spokenText)
    draw(drawing, pixels: 1, theme: format.theme)
    return drawing.document()
  }

  /// The alternative text and what was left out.
  private var spokenText: String {
    [altText, fullCaption(maximumPoints: Layout<CairoCanvas>.maximumPoints)].compactMap { $0 }.joined(separator: " ")
  }
}

package enum Markup {
  /// For XML and HTML; characters that neither may hold are shown by their codes.
  package static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in Visible.text(text).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
