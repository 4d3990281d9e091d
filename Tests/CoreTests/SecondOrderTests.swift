import Core
import Testing

/// The exact Hessian, its products, and what Newton's method makes of them.
@Suite struct SecondOrderTests {
  /// Two ways to the same numbers: the links of layers, and one pass in duals. 1e-12 of the largest entry: sums of
  /// terms that cancel.
  @Test(arguments: FamilyTests.cases)
  func columnsOfTheHessianAreProducts(_ c: FamilyTests.Case) throws {
    let chain = try c.chain(layers: 6)
    let population = try FamilyTests.population(300)
    let (n, hessian) = (chain.theta.count, try chain.hessian(population, threads: 3))
    let scale = hessian.map(abs).max()!
    for j in 0..<n {
      var unit = [Double](repeating: 0, count: n)
      unit[j] = 1
      let product = chain.hessianProduct(population, unit)
      #expect(!(distance(product, (0..<n).map { hessian[$0 * n + j] }) > 1e-12 * scale))
    }
  }

  @Test func theHessianHasTheSameBitsForAnyNumberOfThreads() throws {
    let (chain, population) = try ArithmeticTests.chain("general", .gauss, .portable)
    let one = try chain.hessian(population, threads: 1)
    for threads in [2, 3, 7, 1_000_000] { #expect(try chain.hessian(population, threads: threads) == one) }
    #expect(throws: CancellationError.self) { try chain.hessian(population, isCancelled: { true }) }
  }

  static func symmetric(_ n: Int) -> [Double] {
    var random = Random(seed: 3, stream: "symmetric")
    var a = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      for j in 0...i {
        a[i * n + j] = random.normal()
        a[j * n + i] = a[i * n + j]
      }
    }
    return a
  }

  /// Q T Q' x is A x, and T's lowest eigenvalue is LAPACK's: some roundings of a norm near 2 sqrt(n).
  @Test(arguments: [1, 2, 3, 8, 17, 40])
  func tridiagonalMatricesAreTheMatrixTurned(n: Int) throws {
    let a = Self.symmetric(n)
    for arithmetic in Arithmetic.allCases {
      let t = Tridiagonal(a, order: n, arithmetic: arithmetic)
      let x = (0..<n).map { Double($0 % 5) - 1.5 }
      let product = (0..<n).map { i -> Double in (0..<n).reduce(0.0) { $0 + a[i * n + $1] * x[$1] } }
      #expect(!(distance(t.restored(t.times(t.reflected(x))), product) > 1e-13 * Double(n)))
      #expect(!(abs(t.lowest - (try SymmetricEigen(a, order: n).values[0])) > 1e-13 * Double(n)))
    }
  }

  @Test func tridiagonalMatricesOfDiagonalOnes() {
    let t = Tridiagonal([2, 0, 0, 0, -1, 0, 0, 0, 5], order: 3)
    #expect(t.diagonal == [2, -1, 5] && t.side == [0, 0] && abs(t.lowest + 1) <= 1e-15)
  }

  /// The minimiser within the radius satisfies (H + mu) p = -g with mu >= 0 and H + mu not indefinite; no random point
  /// within is lower.
  @Test(arguments: [1e-3, 0.1, 1, 30])
  func noPointOfTheTrustRegionIsLower(radius: Double) {
    let n = 12
    let h = Self.symmetric(n)
    var random = Random(seed: 9, stream: "region")
    let g = (0..<n).map { _ in random.normal() }
    func model(_ p: [Double]) -> Double {
      var sum = 0.0
      for i in 0..<n {
        var row = 0.0
        for j in 0..<n { row += h[i * n + j] * p[j] }
        sum += p[i] * (g[i] + row / 2)
      }
      return sum
    }
    let (p, predicted) = TrustRegion(hessian: h, gradient: g, arithmetic: .portable).step(within: radius)
    #expect(norm(p) <= radius * (1 + 1e-12) && norm(p) >= 0.98 * radius)
    #expect(!(abs(model(p) + predicted) > 1e-12 * (1 + abs(predicted))))
    for _ in 0..<2000 {
      let q = (0..<n).map { _ in random.normal() }
      let length = radius * 0.98 / norm(q)
      #expect(model(q.map { length * $0 }) > model(p))
    }
  }

  /// Without the Hessian, by conjugate gradients, to the same stationary point.
  @Test func newtonWithoutTheHessianReachesStationarity() throws {
    let data = try ReferenceData.load("swap50_bump")
    let population = try data.population()
    var start = try data.chain()
    for j in start.theta.indices { start.theta[j] += 1e-3 * Double(j % 3 - 1) }
    var training = Training(start, optimiser: Newton(radius: 0.1, denseLimit: 0))
    #expect(start.evaluate(population).gradientNorm > 1e-5)
    #expect(try training.run(on: population, until: StopRule(steps: 100, gradientBelow: 1e-10)) == .reached)
  }

  @Test func trainingsSideBySideHaveTheBitsOfEachAlone() throws {
    let population = try FamilyTests.population()
    let chains = try FamilyTests.cases.prefix(5).map { try $0.chain() }
    func training(_ chain: Chain) -> Training { Training(chain, optimiser: Adam(schedule: Schedule(rate: 0.01))) }
    var together = chains.map(training)
    let outcomes = Training.runAll(
      &together, on: population, until: [StopRule](repeating: StopRule(steps: 30), count: together.count), threads: 3)
    for (i, chain) in chains.enumerated() {
      var alone = training(chain)
      #expect(try alone.run(on: population, until: StopRule(steps: 30), threads: 1) == outcomes[i].get())
      #expect(alone.model.theta == together[i].model.theta && alone.history == together[i].history)
    }
  }
}
