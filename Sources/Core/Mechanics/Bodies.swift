import Checked

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Bodies of the plane that attract each other, V = -sum over pairs of m_i m_j / sqrt(|q_i - q_j|^2 + softening^2),
/// with Newton's constant one.
///
/// Coordinates lie as x_1 ... x_n, y_1 ... y_n.
public struct Bodies: Sendable, Equatable {
  public let masses: [Double]
  /// Zero for point masses.
  public let softening: Double
  public var positions: [Double]
  /// p = m v.
  public var momenta: [Double]

  public var count: Int { masses.count }
  public static let most = 1000

  /// - Throws: `EngineError` for fewer than two bodies, shapes that do not fit, a mass that is not positive, numbers
  ///   that are not finite, two bodies at one place without softening, and units in which forces leave the range of
  ///   numbers.
  public init(masses: [Double], positions: [[Double]], velocities: [[Double]], softening: Double = 0) throws {
    let n = masses.count
    if let i = masses.firstIndex(where: { !($0 > 0 && $0.isFinite) }) {
      throw EngineError(.outOfRange, "mass \(i + 1) must be positive, not \(masses[i])", about: "masses")
    }
    guard n >= 2 else { throw EngineError(.outOfRange, "there must be at least two bodies, not \(n)", about: "masses") }
    guard n <= Self.most else {
      throw EngineError(.outOfRange, "there can be at most \(Self.most) bodies, not \(n)", about: "masses")
    }
    guard positions.count == n, velocities.count == n else {
      throw EngineError(
        .wrongShape, "\(n) masses have \(positions.count) positions and \(velocities.count) velocities",
        about: positions.count == n ? "velocities" : "positions")
    }
    for (vectors, name) in [(positions, "positions"), (velocities, "velocities")] {
      guard vectors.allSatisfy({ $0.count == 2 && $0.allSatisfy(\.isFinite) }) else {
        throw EngineError(.notFinite, "\(name) must be finite points of the plane", about: name)
      }
    }
    guard softening >= 0, softening.isFinite else {
      throw EngineError(.outOfRange, "the softening must be zero or positive, not \(softening)", about: "softening")
    }
    self.masses = masses
    self.softening = softening
    self.positions = positions.map { $0[0] } + positions.map { $0[1] }
    momenta = zip(masses, velocities).map { $0 * $1[0] } + zip(masses, velocities).map { $0 * $1[1] }
    if softening == 0, let (i, j) = coincidence {
      throw EngineError(.outOfRange, "bodies \(i + 1) and \(j + 1) are at the same place", about: "positions")
    }
    try checkRange()
  }

  /// - Throws: `EngineError` where units are such that forces would be lost: their formula has cubes of distances.
  private func checkRange() throws(EngineError) {
    for i in Range(from: 1, upTo: count) {
      for j in 0..<i {
        let (dx, dy) = (positions[i] - positions[j], positions[count + i] - positions[count + j])
        let d2 = dx * dx + dy * dy + softening * softening
        guard (1e-200...1e200).contains(d2) else {
          throw EngineError(
            .outOfRange,
            "bodies \(j + 1) and \(i + 1) are \(norm([dx, dy, softening])) apart: distances lie between 1e-100 and 1e100, where forces are numbers",
            about: softening > 0 && dx == 0 && dy == 0 ? "softening" : "positions", help: "take other units of length")
        }
        guard (masses[i] * masses[j] / d2.squareRoot()).isNormal, (masses[i] * masses[j] / d2).isNormal else {
          throw EngineError(
            .outOfRange, "the force between bodies \(j + 1) and \(i + 1) leaves the range of numbers", about: "masses",
            help: "take other units of mass or length")
        }
      }
    }
  }

  private var coincidence: (Int, Int)? {
    var seen: [[Double]: Int] = [:]
    for i in 0..<count {
      let place = [positions[i], positions[count + i]]
      if let j = seen[place] { return (j, i) }
      seen[place] = i
    }
    return nil
  }

  /// Two bodies on Kepler ellipses about their common centre of mass at rest at the origin, at their nearest on the x
  /// axis and turning counterclockwise.
  ///
  /// - Parameters:
  ///   - eccentricity: in 0..<1.
  ///   - axis: the semi-major axis of the relative ellipse.
  public static func kepler(masses: [Double], eccentricity e: Double, axis a: Double = 1) throws -> Bodies {
    guard masses.count == 2 else {
      throw EngineError(
        .outOfRange, "a Kepler orbit has two bodies, not \(masses.count)", about: "masses",
        help: "give positions and velocities")
    }
    guard (0..<1).contains(e) else {
      throw EngineError(.outOfRange, "the eccentricity must be from 0 to below 1, not \(e)", about: "eccentricity")
    }
    guard a > 0, a.isFinite else {
      throw EngineError(.outOfRange, "the semi-major axis must be positive, not \(a)", about: "axis")
    }
    let total = masses[0] + masses[1]
    let distance = a * (1 - e)
    let speed = (total / a * (1 + e) / (1 - e)).squareRoot()
    let (f, g) = (masses[1] / total, masses[0] / total)
    return try Bodies(
      masses: masses, positions: [[-f * distance, 0], [g * distance, 0]],
      velocities: [[0, -f * speed], [0, g * speed]])
  }

  /// Adds a velocity to all.
  public mutating func move(with v: [Double]) {
    for i in 0..<count {
      momenta[i] += masses[i] * v[0]
      momenta[count + i] += masses[i] * v[1]
    }
  }

  /// T + V.
  public var energy: Double {
    var sum = CompensatedSum()
    for i in 0..<count {
      let p2 = momenta[i] * momenta[i] + momenta[count + i] * momenta[count + i]
      sum.add(p2 / (2 * masses[i]))
      for j in 0..<i {
        let (dx, dy) = (positions[i] - positions[j], positions[count + i] - positions[count + j])
        sum.add(-masses[i] * masses[j] / (dx * dx + dy * dy + softening * softening).squareRoot())
      }
    }
    return sum.value
  }

  /// The Laplace-Runge-Lenz vector of the relative motion of two bodies, v x (q x v) / M - q/|q|: it points to the
  /// nearest place, its length is the eccentricity. Only the law 1/r^2 conserves it.
  public var laplaceRungeLenz: [Double]? {
    guard count == 2 else { return nil }
    let (dx, dy) = (positions[1] - positions[0], positions[3] - positions[2])
    let (vx, vy) = (momenta[1] / masses[1] - momenta[0] / masses[0], momenta[3] / masses[1] - momenta[2] / masses[0])
    let (turn, r) = (dx * vy - dy * vx, (dx * dx + dy * dy).squareRoot())
    let total = masses[0] + masses[1]
    return [vy * turn / total - dx / r, -vx * turn / total - dy / r]
  }

  /// -dV/dq at positions that are given, into `force`; returns the largest (m_i + m_j) / d^3 of two bodies, the square
  /// of the frequency with which they would circle.
  @discardableResult
  func force(at q: UnsafePointer<Double>, into force: UnsafeMutablePointer<Double>) -> Double {
    let (n, soft) = (count, softening * softening)
    var stiffest = 0.0
    for i in 0..<2 * n { force[i] = 0 }
    masses.withUnsafeBufferPointer { m in
      for i in Range(from: 1, upTo: n) {
        let (x, y, mass) = (q[i], q[n + i], m[i])
        var (fx, fy) = (0.0, 0.0)
        for j in 0..<i {
          let (dx, dy) = (q[j] - x, q[n + j] - y)
          let d2 = dx * dx + dy * dy + soft
          let inverse = 1 / (d2 * d2.squareRoot())
          let strength = mass * m[j] * inverse
          stiffest = max(stiffest, (mass + m[j]) * inverse)
          fx += strength * dx
          fy += strength * dy
          force[j] -= strength * dx
          force[n + j] -= strength * dy
        }
        force[i] += fx
        force[n + i] += fy
      }
    }
    return stiffest
  }
}
