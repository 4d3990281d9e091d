import Core
import Figures
import Syntax

/// A path of an action of one's own: in the plane its way with the momenta along it, in one dimension its way through
/// the phase plane; and beside it what changes with time: the charges of the plane's motions, flat where the action has
/// the symmetry, or the coordinate.
struct PathPicture: PlanarPicture {
  private let path: ActionPath
  var plane: PlanePicture

  init(_ path: ActionPath, _ plane: PlanePicture) { (self.path, self.plane) = (path, plane) }

  private var title: String { "\(path.lagrangian.name), \(path.trace.steps) steps of \(NumberFormat.short(path.step))" }

  private var isLine: Bool { path.trace.dimension == 1 }
  private var caption: String {
    guard let energies = path.energies, let first = energies.first else {
      return "no energy: L does not determine the velocity from the momentum"
    }
    return
      "energy \(NumberFormat.short(first)), largest error \(NumberFormat.short(energies.map { abs($0 - first) }.max() ?? 0))"
  }

  func still(_ arrows: PlanePicture.Arrows) -> Figure {
    figure(title, plane.way(isLine ? .none : arrows, title: isLine ? "phase plane" : nil), at: nil)
  }

  func frames(_ states: [Int], _ kind: PlanePicture.Arrows) -> [Figure] {
    let arrows = plane.scaled(isLine ? .none : kind, at: [], isSteady: true)
    return states.map { k in
      let marks = plane.ways(opacity: 0.25) + plane.frame(k, arrows)
      let panel = plane.panel(title: isLine ? "phase plane" : nil, marks, keys: arrows.keys)
      return figure("step \(k) of \(path.trace.steps)", panel, at: k)
    }
  }

  private func figure(_ title: String, _ left: Panel, at k: Int?) -> Figure {
    var right = isLine ? coordinate : charges
    if let k { right.marks.append(.cursor(time(k), Style(.neutral, width: 1))) }
    return Figure(
      title: title, panels: [left, right], columns: 2,
      caption: plane.caption.map { "\(caption); \($0)" } ?? caption,
      altText: "\(title), and beside it \(right.title ?? "") over time.")
  }

  private func time(_ k: Int) -> Double { Double(k) * path.step }

  private func curve(_ values: [Double], _ style: Style) -> Mark {
    let stride = max(1, values.count / 1000)
    let places = Array(Swift.stride(from: 0, to: values.count, by: stride)) + [values.count - 1]
    return .line(places.map { Point(time($0), values[$0]) }, style)
  }

  private var coordinate: Panel {
    let curves = path.trace.clusters.enumerated().map { i, name in
      curve(path.trace.states.map { $0[i, 0] }, Style(.series(i), width: 1.6, name: name))
    }
    return Panel(title: "q over time", x: Axis("time"), y: Axis("q"), marks: curves)
  }

  private var charges: Panel {
    let motions = path.motions(dimension: path.trace.dimension).filter { xi in
      path.symmetries.contains { $0.isSameMotion(as: xi) } || xi.name != "dilation"
    }.prefix(4)
    let largest = motions.map { path.trace.scale($0) }.max() ?? 0
    let curves = motions.enumerated().map { i, xi in
      let isKept = path.symmetries.contains { $0.isSameMotion(as: xi) }
      return curve(
        path.trace.charges(xi),
        Style(
          .series(path.trace.clusters.count + i), width: isKept ? 2.2 : 1.2, name: xi.name + (isKept ? " (kept)" : "")))
    }
    return Panel(
      title: "charges over time", x: Axis("time"), y: Axis("charge", resolution: 1e-12 * largest), marks: curves)
  }
}
