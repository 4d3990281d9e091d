/// A map y = f(x, theta) at n points, to first order: what discovery knows of a layer.
public struct Linearisation: Sendable {
  /// d x n and m x n.
  public let points: Matrix
  public let images: Matrix
  /// f_x at each point, (n m) x d: row i m + c is the derivative of coordinate c of point i's image.
  public let byState: Matrix
  /// f_theta at each point, (n m) x p.
  public let byParameters: Matrix

  public var count: Int { points.columns }
  public var inputs: Int { points.rows }
  public var outputs: Int { images.rows }
}

extension Linearisation {
  /// - Throws: `EngineError` where a derivative is not finite.
  func checked() throws -> Linearisation {
    guard images.values.allSatisfy(\.isFinite), byState.values.allSatisfy(\.isFinite),
      byParameters.values.allSatisfy(\.isFinite)
    else {
      throw EngineError(.notFinite, "a derivative of the map is not finite at one of the points")
    }
    return self
  }
}
