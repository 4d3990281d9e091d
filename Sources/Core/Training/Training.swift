public import Limits

/// When a training ends.
public struct StopRule: Sendable {
  /// At most so many steps in one run.
  public var steps: Int
  public var gradientBelow: Double?
  public var lossBelow: Double?

  public init(steps: Int, gradientBelow: Double? = nil, lossBelow: Double? = nil) {
    self.steps = steps
    self.gradientBelow = gradientBelow
    self.lossBelow = lossBelow
  }

  func outcome(at point: TrainingPoint) -> TrainingOutcome? {
    if let bound = gradientBelow, point.gradientNorm < bound { return .reached }
    if let bound = lossBelow, point.loss < bound { return .reached }
    return nil
  }
}

/// What was seen after a step.
public struct TrainingPoint: Sendable, Equatable {
  public let step: Int
  /// L, the data's loss.
  public let loss: Double
  /// F = L + penalty.
  public let objective: Double
  /// |dF/dtheta|.
  public let gradientNorm: Double

  public init(step: Int, loss: Double, objective: Double, gradientNorm: Double) {
    (self.step, self.loss, self.objective, self.gradientNorm) = (step, loss, objective, gradientNorm)
  }
}

public enum TrainingOutcome: Sendable, Equatable {
  /// What `until` asked for holds.
  case reached
  case steps
  /// No step makes progress any more: rounding, or a stationary point of the method.
  case noProgress
  case interrupted
  /// The next step would not be finite; `layer` is the first whose gradient is not (nil: only the loss is not).
  case diverged(step: Int, layer: Int?)
}

/// A training in progress, a value: the chain or network, the optimiser's state, and the history.
public struct Training: Sendable {
  public private(set) var model: any Trainable
  public private(set) var optimiser: any Optimiser
  /// Point 0 is the start; one more for each step, of a very long training for evenly spaced ones and the last.
  public var history: [TrainingPoint] { seen.points }
  private var seen: TrainingHistory
  /// The parameters on the way.
  public private(set) var checkpoints: Checkpoints

  /// `history` and `checkpoints` continue earlier ones, whose steps go on counting.
  public init(
    _ model: any Trainable, optimiser: any Optimiser, history: [TrainingPoint] = [],
    checkpoints: Checkpoints = Checkpoints()
  ) {
    self.model = model
    self.optimiser = optimiser
    seen = TrainingHistory(history)
    self.checkpoints = checkpoints
  }

  public var steps: Int { history.last?.step ?? 0 }

  /// Steps until the rule ends it. The chain always holds the last finite state, and every finished step is kept.
  ///
  /// - Parameters:
  ///   - isCancelled: polled within long steps.
  ///   - observe: called after each step; false ends the run.
  /// - Throws: `EngineError` when the start is not finite, or from linear algebra.
  public mutating func run(
    on population: Population, until rule: StopRule, threads: Int = 1,
    isCancelled: @escaping @Sendable () -> Bool = Cancellation.isAsked,
    observe: (TrainingPoint) -> Bool = { _ in true }
  ) throws -> TrainingOutcome {
    let objective: any Objective
    do {
      objective = try model.objective(
        on: population, isExact: optimiser.isQuadratic, threads: threads, isCancelled: isCancelled)
    } catch is CancellationError { return .interrupted }
    var iterate = Iterate(theta: model.theta, at: objective.evaluate(model.theta))
    if isCancelled() { return .interrupted }
    guard iterate.at.isFinite else {
      throw EngineError(.notFinite, "the loss is not finite before the first step", help: "build the chain anew")
    }
    if history.isEmpty {
      seen.append(point(0, iterate.at))
      checkpoints.add(step: 0, iterate.theta, loss: iterate.at.loss)
    }
    if let outcome = rule.outcome(at: point(steps, iterate.at)) { return outcome }
    for _ in 0..<rule.steps {
      if isCancelled() { return .interrupted }
      // A long pass hears of it on its way and comes to nothing: the step has not been.
      let before = objective.asksWithin ? optimiser : nil
      let result: StepResult
      do {
        result = try optimiser.step(from: iterate, objective: objective)
      } catch is CancellationError {
        if let before { optimiser = before }
        return .interrupted
      }
      if let before, isCancelled() {
        optimiser = before
        return .interrupted
      }
      switch result {
      case .stuck: return .noProgress
      case .diverged(let value): return .diverged(step: steps + 1, layer: badLayer(value.gradient))
      case .moved(let next):
        iterate = next
        model.theta = next.theta
        let now = point(steps + 1, next.at)
        seen.append(now)
        checkpoints.add(step: now.step, next.theta, loss: now.loss)
        if !observe(now) { return .interrupted }
        if let outcome = rule.outcome(at: now) {
          if optimiser.isQuadratic, rule.gradientBelow != nil { polish(iterate, objective) }
          return outcome
        }
      }
    }
    return .steps
  }

  /// One more step, if it comes closer to stationarity by at least a digit.
  private mutating func polish(_ iterate: Iterate, _ objective: any Objective) {
    var last = optimiser
    guard case .moved(let next)? = try? last.step(from: iterate, objective: objective),
      next.at.gradientNorm < 0.1 * iterate.at.gradientNorm
    else { return }
    optimiser = last
    model.theta = next.theta
    seen.append(point(steps + 1, next.at))
    checkpoints.add(step: steps, next.theta, loss: next.at.loss)
  }

  /// Runs independent trainings on the same points side by side, each on one thread; each comes to the same bits as
  /// alone.
  ///
  /// - Parameters:
  ///   - rules: one for each.
  ///   - progress: told how many have ended, by one thread at a time.
  public static func runAll(
    _ trainings: inout [Training], on population: Population, until rules: [StopRule], threads: Int,
    isCancelled: @escaping @Sendable () -> Bool = Cancellation.isAsked, progress: (Int) -> Void = { _ in }
  ) -> [Result<TrainingOutcome, any Error>] {
    // Ranks meet in each step: they take one training after the other, and each all threads.
    let meets = Ranks.present?.shares(population.count) == true
    let queue = WorkQueue(count: trainings.count)
    var outcomes = [Result<TrainingOutcome, any Error>](repeating: .success(.interrupted), count: trainings.count)
    trainings.withUnsafeMutableBufferPointer { trainings in
      outcomes.withUnsafeMutableBufferPointer { outcomes in
        nonisolated(unsafe) let (trainings, outcomes, progress) = (trainings, outcomes, progress)
        let ranks = Ranks.present
        queue.run(workers: meets ? 1 : threads) { i, worker in
          outcomes[i] = Result {
            try Ranks.bound(to: meets ? ranks : nil) {
              try trainings[i].run(
                on: population, until: rules[i], threads: meets ? threads : 1, isCancelled: isCancelled
              ) { _ in
                if worker == 0 { progress(queue.ended) }
                return true
              }
            }
          }
        }
      }
    }
    return outcomes
  }

  private func point(_ step: Int, _ value: ObjectiveValue) -> TrainingPoint {
    TrainingPoint(step: step, loss: value.loss, objective: value.value, gradientNorm: value.gradientNorm)
  }

  private func badLayer(_ gradient: [Double]) -> Int? {
    gradient.firstIndex { !$0.isFinite }.map { model.layer(ofParameter: $0) }
  }
}
