import Checked
import Core
import Syntax

/// What all `train` commands have in common.
enum TrainRun {
  static let until = "gradient < e, or loss < e"

  static let decay = Option(
    "decay", .choice, "how the rate goes: constant, or by a half cosine to zero over the steps",
    default: Schedule.Decay.constant)

  static let seeds = Option.optional(
    "seeds", .seeds,
    "trains a process for each of these seeds, 1..20: NAME_1, NAME_2, ..., side by side on all threads; those that do not exist yet are built like the present one"
  )

  static let pause = Option.optional(
    TrainingPause.name,
    Domain<[Int]>(
      .numbers, text: { $0.map(String.init).joined(separator: ", ") },
      convert: { value in
        let items: [Value] = if case .list(let items) = value { items } else { [value] }
        let counts = items.compactMap { item -> Int? in
          if case .number(let x) = item, x >= 0 { Int(exactly: x) } else { nil }
        }
        return counts.count == items.count ? counts : nil
      }),
    "leaves it after so many steps, as Ctrl-C would; `train` goes on. With `seeds` a list has a number for each")

  static let record = Option.optional(
    "record", .expressions,
    "a value, or a list of them, to be looked at after every step: `record=[drift(momentum), norm(momentum[3])]`; `drift(momentum) over step` is then a series. Of a series the largest magnitude is kept, of each cluster where it goes by cluster"
  )

  static let every = Option.optional("every", .count, "looks only after every so many steps, and the last", usually: 1)

  static let watch = Option.optional(
    "watch", .expressions,
    "draws it while it trains, in a terminal: `watch=loss`, `watch=path`, or any value that `plot` draws")

  /// Of all trainings that begin.
  static let looks: [any AnyOption] = [record, every, watch]

  /// The number of steps after which to pause, for each of so many trainings; nil where they go on to their end.
  static func pauses(_ call: Call, for count: Int) throws -> [Int]? {
    guard let given = try call[pause] else { return nil }
    if given.count == count { return given }
    if given.count == 1 { return [Int](repeating: given[0], count: count) }
    throw Diagnostic(
      .wrongCount, "`\(TrainingPause.name)` has \(given.count) numbers for \(count) training\(count == 1 ? "" : "s")",
      at: call.span(of: pause.parameter))
  }

  /// Trains the session's chain by a new optimiser.
  static func start(_ method: String, _ optimiser: any Optimiser, steps: Int, _ call: Call, _ session: inout Session)
    throws
  {
    var experiment = try session.experiment()
    _ = try experiment.trainable()
    var rule = StopRule(steps: steps)
    if let until = call.until { try bound(until, &rule, &session) }
    if let seeds = try call[seeds] {
      return try TrainSeeds.run(seeds.map { UInt64(saturating: $0) }, method, optimiser, rule, call, &session)
    }
    experiment.record.recording = try TrainRecorder.recording(call, experiment.record.recording)
    experiment.record.training = Training(
      try experiment.trainable(), optimiser: optimiser, history: experiment.record.history,
      checkpoints: experiment.record.checkpoints)
    (experiment.record.rule, experiment.record.method) = (rule, method)
    try run(experiment, call, &session)
  }

  /// `gradient < e`, `loss < e`, several joined by `or`.
  private static func bound(_ condition: Expression, _ rule: inout StopRule, _ session: inout Session) throws {
    if case .binary(.or, let a, let b) = condition.kind {
      try bound(a, &rule, &session)
      return try bound(b, &rule, &session)
    }
    guard case .binary(let op, let quantity, let value) = condition.kind, op == .less || op == .lessEqual,
      let name = quantity.bareName, ["gradient", "loss"].contains(name)
    else {
      throw Diagnostic(
        .badUntil, "`until` takes gradient < e, loss < e, or both joined by `or`", at: condition.span)
    }
    let limit = try session.evaluating { try $0.number(value, "the bound") }
    if name == "loss" { rule.lossBelow = limit } else { rule.gradientBelow = limit }
  }

  static func run(_ started: Experiment, _ call: Call, _ session: inout Session) throws {
    guard var training = started.record.training, let rule = started.record.rule else { return }
    var experiment = started
    var clock = TrainingClock()
    let (first, host, name) = (training.steps, session.host, session.workspace.current)
    let pause = try pauses(call, for: 1)?[0]
    var present = rule
    if let pause { present.steps = min(pause, rule.steps) }
    let last = first + present.steps
    var recorder = try TrainRecorder(experiment, named: name, session)
    var watch = try TrainWatch(call, experiment, training, named: name, session)
    func progress(_ point: TrainingPoint) -> Progress {
      Progress(
        title: "train \(started.record.method)", step: point.step - first, total: rule.steps,
        detail: "loss \(NumberFormat.short(point.loss))  |grad| \(NumberFormat.short(point.gradientNorm))",
        elapsed: clock.elapsed)
    }
    // In pieces, between which it is looked at: a training goes on as if it had not been left.
    var outcome: TrainingOutcome
    repeat {
      var piece = present
      piece.steps = min(last, recorder.next(after: training.steps) ?? last) - training.steps
      var isLookedAt = false
      outcome = try training.run(
        on: experiment.population, until: piece, threads: session.settings.threads, isCancelled: host.interruption
      ) { point in
        if clock.isTimeToTell(), watch == nil { host.progress(progress(point)) }
        isLookedAt = watch?.isDue == true && !rule.isMet(at: point)
        return !host.isInterrupted && !isLookedAt
      }
      if isLookedAt, outcome == .interrupted, !host.isInterrupted { outcome = .steps }
      try recorder.record(training, isLast: outcome != .steps || training.steps >= last)
      if let point = training.history.last { watch?.draw(training, recorder.recording, progress(point)) }
    } while outcome == .steps && training.steps < last
    host.progress(nil)
    experiment.carry(training.model.theta)
    experiment.record.training = training
    experiment.record.recording = recorder.recording
    recorder.tell()
    let done = training.steps - first
    experiment.record.rule?.steps = rule.steps - done
    session.workspace.experiment = experiment
    session.pausedTraining = PausedTraining(statement: call.span, steps: [done])
    let isPaused = outcome == .steps && done < rule.steps
    try conclude(
      outcome, training, rule, done: done, isPaused: isPaused, seconds: clock.elapsed, call, session)
  }

  /// What `until` asked for, where the training ended without it.
  private static func unreached(_ rule: StopRule) -> String {
    let bounds = [("gradient", rule.gradientBelow), ("loss", rule.lossBelow)].compactMap { name, bound in
      bound.map { "\(name) < \(NumberFormat.literal($0))" }
    }
    return bounds.isEmpty ? "" : "; \(bounds.joined(separator: " or ")) is not reached"
  }

  /// loss 1.93e-3, |grad| 1.0e-3 after 1000 steps
  private static func conclude(
    _ outcome: TrainingOutcome, _ training: Training, _ rule: StopRule, done: Int, isPaused: Bool, seconds: Double,
    _ call: Call,
    _ session: Session
  ) throws {
    guard let last = training.history.last else { return }
    let f = NumberFormat.short
    var text = "loss \(f(last.loss)), |grad| \(f(last.gradientNorm)) after \(done) step\(done == 1 ? "" : "s")"
    switch outcome {
    case .steps where isPaused: text += ", paused; `train` goes on"
    case .reached: break
    case .steps: text += unreached(rule)
    case .noProgress: text += "; no further progress" + unreached(rule)
    case .interrupted:
      session.host.show(.report(text + ", interrupted; `train` goes on", seconds: seconds))
      // Its steps are kept in either case.
      if case let failure as Diagnostic = session.reason(at: call.span) { throw KeptFailure(diagnostic: failure) }
      throw Interrupted(isTold: true)
    case .diverged(let step, let layer):
      let what = layer.map { "the gradient of layer \($0) is not finite" } ?? "the loss is not finite"
      let rate = (training.optimiser as? any FirstOrder)?.schedule.rate
      let advice = rate.map { "Try rate=\(f($0 / 10)), or `train lbfgs`." } ?? "Try `train adam` first."
      throw KeptFailure(
        diagnostic: Diagnostic(
          .diverged, "training diverged at step \(step): \(what)", at: call.span,
          notes: ["kept: the state of step \(step - 1), the last finite one. \(advice)"], exitStatus: .diverged))
    }
    session.host.show(.report(text, seconds: seconds))
  }
}

extension StopRule {
  /// Whether what `until` asked for holds.
  fileprivate func isMet(at point: TrainingPoint) -> Bool {
    gradientBelow.map { point.gradientNorm < $0 } == true || lossBelow.map { point.loss < $0 } == true
  }
}
