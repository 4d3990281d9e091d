import Core
import Syntax

/// train
enum TrainOn {
  static let command = Command(
    "train", nil, "goes on with a training that was interrupted or has steps left",
    details: ["The optimiser's state was kept: the result has the same bits as without the interruption."],
    [TrainRun.watch, TrainRun.pause],
    asksProcess: true,
    ranks: .shared, also: ["continue", "resume", "optimise", "optimize", "fit", "learn"],
    examples: [
      .init(
        exampleSetup + "train adam steps=5 until loss < 100\ntrain",
        shows: "loss *, |grad| * after 0 steps\nloss *, |grad| * after 0 steps")
    ]
  ) { call, session in
    let experiment = try session.experiment()
    _ = try experiment.trainable()
    guard let rule = experiment.record.rule, rule.steps > 0 else {
      throw Diagnostic(
        .nothingToContinue, "there is no training to go on with", at: call.span,
        help: "train adam steps=1000 rate=0.02, or another method: "
          + OptimiserCatalogue.optimisers.map { $0.declaration.name }.filter { $0 != "adam" }.joined(separator: ", "))
    }
    try TrainRun.run(experiment, call, &session)
  }
}
