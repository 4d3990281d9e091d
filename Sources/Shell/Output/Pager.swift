import Checked
import Interp

/// A text that is longer than the screen, on a screen of its own, with the keys of `less`. What was seen last stays above
/// the prompt.
struct Pager {
  /// The text for so many columns: it is laid out anew when the terminal changes its size.
  let layout: (_ columns: Int) -> PagedText
  let size: () -> (columns: Int, rows: Int)
  let put: (String) -> Void
  /// Set for the time of `run`.
  private var keyboard: () -> Keyboard.Event = { .end }

  private var text = PagedText(lines: [], chops: false)
  private var columns = 80
  private var rows = 24
  /// The first line on the screen, and how many columns are left of it.
  private var top = 0
  private var left = 0
  private var search = PagerSearch()
  /// Said once in the status line.
  private var message = ""
  private var shows: PagedText?

  init(
    layout: @escaping (Int) -> PagedText, size: @escaping () -> (columns: Int, rows: Int),
    put: @escaping (String) -> Void
  ) {
    (self.layout, self.size, self.put) = (layout, size, put)
  }

  private var page: Int { max(1, rows - 1) }
  /// The lines that are looked through: those of the text, of the help, or of them what `&` chose.
  private var lines: [PagedText.Line] { search.chosen ?? (shows ?? text).lines }
  private var last: Int { max(0, lines.count - page) }

  /// Until the person leaves it.
  mutating func show() {
    // On a screen of its own; what remains of it stands on the usual one.
    Keyboard.raw(screen: true) { next in withoutActuallyEscaping(next) { run($0) } }
    put(remains())
  }

  private mutating func run(_ next: @escaping () -> Keyboard.Event) {
    keyboard = next
    defer { keyboard = { .end } }
    resize()
    var count = ""
    while true {
      draw(count.isEmpty ? nil : ":" + count)
      let event = keyboard()
      guard case .key(let key) = event else {
        if event == .end { break }
        resize()
        continue
      }
      message = ""
      if let digit = key.first, key.count == 1, "0123456789".contains(digit), !(count.isEmpty && digit == "0") {
        count = String((count + key).prefix(9))
        continue
      }
      let number = Int(count, radix: 10)
      count = ""
      if !act(on: key, number) { break }
    }
  }

  /// What is on the screen, for the one that is left.
  func remains() -> String { screen().map { $0 + "\r\n" }.joined() }

  /// The text anew where the number of columns has changed, about the same place.
  private mutating func resize() {
    let size = size()
    let share = Double(top) / Double(max(1, (shows ?? text).lines.count))
    let isNew = size.columns != columns || text.lines.isEmpty
    (columns, rows) = size
    if isNew {
      text = layout(columns)
      if shows != nil { shows = PagedText.keys.fitted(to: columns) }
      search.refresh((shows ?? text).lines)
      top = Int(saturating: (share * Double(lines.count)).rounded())
    }
    top = min(top, last)
  }

  // MARK: Keys

  /// - Returns: whether it goes on.
  private mutating func act(on key: String, _ number: Int?) -> Bool {
    switch PagerKeys.action(of: key) {
    case .quit:
      guard shows != nil else { return false }
      (shows, search.chosen, top) = (nil, nil, 0)
    case .down: move(by: number ?? 1)
    case .up: move(by: -(number ?? 1))
    case .pageDown: move(by: number ?? page)
    case .pageUp: move(by: -(number ?? page))
    case .halfDown: move(by: number ?? max(1, page / 2))
    case .halfUp: move(by: -(number ?? max(1, page / 2)))
    case .start: top = min(last, max(0, (number ?? 1) - 1))
    case .end: top = number.map { min(last, max(0, $0 - 1)) } ?? last
    case .percent: top = min(last, Int(saturating: Double(lines.count) * Double(min(100, number ?? 0)) / 100))
    case .right: left = min(left + (number ?? max(1, columns / 2)), max(0, widest - columns))
    case .left: left = max(0, left - (number ?? max(1, columns / 2)))
    case .redraw: resize()
    case .help:
      shows = PagedText.keys.fitted(to: columns)
      (search.chosen, top, left) = (nil, 0, 0)
    case .forward: find(asked(for: "/"), isForward: true)
    case .backward: find(asked(for: "?"), isForward: false)
    case .next: find("", isForward: search.isForward)
    case .previous: find("", isForward: !search.isForward, turns: false)
    case .choose: choose(asked(for: "&"))
    case nil: message = "`\(PagerKeys.name(of: key))` means nothing here; h lists the keys"
    }
    return true
  }

  private mutating func move(by count: Int) {
    if count > 0, top >= last { message = "(END)" }
    top = min(last, max(0, top + min(max(count, -lines.count), lines.count)))
  }

  private var widest: Int { (0..<page).compactMap { top + $0 < lines.count ? lines[top + $0].width : nil }.max() ?? 0 }

  /// A pattern, typed in the status line; nil where it was given up.
  private mutating func asked(for mark: String) -> String? {
    var typed = ""
    while true {
      draw(mark + typed)
      switch keyboard() {
      case .end: return nil
      case .woken: resize()
      case .key(let key):
        switch key {
        case "\r", "\n": return typed
        case "\u{1B}", "\u{3}", "\u{7}": return nil
        case "\u{7F}", "\u{8}":
          if typed.isEmpty { return nil }
          typed.removeLast()
        case "\u{15}": typed = ""
        case _ where key.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 }: typed += key
        default: break
        }
      }
    }
  }

  private mutating func find(_ pattern: String?, isForward: Bool, turns: Bool = true) {
    guard let pattern else { return }
    if !pattern.isEmpty { search.pattern = pattern }
    guard !search.pattern.isEmpty else { return message = "there is no pattern yet: /WORD" }
    if turns { search.isForward = isForward }
    guard let place = search.place(in: lines, from: top, page: page, isForward: isForward) else {
      return message = "`\(search.pattern)` is not found"
    }
    top = min(place, last)
    if place > last { message = "found on the last page" }
    search.found = place
  }

  private mutating func choose(_ pattern: String?) {
    guard let pattern else { return }
    search.chosen = nil
    guard !pattern.isEmpty else { return top = min(top, last) }
    search.pattern = pattern
    let chosen = search.lines(of: (shows ?? text).lines)
    guard !chosen.isEmpty else { return message = "`\(pattern)` is not found" }
    (search.chosen, top) = (chosen, 0)
  }

  // MARK: The screen

  private func screen() -> [String] {
    Range(from: top, upTo: min(lines.count, top + page)).map { i in
      lines[i].shown(from: left, columns: columns, marking: search.matches(in: lines[i]))
    }
  }

  private func draw(_ prompt: String?) {
    let rest = [String](repeating: "~", count: max(0, page - (lines.count - top)))
    let body = (screen() + rest).map { $0 + "\u{1B}[K\r\n" }.joined()
    put("\u{1B}[H" + body + (prompt.map(PagedText.visible) ?? "\u{1B}[7m\(status)\u{1B}[0m") + "\u{1B}[K")
  }

  /// "lines 20-38 of 240, 16 %; h: keys, q: leave", as much as fits.
  private var status: String {
    let end = min(lines.count, top + page)
    let percent = lines.isEmpty ? 100 : end * 100 / lines.count
    let place = "lines \(min(top + 1, end))-\(end) of \(lines.count), \(end == lines.count ? "END" : "\(percent) %")"
    let parts = [
      message.isEmpty ? place : message, left > 0 ? "from column \(left + 1)" : nil,
      search.chosen == nil ? nil : "with `\(search.pattern)`",
    ].compactMap { $0 }
    let hints = shows == nil ? ["; h: keys, q: leave", "; h: keys", ""] : ["; q: back to the text", "; q: back", ""]
    let text = parts.joined(separator: ", ")
    let hint = hints.first { PagedText.columns(text + $0) < columns } ?? ""
    return PagedText.head(text + hint, columns - 1)
  }
}
