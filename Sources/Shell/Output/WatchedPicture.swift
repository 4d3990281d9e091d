import Checked
import Figures
import Interp

/// A picture that changes in its place, with a line below that tells how far the work is. Where it ends, the terminal is as
/// it was.
final class WatchedPicture {
  private var rows = 0
  private var size = (columns: 0, rows: 0)
  private var stops = 0

  /// What draws the next picture over the last.
  func next(_ figure: Figure, _ progress: Progress, _ size: (columns: Int, rows: Int), color: Bool) -> String {
    var figure = figure
    figure.columns = min(figure.columns, max(1, size.columns / 24))
    let picture = figure.terminal(
      columns: min(size.columns - 1, 100), rows: max(1, min(size.rows - 2, 28)), color: color)
    let lines =
      picture.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      + [ProgressLine.text(progress, columns: size.columns)]
    let start = beginning(size)
    rows = lines.count
    self.size = size
    // Each line is wiped behind what is new, so that nothing flickers.
    return start + lines.map { $0 + "\u{1B}[K" }.joined(separator: "\r\n") + "\u{1B}[J"
  }

  /// To where the picture begins. In a window of another size lines have been broken anew, and after a stop others have
  /// written: nobody knows where the last picture stands.
  private func beginning(_ size: (columns: Int, rows: Int)) -> String {
    defer { stops = Signals.stops }
    if rows == 0 { return "\r" }
    if Signals.stops != stops { return "\r\n" }
    if size != self.size { return "\u{1B}[2J\u{1B}[H" }
    return rows > 1 ? "\r\u{1B}[\(rows - 1)A" : "\r"
  }

  /// What wipes the picture away.
  func end() -> String {
    guard rows > 0 else { return "" }
    let start = beginning(size)
    rows = 0
    return start + "\u{1B}[J"
  }
}
