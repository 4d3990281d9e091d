import Core
import Syntax

/// Each cluster behind one part of a process: what `inspect layer` shows of any of them.
extension Trace {
  func table(part k: Int) -> Table {
    let (f, d) = (NumberFormat.short, states[k].dimension)
    let rotations = MotionSpace.rotations.basis(dimension: d)
    let shifts = MotionSpace.translations.basis(dimension: d)
    let isFollowed = k > 0 && states[k - 1].dimension == d
    let rows = clusters.indices.map { c -> [Table.Cell] in
      let share = self.mean(cluster: c) { _ in 1 }
      func mean(_ f: (Int) -> Double) -> Double { self.mean(cluster: c, f) / share }
      let x = (0..<d).map { i in mean { states[k][$0, i] } }
      let g = (0..<d).map { i in mean { costates[k][$0, i] } }
      let spread = mean { i in
        (0..<d).reduce(0) { $0 + (states[k][i, $1] - x[$1]) * (states[k][i, $1] - x[$1]) }
      }.squareRoot()
      let angular = rotations.map { charge($0, step: k, cluster: c) / share }
      let transfer = shifts.map {
        isFollowed ? charge($0, step: k, cluster: c) - charge($0, step: k - 1, cluster: c) : 0
      }
      return [.init(clusters[c]), Self.cell(x, f), .number(spread, f), Self.cell(g, f)]
        + (rotations.isEmpty ? [] : [Self.cell(angular, f)]) + [Self.cell(transfer, f)]
    }
    let headings = ["cluster", "mean state", "spread", "mean gradient"] + (rotations.isEmpty ? [] : ["angular"])
    return Table(headings: headings + ["transfer"], rows: rows)
  }

  /// A number, a point, or beyond three coordinates a vector's length.
  private static func cell(_ v: [Double], _ f: NumberFormat) -> Table.Cell {
    v.count <= 3 ? .point(v, f) : .number(norm(v), f)
  }
}
