import Core
import Syntax

/// train adam, train newton until gradient < 1e-10: a command for each optimiser of the catalogue.
enum TrainBy {
  static let commands = OptimiserCatalogue.optimisers.map { command($0.declaration) }

  private static func command(_ optimiser: OptimiserDeclaration) -> Command {
    let steps = Option("steps", .count, "at most so many steps", default: optimiser.steps)
    let rate = optimiser.rate.map { Option($0) }
    let schedule: [any AnyOption] = rate.map { [$0, TrainRun.decay] } ?? []
    return Command(
      "train", optimiser.name, optimiser.summary, details: optimiser.details,
      [steps] + schedule + optimiser.settings.map { Option($0) } + [TrainRun.seeds] + TrainRun.looks + [TrainRun.pause],
      until: TrainRun.until,
      asksProcess: true, ranks: .shared, examples: examples(optimiser)
    ) { call, session in
      let parameters = try session.experiment().trainable().trainedCount
      if let (bytes, purpose) = optimiser.memory(parameters) {
        try session.settings.memory.require(bytes, for: purpose)
      }
      let count = try call[steps]
      let plan = Schedule(rate: try rate.map { try call[$0] } ?? 0, decay: try call[TrainRun.decay], steps: count)
      let made = optimiser.make(try call.values(of: optimiser.settings), plan)
      try TrainRun.start(optimiser.name, made, steps: count, call, &session)
    }
  }

  /// What its claims promise.
  private static func examples(_ optimiser: OptimiserDeclaration) -> [Command.Example] {
    let rate = optimiser.rate.map { " rate=\(NumberFormat.literal($0.standard))" } ?? ""
    let first: Command.Example =
      optimiser.convergence == .quadratic
      ? .init(
        exampleSetup + "train \(optimiser.name) until gradient < 1e-10\nprint gradient < 1e-10", shows: "true")
      : .init(exampleSetup + "train \(optimiser.name) steps=5\(rate)\nprint length(loss over step)", shows: "6")
    return [
      first, .init(exampleSetup + "train \(optimiser.name) steps=5 seeds=1..3\nprint chain_2.layers", shows: "6"),
    ]
  }
}
