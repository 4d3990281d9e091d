/// A scene of mechanics: a process whose states and costates follow from an action, without training.
public protocol Scene: Sendable {
  /// With its article, for messages.
  var kind: String { get }
  /// States q_k and momenta p_k; every body or ray is a point and a cluster of its own, with weight one, so that a charge is a sum.
  var trace: Trace { get }
  /// The generators that leave the action as it is.
  var symmetries: [Generator] { get }
  /// What the action changes by under a generator in each step, <D_1 L_d, xi(q_k)> + <D_2 L_d, xi(q_{k+1})>: the torque. At a stationary path it
  /// is what the charge gains, Q_{k+1} - Q_k. Nil where the steps are not those of an action.
  func torques(_ xi: Generator) -> [Double]?
}

/// Bodies in motion.
public struct Motion: Scene {
  public let start: Bodies
  public let integrator: Integrator
  public let step: Double
  /// States that were kept lie so many steps apart.
  public let every: Int
  public let trace: Trace
  public var kind: String { "an orbit" }
  public let symmetries: [Generator] = Array(Generator.catalogue.prefix(3))

  public init(
    _ start: Bodies, steps: Int, by h: Double, _ integrator: Integrator = .verlet, every: Int = 1, isCancelled: () -> Bool = { false }
  ) throws {
    (self.start, self.integrator, step, self.every) = (start, integrator, h, every)
    trace = try start.trace(steps: steps, by: h, integrator, every: every, isCancelled: isCancelled)
  }

  /// The bodies at a state that was kept.
  public func bodies(at k: Int) -> Bodies {
    var bodies = start
    (bodies.positions, bodies.momenta) = (trace.states[k].storage, trace.costates[k].storage)
    return bodies
  }

  public func torques(_ xi: Generator) -> [Double]? {
    guard integrator == .verlet, every == 1, start.count <= 10 else { return nil }
    let action = BodiesAction(start, step: step)
    return (0..<trace.steps).map { k in
      let (a, b) = (trace.states[k], trace.states[k + 1])
      let step = action.step(from: a.storage[...], to: b.storage[...])
      return (0..<start.count).reduce(0) { sum, i in
        let (u, v) = (xi([a[i, 0], a[i, 1]]), xi([b[i, 0], b[i, 1]]))
        return sum + (0..<2).reduce(0) { $0 + step.d1[$1 * start.count + i] * u[$1] + step.d2[$1 * start.count + i] * v[$1] }
      }
    }
  }
}

/// Rays of light between two points, or between several pairs of points, in one medium.
public struct Light: Scene {
  public let rays: [Ray]
  public let medium: Medium
  public let trace: Trace
  public var kind: String { "light" }
  public var symmetries: [Generator] { medium.symmetries }

  /// - Throws: `EngineError` when there are no rays or their numbers of segments differ.
  public init(_ rays: [Ray]) throws {
    guard let first = rays.first, rays.allSatisfy({ $0.points.count == first.points.count }) else {
      throw EngineError("light needs rays of the same number of segments")
    }
    self.rays = rays
    medium = first.medium
    trace = try Trace(
      states: first.points.indices.map { k in Columns(points: rays.map { $0.points[k] }) },
      costates: first.points.indices.map { k in Columns(points: rays.map { $0.momenta[k] }) },
      weights: [Double](repeating: 1, count: rays.count), labels: Array(rays.indices), clusters: rays.indices.map { "ray\($0 + 1)" })
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
