import Checked
import Display
package import Interp

/// One line that tells how far a long command is:
/// `train adam  |##########------|  712/1000  loss 2.31e-3  |grad| 4.1e-3  0.05 s, 0.02 s left`.
package enum ProgressLine {
  /// Never wider than `columns`: the bar gives way first, then the end is cut. Behind it the terminal has room for the `^C` that
  /// it writes: on a line of its own that would move everything.
  package static func text(_ progress: Progress, columns: Int) -> String {
    let columns = columns - 2
    let counts = "\(progress.step)/\(progress.total)"
    let title = Visible.line(progress.title)
    let tail =
      "\(counts)  \(Visible.line(progress.detail))  \(seconds(progress.elapsed)), \(seconds(progress.remaining)) left"
    let room = columns - 1 - TextWidth.columns(of: title) - TextWidth.columns(of: tail) - 6
    guard room >= 4 else { return String(TextWidth.head("\(title)  \(tail)", max(0, columns - 1))) }
    let width = min(20, room)
    let full = min(width, max(0, width * progress.step / max(1, progress.total)))
    let bar = String(repeating: "#", count: full) + String(repeating: "-", count: max(0, width - full))
    return "\(title)  |\(bar)|  \(tail)"
  }

  /// 4 ms, 0.05 s, 12.3 s, 4 min 10 s, 2 h 5 min.
  package static func seconds(_ value: Double) -> String {
    guard value.isFinite, value >= 0, value < 1e9 else { return "?" }
    if value < 0.01 { return "\(Int(ceiling: value * 1000)) ms" }
    if value < 10 {
      let hundredths = Int(saturating: value * 100)
      let rest = hundredths % 100
      return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest) s"
    }
    if value < 60 { return "\(Int(floor: value)).\(Int(floor: value * 10) % 10) s" }
    let whole = Int(saturating: value)
    return whole < 3600 ? "\(whole / 60) min \(whole % 60) s" : "\(whole / 3600) h \(whole % 3600 / 60) min"
  }
}
