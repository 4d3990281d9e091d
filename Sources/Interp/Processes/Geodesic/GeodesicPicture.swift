import Checked
import Core
import Figures
import Syntax

/// Points on the shortest flow to their destinations: their ways with the clusters' mean momenta; beside them the plane
/// that the flow has carried along; and the clusters' parts of the momentum, whose sum stays.
struct GeodesicPicture: PlanarPicture {
  private let geodesic: Geodesic
  var plane: PlanePicture

  init(_ geodesic: Geodesic, _ plane: PlanePicture) { (self.geodesic, self.plane) = (geodesic, plane) }

  private var title: String {
    "\(plane.trace.count) points on a geodesic, \(geodesic.hamiltonian.kernel.rawValue) kernel of width "
      + NumberFormat.short(geodesic.hamiltonian.scale)
  }

  private var caption: String {
    let f = NumberFormat.short
    let own = "length \(f(geodesic.length)), loss \(f(geodesic.loss))"
    return plane.caption.map { "\(own); \($0)" } ?? own
  }

  func still(_ arrows: ArrowKind) -> Figure {
    let way = plane.way(arrows, title: Self.wayTitle)
    return figure(title, way, at: geodesic.steps, cursor: nil, grid: carried([geodesic.steps]))
  }

  func frames(_ states: [Int], _ kind: ArrowKind) -> [Figure] {
    let (grids, arrows) = (carried(states), plane.scaled(kind, at: [], isSteady: true))
    return states.map { k in
      let way = plane.panel(title: Self.wayTitle, plane.frame(k, arrows), keys: arrows.keys)
      return figure("step \(k) of \(geodesic.steps)", way, at: k, cursor: k, grid: grids)
    }
  }

  private static let wayTitle = "ways and momenta"

  func state(_ k: Int, _ look: StateLook) -> Figure {
    let arrows = plane.scaled(look.arrows, at: [k])
    let marks =
      look.deformation.marks + plane.ways(ClosedRange(between: max(0, k - 12), and: k), opacity: 0.35)
      + plane.points(k) + plane.destinations + plane.arrows(arrows, at: [k])
    return Figure(
      title: "step \(k) of \(geodesic.steps)",
      panels: [plane.panel(marks, keys: arrows.keys + look.deformation.keys)], caption: caption,
      altText: "\(plane.clusters) behind step \(k).")
  }

  private func figure(_ title: String, _ way: Panel, at k: Int, cursor: Int?, grid: [Int: [Mark]]) -> Figure {
    var charges = charges
    if let cursor { charges.marks.append(.cursor(time(cursor), Style(.neutral, width: 1))) }
    let carried = plane.panel(title: "the plane, carried along", (grid[k] ?? []) + plane.points(k, isNamed: false))
    return Figure(
      title: title, panels: [way, carried, charges], columns: 3,
      caption: caption,
      altText: "\(plane.clusters) from their start to their destinations, a grid that goes with them, and charges.")
  }

  private func time(_ k: Int) -> Double { Double(k) / Double(geodesic.steps) }

  // MARK: The plane

  private static let lines = 25
  private static let fineness = 4

  /// A square grid around the picture's first states, as it lies at some of the states.
  private func carried(_ states: [Int]) -> [Int: [Mark]] {
    let view = plane.view
    func middle(_ r: ClosedRange<Double>) -> Double { (r.lowerBound + r.upperBound) / 2 }
    let half = 0.6 * max(view.x.upperBound - view.x.lowerBound, view.y.upperBound - view.y.lowerBound)
    let (x, y) = (middle(view.x), middle(view.y))
    let ways = Deformation.ways(
      lines: Self.lines, fineness: Self.fineness, ClosedRange(between: x - half, and: x + half),
      ClosedRange(between: y - half, and: y + half))
    let all = geodesic.carry(ways.flatMap { $0 })
    let count = ways[0].count
    return Dictionary(
      uniqueKeysWithValues: states.map { k in
        let lines = ways.indices.map { w -> Mark in
          let way = all[k][Range(from: w * count, upTo: (w + 1) * count)].map { Point($0[0], $0[1]) }
          return .line(way, Style(.neutral, width: 0.8, opacity: 0.75))
        }
        return (k, lines)
      })
  }

  // MARK: Charges

  /// The momentum by cluster, and the sum, along the axis along which there is more.
  private var charges: Panel {
    let trace = geodesic.trace
    let axis = trace.scale(Generator.catalogue[1]) > trace.scale(Generator.catalogue[0]) ? 1 : 0
    let shift = Generator.catalogue[axis]
    func curve(_ values: [Double], _ style: Style) -> Mark {
      .line(values.enumerated().map { Point(time($0.offset), $0.element) }, style)
    }
    let clusters = trace.clusters.indices.map { c in
      curve(trace.charges(shift, cluster: c), Style(.series(c), width: 1.6))
    }
    let sum = curve(trace.charges(shift), Style(.ink, width: 2.2, name: "sum"))
    return Panel(
      title: "momentum, \(["x", "y"][axis])", x: Axis("time"),
      y: Axis("charge", resolution: 1e-12 * trace.scale(shift)), marks: clusters + [sum])
  }
}
