import Core
import Testing

/// The optimisers on small functions whose stationary points are known.
@Suite struct OptimiserTests {
  struct Function: Objective {
    let free: [Int]
    let value: @Sendable ([Double]) -> Double
    let gradient: @Sendable ([Double]) -> [Double]
    let curvature: @Sendable ([Double]) -> [Double]

    func evaluate(_ x: [Double]) -> ObjectiveValue {
      ObjectiveValue(value: value(x), loss: value(x), gradient: gradient(x))
    }
    func hessian(_ x: [Double]) -> [Double] { curvature(x) }
  }

  static let rosenbrock = Function(
    free: [0, 1],
    value: { 100 * ($0[1] - $0[0] * $0[0]) * ($0[1] - $0[0] * $0[0]) + (1 - $0[0]) * (1 - $0[0]) },
    gradient: {
      [-400 * $0[0] * ($0[1] - $0[0] * $0[0]) - 2 * (1 - $0[0]), 200 * ($0[1] - $0[0] * $0[0])]
    },
    curvature: { [1200 * $0[0] * $0[0] - 400 * $0[1] + 2, -400 * $0[0], -400 * $0[0], 200] })

  /// x^4/4 - x^2/2 + y^2: a saddle at 0, minima at (+-1, 0).
  static let saddle = Function(
    free: [0, 1], value: { $0[0] * $0[0] * $0[0] * $0[0] / 4 - $0[0] * $0[0] / 2 + $0[1] * $0[1] },
    gradient: { [$0[0] * $0[0] * $0[0] - $0[0], 2 * $0[1]] },
    curvature: { [3 * $0[0] * $0[0] - 1, 0, 0, 2] })

  private func run(_ optimiser: any Optimiser, _ f: Function, from start: [Double], steps: Int) throws -> Iterate {
    var optimiser = optimiser
    var iterate = Iterate(theta: start, at: f.evaluate(start))
    for _ in 0..<steps {
      guard case .moved(let next) = try optimiser.step(from: iterate, objective: f) else { break }
      iterate = next
    }
    return iterate
  }

  @Test func secondOrderMethodsSolveRosenbrock() throws {
    for optimiser in [Newton(), LBFGS()] as [any Optimiser] {
      let end = try run(optimiser, Self.rosenbrock, from: [-1.2, 1], steps: 100)
      #expect(distance(end.theta, [1, 1]) <= 1e-8)
    }
  }

  /// On the axis y = 0.5, x = 0 the gradient has no part along the direction of negative curvature: the hard case.
  @Test func newtonLeavesASaddleInTheHardCase() throws {
    let end = try run(Newton(), Self.saddle, from: [0, 0.5], steps: 50)
    #expect(abs(abs(end.theta[0]) - 1) <= 1e-8)
    #expect(abs(end.theta[1]) <= 1e-8)
  }

  @Test func newtonDoesNotMoveWhatIsNotFree() throws {
    var f = Self.rosenbrock
    f = Function(free: [1], value: f.value, gradient: { [0, 200 * ($0[1] - $0[0] * $0[0])] }, curvature: f.curvature)
    let end = try run(Newton(), f, from: [2, 1], steps: 50)
    #expect(distance(end.theta, [2, 4]) <= 1e-10)
  }

  @Test func firstOrderMethodsDescend() throws {
    let schedule = Schedule(rate: 0.01)
    for optimiser in [GradientDescent(schedule: schedule), Momentum(schedule: schedule), Adam(schedule: schedule)]
      as [any Optimiser]
    {
      let end = try run(optimiser, Self.saddle, from: [0.3, 1], steps: 5000)
      #expect(distance(end.theta, [1, 0]) <= 1e-6)
    }
  }

  /// How many steps bring the gradient of a minimum that is not degenerate from 1e-2 to 1e-10, once it is that near.
  @Test func optimisersConvergeAsTheyClaim() throws {
    for type in OptimiserCatalogue.optimisers {
      let claim = type.declaration
      var optimiser = claim.make(SettingValues(), Schedule(rate: 0.01))
      var iterate = Iterate(theta: [0.3, 1], at: Self.saddle.evaluate([0.3, 1]))
      var (first, last): (Int?, Int?)
      for step in 0..<20_000 {
        if iterate.at.gradientNorm < 1e-2 { first = first ?? step }
        if iterate.at.gradientNorm < 1e-10 { last = last ?? step }
        guard last == nil, case .moved(let next) = try optimiser.step(from: iterate, objective: Self.saddle) else {
          break
        }
        iterate = next
      }
      let count = try #require(last) - #require(first)
      switch claim.convergence {
      case .linear: #expect(count > 20, "\(claim.name): \(count)")
      case .superlinear: #expect((4...20).contains(count), "\(claim.name): \(count)")
      case .quadratic: #expect(count <= 3, "\(claim.name): \(count)")
      }
    }
  }

  @Test func aCosineFallsToZeroAndStays() {
    let schedule = Schedule(rate: 0.4, decay: .cosine, steps: 10)
    #expect(schedule(0) == 0.4)
    #expect(abs(schedule(5) - 0.2) <= 1e-16)
    #expect(schedule(10) == 0 && schedule(11) == 0)
  }

  @Test func eigenvectorsReproduceTheMatrix() throws {
    var random = Random(seed: 1, stream: "eigen")
    let n = 30
    var a = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      for j in 0...i {
        a[i * n + j] = random.normal()
        a[j * n + i] = a[i * n + j]
      }
    }
    let eigen = try SymmetricEigen(a, order: n)
    for j in 0..<n {
      let v = (0..<n).map { eigen.vectors[$0 * n + j] }
      let residual = (0..<n).map { i in (0..<n).reduce(-eigen.values[j] * v[i]) { $0 + a[i * n + $1] * v[$1] } }
      // A few roundings of a norm near 10.
      #expect(distance(residual, [Double](repeating: 0, count: n)) <= 1e-13)
    }
    #expect(throws: EngineError.self) { try SymmetricEigen([1, .nan, .nan, 1], order: 2) }
  }
}
