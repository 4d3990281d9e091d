import Core
import Syntax

/// train adam seeds=1..20: independent trainings side by side.
enum TrainSeeds {
  /// Trains the process NAME_SEED of each seed and shows a table. One that does not exist is built first, as `seed SEED`
  /// and the line that built the present one would; each gets the same bits as if it were trained alone.
  static func run(
    _ seeds: [UInt64], _ method: String, _ optimiser: any Optimiser, _ rule: StopRule, _ call: Call,
    _ session: inout Session
  ) throws {
    if call.gives(TrainRun.watch) {
      throw Diagnostic(
        .wrongCombination, "one training can be watched, not several", at: call.span(of: TrainRun.watch.parameter),
        label: "leave out `watch` or `seeds`")
    }
    let present = try session.experiment()
    let base = session.workspace.present
    var experiments = try seeds.map { try experiment($0, base, present, call, session) }
    var trainings = try experiments.map {
      Training(
        try $0.trainable(), optimiser: optimiser, history: $0.record.history, checkpoints: $0.record.checkpoints)
    }
    let first = trainings.map(\.steps)
    let pauses = try TrainRun.pauses(call, for: seeds.count)
    let most = seeds.indices.map { i in first[i] + (pauses.map { min(rule.steps, $0[i]) } ?? rule.steps) }
    for i in experiments.indices {
      experiments[i].record.training = trainings[i]
      experiments[i].record.recording = try TrainRecorder.recording(call, experiments[i].record.recording)
    }
    var recorders = try seeds.indices.map { try TrainRecorder(experiments[$0], named: name(base, seeds[$0]), session) }
    let host = session.host
    var clock = TrainingClock()
    var outcomes = [Result<TrainingOutcome, any Error>](repeating: .success(.steps), count: seeds.count)
    // In pieces, between which the values are looked at that are recorded.
    var open = Array(seeds.indices)
    repeat {
      var piece = open.map { trainings[$0] }
      let rules = open.map { i in
        var rule = rule
        rule.steps = min(most[i], recorders[i].next(after: trainings[i].steps) ?? most[i]) - trainings[i].steps
        return rule
      }
      let ended = seeds.count - open.count
      let results = Training.runAll(
        &piece, on: present.population, until: rules, threads: session.settings.threads,
        isCancelled: host.interruption
      ) { done in
        guard clock.isTimeToTell() else { return }
        let isWhole = !recorders.contains { $0.recording.isOn }
        host.progress(
          isWhole
            ? Progress(
              title: "train \(method)", step: ended + done, total: seeds.count, detail: "processes",
              elapsed: clock.elapsed)
            : Progress(
              title: "train \(method)", step: trainings[open[0]].steps - first[open[0]], total: rule.steps,
              detail: "steps of \(open.count) processes", elapsed: clock.elapsed))
      }
      for (place, i) in open.enumerated() { (trainings[i], outcomes[i]) = (piece[place], results[place]) }
      for i in open {
        let isLast = !outcomes[i].isSteps || trainings[i].steps >= most[i]
        try recorders[i].record(trainings[i], isLast: isLast)
      }
      open = open.filter { outcomes[$0].isSteps && trainings[$0].steps < most[$0] }
    } while !open.isEmpty && !host.isInterrupted
    for i in open where host.isInterrupted { outcomes[i] = .success(.interrupted) }
    host.progress(nil)
    for (i, training) in trainings.enumerated() {
      experiments[i].carry(training.model.theta)
      experiments[i].record.training = training
      experiments[i].record.recording = recorders[i].recording
      recorders[i].tell()
      experiments[i].record.rule = rule
      experiments[i].record.rule?.steps = rule.steps - (training.steps - first[i])
      experiments[i].record.method = method
      session.workspace.processes[name(base, seeds[i])] = experiments[i]
    }
    session.pausedTraining = PausedTraining(
      statement: call.span, steps: zip(trainings, first).map { $0.steps - $1 })
    session.show(
      .table(table(zip(seeds, zip(trainings, outcomes)).map { ($0, $1.0, $1.1) }, first, base, rule)), isFinished: true)
    if outcomes.contains(where: { if case .success(.interrupted) = $0 { true } else { false } }) { throw Interrupted() }
  }

  private static func name(_ base: String, _ seed: UInt64) -> String { "\(base)_\(seed)" }

  private static func experiment(
    _ seed: UInt64, _ base: String, _ present: Experiment, _ call: Call, _ session: Session
  ) throws -> Experiment {
    let name = name(base, seed)
    if let known = session.workspace.processes[name] { return known }
    let span = call.span(of: TrainRun.seeds.parameter)
    guard let recipe = present.record.recipe else {
      throw Diagnostic(
        .noRecipe, "`\(base)` was read from a file; other seeds need a process that was built from random parameters",
        at: span)
    }
    if let taken = session.workspace.meaning(of: name, for: .process) {
      throw Diagnostic(.reservedName, "`\(name)` is \(taken)", at: span)
    }
    var experiment = try Experiment(recipe, seed: seed, population: present.population)
    experiment.beforeTrace = session.traceGuard
    experiment.frame = present.frame
    return experiment
  }

  private static func table(
    _ results: [(seed: UInt64, training: Training, outcome: Result<TrainingOutcome, any Error>)], _ first: [Int],
    _ base: String, _ rule: StopRule
  ) -> Table {
    let f = NumberFormat.short
    let rows = zip(results, first).map { result, first -> [Table.Cell] in
      let last = result.training.history.last
      return [
        .number(Double(result.seed)), .init(name(base, result.seed)), .number(last?.loss ?? .nan, f),
        .number(last?.gradientNorm ?? .nan, f),
        .number(Double(result.training.steps - first)), .init(text(result.outcome)),
      ]
    }
    let reached = results.count { if case .success(.reached) = $0.outcome { true } else { false } }
    let isBound = rule.gradientBelow != nil || rule.lossBelow != nil
    return Table(
      headings: ["seed", "process", "loss", "|grad|", "steps", "end"], rows: rows,
      footer: isBound ? "\(reached) of \(results.count) reached the bound" : nil)
  }

  private static func text(_ outcome: Result<TrainingOutcome, any Error>) -> String {
    switch outcome {
    case .success(.reached): "reached"
    case .success(.steps): "steps done"
    case .success(.noProgress): "no further progress"
    case .success(.interrupted): "interrupted"
    case .success(.diverged(let step, _)): "diverged at step \(step)"
    case .failure(let error): (error as? EngineError)?.message ?? "\(error)"
    }
  }
}

extension Result<TrainingOutcome, any Error> {
  fileprivate var isSteps: Bool { if case .success(.steps) = self { true } else { false } }
}
