import Core
import Foundation
import Testing

/// Actions of one's own: derivatives, the motion that they are known to give, and what they conserve.
@Suite struct LagrangianTests {
  /// L of two coordinates, made of nodes.
  static func plane(
    _ name: String, parameters: [Double] = [], _ value: (inout Graph, _ q: [Int], _ v: [Int], _ theta: [Int]) -> Int
  ) throws -> Lagrangian {
    var graph = Graph(uniform: 0..<0)
    let inputs = (0..<4 + parameters.count).map { graph.input($0) }
    let node = value(&graph, Array(inputs[0..<2]), Array(inputs[2..<4]), Array(inputs[4...]))
    return try Lagrangian(
      name: name, definition: name, bodies: 1, dimension: 2, parameters: parameters.map { ("k", $0) }, graph: graph,
      value: node)
  }

  static func square(_ graph: inout Graph, _ x: [Int], scaled s: Double = 1) -> Int {
    let (a, b) = (graph.binary(.multiply, x[0], x[0]), graph.binary(.multiply, x[1], x[1]))
    let second = graph.binary(.multiply, graph.constant(s), b)
    return graph.binary(.add, a, second)
  }

  /// |v|^2/2 + 1/|q|: Kepler's.
  static let kepler = try! plane("kepler") { graph, q, v, _ in
    let kinetic = square(&graph, v)
    let half = graph.binary(.multiply, graph.constant(0.5), kinetic)
    let r2 = square(&graph, q)
    let r = graph.unary(.root, r2)
    return graph.binary(.add, half, graph.binary(.divide, graph.constant(1), r))
  }

  /// exp(x vy) + |v|^2/2 sin(y): terms of places and velocities together.
  static let mixed = try! plane("mixed") { graph, q, v, _ in
    let product = graph.binary(.multiply, q[0], v[1])
    let e = graph.unary(.exponential, product)
    let (kinetic, s) = (square(&graph, v), graph.unary(.sine, q[1]))
    return graph.binary(.add, e, graph.binary(.multiply, kinetic, s))
  }

  /// Central differences of h = 1e-5 err by h^2 of the third derivative and by 1e-16/h: 1e-8 of numbers of size one to
  /// ten, with a margin of ten.
  @Test(arguments: Quadrature.allCases) func derivativesOfAStepAreThoseOfItsValue(rule: Quadrature) {
    let action = LagrangianAction(Self.mixed, [], step: 0.3, rule)
    let q = [0.4, 0.7, 0.6, 0.5]
    func step(_ q: [Double]) -> LagrangianStep { action.step(from: q[..<2], to: q[2...]) }
    func difference(_ j: Int, _ f: (LagrangianStep) -> Double) -> Double {
      var (up, down) = (q, q)
      up[j] += 1e-5
      down[j] -= 1e-5
      return (f(step(up)) - f(step(down))) / 2e-5
    }
    let s = step(q)
    func agree(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-7 * (1 + abs(a)) }
    for i in 0..<2 {
      #expect(agree(s.d1[i], difference(i) { $0.value }) && agree(s.d2[i], difference(2 + i) { $0.value }))
      for j in 0..<2 {
        #expect(agree(s.d11[2 * i + j], difference(j) { $0.d1[i] }))
        #expect(agree(s.d12[2 * i + j], difference(2 + j) { $0.d1[i] }))
        #expect(agree(s.d22[2 * i + j], difference(2 + j) { $0.d2[i] }))
      }
    }
  }

  /// The trapezoid's action of L = T - V is velocity Verlet's: the motion of a light body about a heavy one at rest, to
  /// what a thousand steps of rounding make of a Kepler orbit (1e-12 measured; the reference's light body has a mass of
  /// 1e-18, whose pull nobody feels).
  @Test func trapezoidIsVerlet() throws {
    let path = try ActionPath(Self.kepler, [], from: [1, 0], velocity: [0, 0.9], time: 5, steps: 1000)
    var bodies = try Bodies(masses: [1, 1e-18], positions: [[0, 0], [1, 0]], velocities: [[0, 0], [0, 0.9]])
    try bodies.advance(steps: 1000, by: 0.005)
    let end = path.trace.states[1000]
    #expect(abs(end[0, 0] - bodies.positions[1]) < 1e-10 && abs(end[0, 1] - bodies.positions[3]) < 1e-10)
  }

  /// Halving the step makes the energy's error a quarter: 4 up to the next order, here 0.1.
  @Test(arguments: Quadrature.allCases) func energyErrsByTheSquareOfTheStep(rule: Quadrature) throws {
    func error(_ steps: Int) throws -> Double {
      let path = try ActionPath(Self.kepler, [], from: [1, 0], velocity: [0, 0.9], time: 5, steps: steps, rule)
      let energies = try #require(path.energies)
      #expect(abs(energies[0] - (0.405 - 1)) < 1e-12)
      return energies.map { abs($0 - energies[0]) }.max() ?? .nan
    }
    let ratio = try error(400) / error(800)
    #expect(abs(ratio - 4) < 0.1)
  }

  /// The end of a shot path, given as an end, leads to the same path.
  @Test func twoPointsGiveThePathThatWasShot() throws {
    let shot = try ActionPath(Self.kepler, [], from: [1, 0], velocity: [0, 0.9], time: 1.2, steps: 60)
    let between = try ActionPath(
      Self.kepler, [], from: [1, 0], to: shot.trace.states[60].points[0], time: 1.2, steps: 60)
    for (a, b) in zip(shot.trace.states, between.trace.states) {
      #expect(abs(a[0, 0] - b[0, 0]) < 1e-10 && abs(a[0, 1] - b[0, 1]) < 1e-10)
    }
    #expect(between.morseIndex == 0)
  }

  /// Drift and torque agree for every motion, symmetric or not, with the rounding of momenta that are differences over
  /// h = 1/200.
  @Test(arguments: Quadrature.allCases) func driftIsTorque(rule: Quadrature) throws {
    for lagrangian in [Self.kepler, Self.mixed] {
      let path = try ActionPath(lagrangian, [], from: [1, 0.8], velocity: [0.1, 0.3], time: 1, steps: 200, rule)
      for generator in Generator.catalogue {
        let law = try path.law(generator, path.trace)
        #expect(law.residual < 1e-11, "\(lagrangian.name) \(generator.name)")
        if path.symmetries.contains(where: { $0.isSameMotion(as: generator) }) { #expect(law.relativeDrift < 1e-11) }
      }
    }
  }

  @Test func symmetriesAreFound() throws {
    #expect(Self.kepler.symmetries([]).generators.map(\.name) == ["rotation"])
    #expect(Self.mixed.symmetries([]).generators.isEmpty)
    // Masses 1 and 4 in a field of the same kind: turned along ellipses.
    let uneven = try Self.plane("uneven") { graph, q, v, _ in
      let (t, u) = (Self.square(&graph, v, scaled: 4), Self.square(&graph, q, scaled: 4))
      return graph.binary(.subtract, t, u)
    }
    #expect(uneven.symmetries([]).generators.map(\.name) == ["rotation on ellipses, axes as 2 to 1"])
    let free = try Self.plane("free") { graph, _, v, _ in Self.square(&graph, v) }
    #expect(free.symmetries([]).generators.map(\.name) == ["translation x", "translation y", "rotation"])
    // k |q|^2 moves with a translation unless k is zero: of any k where it is not given.
    let spring = try Self.plane("spring", parameters: [0]) { graph, q, v, k in
      let (t, u) = (Self.square(&graph, v), Self.square(&graph, q))
      return graph.binary(.subtract, t, graph.binary(.multiply, k[0], u))
    }
    #expect(spring.symmetries([nil]).generators.map(\.name) == ["rotation"])
    #expect(spring.symmetries([0]).generators.count == 3)
  }

  /// A path that claims all motions.
  struct Boaster: Trajectory {
    let path: ActionPath
    let symmetries = Array(Generator.catalogue.prefix(4))
    var kind: String { path.kind }
    var part: String { path.part }
    var trace: Trace { path.trace }
    func torques(_ xi: Generator, cluster: Int?) throws -> [Double] { try path.torques(xi, cluster: cluster) }
  }

  /// Kepler's orbit refutes translations and the dilation, which the action does not have, and bears out the rotation.
  @Test func numbersRefuteWrongClaims() throws {
    let path = try ActionPath(Self.kepler, [], from: [1, 0], velocity: [0, 0.9], time: 5, steps: 1000)
    let boaster = Boaster(path: path)
    let refuted = boaster.symmetries.filter { boaster.refutation(of: boaster.drift($0, boaster.trace)) != nil }
    #expect(refuted.map(\.name) == ["translation x", "translation y", "dilation"])
    // Bodies at rest, whose momenta are the rounding of forces that balance, refute nothing.
    let still = try ActionPath(Self.kepler, [], from: [1, 0], velocity: [0, 0.9], time: 5e-13, steps: 100)
    #expect(still.symmetries.allSatisfy { still.refutation(of: still.drift($0, still.trace)) == nil })
    // Nobody claims them of the path itself.
    for xi in boaster.symmetries { #expect(path.refutation(of: path.drift(xi, path.trace)) == nil) }
  }

  @Test func whatIsNoMotionIsRefused() throws {
    let flat = try Self.plane("flat") { graph, q, v, _ in
      let a = graph.binary(.multiply, q[0], v[0])
      return graph.binary(.add, a, graph.binary(.multiply, q[1], v[1]))
    }
    #expect(throws: EngineError.self) { try ActionPath(flat, [], from: [1, 0], velocity: [0, 1], time: 1, steps: 10) }
    #expect(throws: EngineError.self) {
      try ActionPath(Self.kepler, [], from: [0, 0], velocity: [0, 1], time: 1, steps: 10)
    }
    #expect(throws: EngineError.self) {
      try ActionPath(Self.kepler, [], from: [1, 0], velocity: [0, 1], time: .nan, steps: 10)
    }
  }

  /// Constants that meet in a derivative are folded, whichever comes first; the graph comes to an end.
  @Test func productsOfConstantsAreConstants() {
    var graph = Graph(uniform: 0..<0)
    let x = graph.input(0)
    let scaled = graph.binary(.multiply, graph.constant(3), graph.binary(.multiply, x, x))
    let e = graph.unary(.exponential, scaled)
    let one = graph.constant(1)
    let slope = graph.gradient(of: [e], seeds: [one], by: [x])
    let curvature = graph.gradient(of: slope, seeds: [one], by: [x])
    let values = Tape(graph, slope + curvature)([0.5])
    #expect(abs(values[0] - 3 * exp(0.75)) < 1e-14 * 7 && abs(values[1] - 15 * exp(0.75)) < 1e-13 * 32)
  }
}
