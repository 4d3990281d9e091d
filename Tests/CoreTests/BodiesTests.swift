import Core
import Foundation
import Testing

/// Many bodies: forces in lanes and on threads; and what integrators claim of themselves.
@Suite struct BodiesTests {
  /// A disc of bodies, a few of them heavy.
  static func disc(_ n: Int, softening: Double = 0.05) throws -> Bodies {
    let at = (0..<n).map { i -> [Double] in
      let (r, turn) = ((Double(i) + 0.5).squareRoot() / Double(n).squareRoot(), Double(i) * 2.399963)
      return [r * cos(turn), r * sin(turn)]
    }
    return try Bodies(
      masses: (0..<n).map { $0 % 7 == 0 ? 3 / Double(n) : 1 / Double(n) }, positions: at,
      velocities: at.map { [-0.6 * $0[1], 0.6 * $0[0]] },
      softening: softening)
  }

  /// Lanes against the sum over pairs, by one step of Euler's rule, which adds h F: other orders of the sums, and 1/d
  /// by other means. Fifty roundings of forces of size one; counts that fill their blocks and such that do not.
  @Test(arguments: [16, 17, 31, 32, 100, 257])
  func lanesAgreeWithPairs(n: Int) throws {
    let start = try Self.disc(n)
    var moved = start
    try moved.advance(steps: 1, by: 1e-3, .euler)
    for i in stride(from: 0, to: n, by: 5) {
      var (fx, fy) = (0.0, 0.0)
      for j in 0..<n where j != i {
        let (dx, dy) = (start.positions[j] - start.positions[i], start.positions[n + j] - start.positions[n + i])
        let d2 = dx * dx + dy * dy + start.softening * start.softening
        let pull = start.masses[i] * start.masses[j] / (d2 * d2.squareRoot())
        (fx, fy) = (fx + pull * dx, fy + pull * dy)
      }
      #expect(abs(moved.momenta[i] - start.momenta[i] - 1e-3 * fx) < 1e-17 + 1e-14 * abs(fx), "\(n) \(i)")
      #expect(abs(moved.momenta[n + i] - start.momenta[n + i] - 1e-3 * fy) < 1e-17 + 1e-14 * abs(fy), "\(n) \(i)")
    }
  }

  @Test func anyNumberOfThreadsAndAnyWidthGivesTheSameBits() throws {
    let start = try Self.disc(300)
    func moved(_ threads: Int, _ arithmetic: Arithmetic) throws -> Bodies {
      var bodies = start
      try bodies.advance(steps: 20, by: 1e-3, .verlet, ForceSettings(threads: threads, arithmetic: arithmetic))
      return bodies
    }
    let one = try moved(1, .portable)
    for threads in [2, 3, 7, 64] { #expect(try moved(threads, .portable) == one, "\(threads)") }
    for arithmetic in [Arithmetic.baseline, .portableAVX2] { #expect(try moved(1, arithmetic) == one, "\(arithmetic)") }
    let fast = try moved(2, .fast)
    let worst = zip(fast.positions, one.positions).map { abs($0 - $1) }.max() ?? .nan
    #expect(worst < 1e-13, "fused operations differ by rounding")
  }

  /// Linear momentum is no longer conserved pair by pair in lanes, but as well: rounding of 300 x 200 sums. The energy
  /// errs with the square of h.
  @Test func manyBodiesConserveTheirCharges() throws {
    let trace = try Self.disc(300).trace(steps: 200, by: 2e-3, every: 10)
    for generator in Generator.catalogue.prefix(3) {
      let charges = trace.charges(generator)
      let drift = charges.map { abs($0 - charges[0]) }.max() ?? .nan
      #expect(drift < 1e-13 * max(1, trace.scale(generator)), "\(generator.name) \(drift)")
    }
    func error(_ steps: Int) throws -> Double {
      var bodies = try Self.disc(100, softening: 0.2)
      let energy = bodies.energy
      try bodies.advance(steps: steps, by: 1 / Double(steps))
      return abs(bodies.energy - energy)
    }
    #expect(abs(log2(try error(200) / error(400)) - 2) < 0.1)
  }

  @Test func bodiesOfABlockCollideInWords() throws {
    var at = (0..<20).map { [Double($0), 0.0] }
    at[7] = [8 - 1e-9, 0]
    var bodies = try Bodies(
      masses: [Double](repeating: 1, count: 20), positions: at, velocities: at.map { _ in [0, 0] })
    let start = bodies
    do {
      try bodies.advance(steps: 10, by: 1e-3)
      Issue.record("they do not collide")
    } catch let error as EngineError {
      #expect(error.message.hasPrefix("two bodies are too near at the start") && error.about == "step")
    }
    #expect(bodies == start, "nothing is lost")
    // Two of them fall onto each other.
    at[7] = [7.99, 0]
    bodies = try Bodies(masses: [Double](repeating: 1, count: 20), positions: at, velocities: at.map { _ in [0, 0] })
    do {
      try bodies.advance(steps: 100, by: 1e-4)
      Issue.record("they do not collide")
    } catch let error as EngineError { #expect(error.message.hasPrefix("two bodies collide at step "), "\(error)") }
    #expect(throws: EngineError.self) { try Self.disc(1001) }
  }

  // MARK: Claims

  /// M' J M = J for the Jacobian M of one step, by central differences of 1e-5: they err by 1e-10 of third derivatives
  /// that are not small, and by 1e-11 of rounding.
  @Test(arguments: IntegratorCatalogue.integrators)
  func integratorsPreserveAreasAsTheyClaim(integrator: any Integrator) throws {
    let start = MechanicsTests.bodies
    let d = 2 * start.count
    func step(_ change: Double, _ i: Int) throws -> [Double] {
      var bodies = start
      if i < d { bodies.positions[i] += change } else { bodies.momenta[i - d] += change }
      try bodies.advance(steps: 1, by: 0.1, integrator)
      return bodies.positions + bodies.momenta
    }
    let columns = try (0..<2 * d).map { i in zip(try step(1e-5, i), try step(-1e-5, i)).map { ($0 - $1) / 2e-5 } }
    var worst = 0.0
    for i in 0..<2 * d {
      for j in 0..<2 * d {
        let form = (0..<d).reduce(0) { $0 + columns[i][$1] * columns[j][d + $1] - columns[i][d + $1] * columns[j][$1] }
        worst = max(worst, abs(form - (j == i + d ? 1 : i == j + d ? -1 : 0)))
      }
    }
    #expect(integrator.claims.isSymplectic ? worst < 1e-7 : worst > 1e-6, "\(worst)")
  }

  @Test(arguments: IntegratorCatalogue.integrators)
  func integratorsGoBackAsTheyClaim(integrator: any Integrator) throws {
    var bodies = MechanicsTests.bodies
    try bodies.advance(steps: 20, by: 0.01, integrator)
    try bodies.advance(steps: 20, by: -0.01, integrator)
    let worst =
      zip(bodies.positions + bodies.momenta, MechanicsTests.bodies.positions + MechanicsTests.bodies.momenta).map {
        abs($0 - $1)
      }.max() ?? .nan
    // Forty steps' rounding; Runge and Kutta's rule comes back to within its own error.
    #expect(integrator.claims.isReversible ? worst < 1e-13 : worst > 1e-12, "\(worst)")
  }

  /// A hundred thousand steps at T/500 and e = 0.5: the controls lose angular momentum where Verlet keeps it to
  /// rounding.
  @Test func theControlsDrift() throws {
    let start = try Bodies.kepler(masses: [1, 1], eccentricity: 0.5)
    let h = try #require(start.period) / 500
    func drift(_ integrator: any Integrator, _ steps: Int) throws -> Double {
      var bodies = start
      let before = MechanicsTests.angular(bodies)
      try bodies.advance(steps: steps, by: h, integrator)
      return abs(MechanicsTests.angular(bodies) / before - 1)
    }
    #expect(try drift(.verlet, 100_000) < 1e-12)
    #expect((1e-9...1e-6).contains(try drift(.rk4, 100_000)))
    #expect(try drift(.euler, 5000) > 0.1)
  }

  /// Torque and drift of a motion agree for what is no symmetry too.
  @Test func theTorqueOfManyBodiesIsTheirDrift() throws {
    let motion = try Orbit(try Self.disc(60), steps: 50, by: 2e-3)
    for generator in Generator.catalogue {
      let law = try motion.law(generator, motion.trace)
      #expect(law.residual < 1e-13, "\(generator.name) \(law.residual)")
    }
    #expect(try motion.law(.dilation(), motion.trace).relativeDrift > 1e-2)
  }
}
