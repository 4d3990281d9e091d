/// theta <- theta - rate * gradient.
public struct GradientDescent: FirstOrder {
  public static let declaration = OptimiserDeclaration(
    "gd", "trains by gradient descent", details: ["theta <- theta - rate gradient."], steps: 1000, rate: 0.3,
    convergence: .linear
  ) { _, schedule in GradientDescent(schedule: schedule) }

  public let schedule: Schedule
  public var count = 0

  public init(schedule: Schedule) { self.schedule = schedule }

  public mutating func change(for gradient: [Double], rate: Double, units: [Double]) -> [Double] {
    gradient.map { -rate * $0 }
  }
}
