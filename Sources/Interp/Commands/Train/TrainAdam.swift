import Core

/// train adam
enum TrainAdam {
  static let steps = TrainRun.steps(1000)
  static let rate = TrainRun.rate(0.02)

  static let command = Command(
    "train", "adam", "trains by Adam",
    details: [
      "theta <- theta - rate m/(sqrt(v) + eps), m and v the running means of the gradient and its square; b1 = 0.9, b2 = 0.999, eps = 1e-8."
    ], [steps, rate, TrainRun.decay, TrainRun.seeds], until: TrainRun.until,
    examples: [
      .init(exampleSetup + "train adam steps=5 rate=0.02\nprint length(loss over step)", shows: "6"),
      .init(exampleSetup + "train adam steps=5 seeds=1..3\nprint chain_2.layers", shows: "6"),
    ]
  ) { call, session in
    let (schedule, count) = try TrainRun.schedule(call, steps: steps, rate: rate)
    try TrainRun.start("adam", Adam(schedule: schedule), steps: count, call, &session)
  }
}
