/// theta <- theta - rate * gradient.
public struct GradientDescent: FirstOrder {
  public let schedule: Schedule
  public var count = 0

  public init(schedule: Schedule) { self.schedule = schedule }

  public mutating func change(for gradient: [Double], rate: Double) -> [Double] {
    gradient.map { -rate * $0 }
  }
}

/// Polyak's heavy ball: u <- beta u - rate * gradient, theta <- theta + u.
///
/// Source: Polyak, "Some methods of speeding up the convergence of iteration methods" (1964).
public struct Momentum: FirstOrder {
  public let schedule: Schedule
  public let beta: Double
  public var count = 0
  private var velocity: [Double] = []

  public init(schedule: Schedule, beta: Double = 0.9) {
    self.schedule = schedule
    self.beta = beta
  }

  public mutating func change(for gradient: [Double], rate: Double) -> [Double] {
    if velocity.isEmpty { velocity = [Double](repeating: 0, count: gradient.count) }
    for i in gradient.indices { velocity[i] = beta * velocity[i] - rate * gradient[i] }
    return velocity
  }
}
