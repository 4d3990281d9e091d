#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Adam: the gradient's running mean over the root of its running square, both corrected for their start at zero.
///
///     m <- b1 m + (1 - b1) g,  v <- b2 v + (1 - b2) g^2
///     theta <- theta - rate * (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)
///
/// eps is meant for gradients of size one, and goes with the unit of each.
///
/// Source: Kingma, Ba, "Adam: a method for stochastic optimization" (2015), algorithm 1.
public struct Adam: FirstOrder {
  public static let declaration = OptimiserDeclaration(
    "adam", "trains by Adam",
    details: [
      "theta <- theta - rate m/(sqrt(v) + eps), m and v the running means of the gradient and its square; b1 = 0.9, b2 = 0.999, eps = 1e-8 in a chain whose maps are half a unit wide, else in proportion."
    ], steps: 1000, rate: 0.02, convergence: .linear
  ) { _, schedule in Adam(schedule: schedule) }

  public let schedule: Schedule
  public let beta1: Double
  public let beta2: Double
  public let epsilon: Double
  public var count = 0
  private var mean: [Double] = []
  private var square: [Double] = []

  public init(schedule: Schedule, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8) {
    self.schedule = schedule
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
  }

  public mutating func change(for gradient: [Double], rate: Double, units: [Double]) -> [Double] {
    if mean.isEmpty {
      mean = [Double](repeating: 0, count: gradient.count)
      square = mean
    }
    let t = Double(count + 1)
    let (c1, c2) = (1 - pow(beta1, t), 1 - pow(beta2, t))
    return gradient.indices.map { i in
      mean[i] = beta1 * mean[i] + (1 - beta1) * gradient[i]
      square[i] = beta2 * square[i] + (1 - beta2) * gradient[i] * gradient[i]
      return -rate * (mean[i] / c1) / ((square[i] / c2).squareRoot() + epsilon * (units.isEmpty ? 1 : units[i]))
    }
  }
}
