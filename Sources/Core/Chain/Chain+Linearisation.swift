import Limits

extension Chain {
  /// Layer k at any points of the plane. Constants are no parameters: their columns are zero.
  ///
  /// - Throws: `EngineError` where a derivative is not finite.
  public func linearisation(_ k: Int, at points: Matrix) throws -> Linearisation {
    let n = points.columns
    var images = Matrix(rows: 2, columns: n)
    var byState = Matrix(rows: 2 * n, columns: 2)
    var byParameters = Matrix(rows: 2 * n, columns: range(ofLayer: k).count)
    var turns = Turns(every: 64)
    for i in 0..<n {
      try turns.check()
      let point = Columns<State>(count: 1, dimension: 2, storage: [points[0, i], points[1, i]])
      for c in 0..<2 {
        let covector = Columns<Costate>(count: 1, dimension: 2, storage: c == 0 ? [1, 0] : [0, 1])
        let pull = pulled(k, point, covector)
        for d in 0..<2 {
          images[d, i] = pull.image[d]
          byState[2 * i + c, d] = pull.covector[d]
        }
        for j in 0..<range(ofLayer: k).count { byParameters[2 * i + c, j] = pull.gradient[j] }
      }
    }
    return try Linearisation(points: points, images: images, byState: byState, byParameters: byParameters).checked()
  }
}
