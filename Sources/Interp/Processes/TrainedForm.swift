import Core
import Figures
import Syntax

/// A process of layers whose parameters are trained: what chains and networks have in common.
protocol TrainedForm: Trainable, Layered, Savable {}

extension TrainedForm {
  func page(_ request: PageRequest, _ experiment: Experiment) throws -> any PageFile {
    try TrainedPage(experiment).page(request)
  }

  func picture(_ experiment: Experiment, most: Int) throws -> any ProcessPicture {
    LayersPicture(try PlanePicture(experiment, most: most), experiment)
  }

  func doubt(_ experiment: Experiment) throws -> String {
    "unresolved: not stationary, |gradient| \(NumberFormat.short(try experiment.evaluation().gradientNorm)); "
      + "only what is free can be told before `train newton`"
  }

  func stepsTrained(_ experiment: Experiment) -> [Table.Cell] {
    ["steps trained", .number(Double(experiment.record.history.last?.step ?? 0))]
  }
}
