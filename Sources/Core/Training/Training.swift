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
  /// Point 0 is the start; one more for each step.
  public private(set) var history: [TrainingPoint]
  /// The parameters on the way.
  public private(set) var checkpoints: Checkpoints

  /// `history` and `checkpoints` continue earlier ones, whose steps go on counting.
  public init(_ model: any Trainable, optimiser: any Optimiser, history: [TrainingPoint] = [], checkpoints: Checkpoints = Checkpoints()) {
    self.model = model
    self.optimiser = optimiser
    self.history = history
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
    isCancelled: @escaping @Sendable () -> Bool = { false },
    observe: (TrainingPoint) -> Bool = { _ in true }
  ) throws -> TrainingOutcome {
    let objective = model.objective(on: population, threads: threads, isCancelled: isCancelled)
    var iterate = Iterate(theta: model.theta, at: objective.evaluate(model.theta))
    guard iterate.at.isFinite else {
      throw EngineError("the loss is not finite before the first step", help: "build the chain anew")
    }
    if history.isEmpty {
      history.append(point(0, iterate.at))
      checkpoints.add(step: 0, iterate.theta)
    }
    if let outcome = rule.outcome(at: point(steps, iterate.at)) { return outcome }
    for _ in 0..<rule.steps {
      if isCancelled() { return .interrupted }
      let result: StepResult
      do {
        result = try optimiser.step(from: iterate, objective: objective)
      } catch is CancellationError {
        return .interrupted
      }
      switch result {
      case .stuck: return .noProgress
      case .diverged(let value): return .diverged(step: steps + 1, layer: badLayer(value.gradient))
      case .moved(let next):
        iterate = next
        model.theta = next.theta
        let seen = point(steps + 1, next.at)
        history.append(seen)
        checkpoints.add(step: seen.step, next.theta)
        if !observe(seen) { return .interrupted }
        if let outcome = rule.outcome(at: seen) { return outcome }
      }
    }
    return .steps
  }

  private func point(_ step: Int, _ value: ObjectiveValue) -> TrainingPoint {
    TrainingPoint(step: step, loss: value.loss, objective: value.value, gradientNorm: value.gradientNorm)
  }

  private func badLayer(_ gradient: [Double]) -> Int? {
    gradient.firstIndex { !$0.isFinite }.map { model.layer(ofParameter: $0) }
  }
}
