import Core
import Figures

/// plot path arrows=gradient
enum PlotPath {
  static let arrows = Option.optional(
    "arrows", .choice, "each point's gradient at the start and the end, or one mean gradient per cluster on its way",
    usually: PlanePicture.Arrows.none)
  static let command = Command(
    "plot", "path",
    "draws the way of every point through the chain, with start (dots), end (rings) and destination (crosses)",
    details: [
      "Of an orbit: the sectors that up to eight bodies sweep in equal times, and beside them the momenta, put head to tail, with their sum. Of light: "
        + "the medium's index in shades, p along the rays, the triangles of centre, place and p, whose area stays, or in layers the angles and the part "
        + "of p that stays; of a fan its wavefronts. Their arrows are drawn without being asked for.",
      "Arrows show the gradient's direction, -g being downhill; the longest is a sixth of the picture.",
      Picture.endings,
    ],
    [arrows] + Picture.options, takesFile: true,
    examples: [.init(exampleSetup + "plot path > \"path.svg\"", shows: "path.svg written")]
  ) { call, session in
    let experiment = try session.experiment()
    let arrows = try call[arrows] ?? (experiment.scene == nil ? PlanePicture.Arrows.none : .mean)
    try picture(experiment, arrows).deliver(call, &session)
  }

  static func picture(_ experiment: Experiment, _ arrows: PlanePicture.Arrows) -> Picture {
    Picture({ try figure(experiment, arrows) }, moving: { try layers(experiment, arrows) })
  }

  static func figure(_ experiment: Experiment, _ arrows: PlanePicture.Arrows) throws -> Figure {
    let plane = try PlanePicture(experiment)
    if let picture = ScenePicture(experiment, plane) { return picture.still(arrows) }
    let title = "\(plane.trace.count) point\(plane.trace.count == 1 ? "" : "s") through \(experiment.title)"
    return Figure(
      title: title, panels: [plane.panel(plane.path(arrows))], caption: plane.caption,
      altText: "Paths of \(plane.clusters) from their start to their destinations.")
  }

  /// The layers as frames.
  static func layers(_ experiment: Experiment, _ arrows: PlanePicture.Arrows) throws -> Animation {
    let plane = try PlanePicture(experiment)
    let step = max(1, plane.trace.steps / 100)
    var layers = Array(stride(from: 0, through: plane.trace.steps, by: step))
    if layers.last != plane.trace.steps { layers.append(plane.trace.steps) }
    if let picture = ScenePicture(experiment, plane) { return Animation(picture.frames(layers, arrows)) }
    return Animation(
      layers.map { k in
        Figure(
          title: "layer \(k) of \(plane.trace.steps)", panels: [plane.panel(plane.frame(k, arrows))],
          caption: plane.caption,
          altText: "\(plane.clusters) behind layer \(k).")
      })
  }

  /// The steps of the training as frames, those whose parameters were kept.
  static func training(_ experiment: Experiment, _ arrows: PlanePicture.Arrows) throws -> Animation {
    let kept = experiment.checkpoints.kept
    guard kept.count > 1 else { throw EngineError(.notTrained, "the chain has not been trained yet") }
    var chain = try experiment.chain
    let end = experiment.history.last?.step ?? 0
    let points = kept.map { ($0.step, $0.theta) } + (kept.last?.step == end ? [] : [(end, try experiment.chain.theta)])
    return Animation(
      try points.map { step, theta in
        chain.theta = theta
        let plane = PlanePicture(try chain.trace(of: experiment.population), experiment.population)
        return Figure(
          title: "step \(step) of the training", panels: [plane.panel(plane.path(arrows))], caption: plane.caption,
          altText: "Paths of \(plane.clusters) at step \(step).")
      })
  }
}
