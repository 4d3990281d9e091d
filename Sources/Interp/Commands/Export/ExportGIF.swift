import Core
import Figures
import Syntax

/// export gif "swap.gif"
enum ExportGIF {
  static let file = Option<String>.word("file", .file, "the file's name, ending in .gif")
  static let frames = Option<String>.choice(
    "frames", ["layers", "steps"],
    "what a frame is: a layer of the chain, or a step of the training (at most 64, evenly chosen)", standard: "layers")
  static let arrows = Option<String>.choice("arrows", PlanePicture.Arrows.names, "as in `plot path`", standard: "mean")
  static let command = Command(
    "export", "gif", "writes the points' way through the chain, or what training makes of it, as an animation",
    [file, frames, arrows] + Picture.options,
    examples: [.init(exampleSetup + "export gif \"swap.gif\"", shows: "swap.gif written")]
  ) { call, session in
    let experiment = try session.experiment()
    let path = try call.require(file)
    let span = call.span(of: file.parameter)
    guard path.lowercased().hasSuffix(".gif") else {
      throw Diagnostic("unknown-ending", "animations are written as .gif", at: span)
    }
    let arrows = PlanePicture.Arrows(rawValue: try call[arrows] ?? "mean") ?? .mean
    let isTraining = try call[frames] == "steps"
    let look = { try experiment.form.picture(experiment, most: PlanePicture.most) }
    let picture = Picture(
      { try look().still(arrows) },
      moving: {
        try isTraining ? PlotPath.training(experiment, arrows) : PlotPath.animation(look(), of: experiment, arrows)
      })
    try picture.write(to: path, at: span, try Picture.format(call), &session)
  }
}
