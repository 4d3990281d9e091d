import Core
import Foundation
import Testing

/// Two bodies and rays of light: derivatives, closed forms, orders of convergence, conserved charges, and controls that
/// conserve nothing.
@Suite struct MechanicsTests {
  // MARK: Derivatives

  static let bodies = try! Bodies(
    masses: [1, 2, 0.5], positions: [[0, 0], [1, 0.2], [-0.4, 0.9]], velocities: [[0, 0], [0, 1], [1, 0]],
    softening: 0.1)

  static let soft = try! Bodies(
    masses: bodies.masses, positions: [[0, 0], [1, 0], [2, 0]], velocities: [[0, 0], [0, 0], [0, 0]], softening: 0.5)

  static let skew = Medium(name: "skew", symmetries: []) { x, y in
    .init(value: 2 + x * x * y + y * y, gradient: (2 * x * y, x * x + 2 * y), hessian: (2 * y, 2 * x, 2))
  }

  /// Central differences of h = 1e-5 err by h^2 of the third derivative and by 1e-16/h: 1e-8 of numbers of size one to
  /// ten, with a margin of ten.
  @Test(arguments: [
    ("bodies", BodiesAction(Self.soft, step: 0.3) as any DiscreteAction),
    ("luneburg", RayAction(medium: .luneburg, segments: 4)),
    ("fisheye", RayAction(medium: .fisheye, segments: 4)), ("bump", RayAction(medium: .bump(), segments: 4)),
    ("skew", RayAction(medium: Self.skew, segments: 4)),
    ("interface", RayAction(medium: .interface(above: 1, below: 1.5, thickness: 0.4), segments: 4)),
  ])
  func derivativesAreThoseOfTheValue(name: String, action: any DiscreteAction) {
    let d = action.dimension
    let q = (0..<2 * d).map { 0.3 * sin(Double(3 * $0 + 1)) }
    func step(_ q: [Double]) -> LagrangianStep { action.step(from: q[..<d], to: q[d...]) }
    func difference(_ j: Int, _ f: (LagrangianStep) -> Double) -> Double {
      var (up, down) = (q, q)
      up[j] += 1e-5
      down[j] -= 1e-5
      return (f(step(up)) - f(step(down))) / 2e-5
    }
    let s = step(q)
    func agree(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-7 * (1 + abs(a)) }
    for i in 0..<d {
      #expect(
        agree(s.d1[i], difference(i) { $0.value }) && agree(s.d2[i], difference(d + i) { $0.value }), "\(name) \(i)")
      for j in 0..<d {
        #expect(agree(s.d11[i * d + j], difference(j) { $0.d1[i] }), "\(name) 11 \(i) \(j)")
        #expect(agree(s.d12[i * d + j], difference(d + j) { $0.d1[i] }), "\(name) 12 \(i) \(j)")
        #expect(agree(s.d22[i * d + j], difference(d + j) { $0.d2[i] }), "\(name) 22 \(i) \(j)")
      }
    }
  }

  // MARK: Rays

  struct Lens: Decodable {
    let luneburg_Q32: [[Double]]
    let fisheye_Q32: [[Double]]
    let luneburg_ends: [[Double]]
    let fisheye_ends: [[Double]]
    let luneburg_T_J: [Double]
    let fisheye_T_J: [Double]
  }

  static func lens() throws -> Lens {
    try JSONDecoder().decode(
      Lens.self, from: try Data(contentsOf: ReferenceData.folder.appendingPathComponent("Mechanics/lens.json")))
  }

  static func spread(_ values: [Double]) -> Double { (values.max() ?? .nan) - (values.min() ?? .nan) }

  /// The reference's path was found by another program with the same action; both are stationary to 1e-14.
  @Test func raysAgreeWithTheReference() throws {
    let lens = try Self.lens()
    for (medium, ends, path) in [
      (Medium.luneburg, lens.luneburg_ends, lens.luneburg_Q32), (.fisheye, lens.fisheye_ends, lens.fisheye_Q32),
    ] {
      let ray = try #require(try Ray.between(ends[0], ends[1], in: medium, segments: 32).first)
      let worst = zip(ray.points, path).map { max(abs($0[0] - $1[0]), abs($0[1] - $1[1])) }.max() ?? .nan
      #expect(worst <= 1e-11, "\(medium.name)")
    }
  }

  /// Time, charge and |p| = n go to their closed forms with the square of the segment's length.
  @Test func raysConvergeWithOrderTwo() throws {
    let lens = try Self.lens()
    for (medium, ends, truth) in [
      (Medium.luneburg, lens.luneburg_ends, lens.luneburg_T_J), (.fisheye, lens.fisheye_ends, lens.fisheye_T_J),
    ] {
      let errors = try [32, 64, 128].map { n -> [Double] in
        let ray = try #require(try Ray.between(ends[0], ends[1], in: medium, segments: n, starts: 1).first)
        let p = ray.momenta[n / 2]
        let index = medium.index(ray.points[n / 2][0], ray.points[n / 2][1])
        let charge = ray.points[0][0] * ray.momenta[0][1] - ray.points[0][1] * ray.momenta[0][0]
        return [
          abs(ray.time - truth[0]), abs(charge - truth[1]), abs((p[0] * p[0] + p[1] * p[1]).squareRoot() - index),
        ]
      }
      for i in 0..<3 {
        let order = log2(errors[1][i] / errors[2][i])
        #expect(abs(order - 2) < 0.05, "\(medium.name) \(i): \(order)")
      }
    }
  }

  /// The index does not change along the claimed motions: by central differences of 1e-5, which err by 1e-10 of third
  /// derivatives, up to 1e5 where the layers meet.
  @Test func lensesHaveTheSymmetriesThatTheyClaim() {
    for type in LensCatalogue.lenses {
      let medium = type.init(SettingValues()).medium
      func squared(_ x: Double, _ y: Double) -> Double { medium.index(x, y) * medium.index(x, y) }
      for (x, y) in [(0.3, 0.4), (-0.7, 0.02), (0.1, -0.6)] {
        let (h, at) = (1e-5, squared(x, y))
        let gradient = [
          (squared(x + h, y) - squared(x - h, y)) / (2 * h), (squared(x, y + h) - squared(x, y - h)) / (2 * h),
        ]
        for xi in medium.symmetries {
          let motion = xi([x, y])
          #expect(abs(motion[0] * gradient[0] + motion[1] * gradient[1]) <= 1e-5 * at, "\(type.name) \(xi.name)")
        }
      }
      #expect(!medium.symmetries.isEmpty && medium.name == type.name)
    }
    #expect(Set(LensCatalogue.names).count == LensCatalogue.names.count)
  }

  @Test func aSymmetricMediumConservesItsCharge() throws {
    let layered = Medium.layered("layered") { y in
      (
        pow(1.5 + tanh(y), 2), 2 * (1.5 + tanh(y)) / pow(cosh(y), 2),
        2 / pow(cosh(y), 4) - 4 * (1.5 + tanh(y)) * tanh(y) / pow(cosh(y), 2)
      )
    }
    for medium in LensCatalogue.lenses.map({ $0.init(SettingValues()).medium }) + [layered] {
      let trace = try #require(try Ray.between([-0.8, 0.3], [0.6, -0.5], in: medium, segments: 200).first).trace()
      for generator in medium.symmetries {
        // Rounding of two hundred steps; the charge is of size one.
        #expect(Self.spread(trace.charges(generator)) < 1e-12, "\(medium.name)")
      }
    }
    let control = try #require(try Ray.between([-0.8, 0.3], [0.6, -0.5], in: Self.skew, segments: 200).first).trace()
    #expect(Self.spread(control.charges(.rotation())) > 1e-2)
  }

  /// The bump lens between (-1.5, 0) and (1.5, 0): two fastest rays around the middle and the axial one, a saddle.
  @Test func threeRaysAreFoundAndToldApart() throws {
    let rays = try Ray.between([-1.5, 0], [1.5, 0], in: .bump(), segments: 256)
    #expect(rays.count == 3)
    let charges = rays.map { $0.points[0][0] * $0.momenta[0][1] - $0.points[0][1] * $0.momenta[0][0] }
    // The figures are known to three decimals.
    #expect(zip(rays.map(\.time), [3.721, 3.721, 3.750]).allSatisfy { abs($0 - $1) < 1e-3 })
    #expect(zip(charges.map(abs), [0.660, 0.660, 0]).allSatisfy { abs($0 - $1) < 1e-3 } && charges[0] * charges[1] < 0)
    #expect(rays.map { $0.morseIndex > 0 } == [false, false, true])
  }

  @Test func impossibleRaysAreRefusedInWords() {
    func message(_ a: [Double], _ b: [Double], _ medium: Medium, segments: Int = 16) -> String {
      do { return "\(try Ray.between(a, b, in: medium, segments: segments).count) rays" } catch { return "\(error)" }
    }
    let opaque = Medium.radial("opaque") { u in (2 - u, -1, 0) }
    #expect(message([1, 1], [1, 1], .fisheye) == "a ray needs two different ends")
    #expect(message([2, 0], [0, 1], opaque) == "the start lies where the medium is opaque: n^2 is not positive")
    #expect(message([0, 0], [0, 1], .fisheye, segments: 0) == "a ray needs at least one segment")
    #expect(message([0, 0], [0, 1], .fisheye, segments: 1) == "1 rays")
    let broken = Medium(name: "broken", symmetries: []) { x, _ in
      .init(value: x > 0.2 && x < 0.3 ? .nan : 1, gradient: (0, 0), hessian: (0, 0, 0))
    }
    #expect(message([0, 0], [1, 0], broken).contains("not finite"))
  }

  // MARK: Bodies

  struct TwoBodies: Decodable {
    let bvp_Q: [[[Double]]]
    let bvp_T: Double
    let m: [Double]
  }

  static func angular(_ b: Bodies) -> Double {
    (0..<b.count).reduce(0) {
      $0 + b.positions[$1] * b.momenta[b.count + $1] - b.positions[b.count + $1] * b.momenta[$1]
    }
  }

  /// The relative error of the two bodies' place after a period: they should be back.
  static func error(_ integrator: any Integrator, steps: Int) throws -> Double {
    let start = try Bodies.kepler(masses: [1, 2], eccentricity: 0.3)
    var now = start
    try now.advance(steps: steps, by: try #require(start.period) / Double(steps), integrator)
    return zip(now.positions, start.positions).map { abs($0 - $1) }.max() ?? .nan
  }

  @Test(arguments: IntegratorCatalogue.integrators)
  func integratorsHaveTheirOrder(integrator: any Integrator) throws {
    let steps = [1: 100_000, 2: 1000, 4: 800][integrator.claims.order] ?? 500
    let order = log2(try Self.error(integrator, steps: steps) / Self.error(integrator, steps: 2 * steps))
    // Euler's next order is still felt at a hundred thousand steps.
    #expect(abs(order - Double(integrator.claims.order)) < (integrator.claims.order == 1 ? 0.15 : 0.1), "\(order)")
  }

  @Test(arguments: IntegratorCatalogue.integrators)
  func integratorsConserveWhatTheyClaim(integrator: any Integrator) throws {
    var now = Self.bodies
    let (energy, turn) = (now.energy, Self.angular(now))
    let linear = { (b: Bodies) in [b.momenta[..<3].reduce(0, +), b.momenta[3...].reduce(0, +)] }
    let start = linear(now)
    try now.advance(steps: 4000, by: 0.005, integrator)
    #expect(zip(linear(now), start).allSatisfy { abs($0 - $1) < 1e-12 }, "forces come in pairs")
    let drift = abs(Self.angular(now) - turn)
    // The midpoint's equation is solved to rounding in every one of four thousand steps.
    #expect(integrator.claims.conservesAngularMomentum ? drift < 1e-11 : drift > 1e-9, "\(drift)")
    #expect(integrator.claims.order == 1 ? abs(now.energy - energy) > 0.1 : abs(now.energy - energy) < 0.05)
  }

  /// A hundred thousand steps, 200 periods: momenta to rounding, the energy's error bounded and of order two.
  @Test func verletForAHundredThousandSteps() throws {
    let start = try Bodies.kepler(masses: [1, 1], eccentricity: 0.5)
    let period = try #require(start.period)
    func worstEnergy(_ perPeriod: Int, periods: Int) throws -> Double {
      var (now, worst) = (start, 0.0)
      for _ in 0..<periods * perPeriod / 10 {
        try now.advance(steps: 10, by: period / Double(perPeriod))
        worst = max(worst, abs(now.energy - start.energy))
      }
      return worst
    }
    let trace = try start.trace(steps: 100_000, by: period / 500, every: 100)
    #expect(Self.spread(trace.charges(.translation(along: [1, 0]))) < 1e-13)
    #expect(Self.spread(trace.charges(.rotation())) < 5e-12)
    #expect(abs(log2(try worstEnergy(500, periods: 4) / worstEnergy(1000, periods: 4)) - 2) < 0.05)
    #expect(try worstEnergy(500, periods: 40) < 1.1 * worstEnergy(500, periods: 4), "it does not drift")
  }

  @Test func keplersClosedForms() throws {
    let e = 0.4
    let start = try Bodies.kepler(masses: [3, 1], eccentricity: e, axis: 2)
    #expect(abs(try #require(start.period) - 2 * Double.pi * (8.0 / 4).squareRoot()) < 1e-13)
    let vector = try #require(start.laplaceRungeLenz)
    #expect(abs(vector[0] - e) < 1e-14 && abs(vector[1]) < 1e-14)
    #expect(abs(start.energy + 3 * 1 / (2 * 2.0)) < 1e-14, "E = -m1 m2 / 2a")
    // The farthest distance after half a period, a (1 + e); Verlet's error at 20,000 steps is 1e-7.
    var now = start
    try now.advance(steps: 10_000, by: try #require(start.period) / 20_000)
    #expect(abs(abs(now.positions[1] - now.positions[0]) - 2 * (1 + e)) < 1e-5)
  }

  /// Between fixed ends, by Newton on the whole path: the reference's path, and momenta that agree with Verlet's own
  /// steps.
  @Test func theBoundaryValueProblemIsVerlet() throws {
    let data = try JSONDecoder().decode(
      TwoBodies.self, from: try Data(contentsOf: ReferenceData.folder.appendingPathComponent("Mechanics/two-body.json"))
    )
    let n = data.bvp_Q.count - 1
    let h = data.bvp_T / Double(n)
    let path = data.bvp_Q.map { q in [q[0][0], q[1][0], q[0][1], q[1][1]] }
    let ends = (path[0], path[n])
    let bent = path.enumerated().map { k, q in
      q.enumerated().map { $1 + 0.02 * sin(Double.pi * Double(k) / Double(n)) * Double($0 - 1) }
    }
    let bodies = try Bodies(
      masses: data.m, positions: [[ends.0[0], ends.0[2]], [ends.0[1], ends.0[3]]], velocities: [[0, 0], [0, 0]])
    let solution = try BodiesAction(bodies, step: h).stationaryPath(near: bent)
    let worst = zip(solution.points, path).map { zip($0, $1).map { abs($0 - $1) }.max() ?? .nan }.max() ?? .nan
    // Both are stationary to 1e-12 of the momenta; the Hessian's inverse is of size one.
    #expect(worst < 1e-9, "\(worst)")
    var now = bodies
    now.momenta = solution.momenta[0]
    for k in 1...n {
      try now.advance(steps: 1, by: h)
      #expect(zip(now.momenta, solution.momenta[k]).allSatisfy { abs($0 - $1) < 1e-9 }, "step \(k)")
    }
    let totals = solution.momenta.map { $0[0] + $0[1] }
    #expect(Self.spread(totals) < 1e-11)
  }

  @Test func badBodiesAreRefusedInWords() throws {
    func message(_ body: () throws -> Void) -> String {
      do { try body() } catch { return "\(error)" }
      return "fine"
    }
    func two(_ masses: [Double], _ places: [[Double]] = [[0, 0], [1, 0]]) throws {
      _ = try Bodies(masses: masses, positions: places, velocities: [[0, 0], [0, 0]])
    }
    #expect(message { try two([1, 0]) } == "mass 2 must be positive, not 0.0")
    #expect(message { try two([-1, 1]) } == "mass 1 must be positive, not -1.0")
    #expect(message { try two([1, 1], [[1, 2], [1, 2]]) } == "bodies 1 and 2 are at the same place")
    #expect(message { try two([1, 1, 1]) }.contains("3 masses have 2 positions"))
    #expect(message { try two([1, 1], [[0, .nan], [1, 0]]) }.contains("finite"))
    #expect(message { _ = try Bodies.kepler(masses: [1, 1], eccentricity: 1) }.contains("eccentricity"))
    // Two bodies at rest fall onto each other.
    var falling = try Bodies(masses: [1, 1], positions: [[0, 0], [1, 0]], velocities: [[0, 0], [0, 0]])
    #expect(message { try falling.advance(steps: 10_000, by: 1e-3) }.hasPrefix("two bodies collide at step "))
    #expect(falling.positions == [0, 1, 0, 0], "what failed changed nothing")
    #expect(message { _ = try falling.trace(steps: 10, by: -1) }.contains("must be positive"))
  }
}
