import Checked

/// A text that is longer than the screen, a screen at a time.
struct Pager {
  let rows: Int
  let put: (String) -> Void
  let ask: (String) -> Keyboard.Key

  func show(_ text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    var shown = 0
    var step = max(1, rows - 1)
    while true {
      let next = min(lines.count, shown + step)
      put(lines[Range(from: shown, upTo: next)].joined(separator: "\n") + "\n")
      shown = next
      if shown == lines.count { return }
      switch ask("-- \(shown) of \(lines.count) lines; space: on, return: a line, q: enough --") {
      case .on: step = max(1, rows - 1)
      case .line: step = 1
      case .quit: return
      }
    }
  }
}
