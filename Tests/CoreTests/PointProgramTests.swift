import Core
import Testing

/// Formulas for many points at once: the numbers of a point by itself, and sums that do not depend on who made their parts.
@Suite struct PointProgramTests {
  private func population(_ n: Int) throws -> Population {
    var random = Random(seed: 3, stream: "points")
    func points() -> [[Double]] { (0..<n).map { _ in [random.normal(), random.normal()] } }
    return try Population(
      states: Columns(points: points()), destinations: Columns(points: points()), labels: (0..<n).map { $0 % 2 },
      clusters: ["a", "b"])
  }

  /// x ^ g and |x|.
  private func program() -> PointProgram {
    var p = PointProgram()
    let (x, y) = (p.append(.state(0)), p.append(.state(1)))
    let (u, v) = (p.append(.costate(0)), p.append(.costate(1)))
    let (a, b) = (p.append(.multiply(x, v)), p.append(.multiply(y, u)))
    p.results = [p.append(.subtract(a, b)), p.append(.length([x, y]))]
    return p
  }

  private func chain(_ layers: Int) throws -> Chain {
    var random = Random(seed: 1, stream: "chain")
    return try Chain.random(
      family: Catalogue.family(named: "bump", scale: Scale(0.5)), layers: layers, penalty: 1e-3, random: &random)
  }

  /// A strip is not full, and so is the last block of sixteen.
  @Test(arguments: [1, 15, 128, 333])
  func valuesAreThoseOfEachPoint(n: Int) throws {
    let trace = try chain(3).trace(of: population(n))
    let values = try program().values(trace, 0..<n)
    for t in 0...3 {
      for i in 0..<n {
        let (x, g) = (trace.states[t], trace.costates[t])
        #expect(values[t][0][i] == x[i, 0] * g[i, 1] - x[i, 1] * g[i, 0])
        #expect(values[t][1][i] == Statistics.norm([x[i, 0], x[i, 1]]))
      }
    }
  }

  /// A part of the points followed by itself has the bits that it has in a trace of all.
  @Test func partsAreThoseOfTheWhole() throws {
    let (chain, points) = (try chain(5), try population(1000))
    let trace = try chain.trace(of: points)
    let record = try #require(try chain.record(of: points, points: 256..<700))
    var (part, whole) = ([Double](repeating: 0, count: 444), [Double](repeating: 1, count: 444))
    for t in 0...5 {
      for c in 0..<2 {
        record.copy(state: c, at: t, 256..<700, into: &part)
        trace.copy(state: c, at: t, 256..<700, into: &whole)
        #expect(part == whole)
        record.copy(costate: c, at: t, 256..<700, into: &part)
        trace.copy(costate: c, at: t, 256..<700, into: &whole)
        #expect(part == whole)
      }
    }
  }

  @Test func groupsAddUp() throws {
    let (trace, program) = (try chain(2).trace(of: population(200)), program())
    var (all, parts) = ([CompensatedSum](repeating: .init(), count: 6), [CompensatedSum](repeating: .init(), count: 12))
    try program.add(trace, 0..<200, weights: trace.weights, labels: trace.labels, group: [0, 0], to: &all)
    try program.add(trace, 0..<200, weights: trace.weights, labels: trace.labels, group: [1, 0], to: &parts)
    for t in 0...2 {
      for k in 0..<2 {
        // Sums of a hundred numbers of order one are rounded by some 1e-16 each.
        #expect(abs(all[2 * t + k].value - parts[4 * t + k].value - parts[4 * t + 2 + k].value) < 1e-14)
      }
    }
  }
}
