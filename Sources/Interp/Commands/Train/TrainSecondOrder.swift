import Core

/// train lbfgs
enum TrainLBFGS {
  static let steps = TrainRun.steps(1500)
  static let memory = Option("memory", .count, "how many past steps shape the next", default: 20)
  static let command = Command(
    "train", "lbfgs", "trains by limited-memory BFGS with a Wolfe line search",
    details: ["No rate to choose. It comes near |grad| = 1e-6; `train newton` finishes."],
    [steps, memory, TrainRun.seeds], until: TrainRun.until,
    examples: [.init(exampleSetup + "train lbfgs steps=5\nprint length(loss over step)", shows: "6")]
  ) { call, session in
    let optimiser = LBFGS(memory: Int(min(try call[memory], 1000)))
    try TrainRun.start("lbfgs", optimiser, steps: Int(saturating: try call[steps]), call, &session)
  }
}

/// train newton until gradient < 1e-10
enum TrainNewton {
  static let steps = TrainRun.steps(300)
  static let command = Command(
    "train", "newton", "trains by Newton's method in a trust region, to stationarity at rounding level",
    details: [
      "Exact Hessian, reduced to a tridiagonal matrix; hard case; ends by itself when rounding allows no further progress. With more than "
        + "\(Newton.denseLimit) parameters the Hessian is not formed: truncated conjugate gradients on exact products with it.",
      "Where `until` is met it takes one more step if that comes closer still: near the end each step doubles the number of right digits.",
    ], [steps, TrainRun.seeds],
    until: TrainRun.until,
    examples: [.init(exampleSetup + "train newton until gradient < 1e-10\nprint gradient < 1e-10", shows: "true")]
  ) { call, session in
    let experiment = try session.experiment()
    let n = Double(try experiment.model.trainedCount)
    if Int(n) <= Newton.denseLimit {
      try session.settings.memory.require(4 * 8 * n * n, for: "the Hessian of \(Int(n)) parameters")
    }
    try TrainRun.start("newton", Newton(), steps: Int(saturating: try call[steps]), call, &session)
  }
}
