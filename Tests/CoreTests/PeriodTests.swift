import Core
import Foundation
import Testing

/// The radial period of two bodies beside an independent program's (SciPy's DOP853 at 1e-13, from one turning point to the
/// next), and closed forms.
@Suite struct PeriodTests {
  /// Of the relative motion: half of the place and the velocity for each of two masses alike.
  static func pair(_ place: [Double], _ velocity: [Double], softening: Double, total: Double) throws -> Bodies {
    try Bodies(
      masses: [total / 2, total / 2], positions: [place.map { $0 / 2 }, place.map { -$0 / 2 }],
      velocities: [velocity.map { $0 / 2 }, velocity.map { -$0 / 2 }], softening: softening)
  }

  @Test(arguments: [
    ([2.0, 0.0], [0.0, 0.8], 0.5, 2.0, 8.56552672), ([0.3, 0], [0.2, 1.1], 0.7, 3, 1.42850984),
    ([0.3, 0.1], [0.2, 1.1], 0.01, 1, 0.55018914),
  ])
  func softenedPairsAgreeWithAnIndependentProgram(
    place: [Double], velocity: [Double], softening: Double, total: Double, period: Double
  ) throws {
    let found = try #require(try Self.pair(place, velocity, softening: softening, total: total).period)
    #expect(abs(found - period) <= 1e-8 * period, "\(found)")
  }

  /// With a softening that is not felt it is Kepler's; near the circle too, and near a fall, where the energy is a difference
  /// of parts that are 2/(1 - e) times as large.
  @Test(arguments: [0.0, 1e-6, 0.5, 0.99, 0.9999]) func withoutSofteningItIsKeplers(eccentricity: Double) throws {
    let kepler = try Bodies.kepler(masses: [1, 2], eccentricity: eccentricity, axis: 3)
    let exact = 2 * Double.pi * 3
    #expect(abs(try #require(kepler.period) - exact) <= 1e-14 / (1 - eccentricity) * exact)
    let q = kepler.positions
    let v = zip(kepler.momenta, kepler.masses + kepler.masses).map { $0 / $1 }
    let soft = try Bodies(
      masses: kepler.masses, positions: [[q[0], q[2]], [q[1], q[3]]], velocities: [[v[0], v[2]], [v[1], v[3]]],
      softening: 1e-14)
    #expect(
      abs(try #require(soft.period) - exact) <= (1e-11 + 1e-14 / (1 - eccentricity)) * exact, "\(soft.period ?? .nan)")
  }

  /// At rest at one place they swing with the frequency sqrt(M/e^3) when pushed: the distance twice as fast.
  @Test func smallSwingsThroughTheCentre() throws {
    for push in [0, 1e-6, 1e-3] {
      let pair = try Self.pair([0, 0], [push, 0], softening: 0.5, total: 2)
      let small = Double.pi * (0.125 / 2).squareRoot()
      #expect(abs(try #require(pair.period) - small) <= (1e-13 + push * push) * small)
    }
  }

  @Test func whatIsNotBoundHasNone() throws {
    #expect(try Self.pair([2, 0], [0, 1.38], softening: 1, total: 2).period == nil)
    #expect(try Self.pair([0, 0], [2.01, 0], softening: 1, total: 2).period == nil)
    #expect(try Self.pair([2, 0], [0, 1.5], softening: 0, total: 2).period == nil)
    #expect(try Self.pair([0, 0], [1.99, 0], softening: 1, total: 2).period != nil)
  }

  /// After a period both are as far apart as they were at their farthest: 4,000 steps of Runge and Kutta's rule err by
  /// 1e-10.
  @Test func theDistanceComesBack() throws {
    var pair = try Self.pair([2, 0], [0, 0.8], softening: 0.5, total: 2)
    try pair.advance(steps: 4000, by: try #require(pair.period) / 4000, .rk4)
    let (x, y) = (pair.positions[0] - pair.positions[1], pair.positions[2] - pair.positions[3])
    #expect(abs((x * x + y * y).squareRoot() - 2) <= 1e-9)
  }

  /// Midpoints that repeated substitution does not find: nineteen neighbours, each nearly as stiff as is allowed.
  @Test func anUnsolvedStepIsSaid() throws {
    var bodies = try Bodies(
      masses: [Double](repeating: 1, count: 20), positions: (0..<20).map { [1e-3 * Double($0), 0] },
      velocities: (0..<20).map { [0, Double($0 % 2)] }, softening: 1)
    let start = bodies
    let error = #expect(throws: EngineError.self) { try bodies.advance(steps: 10, by: 0.7, .midpoint) }
    #expect(error?.code == .noConvergence && error?.about == "step", "\(error?.message ?? "")")
    #expect(bodies == start)
  }
}
