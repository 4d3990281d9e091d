import Core
import Foundation
import Testing

/// The flow of landmarks: its derivatives, its order, what it conserves, and what it carries along.
@Suite struct GeodesicFlowTests {
  /// Five landmarks of several weights with momenta of size one, one of them weightless.
  static let q = [-0.5, 0.3, 0.1, 0.6, -0.2, 0.1, -0.3, 0.5, 0.2, -0.6]
  static let p = [0.8, -1.1, 0.4, -0.7, 0.9, 1.2, 0.6, -0.5, -1.3, 0.2]

  static func hamiltonian(_ kernel: Kernel) -> LandmarkHamiltonian {
    try! LandmarkHamiltonian(kernel: kernel, scale: 0.8, weights: [0.1, 0.3, 0, 0.4, 0.2])
  }

  static func flow(_ kernel: Kernel, steps: Int) throws -> LandmarkFlow {
    try #require(try LandmarkFlow(hamiltonian(kernel), from: q, p, steps: steps))
  }

  private static func bumped(_ x: [Double], _ i: Int, _ by: Double) -> [Double] {
    var x = x
    x[i] += by
    return x
  }

  /// w dq/dt = dH/dp, w dp/dt = -dH/dq by central differences of 1e-5, good to 1e-10 of H's third derivatives.
  @Test(arguments: Kernel.allCases) func ratesAreHamiltons(kernel: Kernel) {
    let h = Self.hamiltonian(kernel)
    let rates = h.rates(Self.q, Self.p)
    for i in 0..<10 {
      let byP =
        (h.energy(Self.q, Self.bumped(Self.p, i, 1e-5)) - h.energy(Self.q, Self.bumped(Self.p, i, -1e-5))) / 2e-5
      let byQ =
        (h.energy(Self.bumped(Self.q, i, 1e-5), Self.p) - h.energy(Self.bumped(Self.q, i, -1e-5), Self.p)) / 2e-5
      let w = h.weights[i % 5]
      #expect(abs(w * rates.q[i] - byP) < 2e-9 && abs(w * rates.p[i] + byQ) < 2e-9, "\(kernel) \(i)")
    }
  }

  /// The derivative of the discrete flow itself, not of the continuous one: differences of 1e-6 err by 1e-9, and the steps
  /// are long enough that the two differ by more.
  @Test(arguments: Kernel.allCases) func theLinearisedFlowIsTheDerivative(kernel: Kernel) throws {
    let h = Self.hamiltonian(kernel)
    let matching = LandmarkMatching(h, start: Self.q, destinations: Self.p)
    let linear = try matching.linearised(Self.flow(kernel, steps: 6), strides: 6)
    for j in 0..<10 {
      let ends = try [1e-6, -1e-6].map {
        try #require(try LandmarkFlow(h, from: Self.q, Self.bumped(Self.p, j, $0), steps: 6))
      }
      for i in 0..<10 {
        let byPlaces = (ends[0].places[6][i] - ends[1].places[6][i]) / 2e-6
        let byMomenta = (ends[0].momenta[6][i] - ends[1].momenta[6][i]) / 2e-6
        #expect(abs(linear.places[i, j] - byPlaces) < 1e-8, "\(kernel) q \(i) \(j)")
        #expect(abs(linear.momenta[i, j] - byMomenta) < 1e-8, "\(kernel) p \(i) \(j)")
      }
    }
  }

  /// dJ/dp_0 = B' W f: the discrete action generates the discrete flow, so there is no error of the order of the step.
  @Test(arguments: Kernel.allCases) func theGradientIsExact(kernel: Kernel) throws {
    let matching = LandmarkMatching(
      Self.hamiltonian(kernel), start: Self.q, destinations: Self.q.map { 0.4 - $0 * $0 })
    func objective(_ p: [Double]) throws -> Double { try #require(try matching.shoot(p, match: 7, steps: 6)).objective }
    let shot = try #require(try matching.shoot(Self.p, match: 7, steps: 6))
    let gradient = matching.gradient(shot, try matching.linearised(shot.flow, strides: 6))
    for i in 0..<10 {
      let difference = (try objective(Self.bumped(Self.p, i, 1e-5)) - objective(Self.bumped(Self.p, i, -1e-5))) / 2e-5
      #expect(abs(gradient[i] - difference) < 1e-8, "\(kernel) \(i): \(gradient[i]) \(difference)")
    }
  }

  /// Longer strides err by their square.
  @Test func stridesErrByTheirSquare() throws {
    let matching = LandmarkMatching(Self.hamiltonian(.gauss), start: Self.q, destinations: Self.q)
    let flow = try Self.flow(.gauss, steps: 64)
    let exact = try matching.linearised(flow, strides: 64)
    func error(_ strides: Int) throws -> Double {
      let linear = try matching.linearised(flow, strides: strides)
      return distance(linear.places.values, exact.places.values)
    }
    let order = log2(try error(4) / error(8))
    #expect(order > 1.8 && order < 2.3, "\(order)")
  }

  // MARK: What is conserved

  @Test(arguments: [Kernel.gauss, .lorentz]) func theEnergyErrsByTheSquareOfTheStep(kernel: Kernel) throws {
    func error(_ steps: Int) throws -> Double {
      let flow = try Self.flow(kernel, steps: steps)
      let energies = zip(flow.places, flow.momenta).map(Self.hamiltonian(kernel).energy)
      return energies.map { abs($0 - energies[0]) }.max() ?? .nan
    }
    let order = log2(try error(80) / error(160))
    #expect(abs(order - 2) < 0.05, "\(order)")
  }

  /// Linear and angular momentum about any place to rounding; of the dilation, which is no symmetry, the drift is the
  /// torque, and a cluster's own drift is what all do to it. Controls: that these drift.
  @Test func chargesDriftByTheTorque() throws {
    for geodesic in [try GeodesicTests.turn(), try GeodesicTests.cases[1].geodesic()] {
      for xi in Generator.catalogue + [.rotation(about: (0.7, -0.4))] {
        let (charges, torques) = (geodesic.trace.charges(xi), geodesic.torques(xi, cluster: nil))
        let scale = geodesic.trace.scale(xi)
        let drift = charges.map { abs($0 - charges[0]) }.max() ?? .nan
        if xi.matrix[0] == 0, xi.matrix[1] == -xi.matrix[2] {
          #expect(drift <= 1e-12 * scale, "\(xi.name) \(drift / scale)")
        } else {
          #expect(drift > 1e-2 * scale, "\(xi.name) is no symmetry")
        }
        var sum = [Double](repeating: 0, count: torques.count)
        for cluster in geodesic.trace.clusters.indices {
          let (own, pushes) = (
            geodesic.trace.charges(xi, cluster: cluster), geodesic.torques(xi, cluster: cluster)
          )
          // Rounding of two charges and of sums over the points.
          for k in pushes.indices { #expect(abs(own[k + 1] - own[k] - pushes[k]) <= 1e-12 * scale, "\(xi.name) \(k)") }
          #expect(pushes.contains { abs($0) > 1e-4 * scale }, "\(xi.name): what a cluster has alone is not conserved")
          for k in pushes.indices { sum[k] += pushes[k] }
        }
        #expect(distance(sum, torques) <= 1e-13 * scale)
      }
    }
  }

  /// Back from the end with the momenta turned round.
  @Test(arguments: Kernel.allCases) func timeRunsBackwards(kernel: Kernel) throws {
    let flow = try Self.flow(kernel, steps: 40)
    let back = try #require(
      try LandmarkFlow(
        Self.hamiltonian(kernel), from: flow.places[40], flow.momenta[40].map { -$0 }, steps: 40))
    for k in 0...40 {
      #expect(distance(back.places[k], flow.places[40 - k]) <= 1e-13, "\(kernel) \(k)")
      #expect(distance(back.momenta[k], flow.momenta[40 - k].map { -$0 }) <= 1e-13, "\(kernel) \(k)")
    }
  }

  // MARK: What is carried along

  /// Points at landmarks go with them; a small triangle keeps its orientation, since the flow is a diffeomorphism.
  @Test func pointsOfThePlaneAreCarried() throws {
    let geodesic = try GeodesicTests.turn()
    let carried = geodesic.carry(geodesic.trace.states[0].points)
    for k in 0...20 {
      let worst = distance(carried[k].flatMap { $0 }, geodesic.trace.states[k].points.flatMap { $0 })
      #expect(worst <= 1e-13, "\(k) \(worst)")
    }
    var corners: [[Double]] = []
    for i in 0..<81 {
      let (x, y) = (Double(i % 9) / 4 - 1, Double(i / 9) / 4 - 1)
      corners += [[x, y], [x + 1e-4, y], [x, y + 1e-4]]
    }
    let triangles = geodesic.carry(corners)[20]
    for i in 0..<81 {
      let (a, b, c) = (triangles[3 * i], triangles[3 * i + 1], triangles[3 * i + 2])
      let (u, v) = ([b[0] - a[0], b[1] - a[1]], [c[0] - a[0], c[1] - a[1]])
      #expect(u[0] * v[1] - u[1] * v[0] > 0)
    }
  }

  // MARK: Which flow is found

  /// Head on and symmetric to the last bit: the flow that keeps to the line stops in the middle, at a saddle of J. The one
  /// that is found goes round, counterclockwise, and comes there.
  @Test func whatMeetsHeadOnGoesRound() throws {
    for unit in [1.0, 1e-30] {
      let population = try Population(
        states: Columns(points: [[-unit, 0], [unit, 0]]), destinations: Columns(points: [[unit, 0], [-unit, 0]]),
        labels: [0, 1], clusters: ["a", "b"])
      let geodesic = try Geodesic(population, scale: 0.5 * unit, match: 1000, steps: 50)
      #expect(geodesic.loss < 1e-3 * unit * unit && geodesic.residual < 1e-12)
      #expect(geodesic.trace.charge(.rotation(), step: 0) > 0.1 * unit * unit)
      #expect(geodesic.trace.states[25].points[0][1] < -0.1 * unit, "below on its way to the right")
    }
  }

  /// Three clusters of twenty trade places, each pressed together on one point: the script of the fifty maps.
  @Test(arguments: [Kernel.gauss, .lorentz]) func threeClustersTradePlaces(kernel: Kernel) throws {
    var random = Random(seed: 1, stream: "places")
    func place(_ k: Int) -> [Double] {
      let angle = Double(90 + 120 * k) * .pi / 180
      return [cos(angle), sin(angle)]
    }
    let clusters = try (0..<3).map {
      defer { random.skip(pairs: 20) }
      return try Cluster(
        name: "c\($0)", shape: .gaussian(sd: 0.1), count: 20, centre: place($0), destination: .point(place($0 + 1)),
        random: random)
    }
    let geodesic = try Geodesic(try Population(of: clusters), kernel: kernel, scale: 0.5, match: 1000, steps: 50)
    #expect(geodesic.residual <= 1e-12 && geodesic.loss < 2e-3, "\(geodesic.residual) \(geodesic.loss)")
    // At a minimum the way does not become shorter where J is pushed aside: the last momenta point to the destinations.
    let last = geodesic.trace.states[50]
    for i in 0..<60 {
      for c in 0..<2 {
        let pull = 1000 * (geodesic.destinations[i, c] - last[i, c])
        #expect(abs(geodesic.trace.costates[50][i, c] - pull) <= 1e-10 * (1 + abs(pull)), "\(i)")
      }
    }
  }
}
