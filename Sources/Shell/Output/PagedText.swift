import Checked
import Display
import Interp

/// Lines as the pager shows them.
package struct PagedText {
  /// A line: its characters, and whether it is a heading.
  package struct Line {
    package let text: String
    let isStrong: Bool
    package let width: Int

    package init(_ text: String, isStrong: Bool = false) {
      (self.text, self.isStrong) = (text, isStrong)
      width = text.contains("\u{1B}") ? Self.pieces(text).reduce(0) { $0 + $1.width } : TextWidth.columns(of: text)
    }

    /// Its characters, and a picture's sequences that set colours, which have no width.
    static func pieces(_ text: String) -> [(range: Range<String.Index>, width: Int)] {
      var pieces: [(range: Range<String.Index>, width: Int)] = []
      var start = text.startIndex
      while start < text.endIndex {
        let isColor = text[start] == "\u{1B}"
        let last = isColor ? text[start...].firstIndex { $0.isLetter } ?? text.index(before: text.endIndex) : start
        let end = text.index(after: last)
        pieces.append((Range(uncheckedBounds: (start, end)), isColor ? 0 : TextWidth.columns(of: String(text[start]))))
        start = end
      }
      return pieces
    }

    /// So many columns of it from one on; marks what was searched for.
    package func shown(from left: Int, columns: Int, marking matches: [Range<String.Index>]) -> String {
      guard left > 0 || width > columns || !matches.isEmpty else { return dressed(text) }
      var (shown, column, isMarked) = ("", 0, false)
      let isCut = width > left + columns
      let end = left + (isCut ? columns - 1 : columns)
      var isColored = false
      for (range, wide) in Self.pieces(text) {
        let (i, piece) = (range.lowerBound, text[range])
        defer { column += wide }
        if piece.hasPrefix("\u{1B}") {
          shown += piece
          isColored = true
          continue
        }
        // Half of a wide character is a blank.
        if column < left, column + wide > left { shown += " " }
        guard column >= left else { continue }
        guard column + wide <= end else { break }
        let isMatch = matches.contains { $0.contains(i) }
        if isMatch != isMarked { shown += isMatch ? "\u{1B}[7m" : "\u{1B}[27m" }
        isMarked = isMatch
        shown += piece
      }
      if isMarked { shown += "\u{1B}[27m" }
      return dressed(shown + (isCut ? "…" : "") + (isColored ? "\u{1B}[0m" : ""))
    }

    private func dressed(_ text: String) -> String { isStrong ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
  }

  package let lines: [Line]
  /// Long lines are cut, and looked at by moving to the right; else they are broken.
  let chops: Bool

  package init(lines: [Line], chops: Bool) { (self.lines, self.chops) = (lines, chops) }

  /// What the presenter made: lines, some of them bold.
  package init(presented text: String, chops: Bool) {
    let (on, off) = ("\u{1B}[1m", "\u{1B}[0m")
    self.init(
      lines: text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        let isStrong = line.hasPrefix(on) && line.hasSuffix(off)
        return Line(isStrong ? String(line.dropFirst(on.count).dropLast(off.count)) : String(line), isStrong: isStrong)
      }, chops: chops)
  }

  /// With lines that fit, unless they are cut.
  package func fitted(to columns: Int) -> PagedText {
    guard !chops, columns > 1 else { return self }
    return PagedText(lines: lines.flatMap { $0.width <= columns ? [$0] : Self.broken($0, columns) }, chops: chops)
  }

  private static func broken(_ line: Line, _ columns: Int) -> [Line] {
    var (pieces, piece, width, color) = ([Line](), "", 0, "")
    for (range, wide) in Line.pieces(line.text) {
      if width + wide > columns, !piece.isEmpty {
        pieces.append(Line(piece + (color.isEmpty ? "" : "\u{1B}[0m"), isStrong: line.isStrong))
        (piece, width) = (color, 0)
      }
      if line.text[range].hasPrefix("\u{1B}") { color = String(line.text[range]) }
      piece += line.text[range]
      width += wide
    }
    return pieces + [Line(piece, isStrong: line.isStrong)]
  }

  /// The pager's own help.
  static var keys: PagedText {
    let width = PagerKeys.table.map(\.names.count).max() ?? 0
    let lines = PagerKeys.table.map { "  " + TextWidth.padded($0.names, to: width + 2) + $0.meaning }
    return PagedText(lines: (["The keys of a long text", ""] + lines).map { Line($0) }, chops: false)
  }

  static func visible(_ text: String) -> String { Visible.line(text) }
  static func columns(_ text: String) -> Int { TextWidth.columns(of: text) }
  static func head(_ text: String, _ columns: Int) -> String { String(TextWidth.head(text, max(0, columns))) }
}

/// What the pager looks for: a word, or a pattern; in capitals only where it has some.
package struct PagerSearch {
  package var pattern = "" { didSet { prepare() } }
  var isForward = true
  /// The line that was found last.
  var found: Int?
  /// Only these lines are shown.
  var chosen: [PagedText.Line]?
  private var expression: Regex<AnyRegexOutput>?

  package init() {}

  private var isPlain: Bool { pattern.allSatisfy { !"\\^$.|?*+()[]{}".contains($0) } }
  private var ignoresCase: Bool { pattern == pattern.lowercased() }

  private mutating func prepare() {
    expression = isPlain ? nil : (try? Regex(pattern)).map { ignoresCase ? $0.ignoresCase() : $0 }
  }

  /// Where it stands in a line. A pattern that is none is taken as it stands.
  package func matches(in line: PagedText.Line) -> [Range<String.Index>] {
    guard !pattern.isEmpty else { return [] }
    if let expression { return line.text.ranges(of: expression).filter { !$0.isEmpty } }
    var (ranges, start) = ([Range<String.Index>](), line.text.startIndex)
    while start < line.text.endIndex, let range = first(in: line.text[start...]) {
      ranges.append(range)
      start = range.upperBound
    }
    return ranges
  }

  private func first(in text: Substring) -> Range<String.Index>? {
    guard ignoresCase else { return text.firstRange(of: pattern) }
    // Letters whose small forms are of another length would shift what is found behind them.
    let small = text.lowercased()
    guard small.count == text.count, let range = small.firstRange(of: pattern) else { return nil }
    let start = text.index(text.startIndex, offsetBy: small.distance(from: small.startIndex, to: range.lowerBound))
    let end = text.index(start, offsetBy: small.distance(from: range.lowerBound, to: range.upperBound))
    return start < end ? Range(uncheckedBounds: (start, end)) : nil
  }

  private func holds(_ line: PagedText.Line) -> Bool {
    if let expression { return line.text.firstMatch(of: expression) != nil }
    return ignoresCase ? line.text.lowercased().contains(pattern) : line.text.contains(pattern)
  }

  package func lines(of all: [PagedText.Line]) -> [PagedText.Line] {
    all.filter { !Signals.isInterrupted && holds($0) }
  }

  /// The nearest line with the pattern behind, or before, one; all are looked through once.
  package func place(in lines: [PagedText.Line], from top: Int, page: Int, isForward: Bool) -> Int? {
    // From what was found last, where that is still to be seen, else from the screen's first line.
    let isSeen = found.map { $0 >= top && $0 < top + page } ?? false
    let start = isSeen ? found ?? top : isForward ? top - 1 : top
    if isForward {
      return Range(from: start + 1, upTo: lines.count).first { !Signals.isInterrupted && holds(lines[$0]) }
    }
    return Range(from: 0, upTo: start).last { !Signals.isInterrupted && holds(lines[$0]) }
  }

  mutating func refresh(_ all: [PagedText.Line]) {
    found = nil
    if chosen != nil { chosen = lines(of: all) }
  }
}

extension PagedText {
  /// A result for so many columns: a table whole, however wide, all else broken.
  init(_ result: Output, columns: Int, rows: Int, hasColor: Bool) {
    let isTable =
      switch result {
      case .table, .value(.table), .value(.series): true
      default: false
      }
    let presenter = Presenter(isTerminal: !isTable, hasColor: hasColor, columns: columns, rows: rows)
    self = PagedText(presented: presenter.text(result) ?? "", chops: isTable).fitted(to: columns)
  }
}
