import Checked

/// A Lagrangian L(q, v) that is given by a formula, with its first and second derivatives made from it.
///
/// The coordinates q are those of one point of R^D, or of several bodies of the plane, x_1 ... x_n, y_1 ... y_n.
public struct Lagrangian: Sendable {
  public let name: String
  /// The whole definition, as it was written.
  public let definition: String
  /// n and D.
  public let bodies: Int
  public let dimension: Int
  /// Names, and the values of those that were given one.
  public let parameters: [(name: String, standard: Double?)]
  /// What has no derivative at some points: "abs(x)".
  public let kinks: [String]
  let graph: Graph
  let value: Graph.Node
  /// L_q, L_v and L_vv: without these there is no motion. The other second derivatives only lead to it sooner.
  private let derivatives: [Graph.Node]
  /// L, then L_q and L_v, then the Hessian by (q, v), row by row.
  let tape: Tape

  /// L_q and L_v.
  var slopes: [Graph.Node] { Array(derivatives.prefix(2 * coordinates)) }

  /// n D.
  public var coordinates: Int { bodies * dimension }

  /// More operations than these are too many for a formula that is meant.
  static let limit = 50_000

  /// - Parameters:
  ///   - graph: its inputs are q, v and the parameters, in this order.
  ///   - value: L.
  /// - Throws: `EngineError` when the formula is too long, or a velocity is missing in it.
  public init(
    name: String, definition: String, bodies: Int, dimension: Int, parameters: [(name: String, standard: Double?)],
    graph: Graph, value: Graph.Node
  ) throws(EngineError) {
    (self.name, self.definition, self.bodies, self.dimension, self.parameters) = (
      name, definition, bodies, dimension, parameters
    )
    kinks = graph.kinks(of: [value])
    var graph = graph
    let variables = (0..<2 * bodies * dimension).map { graph.input($0) }
    let one = graph.constant(1)
    let gradient = graph.gradient(of: [value], seeds: [one], by: variables)
    var hessian: [Graph.Node] = []
    for slope in gradient {
      hessian += graph.gradient(of: [slope], seeds: [one], by: variables)
      guard graph.operations.count <= Self.limit else {
        throw EngineError(
          .tooLong, "the formula is too long: with its derivatives it takes more than \(Self.limit) operations")
      }
    }
    let (c, width) = (bodies * dimension, 2 * bodies * dimension)
    let curvatures = Range(from: c, upTo: width).flatMap {
      hessian[Range(from: $0 * width + c, upTo: ($0 + 1) * width)]
    }
    (self.graph, self.value, derivatives) = (graph, value, gradient + curvatures)
    tape = Tape(graph, [value] + gradient + hessian)
  }

  /// What is not finite at a point, or in the derivatives there: "`log(x - 2)`"; nil when all is.
  public func fault(_ q: [Double], _ v: [Double], _ parameters: [Double]) -> String? {
    graph.fault(q + v + parameters, in: [value]) ?? graph.fault(q + v + parameters, in: derivatives)
  }

  /// The parts of L's derivatives.
  struct Jet {
    let value: Double
    /// L_q and L_v.
    let q: ArraySlice<Double>
    let v: ArraySlice<Double>
    /// By (q, v), row by row.
    let hessian: ArraySlice<Double>
    var isFinite: Bool {
      value.isFinite && q.allSatisfy(\.isFinite) && v.allSatisfy(\.isFinite) && hessian.allSatisfy(\.isFinite)
    }
  }

  func jet(_ q: [Double], _ v: [Double], _ parameters: [Double]) -> Jet {
    let (all, c) = (tape(q + v + parameters), coordinates)
    return Jet(
      value: all[0], q: all[Range(from: 1, upTo: 1 + c)], v: all[Range(from: 1 + c, upTo: 1 + 2 * c)],
      hessian: all[(1 + 2 * c)...])
  }

  /// Whether L_vv is regular there, so that momenta have velocities.
  func determinesVelocity(_ q: [Double], _ v: [Double], _ parameters: [Double]) -> Bool {
    var block = velocityBlock(jet(q, v, parameters))
    let c = coordinates
    // Coordinates of several units, and bodies of several masses, are put on one footing.
    let sizes = (0..<c).map { i in block[Range(from: i * c, upTo: (i + 1) * c)].map(abs).max()!.squareRoot() }
    guard sizes.allSatisfy({ $0 > 0 && $0.isFinite }) else { return false }
    for i in block.indices { block[i] /= sizes[i / c] * sizes[i % c] }
    guard let eigen = try? SymmetricEigen(block, order: c) else { return false }
    let values = eigen.values.map(abs)
    return (values.min() ?? 0) > 1e-12 * (values.max() ?? 0)
  }

  /// The largest entry of L_vv.
  func inertia(_ q: [Double], _ v: [Double], _ parameters: [Double]) -> Double {
    velocityBlock(jet(q, v, parameters)).reduce(0) { max($0, abs($1)) }
  }

  /// L_vv, row by row.
  private func velocityBlock(_ jet: Jet) -> [Double] {
    let c = coordinates
    return (0..<c).flatMap { i in jet.hessian[(jet.hessian.startIndex + (c + i) * 2 * c + c)...].prefix(c) }
  }

  /// p = L_v(q, v).
  public func momentum(_ q: [Double], _ v: [Double], _ parameters: [Double]) -> [Double] {
    Array(jet(q, v, parameters).v)
  }

  /// The energy <p, v> - L at the velocity for which L_v(q, v) = p, by Newton's method from a velocity nearby; nil
  /// where there is none.
  public func energy(_ q: [Double], momentum p: [Double], near guess: [Double], _ parameters: [Double]) -> Double? {
    var v = guess
    var last = Double.infinity
    for _ in 0..<30 {
      let jet = jet(q, v, parameters)
      let misses = zip(jet.v, p).map { $0 - $1 }
      let miss = norm(misses)
      guard miss.isFinite else { return nil }
      if miss == 0 || miss >= last / 2 && miss <= 1e-12 * (norm(p) + norm(Array(jet.v))) {
        return dot(p, v) - jet.value
      }
      last = miss
      guard let change = DenseSystem.solution(velocityBlock(jet), misses) else { return nil }
      v = zip(v, change).map { $0 - $1 }
    }
    return nil
  }
}

/// The discrete action of a Lagrangian: where on a step of length h it is evaluated, with the velocity (b - a)/h.
///
/// Both are of order two, and every affine motion of the states that leaves L as it is leaves them as they are.
public enum Quadrature: String, CaseIterable, Sendable {
  /// At both ends, half each: velocity Verlet, where L = T(v) - V(q).
  case trapezoid
  /// In the middle.
  case midpoint

  public var summary: String {
    switch self {
    case .trapezoid: "L_d(a, b) = h/2 (L(a, w) + L(b, w)), w = (b - a)/h; velocity Verlet where L = T(v) - V(q)"
    case .midpoint: "L_d(a, b) = h L((a + b)/2, w)"
    }
  }

  /// Weights, and places from 0 at a to 1 at b.
  fileprivate var nodes: [(weight: Double, place: Double)] {
    switch self {
    case .trapezoid: [(0.5, 0), (0.5, 1)]
    case .midpoint: [(1, 0.5)]
    }
  }
}

/// L_d(a, b) = h sum over the nodes of w L((1 - s) a + s b, (b - a)/h).
public struct LagrangianAction: DiscreteAction {
  let lagrangian: Lagrangian
  let parameters: [Double]
  let h: Double
  private let nodes: [(weight: Double, place: Double)]

  public init(_ lagrangian: Lagrangian, _ parameters: [Double], step h: Double, _ rule: Quadrature) {
    (self.lagrangian, self.parameters, self.h, nodes) = (lagrangian, parameters, h, rule.nodes)
  }

  public var dimension: Int { lagrangian.coordinates }

  public func step(from a: UnsafePointer<Double>, to b: UnsafePointer<Double>, into out: StepPlaces) {
    let c = dimension
    let room = 2 * c + parameters.count + StepPlaces.count(c) + c * c
    withUnsafeTemporaryAllocation(of: Double.self, capacity: room) { memory in
      let inputs = memory.baseAddress!
      let jet = inputs + 2 * c + parameters.count
      for i in parameters.indices { inputs[2 * c + i] = parameters[i] }
      for i in 0..<StepPlaces.count(c) { out.value[i] = 0 }
      for node in nodes {
        for i in 0..<c { (inputs[i], inputs[c + i]) = ((1 - node.place) * a[i] + node.place * b[i], (b[i] - a[i]) / h) }
        lagrangian.tape.run(inputs, into: jet)
        add(jet, node.weight, node.place, to: out)
      }
    }
  }

  /// What one node adds. `jet` is L, L_q, L_v and the Hessian by (q, v).
  private func add(_ jet: UnsafePointer<Double>, _ w: Double, _ s: Double, to out: StepPlaces) {
    let c = dimension
    let (lq, lv, hessian) = (jet + 1, jet + 1 + c, jet + 1 + 2 * c)
    // What a node takes no part of need not be finite there.
    func part(_ factor: Double, _ x: Double) -> Double { factor == 0 ? 0 : factor * x }
    out.value[0] += w * h * jet[0]
    for i in 0..<c {
      out.d1[i] += w * (h * (1 - s) * lq[i] - lv[i])
      out.d2[i] += w * (h * s * lq[i] + lv[i])
      for j in 0..<c {
        let (qq, qv) = (hessian[i * 2 * c + j], hessian[i * 2 * c + c + j])
        let (vq, vv) = (hessian[(c + i) * 2 * c + j], hessian[(c + i) * 2 * c + c + j])
        let k = i * c + j
        out.d11[k] += w * (part(h * (1 - s) * (1 - s), qq) - part(1 - s, qv + vq) + vv / h)
        out.d12[k] += w * (part(h * (1 - s) * s, qq) + part(1 - s, qv) - part(s, vq) - vv / h)
        out.d22[k] += w * (part(h * s * s, qq) + part(s, qv + vq) + vv / h)
      }
    }
  }
}
