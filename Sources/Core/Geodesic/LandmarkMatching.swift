import Limits

/// Which flow takes landmarks to their destinations: the one with the least
///
///     J(p_0) = S + match E 1/2 |q_N - destination|^2
///
/// where S is the discrete action, in the limit of short steps H itself, and E the weighted mean, as in the loss of a
/// chain. S generates the flow, dS = E <p_N, dq_N> - E <p_0, dq_0>, so that with B = dq_N/dp_0, D = dp_N/dp_0 and the
/// weights W
///
///     dJ/dp_0 = B' W f,   f = p_N + match (q_N - destination)
///
/// exactly, and J is stationary where the last momenta point to the destinations, f = 0. Newton's matrix of f is D + match B;
/// B' W (D + match B) is symmetric and, where f vanishes, the Hessian of J.
public struct LandmarkMatching {
  public let hamiltonian: LandmarkHamiltonian
  public let start: [Double]
  public let destinations: [Double]
  let isCancelled: () -> Bool

  /// - Parameters:
  ///   - start: x_1 ... x_n, y_1 ... y_n, and so are the destinations.
  ///   - isCancelled: asked in every step of a flow.
  public init(
    _ hamiltonian: LandmarkHamiltonian, start: [Double], destinations: [Double],
    isCancelled: @escaping () -> Bool = { false }
  ) {
    precondition(
      start.count == 2 * hamiltonian.count && destinations.count == start.count, "points of the plane do not fit")
    (self.hamiltonian, self.start, self.destinations, self.isCancelled) = (
      hamiltonian, start, destinations, isCancelled
    )
  }

  /// A flow, and how far it is from being the one.
  public struct Shot {
    public let flow: LandmarkFlow
    public let match: Double
    /// f.
    public let miss: [Double]
    /// J.
    public let objective: Double
    /// The root of E |f|^2 and of E |p_N|^2, and what rounding makes of f.
    let missSize: Double
    let size: Double
    let grain: Double

    var first: [Double] { flow.momenta[0] }

    func isWithin(_ tolerance: Double) -> Bool { missSize <= tolerance * size + grain }
  }

  /// Nil where the flow's steps are too long.
  public func shoot(_ p: [Double], match: Double, steps: Int) throws -> Shot? {
    let flow = try LandmarkFlow(hamiltonian, from: start, p, steps: steps, isCancelled: isCancelled)
    return flow.map { aimed($0, match: match) }
  }

  /// The same flow at another weight.
  func aimed(_ flow: LandmarkFlow, match: Double) -> Shot {
    let (q, p) = (flow.places[flow.steps], flow.momenta[flow.steps])
    let way = zip(q, destinations).map { $0 - $1 }
    let miss = zip(p, way).map { $0 + match * $1 }
    return Shot(
      flow: flow, match: match, miss: miss, objective: flow.action + match * mean(way, way) / 2,
      missSize: mean(miss, miss).squareRoot(), size: mean(p, p).squareRoot(),
      grain: 1e-15 * match * (mean(q, q) + mean(destinations, destinations)).squareRoot())
  }

  /// E <a, b>.
  func mean(_ a: [Double], _ b: [Double]) -> Double {
    let (n, w) = (hamiltonian.count, hamiltonian.weights)
    return (0..<n).reduce(0) { $0 + w[$1] * (a[$1] * b[$1] + a[n + $1] * b[n + $1]) }
  }

  public func linearised(_ flow: LandmarkFlow, strides: Int) throws -> LinearisedFlow {
    try LinearisedFlow(hamiltonian, flow, strides: strides, isCancelled: isCancelled)
  }

  /// dJ/dp_0 = B' W f.
  public func gradient(_ shot: Shot, _ linear: LinearisedFlow) -> [Double] {
    let n = shot.miss.count
    let weighted = Matrix(rows: n, columns: 1, values: shot.miss.indices.map { weight($0) * shot.miss[$0] })
    return Matrix.product(linear.places, .transposed, weighted).values
  }

  /// -(D + match B)^-1 f.
  public func newtonDirection(_ shot: Shot, _ linear: LinearisedFlow) throws -> [Double] {
    try LinearSystem.solution(matrix(shot, linear), shot.miss).map { -$0 }
  }

  /// B' W (D + match B).
  func hessian(_ shot: Shot, _ linear: LinearisedFlow) throws -> SymmetricEigen {
    var weighted = matrix(shot, linear)
    let n = weighted.rows
    for i in 0..<n { for j in 0..<n { weighted[i, j] *= weight(i) } }
    let hessian = Matrix.product(linear.places, .transposed, weighted)
    let other = hessian.transposed
    return try SymmetricEigen(zip(hessian.values, other.values).map { ($0 + $1) / 2 }, order: n)
  }

  private func matrix(_ shot: Shot, _ linear: LinearisedFlow) -> Matrix {
    var matrix = linear.momenta
    for i in matrix.values.indices { matrix.values[i] += shot.match * linear.places.values[i] }
    return matrix
  }

  private func weight(_ coordinate: Int) -> Double { hamiltonian.weights[coordinate % hamiltonian.count] }
}
