import Figures
import Foundation
import Testing

/// What a picture says, read back from it.
@Suite struct ReadingTests {
  private static func svg(_ panel: Panel, title: String? = nil, size: (width: Double, height: Double)? = nil) -> String
  {
    String(decoding: Figure(title: title, panels: [panel]).svg(Format(size: size)), as: UTF8.self)
  }

  private struct Words {
    let x: Double
    let y: Double
    let text: String
  }

  /// The text elements, where they stand.
  private static func words(_ svg: String) -> [Words] {
    svg.components(separatedBy: "<text ").dropFirst().compactMap { element in
      func number(_ name: String) -> Double? {
        element.components(separatedBy: "\(name)=\"").dropFirst().first.flatMap {
          Double($0.prefix { $0 != "\"" })
        }
      }
      guard let x = number("x"), let y = number("y") else { return nil }
      let text = element.drop { $0 != ">" }.dropFirst().prefix { $0 != "<" }
      return Words(x: x, y: y, text: String(text))
    }
  }

  /// The corners of all paths.
  private static func paths(_ svg: String) -> [[Point]] {
    svg.components(separatedBy: " d=\"").dropFirst().map { path in
      let numbers = path.prefix { $0 != "\"" }.split(separator: " ").compactMap { Double($0) }
      return stride(from: 0, to: numbers.count - 1, by: 2).map { Point(numbers[$0], numbers[$0 + 1]) }
    }
  }

  // MARK: Keys

  /// The sample is as long as its number says: number times lengths for a unit, on the axis' own scale.
  @Test(arguments: [0.3, 7, 2e4, 5e-3])
  func theKeysNumberIsItsArrowsLength(perUnit: Double) throws {
    let arrow = Mark.arrows([Arrow(from: Point(0, 0), to: Point(10, 10))], Style(.series(0)))
    let panel = Panel(
      x: Axis("x", limits: 0...10), y: Axis("y", limits: 0...10), marks: [arrow],
      keys: ScaleKey.arrows("gradient", perUnit: perUnit, width: 1.2))
    let svg = Self.svg(panel)
    let words = Self.words(svg)
    let key = try #require(words.first { $0.text.hasPrefix("gradient ") })
    let zero = try #require(words.filter { $0.text == "0" }.max { $0.y < $1.y })
    let ten = try #require(words.filter { $0.text == "10" }.max { $0.y < $1.y })
    let unit = (ten.x - zero.x) / 10
    // 5×10⁻⁵ is written without powers in the arguments' range but for the smallest.
    let number = try #require(Self.number(key.text.dropFirst("gradient ".count)))
    // The head's tip lies at the arrow's end, left of the words and on their line.
    func isKey(_ p: Point) -> Bool { abs(p.y - key.y + 4) < 0.1 && p.x < key.x }
    let onLine: [Point] = Self.paths(svg).flatMap { $0 }.filter(isKey)
    let (from, to) = (onLine.map(\.x).min() ?? .nan, onLine.map(\.x).max() ?? .nan)
    // SVG's coordinates have two decimals.
    #expect(abs((to - from) - number * perUnit * unit) < 0.05, "\(number): \(from) to \(to), a unit is \(unit)")
    #expect(to - from > 20, "long enough to be compared")
  }

  /// "0.05", "5×10⁻⁵".
  private static func number(_ text: Substring) -> Double? {
    let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    let parts = text.components(separatedBy: "10")
    guard parts.count == 2, let power = parts.last, power.contains(where: { digits.contains($0) }) else {
      return Double(text)
    }
    let exponent = power.reduce("") { $0 + ($1 == "⁻" ? "-" : digits.firstIndex(of: $1).map(String.init) ?? "") }
    let factor = parts[0].isEmpty ? 1 : Double(parts[0].dropLast())
    return factor.flatMap { factor in Double(exponent).map { factor * pow(10, $0) } }
  }

  /// Widths have a key as well, and nothing has one where there is nothing.
  @Test func widthsHaveAKey() {
    let panel = Panel(
      x: Axis("x", limits: 0...1), y: Axis("y", limits: 0...1),
      marks: [.line([Point(0, 0), Point(1, 1)], Style(.neutral, width: 12))],
      keys: [ScaleKey("exchanged", .line(perUnit: 12 / 0.034, most: 12))])
    let svg = Self.svg(panel)
    #expect(svg.contains(">exchanged 0.02</text>") && svg.contains("stroke-width:7.05"))
    #expect(ScaleKey.arrows("gradient", perUnit: .infinity, width: 1).isEmpty)
    #expect(ScaleKey.arrows("gradient", perUnit: .nan, width: 1).isEmpty)
  }

  /// In a terminal's characters too.
  @Test func aTerminalsPictureHasItsKey() {
    let panel = Panel(
      x: Axis("x", limits: 0...10), y: Axis("y", limits: 0...10), marks: [],
      keys: ScaleKey.arrows("momentum", perUnit: 4, width: 2.5))
    for (columns, rows) in [(80, 24), (40, 12)] {
      let text = Figure(panels: [panel]).terminal(columns: columns, rows: rows, color: false)
      #expect(text.split(separator: "\n").last?.contains("momentum 0.5") == true, "\(text)")
    }
  }

  /// An arrow that leaves the picture has no head at its edge, where it would seem to end.
  @Test func whatLeavesThePictureHasNoHead() {
    func fills(_ to: Double) -> Int {
      let arrow = Mark.arrows([Arrow(from: Point(0.2, 0.5), to: Point(to, 0.5))], Style(.series(0)))
      let panel = Panel(x: Axis("x", limits: 0...1), y: Axis("y", limits: 0...1), marks: [arrow])
      return Self.svg(panel).components(separatedBy: "stroke:none;fill-rule").count
    }
    #expect(fills(0.8) == fills(3) + 1)
  }

  /// However little room there is, two ticks tell a length.
  @Test func anAxisHasTwoTicksAtLeast() {
    for (low, high) in [(-0.6, 0.6), (-0.55, 0.45), (0.31, 1.7), (-3.0, 9.0), (1e-7, 1.3e-6)] {
      let names = Axis("", limits: -0.5...1.5, names: ["a", "b"])
      let panel = Panel(x: names, y: Axis("", limits: low...high), marks: [])
      let words = Self.words(Self.svg(panel, size: (390, 140))).map(\.text)
      let ticks = words.filter { Double($0.replacingOccurrences(of: "−", with: "-")) != nil }
      #expect(ticks.count >= 2, "\(low) to \(high): \(ticks)")
    }
  }

  // MARK: Words

  /// Of very many names those of the clusters go, not the sum's.
  @Test(arguments: [(720.0, 300.0), (300.0, 240.0)])
  func theLegendKeepsTheSum(width: Double, height: Double) {
    let curves = (0..<90).map { Mark.line([Point(0, 0), Point(1, 1)], Style(.series($0), name: "cluster\($0)")) }
    let sum = Mark.line([Point(0, 0), Point(1, 1)], Style(.neutral, name: "sum"))
    let svg = Self.svg(Panel(x: Axis("x"), y: Axis("y"), marks: curves + [sum]), size: (width, height))
    #expect(svg.contains(">sum</text>") && svg.contains(" more</text>"))
  }

  /// A strong title is wider than it would be in ordinary letters: it is cut by its own width.
  @Test func longTitlesEndWithinThePicture() {
    let title = String(repeating: "a title that goes on and on, ", count: 20)
    let figure = Figure(title: title, panels: [Panel(x: Axis("x"), y: Axis("y"), marks: [])])
    let picture = figure.pixmap(Format(size: (720, 300)))
    let ground = picture.pixels[0]
    let margin = 3 * picture.width / 720
    let marked = (0..<picture.height / 8).filter { y in
      picture.pixels[(y + 1) * picture.width - margin..<(y + 1) * picture.width].contains { $0 != ground }
    }
    #expect(marked.isEmpty, "rows \(marked) of \(picture.height)")
    #expect(String(decoding: figure.svg(), as: UTF8.self).contains("…</text>"))
  }

  /// A caption has the rows that it needs.
  @Test func captionsAreWrapped() {
    let panel = Panel(x: Axis("x"), y: Axis("y"), marks: [.line([Point(0, 0), Point(1, 1)], Style(.series(0)))])
    let words = "mass x swept area of all bodies, in each of 8 equal times: 0.196"
    let text = Figure(panels: [panel], caption: words).terminal(columns: 40, rows: 18, color: false)
    #expect(text.contains("mass x swept") && text.contains("0.196"), "\(text)")
  }

  /// Names beside points cover neither each other nor the points.
  @Test func tagsKeepApart() {
    let places = (0..<6).map { Point(5 + 0.02 * Double($0), 5) }
    let marks = places.enumerated().map { Mark.tag("number\($0)", at: $1, from: Point(5, 5), Style(.ink)) }
    let panel = Panel(x: Axis("x", limits: 0...10), y: Axis("y", limits: 0...10), marks: marks)
    let words = Self.words(Self.svg(panel)).filter { $0.text.hasPrefix("number") }
    #expect(words.count == 6)
    // All are as wide as each other, about 56 points, and 16 high.
    for (i, a) in words.enumerated() {
      for b in words[(i + 1)...] { #expect(abs(a.x - b.x) > 50 || abs(a.y - b.y) >= 16, "\(a.text) \(b.text)") }
    }
  }

  @Test func whatHasNoAxesHasNoNumbers() {
    var panel = Panel(
      x: Axis("x"), y: Axis("y"), marks: [.points([Point(0, 0), Point(1, 1)], .dot, Style(.series(0)))])
    #expect(Self.words(Self.svg(panel)).count > 4)
    panel.hasAxes = false
    #expect(Self.words(Self.svg(panel)).isEmpty)
  }

  /// As many names stand at an axis as have room, not as many as numbers would.
  @Test func shortNamesAreAllShown() {
    let names = (0..<24).map { String(UnicodeScalar(UInt8(97 + $0))) }
    let panel = Panel(x: Axis("", limits: -0.5...23.5, names: names), y: Axis("y", limits: 0...1), marks: [])
    let words = Self.words(Self.svg(panel)).map(\.text)
    #expect(names.allSatisfy(words.contains))
  }

  // MARK: Marks

  /// Beyond the colours the signs change.
  @Test func everyRoundOfColoursHasItsSign() {
    #expect([0, 7, 8, 16, 24].map { Mark.Shape.ofRound($0) } == [.dot, .dot, .square, .triangle, .diamond])
  }

  /// Of very many points each is seen through, and dense places are darker.
  @Test func manyPointsShowTheirDensity() {
    // Nine tenths of the points in a hundredth of the width.
    let points = (0..<20_000).map { i -> Point in
      let part = Double(i) / 20_000
      let x: Double = i % 10 == 0 ? part : 0.5 + 0.01 * part
      let y = Double(i * 7919 % 20_000) / 20_000
      return Point(x, y)
    }
    let figure = Figure(panels: [
      Panel(x: Axis("x", limits: 0...1), y: Axis("y", limits: 0...1), marks: [.points(points, .dot, Style(.series(0)))])
    ])
    let picture = figure.pixmap(Format(size: (720, 400)))
    // How much blue is missing in the middle row, of which the colour has none.
    let (width, middle) = (picture.width, picture.height / 2)
    let row: [Int] = picture.pixels[middle * width..<(middle + 1) * width].map { 255 - Int($0 & 255) }
    let dense: Int = row[width * 355 / 720..<width * 400 / 720].max() ?? 0
    let sparse: Int = row[width * 100 / 720..<width * 300 / 720].reduce(0, +) / (width * 200 / 720)
    #expect(dense > 200 && sparse < 120, "\(dense) \(sparse)")
    let text = figure.terminal(columns: 80, rows: 24, color: false)
    let cells: [UInt32] = text.unicodeScalars.map(\.value).filter { (0x2801...0x28ff).contains($0) }
    let counts: [Int] = cells.map { ($0 - 0x2800).nonzeroBitCount }
    #expect((counts.max() ?? 0) >= 6 && counts.count { $0 <= 2 } > counts.count / 2)
  }

  /// What is above zero and what is below differ in more than colour.
  @Test func signsDifferWithoutColour() {
    func cell(_ t: Double) -> String {
      let corners = [Point(0, 0), Point(1, 0), Point(1, 1), Point(0, 1)]
      let panel = Panel(
        x: Axis("x", limits: 0...1), y: Axis("y", limits: 0...1), marks: [.area(corners, Style(.diverging(t)))])
      return Figure(panels: [panel]).terminal(columns: 40, rows: 12, color: false)
    }
    for t in [0.2, 0.5, 0.9] { #expect(cell(t) != cell(-t), "\(t)") }
    #expect(Set([0.1, 0.4, 0.9].map { cell(-$0) }).count == 3, "larger ones are darker")
  }

  /// Where there are no colours, letters tell clusters apart, in the picture as in the legend.
  @Test func lettersTellClustersApartWithoutColours() {
    let clouds = (0..<3).map { c in
      Mark.points([Point(Double(c), 0), Point(Double(c), 1)], .dot, Style(.series(c), name: "cluster\(c)"))
    }
    let figure = Figure(panels: [Panel(x: Axis("x"), y: Axis("y"), marks: clouds)])
    let plain = figure.terminal(columns: 60, rows: 16, color: false)
    for letter in ["A", "B", "C"] { #expect(plain.count { String($0) == letter } == 3, "two points and the legend") }
    #expect(!figure.terminal(columns: 60, rows: 16, color: true).contains("A"))
    let alone = Figure(panels: [Panel(x: Axis("x"), y: Axis("y"), marks: [clouds[0]])])
    #expect(!alone.terminal(columns: 60, rows: 16, color: false).contains("A"), "one kind needs no letters")
  }
}
