import Checked
import Display
import Limits

/// A table as lines of text: columns two spaces apart, numbers to the right, as wide as the characters are.
public struct TableText {
  /// How many columns of a terminal there are; nil where lines may be as long as they are.
  public var width: Int?
  /// How many rows are shown at most, the first and the last; nil for all.
  public var rows: Int?
  /// How headings are set off.
  public var strong: (String) -> String

  public init(width: Int? = nil, rows: Int? = nil, strong: @escaping (String) -> String = { $0 }) {
    (self.width, self.rows, self.strong) = (width, rows, strong)
  }

  /// What is too wide loses its middle columns; where all are asked for, they stand in blocks below each other.
  public func text(_ table: Table) -> String {
    var lines = table.title.map { [Visible.line($0)] } ?? []
    let places = places(table)
    let shown = Shown(table, places.compactMap { $0 }, most: width.map { max(20, $0 / 2) })
    let blocks = table.isWhole ? blocks(shown) : [fitting(shown)]
    for block in blocks { lines += self.lines(shown, block, places) }
    if let hidden = hiddenColumns(shown, blocks) { lines.append(hidden) }
    if table.count == 0, table.footer == nil { lines.append("  no rows") }
    if let footer = table.footer { lines += Visible.text(footer).split(separator: "\n").map { "  " + $0 } }
    return lines.joined(separator: "\n")
  }

  // MARK: Rows

  /// The rows that are shown, nil for those between that are not.
  private func places(_ table: Table) -> [Int?] {
    let limit = table.isWhole ? Int.max : table.mostRows ?? rows ?? .max
    let hidden = table.isWhole ? 0..<0 : table.hidden
    let open = table.count - hidden.count
    if open <= limit {
      guard !hidden.isEmpty else { return (0..<table.count).map { $0 } }
      return (0..<hidden.lowerBound).map { $0 } + [nil] + Range(from: hidden.upperBound, upTo: table.count).map { $0 }
    }
    let (head, tail) = (limit - limit / 2, limit / 2)
    return (0..<head).map { $0 } + [nil] + Range(from: table.count - tail, upTo: table.count).map { $0 }
  }

  // MARK: Columns

  /// The texts that are shown, and how wide their columns are.
  private struct Shown {
    let headings: [String]
    private(set) var cells: [[String]] = []
    private(set) var widths: [Int]
    let isNumeric: [Bool]
    /// Of columns, and of all rows.
    let count: Int
    let rowCount: Int

    init(_ table: Table, _ rows: [Int], most: Int?) {
      func cut(_ text: String) -> String {
        guard let most, TextWidth.columns(of: text) > most else { return text }
        return TextWidth.head(text, most - 1) + "…"
      }
      (count, rowCount) = (table.content.columns.count, table.count)
      headings = table.hasHeadings ? table.headings.map { cut(Visible.line($0)) } : []
      widths = headings.isEmpty ? [Int](repeating: 0, count: count) : headings.map { TextWidth.columns(of: $0) }
      isNumeric = table.content.columns.map { column in
        switch column.storage {
        case .numbers: true
        case .mixed(let cells): cells.allSatisfy { $0 == .missing }
        default: false
        }
      }
      // Left where the work should end; whoever shows it asks as well.
      var turns = Turns(every: 256)
      for row in rows {
        if turns.isOver { return }
        let texts = (0..<count).map { cut(Visible.line(table.text(row, $0))) }
        for c in 0..<count { widths[c] = max(widths[c], TextWidth.columns(of: texts[c])) }
        cells.append(texts)
      }
    }

    func width(_ columns: [Int?]) -> Int { columns.reduce(0) { $0 + 2 + ($1.map { widths[$0] } ?? 3) } }
  }

  /// The columns that fit, nil for those between that do not.
  private func fitting(_ shown: Shown) -> [Int?] {
    let all: [Int?] = (0..<shown.count).map { $0 }
    guard let width, shown.width(all) > width, shown.count > 2 else { return all }
    var (left, right) = (1, shown.count)
    func columns(_ left: Int, _ right: Int) -> [Int?] {
      (0..<left).map { $0 } + [nil] + Range(from: right, upTo: shown.count).map { $0 }
    }
    while right - left > 1 {
      let isLeft = left <= shown.count - right
      let next = isLeft ? columns(left + 1, right) : columns(left, right - 1)
      guard shown.width(next) <= width else { break }
      if isLeft { left += 1 } else { right -= 1 }
    }
    // Where not even two fit, the lines are cut.
    return left == 1 && right == shown.count ? all : columns(left, right)
  }

  /// All columns, as many beside each other as fit.
  private func blocks(_ shown: Shown) -> [[Int?]] {
    guard let width else { return [(0..<shown.count).map { $0 }] }
    var blocks: [[Int?]] = [[]]
    for c in 0..<shown.count {
      let last = blocks[blocks.count - 1]
      if !last.isEmpty, shown.width(last + [c]) > width { blocks.append([]) }
      blocks[blocks.count - 1].append(c)
    }
    return blocks
  }

  private func hiddenColumns(_ shown: Shown, _ blocks: [[Int?]]) -> String? {
    let hidden = shown.count - blocks.reduce(0) { $0 + $1.count { $0 != nil } }
    return hidden > 0 ? "  \(hidden) of \(shown.count) columns are not shown" : nil
  }

  // MARK: Lines

  private func lines(_ shown: Shown, _ columns: [Int?], _ places: [Int?]) -> [String] {
    func line(_ text: (Int) -> String) -> String {
      let cells = columns.map { c in
        guard let c else { return "..." }
        return TextWidth.padded(text(c), to: shown.widths[c], atRight: shown.isNumeric[c] && !shown.headings.isEmpty)
      }
      var line = "  " + cells.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      guard let width, TextWidth.columns(of: line) > width else { return line }
      return TextWidth.head(line, max(1, width - 1)) + "…"
    }
    var lines = shown.headings.isEmpty ? [] : [strong(line { shown.headings[$0] })]
    var next = 0
    var last = -1
    for (i, place) in places.enumerated() {
      guard let place else {
        let following = i + 1 < places.count ? places[i + 1] : nil
        lines.append("  ... \((following ?? shown.rowCount) - last - 1) more")
        continue
      }
      guard next < shown.cells.count else { break }
      let texts = shown.cells[next]
      lines.append(line { texts[$0] })
      (next, last) = (next + 1, place)
    }
    return lines
  }
}
