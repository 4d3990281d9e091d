/// What a layer claims: a group under which its family is closed, and the identity that follows at any parameters,
/// trained or not.
///
/// Let f_x xi_in(x) + f_theta xi_theta = xi_out(y). Paired with g at y,
///
///     <g_out, xi_out(y)> - <g_in, xi_in(x)> = < dL/dtheta, xi_theta >
///
/// A law of both sides has xi_in and xi_out alike, and makes a charge constant where the loss is stationary. Where the
/// layer absorbs a motion on one side alone the other is zero, and so is the charge there where the loss is stationary.
public struct Law: Sendable {
  public enum Side: String, Sendable { case both, input, output }

  public let side: Side
  public let space: MotionSpace
  /// The identity in formulas.
  public let formula: String
  /// The right side for all affine motions, theta and dL/dtheta of the layer given; for the input side <g_in, xi_in>
  /// itself.
  let defect: @Sendable (_ theta: LayerParameters, _ gradient: LayerParameters) -> Moment

  init(
    _ side: Side, _ space: MotionSpace, _ formula: String,
    defect: @escaping @Sendable (_ theta: LayerParameters, _ gradient: LayerParameters) -> Moment
  ) {
    self.side = side
    self.space = space
    self.formula = formula
    self.defect = defect
  }

  /// The right side at a layer's parameters and their gradient.
  public func value(_ theta: LayerParameters, _ gradient: LayerParameters) -> Moment { defect(theta, gradient) }
}

/// An identity of a layer that speaks of no motion of the states: of parameters that move among themselves, or of every
/// single point.
public struct LayerIdentity: Sendable {
  public let name: String
  public let formula: String
  /// What is measured of theta, dL/dtheta, the states before the layer, the covectors before and behind it.
  let measure:
    @Sendable (_ theta: LayerParameters, _ gradient: LayerParameters, _ x: Matrix, _ before: Matrix, _ behind: Matrix)
      -> Measure

  struct Measure {
    /// The size of left minus right, and of the parts.
    let residual: Double
    let scale: Double
    /// What rounding alone makes of the parts, where they are differences themselves.
    var grain = 0.0

    /// Nil where nothing flows but rounding, so that the ratio would say nothing.
    var relative: Double? { residual == 0 ? 0 : scale <= grain ? nil : residual / scale }
  }

  /// left = right for matrices made of parameters and their gradients.
  static func parameters(
    _ name: String, _ formula: String,
    _ sides: @escaping @Sendable (_ theta: LayerParameters, _ gradient: LayerParameters) -> (Matrix, Matrix)
  ) -> LayerIdentity {
    LayerIdentity(name: name, formula: formula) { theta, gradient, _, _, _ in
      let (left, right) = sides(theta, gradient)
      return Measure(
        residual: norm(zip(left.values, right.values).map { $0 - $1 }), scale: max(left.norm, right.norm))
    }
  }

  /// <g, v> = 0 at every point, with v made of the point and g of the covectors.
  ///
  /// - Parameter parts: the size of what g is a difference of; the covectors' at the point by itself.
  static func points(
    _ name: String, _ formula: String, parts: Double? = nil,
    _ sides: @escaping @Sendable (_ x: Matrix, _ before: Matrix, _ behind: Matrix) -> (g: Matrix, v: Matrix)
  ) -> LayerIdentity {
    LayerIdentity(name: name, formula: formula) { _, _, x, before, behind in
      let (g, v) = sides(x, before, behind)
      var (residual, scale, grain) = (0.0, 0.0, 0.0)
      for j in 0..<g.columns {
        let column = { (m: Matrix) in (0..<m.rows).map { m[$0, j] } }
        let size = norm(column(g)) * norm(column(v))
        let product = abs(dot(column(g), column(v)))
        residual = product.isNaN ? .nan : max(residual, product)
        scale = max(scale, size)
        let part = parts ?? max(norm(column(before)), norm(column(behind)))
        grain = max(grain, 4 * Double.ulpOfOne * part * norm(column(v)))
      }
      return Measure(residual: residual, scale: scale, grain: grain)
    }
  }
}
