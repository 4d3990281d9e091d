import Core
import Figures
import Syntax

/// export gif "swap.gif"
enum ExportGIF {
  static let file = Option.required(
    "file", .file(".gif", "animations are written as .gif"), "the file's name, ending in .gif", positional: true)
  static let frames = Option(
    "frames", .either(no: "layers", yes: "steps"),
    "what a frame is: a layer of the chain, or a step of the training (at most 64, chosen evenly by how much the loss changes)",
    default: false)
  static let arrows = Option("arrows", .choice, "as in `plot path`", default: PlanePicture.Arrows.mean)
  static let command = Command(
    "export", "gif", "writes the points' way through the chain, or what training makes of it, as an animation",
    [file, frames, arrows, ArrowScaling.option] + Picture.options,
    asksProcess: true, ranks: .gathered, also: ["animation", "movie", "film", "video"],
    examples: [.init(exampleSetup + "export gif \"swap.gif\"", shows: "swap.gif written")]
  ) { call, session in
    let experiment = try session.experiment()
    let path = try call[file]
    let span = call.span(of: file.parameter)
    let arrows = try call[arrows]
    let isTraining = try call[frames]
    let scaling = ArrowScaling(try call[ArrowScaling.option])
    let look = {
      var picture = try experiment.form.picture(experiment, most: PlanePicture.most)
      picture.scaling = scaling
      return picture
    }
    let picture = Picture(
      { try look().still(arrows) },
      moving: {
        try isTraining
          ? PlotPath.training(experiment, arrows, scaling) : PlotPath.animation(look(), of: experiment, arrows)
      })
    try picture.write(to: path, at: span, try Picture.format(call), &session)
  }
}
