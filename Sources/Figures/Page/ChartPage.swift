import Limits

/// A page with a picture and the numbers behind it: one HTML file, which needs nothing else.
public struct ChartPage: Sendable {
  public struct Curve: Sendable {
    public let name: String
    public let points: [Point]

    public init(name: String, points: [Point]) { (self.name, self.points) = (name, points) }
  }

  private let figure: Figure
  private let curves: [Curve]
  private let labels: (x: String, y: String)

  /// More rows than this are no table that one reads.
  private static let mostRows = 5000

  public init(_ figure: Figure, x: String, y: String, curves: [Curve]) {
    (self.figure, self.curves, labels) = (figure, curves, (x, y))
  }

  /// - Parameter theme: of the picture; the page has its ground.
  public func html(_ format: Format = Format()) -> [UInt8] {
    let (ground, ink) = (format.theme.ground.hex, format.theme.ink.hex)
    let title = Markup.escaped(figure.title ?? figure.altText)
    let svg = String(decoding: figure.svg(format), as: UTF8.self)
    // Without the declaration that only a file of its own may have, and as wide as the page.
    let picture = svg.firstRange(of: "<svg ").map { svg[$0.lowerBound...] } ?? svg[...]
    let text = """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(title)</title>
      <style>
      body { margin: 0 auto; max-width: 70rem; padding: 1rem; background: \(ground); color: \(ink); font: 1rem/1.5 "DejaVu Sans", Verdana, sans-serif }
      svg { max-width: 100%; height: auto }
      table { border-collapse: collapse; font-variant-numeric: tabular-nums }
      th, td { padding: 0.1rem 0.8rem 0.1rem 0; text-align: right }
      th:first-child, td:first-child { text-align: left }
      summary { cursor: pointer; padding: 0.5rem 0 }
      </style></head>
      <body><main>
      \(picture)
      <details><summary>The numbers</summary>
      <table><thead><tr><th>curve</th><th>\(Markup.escaped(labels.x))</th><th>\(Markup.escaped(labels.y))</th></tr></thead>
      <tbody>
      \(rows)</tbody></table>\(remark)
      </details>
      </main></body></html>

      """
    return Array(text.utf8)
  }

  private var count: Int { curves.reduce(0) { $0 + $1.points.count } }
  private var step: Int { max(1, (count + Self.mostRows - 1) / Self.mostRows) }

  private var rows: String {
    var text = ""
    var turns = Turns(every: 256)
    for curve in curves {
      let name = Markup.escaped(curve.name)
      for i in stride(from: 0, to: curve.points.count, by: step) where !turns.isOver {
        text += "<tr><td>\(name)</td><td>\(curve.points[i].x)</td><td>\(curve.points[i].y)</td></tr>\n"
      }
    }
    return text
  }

  private var remark: String { step > 1 ? "\n<p>Each \(step)th of \(count) rows.</p>" : "" }
}
