/// Bodies on their way: places, momenta, and the forces at the place where they were last asked for.
public struct PhaseState {
  private let bodies: Bodies
  private let attraction: Attraction?
  /// The step of time.
  public let h: Double
  /// One over the mass of each coordinate.
  public let inverse: [Double]
  public var q: [Double]
  public var p: [Double]
  public private(set) var f: [Double]
  /// Whether two bodies came so near that they would circle each other by more than a radian in one step.
  public private(set) var hasCollided = false
  /// Whether the equation of a step was not solved: the step is too long for the rule.
  public internal(set) var isUnsolved = false

  init(_ bodies: Bodies, _ h: Double, _ settings: ForceSettings) {
    self.bodies = bodies
    self.h = h
    attraction = bodies.count < Attraction.fewest ? nil : Attraction(bodies, settings)
    (q, p) = (bodies.positions, bodies.momenta)
    inverse = (bodies.masses + bodies.masses).map { 1 / $0 }
    f = q
    updateForce()
  }

  /// The forces where the bodies are.
  public mutating func updateForce() { updateForce(at: q) }

  /// The forces at another place.
  public mutating func updateForce(at place: [Double]) {
    let stiffest = attraction?.force(at: place, into: &f) ?? bodies.force(at: place, into: &f)
    if h * h * stiffest > 1 { hasCollided = true }
  }
}
