import Core
import Figures
import Syntax

extension ActionPath: TrajectoryForm {
  static let advice = Advice(
    usual: "conserve",
    others: [
      .file: "history save \"path.nsh\"", .own: "print momentum", .energy: "print momentum", .plane: "plot momentum",
      .planeMap: "inspect layer 1", .layers: "inspect process", .interaction: "print momentum",
    ])

  static let declaration = ProcessKind(
    build: BuildPath.command, standardName: "path")

  var sentence: String { BuildPath.describe(self) }

  func picture(_ experiment: Experiment, most: Int) throws -> any ProcessPicture {
    PathPicture(self, try PlanePicture(experiment, most: most))
  }

  func stage(_ plane: PlanePicture) -> Stage {
    let kept = symmetries.map(\.name)
    return Stage(
      remark: "Arrows are momenta, p = dL/dv. "
        + (kept.isEmpty
          ? "The action has no symmetry that was found."
          : "What keeps the action as it is: \(kept.joined(separator: ", ")); their charges stay."))
  }
}
