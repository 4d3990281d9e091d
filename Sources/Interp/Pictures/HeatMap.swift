import Checked
import Core
import Figures
import Limits

/// A matrix as coloured cells, blue below zero and red above, white at zero.
enum HeatMap {
  /// The bytes of so many cells.
  static func bytes(_ cells: Int) -> Double { 300 * Double(cells) }

  /// - Parameters:
  ///   - rows: from top to bottom.
  ///   - first: what the first column's middle is on the x axis.
  static func panel(
    title: String? = nil, _ rows: [[Double]], rowNames: [String], x: Axis, first: Double = 0, label: String,
    limit: Double? = nil
  ) -> Panel {
    let largest = limit ?? Self.limit(rows)
    let n = rows.count
    var marks: [Mark] = []
    // Left where the work should end; whoever shows the picture asks before.
    var turns = Turns(every: max(1, 2000 / max(1, rows.first?.count ?? 1)))
    for (r, row) in rows.enumerated() where !turns.isOver {
      let y = Double(n - 1 - r)
      for (c, value) in row.enumerated() {
        let at = first + Double(c)
        let corners = [
          Point(at - 0.5, y - 0.5), Point(at + 0.5, y - 0.5), Point(at + 0.5, y + 0.5), Point(at - 0.5, y + 0.5),
        ]
        marks.append(
          value.isFinite ? .area(corners, Style(.diverging(value / largest))) : .label("?", Point(at, y), Style(.ink)))
      }
    }
    let columns = Double(rows.first?.count ?? 0)
    var x = x
    x.isWhole = x.names.isEmpty
    x.limits = ClosedRange(between: first - 0.5, and: first + max(columns, 1) - 0.5)
    return Panel(
      title: title, x: x,
      y: Axis("", limits: ClosedRange(between: -0.5, and: Double(max(n, 1)) - 0.5), names: rowNames.reversed()),
      marks: marks,
      colors: ColorScale(label, limit: largest))
  }

  /// The largest magnitude; one where all is zero.
  static func limit(_ rows: [[Double]]) -> Double {
    let largest = rows.joined().reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
    return largest > 0 ? largest : 1
  }
}
