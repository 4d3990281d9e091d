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
      panels: [
        Panel(
          x: Axis("layer"), y: Axis("value", scaling: scaling, resolution: resolution),
          marks: [.line(points, Style(.series(0), name: "red"))])
      ],
      altText: "A line.")
  }

  static let plane = Figure(
    panels: [
      Panel(
        x: Axis("x"), y: Axis("y"), equalAspect: true,
        marks: [
          .points([Point(0, 0), Point(2, 1)], .dot, Style(.series(0))),
          .points([Point(1, 1)], .cross, Style(.series(1))),
          .arrows([Arrow(from: Point(0, 0), to: Point(1, 0.5))], Style(.series(2))), .level(0.5, Style(.neutral)),
          .area([Point(0, 0), Point(1, 0), Point(1, 1)], Style(.diverging(0.4))),
          .label("here", Point(0.2, 0.8), Style(.ink)), .cursor(1, Style(.faint)),
        ])
    ])

  static let odd: [(String, Figure)] =
    [
      ("empty", Figure(panels: [])), ("no marks", Figure(panels: [Panel(x: Axis("x"), y: Axis("y"), marks: [])])),
      ("one point", line([3])), ("equal points", line([3, 3, 3])), ("zeros", line([0, 0])),
      ("not finite", line([1, .nan, .infinity, 2])),
      ("only NaN", line([.nan, .nan])), ("huge", line([1e300, -1e300])), ("tiny", line([1e-300, 2e-300])),
      ("log of negatives", line([-1, 0, 3], scaling: .log)), ("plane", plane),
      ("from end to end", line([-1.7e308, 1.7e308])),
      ("from end to end, log", line([.leastNonzeroMagnitude, 1.7e308], scaling: .log)),
      ("the smallest numbers", line([.leastNonzeroMagnitude, 2 * .leastNonzeroMagnitude])),
      ("neighbours", line([1e300, 1e300.nextUp])),
    ]
    + extremes.flatMap { a in
      extremes.flatMap { b in
        [
          ("from \(a) to \(b)", line([a, b])), ("from \(a) to \(b), log", line([a, b], scaling: .log)),
          ("a plane from \(a) to \(b)", square(a, b)),
        ]
      }
    }

  /// Zero, ends of the numbers and what is none.
  private static let extremes = [
    0, 1, -1, .leastNonzeroMagnitude, -.leastNormalMagnitude / 8, 1.7e308, -1.7e308, 1e300, 9.3e18, .infinity,
    -.infinity, .nan,
  ]

  /// Every kind of mark, between two numbers that are also the limits of one axis.
  private static func square(_ a: Double, _ b: Double) -> Figure {
    let ends = [Point(a, a), Point(b, b)]
    let range = a <= b ? a...b : nil
    return Figure(
      panels: [
        Panel(
          x: Axis("x", limits: range), y: Axis("y"), equalAspect: true,
          marks: [
            .line(ends, Style(.series(0))), .points(ends, .cross, Style(.series(1))), .points(ends, .ring, Style(.ink)),
            .arrows([Arrow(from: ends[0], to: ends[1])], Style(.series(2))), .level(a, Style(.neutral)),
            .area(ends + [Point(a, b)], Style(.diverging(a))), .label("here", ends[0], Style(.ink)),
            .cursor(b, Style(.faint)),
          ], colors: ColorScale("c", limit: b))
      ], columns: 3)
  }

  /// Whether the bytes are well-formed XML.
  static func isXML(_ bytes: [UInt8]) -> Bool { XMLParser(data: Data(bytes)).parse() }

  static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  /// Width and height as a PNG's head has them.
  static func pngSize(_ bytes: [UInt8]) -> (Int, Int)? {
    guard bytes.count > 24, Array(bytes[..<8]) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] else { return nil }
    func word(_ at: Int) -> Int { bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) } }
    return (word(16), word(20))
  }

  @Test(arguments: odd)
  func oddDataGivesAPicture(name: String, figure: Figure) throws {
    let svg = figure.svg()
    #expect(Self.isXML(svg), "\(name)")
    #expect(!Self.text(svg).contains("nan") && !Self.text(svg).contains("inf\""), "\(name)")
    #expect(Self.text(figure.pdf()).hasPrefix("%PDF"), "\(name)")
    let size = try #require(Self.pngSize(figure.png(Format(size: (320, 200), theme: .dark))), "\(name)")
    #expect(size == (320, 200), "\(name)")
    let least = try #require(Self.pngSize(figure.png(Format(size: (32, 32)))), "\(name)")
    #expect(least == (32, 32), "\(name)")
    for (columns, rows) in [(80, 24), (10, 5), (1, 1), (200, 60)] {
      let lines = figure.terminal(columns: columns, rows: rows, color: false).split(
        separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count <= rows && lines.allSatisfy { $0.count <= columns }, "\(name) at \(columns) x \(rows)")
    }
  }

  @Test func aMillionPointsAreThinnedAndSaidSo() {
    let points = (0..<1_000_000).map { Point(Double($0 % 1000), Double($0 / 1000)) }
    let figure = Figure(panels: [Panel(x: Axis("x"), y: Axis("y"), marks: [.points(points, .dot, Style(.series(0)))])])
    let svg = Data(figure.svg())
    #expect(svg.range(of: Data("20000 of 1000000 points are drawn".utf8)) != nil)
    #expect(svg.count < 12_000_000)
  }

  @Test func notFiniteValuesAreCounted() {
    #expect(Self.text(Self.line([1, .nan, .infinity, 2]).svg()).contains("2 values are not finite"))
  }

  /// The corners of the curve that is drawn in the first colour of the palette.
  static func curve(_ figure: Figure) throws -> [(x: Double, y: Double)] {
    let lines = text(figure.svg()).split(separator: "\n")
    let path = try #require(lines.last { $0.contains("stroke:rgb(83.5") })
    let data = try #require(path.components(separatedBy: " d=\"").dropFirst().first?.split(separator: "\"").first)
    let numbers = data.split(separator: " ").compactMap { Double($0) }
    return stride(from: 0, to: numbers.count - 1, by: 2).map { (numbers[$0], numbers[$0 + 1]) }
  }

  /// A curve that varies by rounding only has the same height throughout.
  @Test func roundingNoiseIsDrawnFlat() throws {
    for values in [[0.3, 0.3 + 1e-16, 0.3 - 1e-16], [1e-17, -2e-17, 1.5e-17]] {
      let points = try Self.curve(Self.line(values, resolution: 1e-6))
      #expect(points.count >= 2 && Set(points.map(\.y)).count == 1, "\(points)")
    }
    let steep = try Self.curve(Self.line([0, 1, 4]))
    #expect(steep.count == 3 && steep[0].y - steep[2].y > 100)
  }

  /// What leaves the axes is cut there, also where both ends are outside.
  @Test func curvesAreCutAtTheAxes() throws {
    let way = Mark.line([Point(-10, 0.5), Point(10, 0.5)], Style(.series(0)))
    let figure = Figure(panels: [Panel(x: Axis("x", limits: 0...1), y: Axis("y", limits: 0...1), marks: [way])])
    let points = try Self.curve(figure)
    #expect(points.count == 2 && points.allSatisfy { $0.x > 20 && $0.x < 720 } && points[1].x - points[0].x > 500)
  }

  @Test func theSamePictureTwice() {
    for figure in [Self.plane, Self.line([1, 2, 3])] {
      // As booleans: telling how two files differ would take for ever.
      let isSame = (
        svg: figure.svg() == figure.svg(), png: figure.png() == figure.png(), pdf: figure.pdf() == figure.pdf()
      )
      #expect(isSame == (true, true, true))
      #expect(!Self.text(figure.pdf()).contains("CreationDate"))
    }
  }

  @Test func textIsEscaped() {
    let svg = Self.text(Self.line([1, 2]).svg())
    #expect(svg.contains("<title>a &lt; b &amp; &quot;c&quot;</title>"))
    #expect(svg.contains("<desc>A line.</desc>"))
  }

  @Test func theGroundIsTheThemes() {
    for theme in Theme.allCases {
      let picture = Self.plane.pixmap(Format(size: (400, 300), theme: theme))
      #expect(picture.pixels.count == 400 * 300)
      let ground = UInt32(theme.ground.red) << 16 | UInt32(theme.ground.green) << 8 | UInt32(theme.ground.blue)
      #expect(picture.pixels[0] == ground && picture.pixels.count { $0 == ground } > 60_000)
    }
  }

  /// On a plane a unit is equally long both ways: a square's picture is a square.
  @Test func thePlaneHasEqualUnits() throws {
    let square = [Point(0, 0), Point(3, 0), Point(3, 3), Point(0, 3)]
    let wide = Mark.points([Point(-20, 0), Point(20, 0)], .dot, Style(.series(1)))
    let figure = Figure(panels: [
      Panel(x: Axis("x"), y: Axis("y"), equalAspect: true, marks: [wide, .line(square, Style(.series(0)))])
    ])
    let points = try Self.curve(figure)
    #expect(abs((points[1].x - points[0].x) - (points[1].y - points[2].y)) < 1e-3)
  }

  @Test func axesOfATerminalPictureAreRealCharacters() {
    let text = Self.line([0, 1, 4, 9]).terminal(columns: 60, rows: 15, color: false)
    #expect(
      text.contains("└") && text.contains("┬") && text.contains("┤") && text.contains("red") && text.contains("layer"))
    #expect(!text.contains("\u{1B}"))
    #expect(Self.line([0, 1]).terminal(columns: 60, rows: 15, color: true).contains("\u{1B}[38;5;202m"))
  }

  @Test func panelsStandSideBySide() {
    let panel = Panel(
      title: "one", x: Axis("layer"), y: Axis("v"), marks: [.line([Point(0, 0), Point(1, 1)], Style(.series(0)))])
    let text = Figure(panels: [panel, panel], columns: 2).terminal(columns: 80, rows: 14, color: false)
    #expect(text.split(separator: "\n").contains { $0.components(separatedBy: "└").count == 3 })
  }

  @Test func ticksAreRoundNumbers() {
    func text(_ values: [Double], scaling: Axis.Scaling = .linear) -> String {
      Self.line(values, scaling: scaling).terminal(columns: 60, rows: 24, color: false)
    }
    func labels(_ values: [Double], scaling: Axis.Scaling = .linear) -> [String] {
      text(values, scaling: scaling).split(separator: "\n").filter { $0.contains("┤") }.map {
        $0.prefix { $0 != "┤" }.filter { $0 != " " }
      }.reversed()
    }
    #expect(labels([0, 10]) == ["0", "2", "4", "6", "8", "10"])
    #expect(labels([-0.001, 0.001]).contains("0.0005"))
    #expect(labels([0, 1.2e-7]).contains("0.2") && text([0, 1.2e-7]).contains("value (×10⁻⁷)"))
    #expect(labels([1e-12, 1], scaling: .log).contains("10⁻⁶"))
    #expect(labels([0, 2e6]).contains("1.0") && text([0, 2e6]).contains("value (×10⁶)"))
    #expect(labels([-1, 1]).contains("−0.5"))
    // Less than a decade has more than one tick.
    #expect(labels([0.02, 0.09], scaling: .log) == ["0.02", "0.05"])
    #expect(labels([0.996, 1.004], scaling: .log).count > 1)
  }

  /// What counts has no ticks between whole numbers.
  @Test func countsHaveWholeTicks() {
    let points = [Point(1, 0), Point(2, 1), Point(3, 4)]
    let figure = Figure(panels: [
      Panel(x: Axis("layer", isWhole: true), y: Axis("v"), marks: [.line(points, Style(.series(0)))])
    ])
    let row = figure.terminal(columns: 80, rows: 16, color: false).split(separator: "\n").last { $0.contains("2") }
    #expect(row?.split(separator: " ") == ["1", "2", "3"])
  }

  /// A series' colour stands out from the ground by at least the 3 : 1 that WCAG 2.1 asks of graphical objects.
  @Test(arguments: Theme.allCases)
  func coloursStandOut(theme: Theme) {
    func luminance(_ c: RGB) -> Double {
      let parts = [c.red, c.green, c.blue].map { part -> Double in
        let v = Double(part) / 255
        return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4)
      }
      return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }
    let ground = luminance(theme.ground)
    for color in theme.series {
      let (a, b) = (max(luminance(color), ground), min(luminance(color), ground))
      #expect((a + 0.05) / (b + 0.05) >= 3, "\(color.hex)")
    }
  }

  /// Of a million points those are drawn that reach farthest: a spike of one point stays, and the file is small.
  @Test func aLongCurveKeepsItsSpikes() throws {
    var values = (0..<1_000_000).map { Double($0 % 7) / 1000 }
    values[345_678] = 5
    values[777_777] = -3
    let svg = Self.text(Self.line(values).svg())
    #expect(svg.utf8.count < 400_000)
    let heights = svg.split(separator: "\n").filter { $0.contains("stroke:rgb(83.5") }.dropFirst().flatMap { line in
      let path = line.components(separatedBy: " d=\"").last?.split(separator: "\"").first ?? ""
      let numbers = path.split(separator: " ").compactMap { Double($0) }
      return stride(from: 1, to: numbers.count, by: 2).map { numbers[$0] }
    }
    let (top, bottom, zero) = (try #require(heights.min()), try #require(heights.max()), try #require(heights.first))
    // Both spikes, 5 above and 3 below, beside which the rest, up to 0.006, is thinner than a line.
    #expect(abs((zero - top) / (bottom - zero) - 5.0 / 3) < 0.02)
  }

  @Test func pointsThatStandAloneAreSeen() {
    let svg = Self.text(Self.line([.nan, 2, .nan, 1, .nan]).svg())
    #expect(svg.components(separatedBy: "fill:rgb(83.5").count == 3)
  }

  /// More lines than colours differ in how they are interrupted; without colours all do.
  @Test func linesAreToldApart() {
    let lines = (0..<12).map { i in
      Mark.line([Point(0, Double(i)), Point(1, Double(i))], Style(.series(i), name: "curve \(i)"))
    }
    let figure = Figure(panels: [Panel(x: Axis("x"), y: Axis("y"), marks: lines)])
    let svg = Self.text(figure.svg())
    #expect(svg.components(separatedBy: "stroke-dasharray:7").count > 4)
    for i in 0..<12 { #expect(svg.contains(">curve \(i)</text>")) }
    let plain = figure.terminal(columns: 80, rows: 30, color: false)
    #expect(plain.contains("⠒⠒⠂") || plain.contains("⠤⠤⠄") || plain.contains("⠉⠉⠁"))
  }

  @Test func errorBarsHaveCaps() {
    let bars = Mark.intervals([Interval(x: 1, low: 0, high: 2), Interval(x: 2, low: .nan, high: 1)], Style(.series(0)))
    let svg = Self.text(Figure(panels: [Panel(x: Axis("x"), y: Axis("y"), marks: [bars])]).svg())
    #expect(svg.components(separatedBy: "stroke:rgb(83.5").count == 4)
  }

  /// Names that a legend has no room for are counted.
  @Test func aLegendSaysWhatItLeavesOut() {
    let lines = (0..<40).map { i in
      Mark.line([Point(0, Double(i)), Point(1, 1)], Style(.series(i), name: "a rather long name \(i)"))
    }
    let figure = Figure(panels: [Panel(x: Axis("x"), y: Axis("y"), marks: lines)])
    #expect(figure.terminal(columns: 40, rows: 20, color: false).contains(/and \d+ more/))
  }

  /// Names in place of numbers, in a heat map.
  @Test func anAxisMayHaveNames() {
    let cells = Mark.area(
      [Point(-0.5, -0.5), Point(0.5, -0.5), Point(0.5, 0.5), Point(-0.5, 0.5)], Style(.diverging(-1)))
    let figure = Figure(panels: [
      Panel(
        x: Axis("layer"), y: Axis("", limits: -0.5...1.5, names: ["red", "blue"]), marks: [cells],
        colors: ColorScale("gain", limit: 0.25))
    ])
    let text = figure.terminal(columns: 60, rows: 16, color: false)
    let small = Figure(panels: [
      Panel(x: Axis("layer"), y: Axis(""), marks: [cells], colors: ColorScale("gain", limit: 1.25e-4))
    ]).terminal(columns: 60, rows: 16, color: false)
    #expect(small.contains("gain (×10⁻⁴)") && small.contains("1.25") && !small.contains("…"))
    #expect(text.contains("red┤") && text.contains("blue┤") && text.contains("0.25") && text.contains("gain"))
  }
}
