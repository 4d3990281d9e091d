import Checked
import Limits

extension Layer {
  /// By pulling back unit covectors, one point and one coordinate at a time.
  ///
  /// - Throws: `EngineError` for layers that mix points, and where a derivative is not finite.
  func linearisation(_ theta: ArraySlice<Double>, at points: Matrix) throws -> Linearisation {
    guard !mixesPoints else {
      throw EngineError(
        .wrongProcess, "a layer that mixes points, such as attention, has no derivative at a single one")
    }
    let (n, m) = (points.columns, outputs)
    try MemoryLimit.present.require(
      8 * Double(n) * Double(m) * Double(inputs + parameterCount), for: "the derivatives of \(name) at \(n) points")
    var images = Matrix(rows: m, columns: n)
    var byState = Matrix(rows: n * m, columns: inputs)
    var byParameters = Matrix(rows: n * m, columns: parameterCount)
    for i in 0..<n {
      let x = points.columns(Range(from: i, upTo: i + 1))
      for c in 0..<m {
        try Cancellation.check()
        var gradient = [Double](repeating: 0, count: parameterCount)
        with(theta, adding: &gradient) { theta, gradient in
          let (y, tape) = forward(x, theta)
          var g = Matrix(rows: m, columns: 1)
          g[c, 0] = 1
          let pulled = backward(g, x, tape, theta, into: gradient)
          for d in 0..<inputs { byState[i * m + c, d] = pulled[d, 0] }
          images[c, i] = y[c, 0]
        }
        for (j, value) in gradient.enumerated() { byParameters[i * m + c, j] = value }
      }
    }
    return try Linearisation(points: points, images: images, byState: byState, byParameters: byParameters).checked()
  }
}
