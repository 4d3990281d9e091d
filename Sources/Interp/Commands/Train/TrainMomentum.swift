import Core

/// train momentum
enum TrainMomentum {
  static let steps = TrainRun.steps(1000)
  static let rate = TrainRun.rate(0.05)
  static let beta = Option("beta", .notNegative, "how much of the last step is kept, below 1", default: 0.9)

  static let command = Command(
    "train", "momentum", "trains by gradient descent with momentum",
    details: ["u <- beta u - rate gradient, theta <- theta + u (heavy ball)."],
    [steps, rate, TrainRun.decay, beta, TrainRun.seeds], until: TrainRun.until,
    examples: [.init(exampleSetup + "train momentum steps=5 rate=0.05\nprint length(loss over step)", shows: "6")]
  ) { call, session in
    let (schedule, count) = try TrainRun.schedule(call, steps: steps, rate: rate)
    try TrainRun.start(
      "momentum", Momentum(schedule: schedule, beta: try call[beta]), steps: count, call, &session)
  }
}
