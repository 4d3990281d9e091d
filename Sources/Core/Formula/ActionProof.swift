import Checked

/// The actions of the named generators on a family's parameters, from the equations that the normal form of f_x xi(x) +
/// f_theta (M theta + m) - xi(f) makes for M and m.
struct ActionProof {
  /// By the generators' names.
  private(set) var actions: [String: Action] = [:]
  /// Whether it is proved, too, that there are no others.
  let isComplete: Bool

  private static let mostParameters = 12

  /// Nil where the form grows too long.
  init?(_ jacobian: Jacobian, _ habitat: Habitat, _ p: Int) {
    guard p <= Self.mostParameters else { return nil }
    var algebra = Algebra()
    var echelon = Echelon(pivots: Range(from: 0, upTo: p * (p + 1)))
    var isOpen = [Bool](repeating: true, count: Generator.catalogue.count)
    var forms: [Polynomial] = []
    for coordinate in 0..<2 {
      guard let columns = try? Self.columns(&algebra, jacobian, p, coordinate) else { return nil }
      forms += columns
      for row in Algebra.rows(columns) {
        guard let rest = echelon.add(row) else { continue }
        for i in isOpen.indices where !rest[p * (p + 1) + i].isZero { isOpen[i] = false }
      }
    }
    // What an equation leaves is known when all are there: those without a pivot have no unknowns left.
    for (i, generator) in Generator.catalogue.enumerated() where isOpen[i] {
      actions[generator.name] = Self.action(of: generator, echelon, p, column: p * (p + 1) + i)
    }
    var random = Random(seed: 1, stream: "symmetries")
    isComplete = algebra.isIndependent(forms, at: (0..<400).map { _ in habitat.state(&random) })
  }

  /// f_theta_i theta_j, then f_theta_i, for all i and j: what each unknown is multiplied by; then f_x xi(x) - xi(f) of
  /// each generator. All aligned.
  private static func columns(_ algebra: inout Algebra, _ jacobian: Jacobian, _ p: Int, _ coordinate: Int) throws
    -> [Polynomial]
  {
    let slopes = try algebra.forms(of: jacobian.rows[coordinate], in: jacobian.graph)
    let image = try algebra.forms(of: jacobian.outputs, in: jacobian.graph)
    let inputs = try (0..<2 + p).map { try algebra.atom(.input($0)) }
    var columns: [Polynomial] = []
    for i in 0..<p {
      for j in 0..<p { columns.append(try algebra.product(slopes[2 + i], inputs[2 + j])) }
      columns.append(slopes[2 + i])
    }
    for xi in Generator.catalogue {
      func motion(_ x: [Polynomial], _ r: Int) -> Polynomial {
        x[0].scaled(by: Bounded(xi.matrix[2 * r])) + x[1].scaled(by: Bounded(xi.matrix[2 * r + 1]))
          + Polynomial(xi.offset[r])
      }
      var sum = -motion(image, coordinate)
      for r in 0..<2 { sum = sum + (try algebra.product(slopes[r], motion(inputs, r))) }
      columns.append(sum)
    }
    return try algebra.aligned(columns)
  }

  /// The solution in which what the equations leave open is zero.
  private static func action(of generator: Generator, _ echelon: Echelon, _ p: Int, column: Int) -> Action {
    var (matrix, offset) = ([Double](repeating: 0, count: p * p), [Double](repeating: 0, count: p))
    for row in echelon.rows where !row.entries[column].isZero {
      let value = Action.rounded(-row.entries[column].value, within: 1e-9)
      let (i, j) = (row.pivot / (p + 1), row.pivot % (p + 1))
      if j < p { matrix[i * p + j] = value } else { offset[i] = value }
    }
    return Action(generator: generator, matrix: matrix, offset: offset)
  }
}
