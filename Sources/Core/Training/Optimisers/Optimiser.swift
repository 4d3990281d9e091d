/// Where an optimiser stands: parameters and what the objective is there.
public struct Iterate: Sendable {
  public var theta: [Double]
  public var at: ObjectiveValue

  public init(theta: [Double], at: ObjectiveValue) {
    self.theta = theta
    self.at = at
  }
}

/// What a step came to.
public enum StepResult: Sendable {
  case moved(Iterate)
  /// No step makes progress any more.
  case stuck
  /// The step would have left the finite numbers; it was not made.
  case diverged(ObjectiveValue)
}

/// A rule that improves an iterate. Its state (moments, memory, trust radius) is part of the value, so that an
/// interrupted training goes on as if it had not been interrupted.
public protocol Optimiser: Sendable {
  static var declaration: OptimiserDeclaration { get }
  /// - Throws: `CancellationError` when the objective was told to stop; `EngineError` from linear algebra.
  mutating func step(from iterate: Iterate, objective: any Objective) throws -> StepResult
}

/// How an optimiser is asked for, and what it claims.
public struct OptimiserDeclaration: Sendable {
  /// How the gradient shrinks near a stationary point that is not degenerate: by a factor a step, by ever smaller
  /// factors, or to its own square.
  public enum Convergence: Sendable { case linear, superlinear, quadratic }

  public let name: String
  public let summary: String
  public let details: [String]
  /// At most so many steps, where nothing is said.
  public let steps: Int
  /// Nil for an optimiser that chooses its step lengths itself.
  public let rate: Setting?
  public let settings: [Setting]
  public let convergence: Convergence
  /// Bytes that a number of parameters takes, and what for.
  public let memory: @Sendable (_ parameters: Int) -> (bytes: Double, for: String)?
  public let make: @Sendable (SettingValues, Schedule) -> any Optimiser

  public init(
    _ name: String, _ summary: String, details: [String], steps: Int, rate: Double? = nil, settings: [Setting] = [],
    convergence: Convergence,
    memory: @escaping @Sendable (_ parameters: Int) -> (bytes: Double, for: String)? = { _ in nil },
    make: @escaping @Sendable (SettingValues, Schedule) -> any Optimiser
  ) {
    self.name = name
    self.summary = summary
    self.details = details
    self.steps = steps
    self.rate = rate.map { Setting("rate", .positive, "the learning rate", default: $0) }
    self.settings = settings
    self.convergence = convergence
    self.memory = memory
    self.make = make
  }
}

extension Optimiser {
  /// Whether a bound that was reached is worth one more step: near a stationary point each doubles the number of right
  /// digits.
  var isQuadratic: Bool { Self.declaration.convergence == .quadratic }
}
