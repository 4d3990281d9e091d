import Core
import Figures
import Syntax

/// plot layer 25
enum PlotLayer {
  static let layer = Option.required(
    "layer", .value(.layer), "which layer; `last` for the last one, 0 for the input", positional: true)
  static let arrows = Option(
    "arrows", .choice, "each point's gradient, or one mean gradient per cluster", default: PlanePicture.Arrows.gradient)
  static let deformation = Option(
    "deformation", .choice,
    "what the layer's map does to the plane: a displaced grid, or arrows of its displacement (scaled)",
    default: Deformation.Kind.none)
  static let before = Option(
    "before", .either(yes: "yes", no: "no"), "the points before the layer too, in specks", default: true)
  static let command = Command(
    "plot", "layer",
    "draws the points before and behind one layer, their gradients, and what the layer does to the plane",
    details: [Picture.endings], [layer, arrows, ArrowScaling.option, deformation, before] + Picture.options,
    file: Picture.still,
    asksProcess: true,
    ranks: .gathered, also: ["draw", "picture", "grid", "deformation"],
    examples: [
      .init(exampleSetup + "plot layer 3 > \"layer.svg\"", shows: "layer.svg written"),
      .init(exampleSetup + "plot layer 3 deformation=grid arrows=mean > \"grid.png\"", shows: "grid.png written"),
    ]
  ) { call, session in
    let experiment = try session.experiment()
    let (value, span) = (try call[layer], call.span(of: layer.parameter))
    let kind = try call[arrows]
    let deformation = try call[deformation]
    let map: (any PlaneMap)? =
      deformation == .none
      ? nil : try experiment.asked(for: .planeMap, else: "has no maps of the whole plane that could be drawn")
    let k = try map == nil ? experiment.partNumber(value, at: span) : experiment.mapNumber(value, at: span)
    let isBefore = try call[before]
    let scaling = ArrowScaling(try call[ArrowScaling.option])
    try Picture {
      let most = 20_000
      var look = StateLook(arrows: kind, hasBefore: isBefore)
      if let map {
        let view = try PlanePicture(experiment, most: most).view
        look.deformation = Deformation(around: view) { map.apply(layer: k, to: $0) }.drawn(deformation)
      }
      var picture = try experiment.form.picture(experiment, most: most)
      picture.scaling = scaling
      try picture.check(k, experiment, at: span)
      return picture.state(k, look)
    }.deliver(call, &session)
  }
}
