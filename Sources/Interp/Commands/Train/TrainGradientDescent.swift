import Core

/// train gd
enum TrainGradientDescent {
  static let steps = TrainRun.steps(1000)
  static let rate = TrainRun.rate(0.3)

  static let command = Command(
    "train", "gd", "trains by gradient descent",
    details: ["theta <- theta - rate gradient."], [steps, rate, TrainRun.decay, TrainRun.seeds], until: TrainRun.until,
    examples: [.init(exampleSetup + "train gd steps=5 rate=0.3\nprint length(loss over step)", shows: "6")]
  ) { call, session in
    let (schedule, count) = try TrainRun.schedule(call, steps: steps, rate: rate)
    try TrainRun.start("gd", GradientDescent(schedule: schedule), steps: count, call, &session)
  }
}
