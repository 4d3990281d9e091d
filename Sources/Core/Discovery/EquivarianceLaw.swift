import Checked
import Limits

/// Both sides of the law of an equivariance that was found, over the layers of a process: the motion of the parameters
/// is not known by a formula but solved for at each layer, f_theta dtheta = xi_out(y) - f_x xi_in(x) in the least
/// squares over points of the trace.
public struct EquivarianceLaw: Sendable {
  public let equivariance: Equivariance
  /// The layers, counted from 1.
  public let layers: ClosedRange<Int>
  /// <g_k, xi_in> in front of each layer and <g_k, xi_out> behind it.
  public let before: [Double]
  public let behind: [Double]
  /// <dL/dtheta_k, dtheta_k>.
  public let defects: [Double]
  /// The mean over the layers of E |g||xi(x)|.
  public let scale: Double

  /// max |sum of the gains of the first layers| / scale.
  public var relativeDrift: Double { relative(Self.running(zip(behind, before).map { $0 - $1 })) }
  public var relativeDefect: Double { relative(Self.running(defects)) }
  public var residual: Double { relative(zip(zip(behind, before), defects).map { $0.0 - $0.1 - $1 }) }

  /// Zero when nothing moves at all.
  private func relative(_ values: [Double]) -> Double {
    let largest = values.largest
    return largest == 0 ? 0 : largest / scale
  }

  /// Whether the numbers contradict what was found.
  public var isRefuted: Bool { residual > ConservationLaw.rounding }

  private static func running(_ values: [Double]) -> [Double] {
    var sum = 0.0
    return values.map {
      sum += $0
      return sum
    }
  }

  /// - Parameters:
  ///   - linearise: the map of layer k at given points.
  ///   - gradient: dL/dtheta_k.
  /// - Throws: `EngineError` when the motions do not fit the states.
  public init(
    _ equivariance: Equivariance, layers: ClosedRange<Int>, trace: Trace,
    linearise: (Int, Matrix) throws -> Linearisation, gradient: (Int) -> [Double]
  ) throws {
    self.equivariance = equivariance
    self.layers = layers
    for k in layers
    where trace.states[k - 1].dimension != equivariance.input.dimension
      || trace.states[k].dimension != equivariance.output.dimension
    {
      throw EngineError(
        .wrongShape,
        "a symmetry of R^\(equivariance.input.dimension) and R^\(equivariance.output.dimension) does not fit layer \(k), from R^\(trace.states[k - 1].dimension) to R^\(trace.states[k].dimension)"
      )
    }
    before = layers.map { trace.charge(equivariance.input, step: $0 - 1) }
    behind = layers.map { trace.charge(equivariance.output, step: $0) }
    scale =
      layers.reduce(0) { $0 + trace.scale(equivariance.input, at: $1 - 1) + trace.scale(equivariance.output, at: $1) }
      / Double(2 * layers.count)
    defects = try layers.map { k in
      try Cancellation.check()
      let d = trace.states[k - 1].dimension
      let every = max(1, trace.count / 200)
      let chosen = Array(stride(from: 0, to: trace.count, by: every))
      let points = Matrix(
        rows: d, columns: chosen.count, values: (0..<d).flatMap { c in chosen.map { trace.states[k - 1][$0, c] } })
      return dot(gradient(k), try Self.motion(of: equivariance, try linearise(k, points)))
    }
  }

  /// dtheta by the pseudo-inverse of f_theta.
  private static func motion(of equivariance: Equivariance, _ map: Linearisation) throws -> [Double] {
    let (d, m) = (map.inputs, map.outputs)
    var wanted = Matrix(rows: map.count * m, columns: 1)
    for i in 0..<map.count {
      let input = equivariance.input((0..<d).map { map.points[$0, i] })
      let output = equivariance.output((0..<m).map { map.images[$0, i] })
      for c in 0..<m {
        wanted[i * m + c, 0] = output[c] - (0..<d).reduce(0) { $0 + map.byState[i * m + c, $1] * input[$1] }
      }
    }
    let s = try SingularValues(map.byParameters)
    let along = Matrix.product(s.left, .transposed, wanted)
    let largest = s.values.first ?? 0
    var inverse = along
    for (i, value) in s.values.enumerated() { inverse[i, 0] = value > 1e-12 * largest ? along[i, 0] / value : 0 }
    return Matrix.product(s.right, .transposed, inverse).values
  }
}

extension Layered {
  /// Over the first stretch of layers that the motions fit.
  ///
  /// - Throws: `EngineError` when they fit none.
  public func law(_ equivariance: Equivariance, trace: Trace) throws -> EquivarianceLaw {
    let (d, m) = (equivariance.input.dimension, equivariance.output.dimension)
    func fits(_ k: Int) -> Bool { trace.states[k - 1].dimension == d && trace.states[k].dimension == m }
    guard let first = Range(from: 1, through: steps).first(where: fits) else {
      let (from, to) = (trace.states[0].dimension, trace.states[1].dimension)
      throw EngineError(
        .wrongShape, "a symmetry of R^\(d) and R^\(m) fits no layer: the first goes from R^\(from) to R^\(to)")
    }
    let last = Range(from: first, through: steps).first { !fits($0) } ?? steps + 1
    return try EquivarianceLaw(
      equivariance, layers: ClosedRange(between: first, and: last - 1), trace: trace,
      linearise: { try linearisation($0, at: $1) },
      gradient: { layerGradient($0, trace: trace, cluster: nil) })
  }
}
