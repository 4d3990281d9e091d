import Checked
import Core
import Figures
import Syntax

/// Points on their way through layers to their destinations.
struct LayersPicture: ProcessPicture {
  private let plane: PlanePicture
  private let experiment: Experiment

  init(_ plane: PlanePicture, _ experiment: Experiment) { (self.plane, self.experiment) = (plane, experiment) }

  var usualArrows: PlanePicture.Arrows { .none }
  private var part: String { experiment.part }

  func still(_ arrows: PlanePicture.Arrows) -> Figure {
    let title = "\(plane.trace.count) point\(plane.trace.count == 1 ? "" : "s") through \(experiment.form.title)"
    return Figure(
      title: title, panels: [plane.panel(plane.path(arrows))], caption: plane.caption,
      altText: "Paths of \(plane.clusters) from their start to their destinations.")
  }

  func frames(_ states: [Int], _ arrows: PlanePicture.Arrows) -> [Figure] {
    states.map { k in
      Figure(
        title: "\(part) \(k) of \(plane.trace.steps)", panels: [plane.panel(plane.frame(k, arrows))],
        caption: plane.caption, altText: "\(plane.clusters) behind \(part) \(k).")
    }
  }

  func state(_ k: Int, _ look: StateLook) -> Figure {
    let hasBefore = k > 0 && look.hasBefore
    let earlier =
      hasBefore
      ? plane.ways(ClosedRange(between: k - 1, and: k), opacity: 0.4)
        + plane.points(k - 1, .speck, isNamed: false, opacity: 0.6) : []
    let marks = look.deformation + earlier + plane.points(k) + plane.arrows(look.arrows, at: [k])
    return Figure(
      title: "\(part) \(k) of \(plane.trace.steps)", panels: [plane.panel(marks)], caption: plane.caption,
      altText: "\(plane.clusters) behind \(part) \(k)\(hasBefore ? " and before it" : "").")
  }

  func panels(_ states: [Int], _ arrows: PlanePicture.Arrows) -> [Figure] {
    states.map { k in
      Figure(
        title: "\(part) \(k)",
        panels: [plane.panel(title: "\(part) \(k)", plane.points(k) + plane.arrows(arrows, at: [k], isSteady: true))],
        caption: plane.caption,
        altText: "\(plane.clusters) behind \(part)s " + states.map { String($0) }.joined(separator: ", ") + ".")
    }
  }

  func panel(named name: String, _ arrows: PlanePicture.Arrows) throws -> Panel {
    plane.panel(
      title: "\(name): loss \(NumberFormat.short(try experiment.evaluation().loss))", plane.path(arrows))
  }
}
