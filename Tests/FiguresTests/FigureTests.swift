import Figures
import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct FigureTests {
  static func line(_ values: [Double], scaling: Axis.Scaling = .linear, resolution: Double = 0) -> Figure {
    let points = values.enumerated().map { Point(Double($0), $1) }
    return Figure(
      title: "a < b & \"c\"",
      panels: [Panel(x: Axis("layer"), y: Axis("value", scaling: scaling, resolution: resolution), marks: [.line(points, Style(.series(0), name: "red"))])],
      altText: "A line.")
  }

  static let plane = Figure(
    panels: [
      Panel(
        x: Axis("x"), y: Axis("y"), equalAspect: true,
        marks: [
          .points([Point(0, 0), Point(2, 1)], .dot, Style(.series(0))), .points([Point(1, 1)], .cross, Style(.series(1))),
          .arrows([(Point(0, 0), Point(1, 0.5))], Style(.series(2))), .level(0.5, Style(.neutral)),
        ])
    ])

  static let odd: [(String, Figure)] = [
    ("empty", Figure(panels: [])), ("no marks", Figure(panels: [Panel(x: Axis("x"), y: Axis("y"), marks: [])])),
    ("one point", line([3])), ("equal points", line([3, 3, 3])), ("zeros", line([0, 0])), ("not finite", line([1, .nan, .infinity, 2])),
    ("only NaN", line([.nan, .nan])), ("huge", line([1e300, -1e300])), ("tiny", line([1e-300, 2e-300])),
    ("log of negatives", line([-1, 0, 3], scaling: .log)), ("plane", plane),
  ]

  /// Whether the text is well-formed XML.
  static func isXML(_ text: String) -> Bool { XMLParser(data: Data(text.utf8)).parse() }

  @Test(arguments: odd)
  func oddDataGivesAPicture(name: String, figure: Figure) {
    let svg = figure.svg()
    #expect(Self.isXML(svg), "\(name)")
    #expect(!svg.contains("nan") && !svg.contains("inf\""), "\(name)")
    for (columns, rows) in [(80, 24), (10, 5), (1, 1), (200, 60)] {
      let lines = figure.terminal(columns: columns, rows: rows, color: false).split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count <= rows && lines.allSatisfy { $0.count <= columns }, "\(name) at \(columns) x \(rows)")
    }
  }

  @Test func aMillionPointsAreThinnedAndSaidSo() {
    let points = (0..<1_000_000).map { Point(Double($0 % 1000), Double($0 / 1000)) }
    let figure = Figure(panels: [Panel(x: Axis("x"), y: Axis("y"), marks: [.points(points, .dot, Style(.series(0)))])])
    let svg = figure.svg()
    #expect(svg.contains("20000 of 1000000 points are drawn"))
    #expect(svg.utf8.count < 3_000_000)
  }

  @Test func notFiniteValuesAreCounted() {
    #expect(Self.line([1, .nan, .infinity, 2]).svg().contains("2 values are not finite"))
  }

  /// A curve that varies by rounding only has the same height throughout.
  @Test func roundingNoiseIsDrawnFlat() throws {
    for values in [[0.3, 0.3 + 1e-16, 0.3 - 1e-16], [1e-17, -2e-17, 1.5e-17]] {
      let svg = Self.line(values, resolution: 1e-6).svg()
      let path = try #require(svg.split(separator: "\n").last { $0.hasPrefix("<polyline") })
      let points = try #require(path.split(separator: "\"").dropFirst().first).split(separator: " ")
      #expect(Set(points.map { $0.split(separator: ",")[1] }).count == 1, "\(path)")
    }
  }

  @Test func theSamePictureTwice() {
    #expect(Self.plane.svg() == Self.plane.svg())
    #expect(Self.line([1, 2, 3]).svg() == Self.line([1, 2, 3]).svg())
  }

  @Test func textIsEscaped() {
    let svg = Self.line([1, 2]).svg()
    #expect(svg.contains("a &lt; b &amp; &quot;c&quot;"))
    #expect(svg.contains("<desc>A line.</desc>"))
  }

  @Test func axesOfATerminalPictureAreRealCharacters() {
    let text = Self.line([0, 1, 4, 9]).terminal(columns: 60, rows: 15, color: false)
    #expect(text.contains("└") && text.contains("┬") && text.contains("┤") && text.contains("red") && text.contains("layer"))
    #expect(!text.contains("\u{1B}"))
    #expect(Self.line([0, 1]).terminal(columns: 60, rows: 15, color: true).contains("\u{1B}[38;5;202m"))
  }

  @Test func ticksAreRoundNumbers() {
    func labels(_ values: [Double], scaling: Axis.Scaling = .linear) -> [String] {
      let svg = Self.line(values, scaling: scaling).svg()
      return svg.split(separator: "\n").filter { $0.contains("text-anchor=\"end\"") }.compactMap {
        $0.split(separator: ">").dropFirst().first.map { String($0.prefix { $0 != "<" }) }
      }.filter { Double($0) != nil }
    }
    #expect(labels([0, 10]) == ["0", "2", "4", "6", "8", "10"])
    #expect(labels([-0.001, 0.001]).contains("0.0005"))
    #expect(labels([0, 1.2e-7]).contains("0.2e-7"))
    #expect(labels([1e-12, 1], scaling: .log).contains("1e-6"))
    #expect(labels([0, 2e6]).contains("1.0e6"))
  }
}
