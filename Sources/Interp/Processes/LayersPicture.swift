import Checked
import Core
import Figures
import Syntax

/// Points on their way through layers to their destinations.
struct LayersPicture: PlanarPicture {
  var plane: PlanePicture
  private let experiment: Experiment

  init(_ plane: PlanePicture, _ experiment: Experiment) { (self.plane, self.experiment) = (plane, experiment) }

  var usualArrows: PlanePicture.Arrows { .none }
  private var part: String { experiment.part }
  private func title(_ k: Int) -> String { "\(part) \(k) of \(experiment.steps)" }

  func still(_ arrows: PlanePicture.Arrows) -> Figure {
    let title = "\(plane.trace.count) point\(plane.trace.count == 1 ? "" : "s") through \(experiment.form.title)"
    return Figure(
      title: title, panels: [plane.way(arrows)], caption: plane.caption,
      altText: "Paths of \(plane.clusters) from their start to their destinations.")
  }

  func frames(_ states: [Int], _ kind: PlanePicture.Arrows) -> [Figure] {
    let arrows = plane.scaled(kind, at: [], isSteady: true)
    return states.map { k in
      Figure(
        title: title(k), panels: [plane.panel(plane.frame(k - plane.first, arrows), keys: arrows.keys)],
        caption: plane.caption, altText: "\(plane.clusters) behind \(part) \(k).")
    }
  }

  func state(_ k: Int, _ look: StateLook) -> Figure {
    let t = k - plane.first
    let hasBefore = t > 0 && look.hasBefore
    let earlier =
      hasBefore
      ? plane.ways(ClosedRange(between: t - 1, and: t), opacity: 0.4)
        + plane.points(t - 1, .speck, isNamed: false, opacity: 0.6)
        + [.points([], .speck, Style(.neutral, name: "before"))] : []
    let arrows = plane.scaled(look.arrows, at: [t])
    let marks = look.deformation.marks + earlier + plane.points(t) + plane.arrows(arrows, at: [t])
    return Figure(
      title: title(k), panels: [plane.panel(marks, keys: arrows.keys + look.deformation.keys)],
      caption: plane.caption,
      altText: "\(plane.clusters) behind \(part) \(k)\(hasBefore ? " and before it" : "").")
  }

  func panels(_ states: [Int], _ kind: PlanePicture.Arrows) -> [Figure] {
    let arrows = plane.scaled(kind, at: [], isSteady: true)
    return states.map { k in
      let t = k - plane.first
      return Figure(
        title: "\(part) \(k)",
        panels: [
          plane.panel(
            title: "\(part) \(k)", plane.points(t) + plane.arrows(arrows, at: [t]), keys: arrows.keys)
        ],
        caption: plane.caption,
        altText: "\(plane.clusters) behind \(part)s " + states.map { String($0) }.joined(separator: ", ") + ".")
    }
  }

  func panel(named name: String, _ arrows: PlanePicture.Arrows) throws -> Panel {
    plane.way(arrows, title: "\(name): loss \(NumberFormat.short(try experiment.evaluation().loss))")
  }
}
