/// A scene of mechanics: a process whose states and costates follow from an action, without training.
public protocol Scene: Sendable {
  /// With its article, for messages.
  var kind: String { get }
  /// What lies between two states: "step", "segment".
  var part: String { get }
  /// States q_k and momenta p_k; every body or ray is a point and a cluster of its own, with weight one, so that a
  /// charge is a sum.
  var trace: Trace { get }
  /// The generators that leave the action as it is.
  var symmetries: [Generator] { get }
  /// What the action changes by under a generator in each step, <D_1 L_d, xi(q_k)> + <D_2 L_d, xi(q_{k+1})>: the
  /// torque. At a stationary path it is what the charge gains, Q_{k+1} - Q_k. Nil where the steps are not those of an
  /// action.
  func torques(_ xi: Generator) -> [Double]?
  /// The energy at every state, where there is one.
  var energies: [Double]? { get }
}

extension Scene {
  public var energies: [Double]? { nil }

  /// What is worth a row of `conserve`: translations, rotations and the dilation, and the symmetries besides.
  public var motions: [Generator] {
    let known = [MotionSpace.translations, .rotations, .dilation].flatMap { $0.basis(dimension: trace.dimension) }
    return known + symmetries.filter { s in !known.contains { $0.isSameMotion(as: s) } }
  }
}

/// Bodies in motion.
public struct Motion: Scene {
  public let start: Bodies
  public let integrator: any Integrator
  public let step: Double
  /// States that were kept lie so many steps apart.
  public let every: Int
  public let trace: Trace
  public var kind: String { "an orbit" }
  public var part: String { "step" }
  /// The ellipse that two bodies were set on, if they were.
  public let ellipse: Ellipse?
  public let symmetries: [Generator] = Array(Generator.catalogue.prefix(3))

  public struct Ellipse: Sendable, Equatable {
    public let eccentricity: Double
    public let axis: Double

    public init(eccentricity: Double, axis: Double) { (self.eccentricity, self.axis) = (eccentricity, axis) }
  }

  public init(
    _ start: Bodies, steps: Int, by h: Double, _ integrator: any Integrator = .verlet, every: Int = 1,
    ellipse: Ellipse? = nil,
    _ settings: ForceSettings = ForceSettings(), isCancelled: () -> Bool = { false }
  ) throws {
    (self.start, self.integrator, step, self.every, self.ellipse) = (start, integrator, h, every, ellipse)
    trace = try start.trace(steps: steps, by: h, integrator, every: every, settings, isCancelled: isCancelled)
  }

  /// The same bodies on an ellipse of another eccentricity, by as many steps of the same length; its period is the
  /// same.
  ///
  /// - Throws: `EngineError` when the bodies come too near for the step.
  public func turned(toEccentricity e: Double) throws -> Motion? {
    guard let ellipse else { return nil }
    return try Motion(
      try .kepler(masses: start.masses, eccentricity: e, axis: ellipse.axis), steps: trace.steps * every, by: step,
      integrator, every: every,
      ellipse: Ellipse(eccentricity: e, axis: ellipse.axis))
  }

  public var energies: [Double]? { (0...trace.steps).map { bodies(at: $0).energy } }

  /// The bodies at a state that was kept.
  public func bodies(at k: Int) -> Bodies {
    var bodies = start
    (bodies.positions, bodies.momenta) = (trace.states[k].storage, trace.costates[k].storage)
    return bodies
  }

  public func torques(_ xi: Generator) -> [Double]? {
    guard integrator.claims.hasTrapezoidalAction, every == 1, start.count <= Self.mostForTorques else { return nil }
    let n = start.count
    var forces = [[Double]](repeating: [Double](repeating: 0, count: 2 * n), count: 2)
    start.force(at: trace.states[0].storage, into: &forces[0])
    return (0..<trace.steps).map { k in
      let (a, b) = (trace.states[k], trace.states[k + 1])
      start.force(at: b.storage, into: &forces[1])
      var torque = CompensatedSum()
      for i in 0..<n {
        let (u, v) = (xi([a[i, 0], a[i, 1]]), xi([b[i, 0], b[i, 1]]))
        for c in 0..<2 {
          // D_1 L_d = -m (b - a)/h + h/2 F(a), D_2 L_d = m (b - a)/h + h/2 F(b).
          let push = start.masses[i] * (b[i, c] - a[i, c]) / step
          torque.add((step / 2 * forces[0][c * n + i] - push) * u[c])
          torque.add((step / 2 * forces[1][c * n + i] + push) * v[c])
        }
      }
      forces.swapAt(0, 1)
      return torque.value
    }
  }

  private static let mostForTorques = 200
}

/// Rays of light between two points, or between several pairs of points, in one medium.
public struct Light: Scene {
  public let rays: [Ray]
  public let medium: Medium
  public let trace: Trace
  public var kind: String { "light" }
  public var part: String { "segment" }
  public var symmetries: [Generator] { medium.symmetries }

  /// Whether the rays were shot from one place and go on for one time.
  public let isFan: Bool

  /// - Throws: `EngineError` when there are no rays or their numbers of segments differ.
  public init(_ rays: [Ray], isFan: Bool = false) throws {
    guard let first = rays.first, rays.allSatisfy({ $0.points.count == first.points.count }) else {
      throw EngineError("light needs rays of the same number of segments")
    }
    self.rays = rays
    self.isFan = isFan
    medium = first.medium
    trace = try Trace(
      states: first.points.indices.map { k in Columns(points: rays.map { $0.points[k] }) },
      costates: first.points.indices.map { k in Columns(points: rays.map { $0.momenta[k] }) },
      weights: [Double](repeating: 1, count: rays.count), labels: Array(rays.indices),
      clusters: rays.indices.map { "ray\($0 + 1)" })
  }

  /// The place from which all rays come, if it is one; and the place to which they all go.
  public var source: [Double]? { Self.common(rays.map { $0.points[0] }) }
  public var target: [Double]? { Self.common(rays.map { $0.points[$0.points.count - 1] }) }

  private static func common(_ points: [[Double]]) -> [Double]? {
    points.allSatisfy { $0 == points[0] } ? points[0] : nil
  }

  public func torques(_ xi: Generator) -> [Double]? {
    let action = RayAction(medium: medium, segments: trace.steps)
    return (0..<trace.steps).map { k in
      rays.reduce(0) { sum, ray in
        let (a, b) = (ray.points[k], ray.points[k + 1])
        let (step, u, v) = (action.step(from: a[...], to: b[...]), xi(a), xi(b))
        return sum + (0..<2).reduce(0) { $0 + step.d1[$1] * u[$1] + step.d2[$1] * v[$1] } / ray.time
      }
    }
  }
}
