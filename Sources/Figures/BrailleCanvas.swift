import Checked
import Display

extension Figure {
  /// The figure in characters: curves and points in braille dots, 2 x 4 to a cell; axes and labels in ordinary
  /// characters. Never wider than `columns` nor higher than `rows`.
  public func terminal(columns: Int, rows: Int, color: Bool) -> String {
    let size = (columns: max(1, min(columns, 500)), rows: max(1, min(rows, 200)))
    let canvas = BrailleCanvas(
      columns: size.columns, rows: size.rows, isColored: color, hasLetters: !color && hasSeveralClouds)
    var layout = Layout(self, on: canvas)
    return layout.draw().text(color: color)
  }

  /// Points of more than one kind, which only their colours tell apart.
  private var hasSeveralClouds: Bool {
    var first: Int?
    for case .points(let points, _, let style) in panels.flatMap(\.marks) where !points.isEmpty {
      guard case .series(let i) = style.color else { continue }
      if let first, first != i { return true }
      first = i
    }
    return false
  }
}

/// A grid of cells, measured in dots: a cell is two dots wide and four high.
struct BrailleCanvas: Canvas {
  private let columns: Int
  private let rows: Int
  private let isColored: Bool
  /// Points are letters: A, B, ... in their order, and small ones where they are rings.
  private let hasLetters: Bool
  let character = (width: 2.0, height: 4.0)
  let sample = 6.0
  let hasRows = true
  let margin = 0.0
  let axis = (width: 2.0, height: 4.0)
  private var dots: [UInt8]
  private var colors: [Int]
  private var letters: [Character?]
  /// How many see-through points lie at each dot, where there are any.
  private var crowd: [Int] = []

  var width: Double { Double(2 * columns) }
  var height: Double { Double(4 * rows) }

  init(columns: Int, rows: Int, isColored: Bool, hasLetters: Bool = false) {
    (self.isColored, self.hasLetters) = (isColored, hasLetters)
    self.columns = columns
    self.rows = rows
    dots = [UInt8](repeating: 0, count: columns * rows)
    colors = [Int](repeating: -1, count: columns * rows)
    letters = [Character?](repeating: nil, count: columns * rows)
  }

  /// Bright colours of the 256 that keep apart on light and dark ground: vermilion, blue, green, purple, sky, orange,
  /// grey, yellow.
  private static let palette = [202, 33, 36, 175, 75, 214, 246, 178]
  /// From blue through grey to red.
  private static let diverging = [27, 33, 39, 75, 111, 246, 216, 209, 203, 202, 196]

  private static func color(_ color: Style.Color) -> Int {
    switch color {
    case .series(let i): palette[i % palette.count]
    case .neutral, .ink: 245
    case .faint, .shade: 240
    case .diverging(let t): diverging[Int(saturating: ((t.isNaN ? 0 : max(-1, min(1, t))) + 1) / 2 * 10)]
    }
  }

  func length(of text: String, isStrong: Bool) -> Double { 2 * Double(TextWidth.columns(of: Visible.line(text))) }

  /// In the second cell of a wide character.
  private static let covered: Character = "\u{0}"
  private static let bits: [[UInt8]] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]]

  private mutating func dot(_ x: Int, _ y: Int, _ style: Style) {
    guard x >= 0, y >= 0, x < 2 * columns, y < 4 * rows else { return }
    let cell = (y / 4) * columns + x / 2
    dots[cell] |= Self.bits[x % 2][y % 4]
    // What is bright is not hidden by what is faint.
    let isBehind = if case .shade = style.color { true } else { style.color == .faint }
    if !isBehind || colors[cell] < 0 { colors[cell] = Self.color(style.color) }
  }

  /// The dots within: those between an even and an odd crossing of their row with the outline. Without colours a heat
  /// map's cell has the more dots, the more it differs from zero.
  mutating func area(_ points: [Point], _ style: Style) {
    let (low, high) = (points.map(\.y).min() ?? 0, points.map(\.y).max() ?? 0)
    for y in Range(from: max(0, Int(floor: low)), through: min(4 * rows, Int(ceiling: high))) {
      let level = Double(y) + 0.5
      let crossings = zip(points, points.dropFirst() + points.prefix(1)).compactMap { a, b in
        (a.y <= level) != (b.y <= level) ? a.x + (level - a.y) / (b.y - a.y) * (b.x - a.x) : nil
      }.sorted()
      for i in stride(from: 0, to: crossings.count - 1, by: 2) {
        let (from, to) = (Int(ceiling: crossings[i] - 0.5), Int(floor: crossings[i + 1] - 0.5))
        for x in Range(from: max(0, from), through: min(2 * columns, to)) where Self.isSet(x, y, style) {
          dot(x, y, style)
        }
      }
    }
  }

  private static func isSet(_ x: Int, _ y: Int, _ style: Style) -> Bool {
    let order = [[0.05, 0.6], [0.8, 0.3], [0.2, 0.7], [0.9, 0.4]]
    let least = order[((y % 4) + 4) % 4][((x % 2) + 2) % 2]
    // What is see-through leaves room for what lies above; a shade at most a third of the dots.
    switch style.color {
    // What is below zero lies in stripes, a minus sign in each cell; what is above, in scattered dots.
    case .diverging(let t) where t < 0:
      return ((y % 4) + 4) % 4 == 1 ? -t > [0.05, 0.25][((x % 2) + 2) % 2] : ((y % 4) + 4) % 4 == 3 && -t > 0.6
    case .diverging(let t): return t > least
    case .shade(let t): return (x / 2 + y / 4) % 2 == 0 && t / 2 > least
    default: return style.opacity >= 1 || style.opacity > least
    }
  }

  /// Where there are no colours, each line is interrupted in its own way.
  private func dash(_ style: Style) -> Dash {
    if !isColored, case .series(let i) = style.color { return Dash.ofRound(i) }
    return style.dash
  }

  mutating func line(_ points: [Point], _ style: Style) {
    let dash = dash(style)
    var way = 0.0
    for (a, b) in zip(points, points.dropFirst()) {
      let (dx, dy) = (abs(b.x - a.x), abs(b.y - a.y))
      let steps = min(max(1, Int(ceiling: max(dx, dy))), 8 * (columns + rows))
      for s in 0...steps {
        let t = Double(s) / Double(steps)
        way += s > 0 ? 1 : 0
        guard dash == .none || dash.isDrawn(at: way) else { continue }
        let (x, y) = (Int(truncating: a.x + t * (b.x - a.x)), Int(truncating: a.y + t * (b.y - a.y)))
        for i in Self.breadth(style) { dot(dx < dy ? x + i : x, dx < dy ? y : y + i, style) }
      }
    }
  }

  /// The dots across a line: one, of those whose width means something up to four.
  private static func breadth(_ style: Style) -> Range<Int> {
    let count = min(4, max(1, Int(saturating: style.width / 3)))
    return Range(from: -(count / 2), upTo: count - count / 2)
  }

  mutating func marker(_ shape: Mark.Shape, at p: Point, _ style: Style) {
    let (x, y) = (Int(truncating: p.x), Int(truncating: p.y))
    if style.opacity < 1, shape == .speck { return add(x, y, style) }
    if hasLetters, let letter = Self.letter(shape, style) { return put(letter, x / 2, y / 4) }
    switch shape {
    case .dot, .speck: dot(x, y, style)
    case .ring: for (i, j) in [(-1, 0), (1, 0), (0, -1), (0, 1)] { dot(x + i, y + j, style) }
    case .square:
      for (i, j) in [(0, 0), (1, 0), (0, 1), (1, 1)] { dot(x + i, y + j, style) }
    case .triangle:
      for (i, j) in [(0, -1), (-1, 0), (0, 0), (1, 0)] { dot(x + i, y + j, style) }
    case .diamond, .plus, .disc:
      for (i, j) in [(0, 0), (-1, 0), (1, 0), (0, -1), (0, 1)] { dot(x + i, y + j, style) }
    case .cross:
      for (i, j) in [(0, 0), (-1, -1), (1, 1), (-1, 1), (1, -1)] { dot(x + i, y + j, style) }
    }
  }

  /// What tells the points of a cluster apart where there are no colours.
  private static func letter(_ shape: Mark.Shape, _ style: Style) -> Character? {
    guard case .series(let i) = style.color, (0..<26).contains(i), shape != .speck, shape != .cross else { return nil }
    let first = UInt8(ascii: shape == .ring ? "a" : "A")
    return Character(UnicodeScalar(first + UInt8(clamping: i)))
  }

  private mutating func put(_ letter: Character, _ column: Int, _ row: Int) {
    guard (0..<columns).contains(column), (0..<rows).contains(row) else { return }
    letters[row * columns + column] = letter
  }

  /// One of very many points.
  private mutating func add(_ x: Int, _ y: Int, _ style: Style) {
    guard x >= 0, y >= 0, x < 2 * columns, y < 4 * rows else { return }
    if crowd.isEmpty { crowd = [Int](repeating: 0, count: 8 * columns * rows) }
    let cell = (y / 4) * columns + x / 2
    crowd[8 * cell + 2 * (y % 4) + x % 2] += 1
    if colors[cell] < 0 { colors[cell] = Self.color(style.color) }
  }

  /// With the points of a crowd: a cell has the more of its dots, the more points lie in it; one at least.
  private func crowded() -> [UInt8] {
    guard !crowd.isEmpty else { return dots }
    let counts = (0..<columns * rows).map { cell in crowd[Range(from: 8 * cell, upTo: 8 * cell + 8)].reduce(0, +) }
    let sorted = counts.filter { $0 > 0 }.sorted()
    // The fullest of twenty cells and those above are full.
    let most = Double(sorted.isEmpty ? 1 : sorted[sorted.count - 1 - sorted.count / 20])
    return dots.indices.map { cell in
      let count = min(8, Int(ceiling: 8 * Double(counts[cell]) / most))
      let places = (0..<8).filter { crowd[8 * cell + $0] > 0 }.sorted {
        (crowd[8 * cell + $0], $1) > (crowd[8 * cell + $1], $0)
      }
      return places.prefix(count).reduce(dots[cell]) { $0 | Self.bits[$1 % 2][$1 / 2] }
    }
  }

  mutating func arrow(from: Point, to: Point, _ style: Style) {
    let length = max(abs(to.x - from.x), abs(to.y - from.y))
    guard length >= 1 else { return }
    line([from, to], style)
    if length >= 5 { marker(.ring, at: to, style) }
  }

  mutating func text(_ text: String, at p: Point, _ anchor: Anchor, isStrong: Bool) {
    let text = Visible.line(text)
    let row = min(max(0, Int(truncating: p.y / 4)), rows - 1)
    let length = TextWidth.columns(of: text)
    let shift =
      switch anchor {
      case .start: 0.0
      case .middle: Double(length) / 2
      case .end: Double(length)
      }
    var column = max(0, min(Int(saturating: p.x / 2 - shift), columns - length))
    for letter in text {
      let width = TextWidth.columns(of: String(letter))
      guard column + width <= columns else { break }
      letters[row * columns + column] = letter
      // The second half of a wide character.
      for i in Range(from: 1, upTo: width) { letters[row * columns + column + i] = Self.covered }
      column += width
    }
  }

  /// The axes stand in the cells beside and below the panel.
  mutating func frame(_ r: Rect, xTicks: [Double], yTicks: [Double]) {
    let column = max(1, Int(truncating: r.x / 2)) - 1
    let row = min(rows - 1, Int(truncating: r.bottom / 4))
    let top = max(0, Int(truncating: r.y / 4))
    let right = min(columns - 1, Int(truncating: r.right / 2))
    guard top <= row, column <= right else { return }
    for y in Range(from: top, upTo: row) { letters[y * columns + column] = "│" }
    for x in Range(from: column, through: right) { letters[row * columns + x] = "─" }
    for y in yTicks { letters[min(row, max(0, Int(truncating: y / 4))) * columns + column] = "┤" }
    for x in xTicks.map({ Int(truncating: $0 / 2) }) where (0...right).contains(x) { letters[row * columns + x] = "┬" }
    letters[row * columns + column] = "└"
  }

  func text(color isColored: Bool) -> String {
    let dots = crowded()
    return (0..<rows).map { row in
      var line = ""
      var pen = -1
      for cell in Range(from: row * columns, upTo: (row + 1) * columns) where letters[cell] != Self.covered {
        let isDots = letters[cell] == nil && dots[cell] != 0
        let wanted = isColored && isDots ? colors[cell] : -1
        if wanted != pen {
          line += wanted < 0 ? "\u{1B}[0m" : "\u{1B}[38;5;\(wanted)m"
          pen = wanted
        }
        line.append(letters[cell] ?? (isDots ? Character(UnicodeScalar(0x2800 + UInt32(clamping: dots[cell]))!) : " "))
      }
      if pen >= 0 { line += "\u{1B}[0m" }
      while line.hasSuffix(" ") { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }
}
