/// Actions of generators on a family's parameters, found by trying, where nothing is proved.
///
/// At drawn parameters the identity is solved for xi_theta over drawn points by least squares; xi_theta is then fitted by
/// a function M theta + m of the parameters, its entries rounded where they are near halves; and the fitted action must
/// fulfil the identity at other points and parameters, each error relative to the parts that it is the sum of. All are
/// drawn where the formula lives.
struct ActionFit {
  private var fitted: ArraySlice<Sample> = []
  private var tested: ArraySlice<Sample> = []
  /// How many states were tried.
  private(set) var states = 0

  init(_ jacobian: Jacobian, _ habitat: Habitat, _ count: Int) {
    var random = Random(seed: 1, stream: "fit")
    let samples = (0..<4 * (count + 3)).map { _ in Sample(jacobian, habitat, count, &random) }
    guard samples.allSatisfy({ $0.points.count >= 2 * (count + 2) }) else { return }
    (fitted, tested) = (samples.prefix(count + 3), samples.dropFirst(count + 3))
    states = samples.reduce(0) { $0 + $1.points.count }
  }

  func action(of generator: Generator) -> Action? {
    guard !fitted.isEmpty, let action = fit(generator) else { return nil }
    return tested.allSatisfy { $0.residual(of: generator, action($0.theta[...])) < 1e-9 } ? action : nil
  }

  /// The action nearest to motions that were found at some parameters.
  private func fit(_ generator: Generator) -> Action? {
    let (thetas, motions) = (fitted.map(\.theta), fitted.map { $0.motion(of: generator) })
    let p = thetas[0].count
    guard motions.joined().allSatisfy(\.isFinite) else { return nil }
    var (matrix, offset) = ([Double](repeating: 0, count: p * p), [Double](repeating: 0, count: p))
    for i in 0..<p {
      let row = leastSquares(thetas.map { $0 + [1] }, motions.map { $0[i] })
      for j in 0..<p { matrix[i * p + j] = Action.rounded(row[j], within: 1e-5) }
      offset[i] = Action.rounded(row[p], within: 1e-5)
    }
    return Action(generator: generator, matrix: matrix, offset: offset)
  }
}

/// Parameters of one layer, and what the family does to some points there.
private struct Sample {
  let theta: [Double]
  private(set) var points: [(x: [Double], image: [Double], rows: [[Double]])] = []

  init(_ jacobian: Jacobian, _ habitat: Habitat, _ count: Int, _ random: inout Random) {
    let first = habitat.state(&random)
    theta = Array(first[2...])
    for _ in 0..<16 * (count + 4) {
      let state = habitat.state(beside: first, &random)
      let (image, rows) = jacobian(state)
      if image.allSatisfy(\.isFinite), rows.joined().allSatisfy(\.isFinite) {
        points.append((Array(state[..<2]), image, rows))
      }
    }
  }

  /// xi_theta with the least error of the identity.
  func motion(of xi: Generator) -> [Double] {
    var (rows, sides): ([[Double]], [Double]) = ([], [])
    for point in points {
      let (u, v) = (xi(point.x), xi(point.image))
      for c in 0..<2 {
        let parts = [v[c], point.rows[c][0] * u[0], point.rows[c][1] * u[1]]
        let size = parts.reduce(0) { max($0, abs($1)) }
        guard size > 0 else { continue }
        rows.append(point.rows[c].dropFirst(2).map { $0 / size })
        sides.append((parts[0] - parts[1] - parts[2]) / size)
      }
    }
    return leastSquares(rows, sides)
  }

  /// The largest error of the identity over the size of its parts.
  func residual(of xi: Generator, _ motion: [Double]) -> Double {
    var largest = 0.0
    for point in points {
      let (u, v) = (xi(point.x), xi(point.image))
      for c in 0..<2 {
        let parts =
          [point.rows[c][0] * u[0], point.rows[c][1] * u[1]] + zip(point.rows[c].dropFirst(2), motion).map { $0 * $1 }
        let size = parts.reduce(abs(v[c])) { max($0, abs($1)) }
        let error = abs(parts.reduce(-v[c], +))
        guard size.isFinite, error.isFinite else { return .infinity }
        if size > 0 { largest = max(largest, error / size) }
      }
    }
    return largest
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
