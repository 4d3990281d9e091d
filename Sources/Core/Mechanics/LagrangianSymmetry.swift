/// The affine motions xi(q) = A q + b of the states, the same for every body, that leave a Lagrangian as it is: <L_q,
/// xi(q)> + <L_v, A v> = 0 for all q and v.
///
/// Motions that add a total derivative to L, as a translation does in a uniform field, are not among them.
public struct LagrangianSymmetries: Sendable {
  /// Named where they have names.
  public let generators: [Generator]
  /// Those that are not proved; nil where all is: that these are symmetries, and that there are no others.
  public let trial: Trial?

  /// - Parameters:
  ///   - seen: what vanishes at so many states.
  ///   - proved: less, or as much.
  fileprivate init(_ seen: [Generator], states: Int, proved: [Generator]) {
    let isMore = seen.count > proved.count
    generators = isMore ? seen : proved
    let names = seen.map(\.name).filter { name in !proved.contains { $0.name == name } }
    trial = isMore ? Trial(names: names, states: states) : nil
  }

  /// Those that are proved.
  public var proved: [Generator] { generators.filter { xi in !(trial?.names.contains(xi.name) ?? false) } }

  fileprivate init(proved: [Generator]) { (generators, trial) = (proved, nil) }
}

extension Lagrangian {
  /// The symmetries are decided on the formula: its derivatives along the motions, in normal form, are polynomials in
  /// atoms, and the combinations of motions that make all their coefficients zero leave L as it is. Where the atoms may
  /// depend on each other in a way that is not known (see `Algebra.isIndependent`), or the form grows too long, there
  /// may be more: the sum is then tried at many states where the formula lives (see `Habitat`), and what vanishes at all
  /// of them is taken.
  ///
  /// - Parameter parameters: their values; of those that have none, what is found holds for all their values.
  public func symmetries(_ parameters: [Double?]) -> LagrangianSymmetries {
    let columns = MotionTable(dimension: dimension)
    let habitat = habitat(parameters)
    var random = Random(seed: 1, stream: "symmetries")
    var proved: [Generator] = []
    if let form = try? normalForm(parameters) {
      var echelon = Echelon(pivots: 0..<columns.count)
      for row in Algebra.rows(form.motions) { echelon.add(row) }
      proved = columns.generators(echelon)
      let states = (0..<400).map { _ in habitat.state(&random) }
      if form.algebra.isIndependent(form.motions, at: states) { return LagrangianSymmetries(proved: proved) }
    }
    let (seen, count) = seen(columns, habitat, &random)
    return LagrangianSymmetries(seen, states: count, proved: proved)
  }

  /// What L changes by under each motion, aligned.
  private func normalForm(_ parameters: [Double?]) throws -> (algebra: Algebra, motions: [Polynomial]) {
    var algebra = Algebra()
    let (d, n, c) = (dimension, bodies, coordinates)
    var values: [Int: Double] = [:]
    for (i, value) in parameters.enumerated() { if let value { values[2 * c + i] = value } }
    let slopes = try algebra.forms(of: slopes, in: graph, values: values)
    let state = try (0..<2 * c).map { try algebra.atom(.input($0)) }
    var motions: [Polynomial] = []
    for i in 0..<d { motions.append((0..<n).reduce(.zero) { $0 + slopes[i * n + $1] }) }
    for i in 0..<d {
      for j in 0..<d {
        var sum = Polynomial.zero
        for body in 0..<n {
          let (to, from) = (i * n + body, j * n + body)
          let (turned, pushed) = (
            try algebra.product(slopes[to], state[from]), try algebra.product(slopes[c + to], state[c + from])
          )
          sum = sum + turned + pushed
        }
        motions.append(sum)
      }
    }
    let aligned = try algebra.aligned(motions)
    return (algebra, aligned)
  }

  private func habitat(_ parameters: [Double?]) -> Habitat {
    Habitat(
      graph, [value],
      inputs: [Habitat.Input](repeating: .state, count: 2 * coordinates)
        + parameters.map { $0.map { .fixed($0) } ?? .number })
  }

  /// The null space of the sum over many states, a row for each.
  private func seen(
    _ columns: MotionTable, _ habitat: Habitat, _ random: inout Random
  ) -> (generators: [Generator], states: Int) {
    let (d, n, c) = (dimension, bodies, coordinates)
    let nodes = slopes
    let wanted = max(1000, 20 * columns.count)
    var rows: [MotionTable.Row] = []
    for _ in 0..<10 * wanted where rows.count < wanted {
      let state = habitat.state(&random)
      let slopes = graph.values(of: nodes, sizesAt: state)
      var row = MotionTable.Row(count: columns.count)
      for body in 0..<n {
        for i in 0..<d {
          let (slope, push) = (slopes[i * n + body], slopes[c + i * n + body])
          row.add(slope, at: i)
          for j in 0..<d {
            row.add(slope, times: state[j * n + body], at: d + i * d + j)
            row.add(push, times: state[c + j * n + body], at: d + i * d + j)
          }
        }
      }
      if row.isUsable { rows.append(row) }
    }
    return (columns.generators(rows), rows.count)
  }
}
