/// Polyak's heavy ball: u <- beta u - rate * gradient, theta <- theta + u.
///
/// Source: Polyak, "Some methods of speeding up the convergence of iteration methods" (1964).
public struct Momentum: FirstOrder {
  public static let beta = Setting("beta", .fraction, "how much of the last step is kept, below 1", default: 0.9)
  public static let declaration = OptimiserDeclaration(
    "momentum", "trains by gradient descent with momentum",
    details: ["u <- beta u - rate gradient, theta <- theta + u (heavy ball)."], steps: 1000, rate: 0.05,
    settings: [beta], convergence: .linear
  ) { Momentum(schedule: $1, beta: $0[beta]) }

  public let schedule: Schedule
  public let beta: Double
  public var count = 0
  private var velocity: [Double] = []

  public init(schedule: Schedule, beta: Double = Momentum.beta.standard) {
    self.schedule = schedule
    self.beta = beta
  }

  public mutating func change(for gradient: [Double], rate: Double, units: [Double]) -> [Double] {
    if velocity.isEmpty { velocity = [Double](repeating: 0, count: gradient.count) }
    for i in gradient.indices { velocity[i] = beta * velocity[i] - rate * gradient[i] }
    return velocity
  }
}
