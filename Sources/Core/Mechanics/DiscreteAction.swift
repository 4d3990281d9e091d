/// A discrete action: the sum over the steps of a path q_0 ... q_N of a discrete Lagrangian L_d(q_k, q_{k+1}).
///
/// A path is a trajectory where the action is stationary under changes of its inner points, D_2 L_d(q_{k-1}, q_k) + D_1
/// L_d(q_k, q_{k+1}) = 0. The costate is the momentum p_k = -D_1 L_d(q_k, q_{k+1}) = D_2 L_d(q_{k-1}, q_k), and a
/// symmetry of L_d conserves its pairing with the group's motion, <p_k, xi(q_k)>, exactly (Marsden and West, Discrete
/// mechanics and variational integrators, Acta Numerica 2001).
public protocol DiscreteAction: Sendable {
  /// d, the number of coordinates of a point of the path.
  var dimension: Int { get }

  /// Writes L_d(a, b) and its derivatives.
  func step(from a: UnsafePointer<Double>, to b: UnsafePointer<Double>, into step: StepPlaces)
}

/// Where a discrete Lagrangian and its derivatives at one pair of points go.
public struct StepPlaces {
  public let value: UnsafeMutablePointer<Double>
  /// D_1 L_d and D_2 L_d, length d.
  public let d1: UnsafeMutablePointer<Double>
  public let d2: UnsafeMutablePointer<Double>
  /// D_11, D_12 and D_22, d x d row by row.
  public let d11: UnsafeMutablePointer<Double>
  public let d12: UnsafeMutablePointer<Double>
  public let d22: UnsafeMutablePointer<Double>

  static func count(_ d: Int) -> Int { 1 + 2 * d + 3 * d * d }

  init(_ base: UnsafeMutablePointer<Double>, _ d: Int) {
    value = base
    d1 = base + 1
    d2 = d1 + d
    d11 = d2 + d
    d12 = d11 + d * d
    d22 = d12 + d * d
  }
}

/// A discrete Lagrangian at one pair of points.
public struct LagrangianStep: Sendable {
  public let value: Double
  public let d1: [Double]
  public let d2: [Double]
  public let d11: [Double]
  public let d12: [Double]
  public let d22: [Double]
}

extension DiscreteAction {
  public func step(from a: ArraySlice<Double>, to b: ArraySlice<Double>) -> LagrangianStep {
    let d = dimension
    var room = [Double](repeating: 0, count: StepPlaces.count(d))
    return room.withUnsafeMutableBufferPointer { room in
      let places = StepPlaces(room.baseAddress!, d)
      a.withUnsafeBufferPointer { a in
        b.withUnsafeBufferPointer { b in step(from: a.baseAddress!, to: b.baseAddress!, into: places) }
      }
      func array(_ p: UnsafeMutablePointer<Double>, _ count: Int) -> [Double] {
        Array(UnsafeBufferPointer(start: p, count: count))
      }
      return LagrangianStep(
        value: places.value[0], d1: array(places.d1, d), d2: array(places.d2, d), d11: array(places.d11, d * d),
        d12: array(places.d12, d * d),
        d22: array(places.d22, d * d))
    }
  }
}

/// The steps of a path, one behind the other in one stretch of memory.
final class PathSteps {
  let count: Int
  let dimension: Int
  private let base: UnsafeMutablePointer<Double>

  /// - Parameter points: (steps + 1) points, one behind the other.
  init<A: DiscreteAction>(_ action: A, _ points: [Double]) {
    dimension = action.dimension
    count = points.count / dimension - 1
    let width = StepPlaces.count(dimension)
    base = .allocate(capacity: width * count)
    base.initialize(repeating: 0, count: width * count)
    points.withUnsafeBufferPointer { points in
      for k in 0..<count {
        let a = points.baseAddress! + k * dimension
        action.step(from: a, to: a + dimension, into: StepPlaces(base + k * width, dimension))
      }
    }
  }

  deinit { base.deallocate() }

  subscript(k: Int) -> StepPlaces { StepPlaces(base + k * StepPlaces.count(dimension), dimension) }

  /// p_0 ... p_N.
  var momenta: [[Double]] {
    (0...count).map { k in (0..<dimension).map { k < count ? -self[k].d1[$0] : self[k - 1].d2[$0] } }
  }

  var action: Double { (0..<count).reduce(0) { $0 + self[$1].value[0] } }
}
