/// How the parameters of one layer move along with a generator of the states: xi_theta = M theta + m.
struct Action: Sendable {
  let generator: Generator
  let matrix: [Double]
  let offset: [Double]

  func callAsFunction(_ theta: ArraySlice<Double>) -> [Double] {
    offset.indices.map { i in
      zip(theta, 0...).reduce(offset[i]) { $0 + matrix[i * offset.count + $1.1] * $1.0 }
    }
  }
}

/// The named generators under which a formula is closed, and the actions on its parameters, found by trying.
///
/// A family is closed under xi when some xi_theta makes f_x xi(x) + f_theta xi_theta = xi(f) for all x and theta. At
/// drawn parameters this is solved for xi_theta over drawn points by least squares; xi_theta is then fitted by a
/// function M theta + m of the parameters (as it is for centres, vectors, matrices, lengths, logarithms of lengths),
/// its entries rounded where they are near halves; and the fitted action must fulfil the identity at other points and
/// parameters. What is accepted so is a law to 1e-9 at a thousand random places, which a formula does not fulfil by
/// chance.
struct Symmetries {
  private(set) var actions: [Action] = []
  private let count: Int

  init(_ graph: Graph, _ outputs: [Graph.Node], _ parameters: [FamilyParameter]) {
    count = parameters.count
    let jacobian = Jacobian(graph, outputs, parameters.count)
    var random = Random(seed: 1, stream: "symmetries")
    let samples = (0..<2 * (count + 3)).map { _ in Sample(jacobian, parameters, &random) }
    guard samples.allSatisfy({ $0.points.count >= 2 * (count + 2) }) else { return }
    let (fitted, tested) = (samples.prefix(count + 3), samples.suffix(count + 3))
    for generator in Generator.catalogue {
      let motions = fitted.map { $0.motion(of: generator) }
      guard let action = Self.fit(generator, fitted.map(\.theta), motions) else { continue }
      if tested.allSatisfy({ $0.residual(of: generator, action($0.theta[...])) < 1e-9 }) { actions.append(action) }
    }
  }

  /// The action nearest to motions that were found at some parameters.
  private static func fit(_ generator: Generator, _ thetas: [[Double]], _ motions: [[Double]]) -> Action? {
    let p = thetas[0].count
    guard motions.joined().allSatisfy(\.isFinite) else { return nil }
    var (matrix, offset) = ([Double](repeating: 0, count: p * p), [Double](repeating: 0, count: p))
    for i in 0..<p {
      let row = leastSquares(thetas.map { $0 + [1] }, motions.map { $0[i] })
      for j in 0..<p { matrix[i * p + j] = rounded(row[j]) }
      offset[i] = rounded(row[p])
    }
    return Action(generator: generator, matrix: matrix, offset: offset)
  }

  /// To the next half, where that is within the accuracy of the fit.
  private static func rounded(_ x: Double) -> Double {
    let half = (2 * x).rounded() / 2
    return abs(x - half) < 1e-5 ? half : x
  }

  /// What a parameter is, of which it was not said: what translations move is a coordinate; else it is a scalar.
  func role(of parameter: FamilyParameter, _ i: Int) -> FamilyParameter {
    for (role, name) in [(FamilyParameter.Role.abscissa, "translation x"), (.ordinate, "translation y")] {
      if let action = actions.first(where: { $0.generator.name == name }), action.offset[i] == 1 {
        return FamilyParameter(parameter.name, role, rest: parameter.rest)
      }
    }
    return parameter
  }
}

/// f, f_x and f_theta at one point.
struct Jacobian {
  private let graph: Graph
  private let outputs: [Graph.Node]
  /// Two rows: by the state, then by the parameters.
  private let rows: [[Graph.Node]]

  init(_ graph: Graph, _ outputs: [Graph.Node], _ parameters: Int) {
    var graph = graph
    let variables = (0..<2 + parameters).map { graph.input($0) }
    let one = graph.constant(1)
    rows = outputs.map { graph.gradient(of: [$0], seeds: [one], by: variables) }
    (self.graph, self.outputs) = (graph, outputs)
  }

  func callAsFunction(_ x: [Double], _ theta: [Double]) -> (image: [Double], rows: [[Double]]) {
    let values = graph.values(x + theta)
    return (outputs.map { values[$0] }, rows.map { row in row.map { values[$0] } })
  }
}

/// Parameters of one layer, and what the family does to some points there.
private struct Sample {
  let theta: [Double]
  private(set) var points: [(x: [Double], image: [Double], rows: [[Double]])] = []

  /// Amplitudes of the size of one, so that nothing is near the map that does nothing; parameters with a value of rest
  /// near it.
  init(_ jacobian: Jacobian, _ parameters: [FamilyParameter], _ random: inout Random) {
    theta = parameters.map { p in
      p.rest == 0
        ? (random.uniform() < 0.5 ? -1 : 1) * random.uniform(in: 0.4...1.2) : p.rest * random.uniform(in: 0.7...1.3)
    }
    for _ in 0..<8 * (parameters.count + 4) {
      let x = [random.uniform(in: -1.5...1.5), random.uniform(in: -1.5...1.5)]
      let (image, rows) = jacobian(x, theta)
      if image.allSatisfy(\.isFinite), rows.joined().allSatisfy(\.isFinite) { points.append((x, image, rows)) }
    }
  }

  /// xi_theta with the least error of the identity.
  func motion(of xi: Generator) -> [Double] {
    var (rows, sides): ([[Double]], [Double]) = ([], [])
    for point in points {
      let (u, v) = (xi(point.x), xi(point.image))
      for c in 0..<2 {
        rows.append(Array(point.rows[c].dropFirst(2)))
        sides.append(v[c] - point.rows[c][0] * u[0] - point.rows[c][1] * u[1])
      }
    }
    return leastSquares(rows, sides)
  }

  /// The largest error of the identity over the size of its parts.
  func residual(of xi: Generator, _ motion: [Double]) -> Double {
    var (error, scale) = (0.0, 0.0)
    for point in points {
      let (u, v) = (xi(point.x), xi(point.image))
      for c in 0..<2 {
        let parts =
          [point.rows[c][0] * u[0], point.rows[c][1] * u[1]] + zip(point.rows[c].dropFirst(2), motion).map { $0 * $1 }
        error = max(error, abs(parts.reduce(-v[c], +)))
        scale = max(scale, parts.reduce(abs(v[c])) { max($0, abs($1)) })
      }
    }
    return scale == 0 ? 0 : error / scale
  }
}

/// The x with the least |A x - b|, and of several the least x (columns scaled to one): by the eigenvalues of A'A.
private func leastSquares(_ rows: [[Double]], _ sides: [Double]) -> [Double] {
  let p = rows.first?.count ?? 0
  guard p > 0 else { return [] }
  let scales = (0..<p).map { j in norm(rows.map { $0[j] }) }.map { $0 == 0 ? 1 : $0 }
  var (gram, right) = ([Double](repeating: 0, count: p * p), [Double](repeating: 0, count: p))
  for (row, side) in zip(rows, sides) {
    let scaled = zip(row, scales).map { $0 / $1 }
    for i in 0..<p {
      right[i] += scaled[i] * side
      for j in 0..<p { gram[i * p + j] += scaled[i] * scaled[j] }
    }
  }
  guard let eigen = try? SymmetricEigen(gram, order: p) else { return [Double](repeating: .nan, count: p) }
  let components = zip(eigen.components(of: right), eigen.values).map { $1 > 1e-11 * Double(p) ? $0 / $1 : 0 }
  return zip(eigen.vector(of: components), scales).map { $0 / $1 }
}

extension FormulaFamily {
  /// Of a generator under which the family is closed, the action that was found; of others, what the parameters' roles
  /// say.
  public func action(of xi: Generator, on theta: ArraySlice<Double>) -> [Double] {
    let (a, b, c, d) = (xi.matrix[0], xi.matrix[1], xi.matrix[2], xi.matrix[3])
    let parts = [xi.offset[0], xi.offset[1], (c - b) / 2, (a + d) / 2, (a - d) / 2, (b + c) / 2]
    var motion = [Double](repeating: 0, count: theta.count)
    for (generator, part) in zip(Generator.catalogue, parts) where part != 0 {
      guard let action = actions.first(where: { $0.generator == generator }) else {
        return roleAction(of: xi, on: theta)
      }
      for (i, m) in action(theta).enumerated() { motion[i] += part * m }
    }
    return motion
  }
}
