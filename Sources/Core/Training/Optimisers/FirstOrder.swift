#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A learning rate over the steps, t = 0, 1, ...
public struct Schedule: Sendable, Equatable {
  public enum Decay: String, Sendable, CaseIterable { case constant, cosine }
  public let rate: Double
  public let decay: Decay
  /// The number of steps over which a cosine falls to zero; it stays there.
  public let steps: Int

  public init(rate: Double, decay: Decay = .constant, steps: Int = 1) {
    self.rate = rate
    self.decay = decay
    self.steps = steps
  }

  /// rate, or rate (1 + cos(pi t / steps)) / 2.
  public func callAsFunction(_ t: Int) -> Double {
    switch decay {
    case .constant: rate
    case .cosine: t >= steps ? 0 : rate * (1 + cos(Double.pi * Double(t) / Double(steps))) / 2
    }
  }
}

/// An optimiser whose step depends on the gradient at one point only.
public protocol FirstOrder: Optimiser {
  var schedule: Schedule { get }
  var count: Int { get set }
  /// The change of theta for this gradient.
  ///
  /// - Parameter units: of the gradient's entries; empty where that is one for all.
  mutating func change(for gradient: [Double], rate: Double, units: [Double]) -> [Double]
}

extension FirstOrder {
  public mutating func step(from iterate: Iterate, objective: any Objective) -> StepResult {
    let kept = self
    let units = objective.units.map { objective.unit / $0 }
    var theta = change(for: iterate.at.gradient, rate: schedule(count), units: units)
    count += 1
    accumulate(1, iterate.theta, into: &theta)
    let next = objective.evaluate(theta)
    guard next.isFinite, theta.allSatisfy(\.isFinite) else {
      self = kept
      return .diverged(next)
    }
    return .moved(Iterate(theta: theta, at: next))
  }
}
