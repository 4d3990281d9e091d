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
    details: [Picture.endings], [layer, arrows, deformation, before] + Picture.options, takesFile: true,
    examples: [
      .init(exampleSetup + "plot layer 3 > \"layer.svg\"", shows: "layer.svg written"),
      .init(exampleSetup + "plot layer 3 deformation=grid arrows=mean > \"grid.png\"", shows: "grid.png written"),
    ]
  ) { call, session in
    let experiment = try session.experiment()
    let k = try InspectLayer.layerIndex(
      try call[layer], of: experiment.steps, at: call.span(of: layer.parameter))
    let kind = try call[arrows]
    let deformation = try call[deformation]
    if k == 0, deformation != .none {
      throw Diagnostic(
        .outOfRange, "layer 0 is the input, where no map is", at: call.span(of: layer.parameter),
        label: "the first map is layer 1")
    }
    let isBefore = try call[before]
    try Picture {
      let plane = try PlanePicture(experiment, most: 20_000)
      if deformation == .none,
        let figure = ScenePicture(experiment, plane)?.frames([k], kind == .gradient ? .mean : kind).first
      {
        return figure
      }
      let chain = deformation == .none ? nil : try experiment.chain
      let map = Deformation(around: plane.view) { chain?.apply(layer: k, to: $0) ?? $0 }
      let earlier =
        k > 0 && isBefore
        ? plane.ways(k - 1...k, opacity: 0.4) + plane.points(k - 1, .speck, isNamed: false, opacity: 0.6) : []
      let marks = map.marks(deformation) + earlier + plane.points(k) + plane.arrows(kind, at: [k])
      return Figure(
        title: "\(experiment.part) \(k) of \(plane.trace.steps)", panels: [plane.panel(marks)], caption: plane.caption,
        altText: "\(plane.clusters) behind \(experiment.part) \(k)\(k > 0 && isBefore ? " and before it" : "").")
    }.deliver(call, &session)
  }
}
