import Checked

/// A text that is longer than the screen, a screen at a time, forwards and back.
struct Pager {
  let rows: Int
  let put: (String) -> Void
  let ask: (String) -> Keyboard.Key

  func show(_ text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let page = max(1, rows - 1)
    // The first line behind the screen.
    var end = 0
    func write(_ first: Int, _ last: Int) {
      put(lines[Range(from: first, upTo: last)].joined(separator: "\n") + "\n")
      end = last
    }
    func back(by count: Int) {
      let first = max(0, end - page - count)
      write(first, min(lines.count, first + page))
    }
    write(0, min(lines.count, page))
    while end < lines.count {
      switch ask("-- \(end) of \(lines.count) lines; space: on, return: a line, b: back, q: enough --") {
      case .on: write(end, min(lines.count, end + page))
      case .line: write(end, end + 1)
      case .back: back(by: page)
      case .lineBack: back(by: 1)
      case .start: write(0, min(lines.count, page))
      case .end: write(max(0, lines.count - page), lines.count)
      case .quit: return
      }
    }
  }
}
