import Limits

/// The shortest flow of the plane that takes weighted landmarks to their destinations, up to a miss that costs: the
/// geodesic of landmark matching, which a chain of many small maps comes near to.
///
/// Its trace has the landmarks q_t and their momenta p_t with the points' own weights. At the end
///
///     p_N = match (destination - q_N)
///
/// so that -p_t / match is the costate of a chain, the gradient of each point's own loss. All act on all: the sum of the
/// clusters' momenta is conserved, and so is the sum of their angular momenta; a cluster's own changes by what the others do
/// to it.
public struct Geodesic: Trajectory, PlaneMap, Energetic {
  public let hamiltonian: LandmarkHamiltonian
  public let match: Double
  public let flow: LandmarkFlow
  public let destinations: Columns<State>
  public let trace: Trace
  /// The root of E |f|^2 relative to that of E |p_N|^2, f = p_N + match (q_N - destination): how well J is stationary.
  public let residual: Double

  public var kind: String { "a geodesic" }
  public var part: String { "step" }
  /// Translations and the rotation: they leave the distances in H as they are.
  public let symmetries: [Generator] = Array(Generator.catalogue.prefix(3))
  public static let most = 500

  /// - Parameter match: what a miss costs, a number without a unit: J = H + match E 1/2 |q_N - destination|^2.
  /// - Throws: `EngineError` for points that are not of the plane or too many, options that are not positive, a kernel that
  ///   is not positive definite among the points, and where no flow is found; `CancellationError`.
  public init(
    _ population: Population, kernel: Kernel = .gauss, scale: Double, match: Double, steps: Int,
    isCancelled: @escaping () -> Bool = { false }
  ) throws {
    try Self.check(population, match, steps)
    hamiltonian = try LandmarkHamiltonian(kernel: kernel, scale: scale, weights: population.weights)
    try hamiltonian.checkDefinite(at: population.states.storage)
    let matching = LandmarkMatching(
      hamiltonian, start: population.states.storage, destinations: population.destinations.storage,
      isCancelled: isCancelled)
    let shot = try LandmarkShooting(matching, match: match, steps: steps).solution()
    (self.match, flow, destinations) = (match, shot.flow, population.destinations)
    residual = shot.missSize == 0 ? 0 : shot.missSize / shot.size
    func columns<Role>(_ storage: [Double]) -> Columns<Role> {
      Columns(count: population.count, dimension: 2, storage: storage)
    }
    trace = try Trace(
      states: shot.flow.places.map(columns), costates: shot.flow.momenta.map(columns), weights: population.weights,
      labels: population.labels, clusters: population.clusters)
  }

  private static func check(_ population: Population, _ match: Double, _ steps: Int) throws(EngineError) {
    guard population.states.dimension == 2, population.destinations.dimension == 2 else {
      throw EngineError(
        .notPlane, "a geodesic carries points of the plane, not of R^\(population.states.dimension)",
        help: "define cluster red n=20 at=(0, 1) to=(1, 0)")
    }
    guard population.count <= most else {
      throw EngineError(
        .outOfRange, "a geodesic carries at most \(most) points, not \(population.count)", help: "take fewer points")
    }
    try LengthRange.check(population.states.storage + population.destinations.storage, "coordinates")
    guard match > 0, match.isFinite else {
      throw EngineError(.outOfRange, "the weight of the match must be positive, not \(match)", about: "match")
    }
    guard steps >= 1 else {
      throw EngineError(.outOfRange, "a flow needs at least one step, not \(steps)", about: "steps")
    }
  }

  /// H at every state.
  public var energies: [Double]? { zip(flow.places, flow.momenta).map(hamiltonian.energy) }

  /// sqrt(2 H): the length of the flow in the kernel's norm, the distance between the first and the last places.
  public var length: Double { (2 * hamiltonian.energy(flow.places[0], flow.momenta[0])).squareRoot() }

  /// E 1/2 |q_N - destination|^2.
  public var loss: Double {
    let last = trace.states[trace.steps]
    return trace.mean { i in
      (0..<2).reduce(0) { $0 + (last[i, $1] - destinations[i, $1]) * (last[i, $1] - destinations[i, $1]) / 2 }
    }
  }

  /// What a generator's charge gains in every step, of all points or of a cluster: the sum over its points of what all
  /// points do to them at the step's middle, which for the midpoint rule is the charge's drift exactly.
  public func torques(_ xi: Generator, cluster: Int?) -> [Double] {
    (0..<flow.steps).map { k in
      let (q, p) = flow.middle(k, k + 1)
      let torques = hamiltonian.torques(xi, q, p)
      var sum = CompensatedSum()
      for i in torques.indices where cluster == nil || trace.labels[i] == cluster { sum.add(torques[i]) }
      return sum.value / Double(flow.steps)
    }
  }

  /// The landmarks and where they should come.
  public func population() throws -> Population {
    try Population(
      states: trace.states[0], destinations: destinations, labels: trace.labels, clusters: trace.clusters,
      weights: trace.weights)
  }

  /// Step k of the flow at any points of the plane.
  public func apply(layer k: Int, to points: Columns<State>) -> Columns<State> {
    Columns(points: hamiltonian.carry(points.points, by: flow, step: k))
  }

  /// Where other points of the plane are carried, one array of points for every state.
  public func carry(_ points: [[Double]]) -> [[[Double]]] { hamiltonian.carry(points, by: flow) }
}

extension LandmarkHamiltonian {
  /// - Throws: `EngineError` where some momenta would have negative energy, so that no flow is the shortest.
  func checkDefinite(at q: [Double]) throws {
    guard !kernel.isPositiveDefinite else { return }
    let n = count
    var gram = Matrix(rows: n, columns: n)
    for i in 0..<n {
      for j in 0..<n {
        let (dx, dy) = ((q[i] - q[j]) / scale, (q[n + i] - q[n + j]) / scale)
        gram[i, j] = (weights[i] * weights[j]).squareRoot() * kernel.profile(dx * dx + dy * dy).value
      }
    }
    let values = try SymmetricEigen(gram.values, order: n).values
    guard let least = values.first, least < -1e-12 * values.largest else { return }
    throw EngineError(
      .undetermined,
      "no flow is the shortest: with the kernel \(kernel.rawValue), (1 - r2)^3, some motions of these points have negative energy",
      about: "kernel", help: "take kernel=gauss or kernel=lorentz, whose energies are positive wherever points are")
  }
}
