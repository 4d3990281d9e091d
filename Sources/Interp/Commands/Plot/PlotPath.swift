import Core
import Figures
import Limits

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
      "Arrows show the gradient's direction, -g being downhill; the longest is a sixth of the picture, and the arrow below it says what length means. "
        + "With scale=same mean gradients are drawn at the scale of the points' own, beside which they are small.",
      "Points of more than two coordinates are drawn along the two directions in which they vary most, through the layers of one width.",
      Picture.endings,
    ],
    [arrows, ArrowScaling.option] + Picture.options, file: Picture.moving,
    asksProcess: true, ranks: .gathered, also: ["draw", "trajectory", "picture", "way", "animation", "graph"],
    examples: [.init(exampleSetup + "plot path > \"path.svg\"", shows: "path.svg written")]
  ) { call, session in
    let experiment = try session.experiment()
    let wanted = try call[arrows]
    let scaling = ArrowScaling(try call[ArrowScaling.option])
    let look = {
      var picture = try experiment.form.picture(experiment, most: PlanePicture.most)
      picture.scaling = scaling
      return picture
    }
    try Picture(
      {
        let picture = try look()
        return picture.still(wanted ?? picture.usualArrows)
      },
      moving: {
        let picture = try look()
        return animation(picture, of: experiment, wanted ?? picture.usualArrows)
      }
    ).deliver(call, &session)
  }

  /// At most a hundred states, evenly chosen, and the last.
  static func animation(_ picture: any ProcessPicture, of experiment: Experiment, _ arrows: PlanePicture.Arrows)
    -> Animation
  {
    let numbers = picture.numbers
    var states = Array(
      stride(from: numbers.lowerBound, through: numbers.upperBound, by: max(1, numbers.count / 100)))
    if states.last != numbers.upperBound { states.append(numbers.upperBound) }
    return Animation(picture.frames(states, arrows))
  }

  /// The steps of the training as frames, those whose parameters were kept. Asked to, all arrows have one scale.
  static func training(_ experiment: Experiment, _ arrows: PlanePicture.Arrows, _ scaling: ArrowScaling) throws
    -> Animation
  {
    var model = try experiment.trainable()
    let kept = experiment.record.checkpoints.kept
    guard kept.count > 1 else {
      let isTrained = !experiment.record.history.isEmpty
      throw experiment.shortcoming(
        .trained,
        isTrained
          ? "was trained before it was saved: files do not keep the parameters on the way" : "has not been trained yet")
    }
    let end = experiment.record.history.last?.step ?? 0
    let points = kept.map { ($0.step, $0.theta) } + (kept.last?.step == end ? [] : [(end, model.theta)])
    let now = try PlanePicture(experiment)
    var planes = try points.map { step, theta in
      try Cancellation.check()
      model.theta = theta
      return try now.following(try model.trace(of: experiment.population, threads: 1), experiment.population)
    }
    if scaling == .same {
      let shared = ArrowScaling.shared(planes.map(\.reach))
      for i in planes.indices { planes[i].scaling = shared }
    }
    return Animation(
      zip(points, planes).map { point, plane in
        Figure(
          title: "step \(point.0) of the training", panels: [plane.way(arrows)], caption: plane.caption,
          altText: "Paths of \(plane.clusters) at step \(point.0).")
      })
  }
}
