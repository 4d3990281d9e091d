import Core
import Foundation
import Testing

/// Shortest flows: what they are by other means, what they conserve, and how they are found.
@Suite struct GeodesicTests {
  // MARK: The reference

  struct Case: Decodable {
    struct Answer: Decodable {
      let momenta: [[Double]]
      let last: [[Double]]
      let energy: Double
      let loss: Double
    }

    let name: String
    let kernel: String
    let scale: Double
    let match: Double
    let steps: Int
    let weights: [Double]
    let start: [[Double]]
    let destinations: [[Double]]
    let continuous: Answer
    let discrete: Answer

    func geodesic(steps: Int? = nil) throws -> Geodesic {
      let population = try Population(
        states: Columns(points: start), destinations: Columns(points: destinations),
        labels: start.indices.map { $0 % 2 }, clusters: ["even", "odd"], weights: weights)
      return try Geodesic(
        population, kernel: Kernel(rawValue: kernel)!, scale: scale, match: match, steps: steps ?? self.steps)
    }
  }

  static let cases = try! JSONDecoder().decode(
    [Case].self, from: Data(contentsOf: ReferenceData.folder.appendingPathComponent("Geodesic/geodesic.json")))

  /// Another program's steps are solved to 1e-16 and its shooting to 1e-9 of the momenta, mostly much better.
  @Test(arguments: cases.indices)
  func agreesWithAnotherProgram(i: Int) throws {
    let (known, geodesic) = (Self.cases[i], try Self.cases[i].geodesic())
    #expect(geodesic.residual <= 1e-12)
    #expect(Self.distance(geodesic.trace.costates[0].points, known.discrete.momenta) <= 1e-8, "\(known.name)")
    #expect(Self.distance(geodesic.trace.states[known.steps].points, known.discrete.last) <= 1e-9, "\(known.name)")
    #expect(abs(geodesic.energies![0] - known.discrete.energy) <= 1e-9 * known.discrete.energy, "\(known.name)")
    #expect(abs(geodesic.loss - known.discrete.loss) <= 1e-8 * known.discrete.loss, "\(known.name)")
  }

  /// The continuous flow, by another method of higher order, is the limit of short steps: the error falls by four, and
  /// what remains when it is extrapolated is of the fourth order.
  @Test(arguments: cases.indices)
  func tendsToTheContinuousFlow(i: Int) throws {
    let known = Self.cases[i]
    let answers = try [20, 40, 80].map { try known.geodesic(steps: $0) }
    for (value, limit) in [
      (answers.map { $0.energies![0] }, known.continuous.energy), (answers.map(\.loss), known.continuous.loss),
    ] {
      let errors = value.map { $0 - limit }
      #expect(abs(log2(errors[1] / errors[2]) - 2) < 0.05, "\(known.name) \(errors)")
      #expect(abs(errors[2] - (errors[1] - errors[2]) / 3) < 0.02 * abs(errors[2]), "\(known.name)")
    }
  }

  private static func distance(_ a: [[Double]], _ b: [[Double]]) -> Double {
    CoreTests.distance(a.flatMap { $0 }, b.flatMap { $0 })
  }

  // MARK: Closed forms

  /// Two landmarks a distance r apart that approach head on, by symmetry one degree of freedom: H = pi^2 (1 - k(r)) with
  /// the canonical momenta (pi, -pi), so dr/dt = -2 sqrt(H (1 - k(r))), a quadrature. They never meet: near r = 0 the
  /// integrand is like 1/r. The midpoint rule errs by h^2.
  @Test(arguments: [Kernel.gauss, .lorentz])
  func twoThatApproachFollowTheQuadrature(kernel: Kernel) throws {
    let hamiltonian = try LandmarkHamiltonian(kernel: kernel, scale: 0.7, weights: [0.5, 0.5])
    func k(_ r: Double) -> Double { Self.profile(kernel, r * r / 0.49) }
    let p = 1.6
    let energy = p * p / 4 * (1 - k(1.5))
    func error(_ steps: Int) throws -> Double {
      let flow = try #require(try LandmarkFlow(hamiltonian, from: [-0.75, 0.75, 0, 0], [p, -p, 0, 0], steps: steps))
      let last = flow.places[steps]
      #expect(last[0] + last[1] == 0 && last[2] == 0 && last[3] == 0, "the symmetry is kept to the last bit")
      let time = Self.integral(from: last[1] - last[0], to: 1.5) { 1 / (2 * (energy * (1 - k($0))).squareRoot()) }
      return time - 1
    }
    let (coarse, fine) = (try error(100), try error(200))
    #expect(abs(fine) < 1e-4 && abs(log2(coarse / fine) - 2) < 0.05, "\(coarse) \(fine)")
  }

  /// Side by side with equal momenta across their way they push each other apart: with P = p_1 + p_2 and the relative
  /// momentum pi, H = P^2 (1 + k)/4 + pi^2 (1 - k), so dr/dt = 2 sqrt((H - P^2 (1 + k)/4)(1 - k)), while both advance by
  /// the integral of P (1 + k)/2.
  @Test func twoSideBySideArePushedApart() throws {
    let hamiltonian = try LandmarkHamiltonian(kernel: .gauss, scale: 0.7, weights: [0.5, 0.5])
    func k(_ r: Double) -> Double { Self.profile(.gauss, r * r / 0.49) }
    let total = 1.5
    let energy = total * total / 4 * (1 + k(0.4))
    func speed(_ r: Double) -> Double { 2 * ((energy - total * total / 4 * (1 + k(r))) * (1 - k(r))).squareRoot() }
    func errors(_ steps: Int) throws -> (time: Double, way: Double) {
      let start = [-0.2, 0.2, 0, 0]
      let flow = try #require(try LandmarkFlow(hamiltonian, from: start, [0, 0, total, total], steps: steps))
      let last = flow.places[steps]
      let root = (last[1] - last[0] - 0.4).squareRoot()
      // r = 0.4 + u^2 takes the root out of the start.
      let time = Self.integral(from: 0, to: root) { 2 * $0 / speed(0.4 + $0 * $0) }
      let way = Self.integral(from: 0, to: root) { u in
        2 * u / speed(0.4 + u * u) * total / 2 * (1 + k(0.4 + u * u))
      }
      return (time - 1, last[2] - way)
    }
    let (coarse, fine) = (try errors(100), try errors(200))
    #expect(abs(fine.time) < 1e-3 && abs(log2(coarse.time / fine.time) - 2) < 0.05, "\(coarse) \(fine)")
    #expect(abs(fine.way) < 1e-3 && abs(log2(coarse.way / fine.way) - 2) < 0.05, "\(coarse) \(fine)")
  }

  /// Alone, H = p^2/2: a straight way, p = match (way - p).
  @Test func onePointGoesStraight() throws {
    let population = try Population(
      states: Columns(points: [[1, 2]]), destinations: Columns(points: [[4, -2]]), labels: [0], clusters: ["one"])
    let geodesic = try Geodesic(population, scale: 0.5, match: 9, steps: 10)
    #expect(CoreTests.distance(geodesic.trace.costates[0].storage, [2.7, -3.6]) < 1e-14)
    #expect(CoreTests.distance(geodesic.trace.states[5].storage, [1 + 1.35, 2 - 1.8]) < 1e-14)
    #expect(abs(geodesic.length - 4.5) < 1e-14 && abs(geodesic.loss - 0.125) < 1e-14)
  }

  static func profile(_ kernel: Kernel, _ r2: Double) -> Double {
    switch kernel {
    case .gauss: exp(-r2 / 2)
    case .lorentz: 1 / (1 + r2)
    case .compact: r2 < 1 ? pow(1 - r2, 3) : 0
    }
  }

  /// Gauss's rule of two points on so many pieces, whose error is far below the flow's; it needs no value at the ends.
  private static func integral(from a: Double, to b: Double, _ f: (Double) -> Double) -> Double {
    let (pieces, g) = (20_000, 0.5 / 3.0.squareRoot())
    let h = (b - a) / Double(pieces)
    return (0..<pieces).reduce(0) { sum, i in
      let middle = a + (Double(i) + 0.5) * h
      return sum + h / 2 * (f(middle - g * h) + f(middle + g * h))
    }
  }

  // MARK: Whatever the units

  /// In units of a power of two every number is the same but for its exponent.
  @Test(arguments: [-199, 150]) func unitsOfPowersOfTwoChangeNoBit(exponent: Int) throws {
    let unit = Double(sign: .plus, exponent: exponent, significand: 1)
    let (one, other) = (try Self.turn(), try Self.turn(unit))
    #expect(other.trace.costates[0].storage == one.trace.costates[0].storage.map { $0 * unit })
    #expect(other.flow.places[20] == one.flow.places[20].map { $0 * unit })
    #expect(other.energies![0] == one.energies![0] * unit * unit)
  }

  @Test(arguments: [1e-60, 1e-7, 1e60]) func unitsChangeNothingButRounding(unit: Double) throws {
    let (one, other) = (try Self.turn(), try Self.turn(unit))
    let worst = CoreTests.distance(other.trace.costates[0].storage.map { $0 / unit }, one.trace.costates[0].storage)
    #expect(worst < 1e-9, "\(worst)")
    #expect(other.residual < 1e-12)
  }

  /// Two clusters of four that change places, one going round the other.
  static func turn(_ unit: Double = 1, steps: Int = 20, at: [Double] = [0, 0]) throws -> Geodesic {
    let red = [[-1, 0.1], [-0.8, 0], [-1.1, -0.1], [-0.9, 0.2]]
    let start = red + red.map { [-$0[0], 0.1 - $0[1]] }
    let destinations = start.map { [-$0[0], $0[1] / 2] }
    func points(_ x: [[Double]]) -> Columns<State> {
      Columns(points: x.map { [at[0] + unit * $0[0], at[1] + unit * $0[1]] })
    }
    let population = try Population(
      states: points(start), destinations: points(destinations), labels: [0, 0, 0, 0, 1, 1, 1, 1],
      clusters: ["red", "blue"])
    return try Geodesic(population, scale: 0.6 * unit, match: 200, steps: steps)
  }

  /// Twice as many points of half the weight each, two at every place, are the same distribution.
  @Test func twiceAsManyPointsAreTheSameFlow() throws {
    let one = try Self.turn()
    let (start, goals) = (one.trace.states[0].points, one.destinations.points)
    let population = try Population(
      states: Columns(points: start + start), destinations: Columns(points: goals + goals),
      labels: one.trace.labels + one.trace.labels, clusters: one.trace.clusters)
    let two = try Geodesic(population, scale: 0.6, match: 200, steps: 20)
    let twice = Columns<Costate>(points: one.trace.costates[0].points + one.trace.costates[0].points)
    #expect(CoreTests.distance(two.trace.costates[0].storage, twice.storage) < 1e-9)
    #expect(abs(two.energies![0] - one.energies![0]) < 1e-11)
  }

  // MARK: Refusals

  @Test func refusesInWords() throws {
    let cube = Columns<State>(points: [[0, 0, 0], [1, 1, 1]])
    let space = try Population(states: cube, destinations: cube, labels: [0, 0], clusters: ["c"])
    #expect(throws: EngineError.self) { try Geodesic(space, scale: 1, match: 1, steps: 1) }
    let plane = Columns<State>(points: [[0, 0], [1, 1]])
    let two = try Population(states: plane, destinations: plane, labels: [0, 0], clusters: ["c"])
    for (scale, match, steps) in [(0, 1, 1), (-.infinity, 1, 1), (1, 0, 1), (1, .nan, 1), (1, 1, 0)]
      as [(Double, Double, Int)]
    {
      #expect(throws: EngineError.self) { try Geodesic(two, scale: scale, match: match, steps: steps) }
    }
    #expect(try Geodesic(two, scale: 1, match: 1, steps: 3).energies == [0, 0, 0, 0], "nothing moves")
  }

  /// Gram matrices of points on a grid narrower than the kernel: the kernel that is not positive definite has negative
  /// energies there, and the others do not.
  @Test(arguments: Kernel.allCases) func kernelsArePositiveDefiniteAsTheyClaim(kernel: Kernel) throws {
    let points = (0..<36).map { [Double($0 % 6) / 5, Double($0 / 6) / 5] }
    var gram: [Double] = []
    for a in points {
      for b in points {
        let (dx, dy) = (a[0] - b[0], a[1] - b[1])
        gram.append(Self.profile(kernel, (dx * dx + dy * dy) / 0.25))
      }
    }
    let least = try SymmetricEigen(gram, order: 36).values[0]
    // Rounding of a matrix whose largest eigenvalue is some ten.
    #expect(kernel.isPositiveDefinite ? least > -1e-13 : least < -1e-3, "\(least)")
    let plane = Columns<State>(points: points)
    let population = try Population(
      states: plane, destinations: plane, labels: [Int](repeating: 0, count: 36), clusters: ["c"])
    let isRefused = (try? Geodesic(population, kernel: kernel, scale: 0.5, match: 10, steps: 4)) == nil
    #expect(isRefused != kernel.isPositiveDefinite)
  }

  /// The third time it is asked, and the four hundredth.
  @Test(arguments: [3, 400]) func isCancelled(after count: Int) throws {
    let population = try Population(
      states: Columns(points: [[-1, 0], [1, 0.1]]), destinations: Columns(points: [[1, 0], [-1, 0]]), labels: [0, 1],
      clusters: ["a", "b"])
    var asked = 0
    #expect(throws: CancellationError.self) {
      try Geodesic(population, scale: 0.5, match: 1000, steps: 1000) {
        asked += 1
        return asked == count
      }
    }
    #expect(asked == count)
  }
}
