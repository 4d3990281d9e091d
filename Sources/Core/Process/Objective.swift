/// A function to be made stationary.
public protocol Objective: Sendable {
  /// Value and gradient; not finite where the work was asked to end on the way.
  func evaluate(_ theta: [Double]) -> ObjectiveValue
  /// Whether an evaluation takes so long that it asks on its way whether the work should end.
  var asksWithin: Bool { get }
  /// The Hessian, n x n row by row. - Throws: `CancellationError`.
  func hessian(_ theta: [Double]) throws -> [Double]
  /// The Hessian times a vector. - Throws: `CancellationError`.
  func product(_ theta: [Double], _ direction: [Double]) throws -> [Double]
  /// The entries of theta that may move.
  var free: [Int] { get }
  /// For each entry of theta what is neither much nor little of it, so that methods that compare entries with each other
  /// and with one do the same in all units of length; empty where that is one for all.
  var units: [Double] { get }
  /// The same of the function.
  var unit: Double { get }
  /// Whether the units of all entries are known; else they may be of any size.
  var areUnitsKnown: Bool { get }
  /// How linear algebra is to be computed.
  var arithmetic: Arithmetic { get }
}

extension Objective {
  public func product(_ theta: [Double], _ direction: [Double]) throws -> [Double] {
    let (hessian, n) = (try hessian(theta), theta.count)
    return (0..<n).map { i in (0..<n).reduce(0.0) { $0 + hessian[i * n + $1] * direction[$1] } }
  }
  public var units: [Double] { [] }
  public var unit: Double { 1 }
  public var areUnitsKnown: Bool { true }
  public var arithmetic: Arithmetic { .portable }
  public var asksWithin: Bool { false }
}

public struct ObjectiveValue: Sendable {
  /// F.
  public let value: Double
  /// The part of F that is the data's loss, L.
  public let loss: Double
  public let gradient: [Double]

  public init(value: Double, loss: Double, gradient: [Double]) {
    self.value = value
    self.loss = loss
    self.gradient = gradient
  }

  public var gradientNorm: Double { norm(gradient) }
  public var isFinite: Bool { value.isFinite && gradient.allSatisfy(\.isFinite) }
}
