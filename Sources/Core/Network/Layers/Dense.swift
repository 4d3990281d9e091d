/// Linear, affine and activated layers, y = phi(W x + b): each side's affine motions are absorbed by the weights.
///
/// From dL/dW = E[h x'], dL/db = E h and g_in = W' h with h the covector at W x + b:
///
///     E[g_in x'] = W' G_W,   E g_in = W' G_b                      (input side, G = dL/d.)
///     E[g_out y'] = G_W W' + G_b b',   E g_out = G_b              (output side, no activation)
///     E[g_out_i y_i] = (G_W W' + G_b b')_ii                       (output side, relu: y_i dy_i/dz_i = z_i dy_i/dz_i)
///
/// exactly, at any parameters: so both vanish where the loss is stationary.
public struct Dense: Layer {
  public let inputs: Int
  public let outputs: Int
  public let hasBias: Bool
  public let activation: Activation?

  public init(inputs: Int, outputs: Int, hasBias: Bool = true, activation: Activation? = nil) {
    (self.inputs, self.outputs, self.hasBias, self.activation) = (inputs, outputs, hasBias, activation)
  }

  public var name: String { "\(activation?.rawValue ?? (hasBias ? "affine" : "linear")) \(outputs)" }
  public var isSmooth: Bool { activation?.isSmooth ?? true }
  public var parameters: [LayerParameter] { [.weight("W", outputs, inputs)] + (hasBias ? [.bias("b", outputs)] : []) }

  public func forward(_ x: Matrix, _ theta: LayerParameters) -> (y: Matrix, tape: [Matrix]) {
    var y = Matrix.product(theta[0], x)
    if hasBias { y.addColumn(theta[1]) }
    let tape = activation.map { [$0.apply(&y)] } ?? []
    return (y, tape)
  }

  public func backward(
    _ g: Matrix, _ x: Matrix, _ tape: [Matrix], _ theta: LayerParameters, into gradient: LayerParameters
  ) -> Matrix {
    var h = g
    if let slope = tape.first { h.multiply(by: slope) }
    gradient[0].add(h, x, .transposed)
    if hasBias { gradient[1].addRowSums(h) }
    return Matrix.product(theta[0], .transposed, h)
  }

  public var laws: [Law] {
    let hasBias = hasBias
    let input = { @Sendable (theta: LayerParameters, gradient: LayerParameters) in
      let w = theta[0].matrix
      return Moment(
        matrix: Matrix.product(w, .transposed, gradient[0].matrix),
        vector: hasBias
          ? Matrix.product(w, .transposed, gradient[1].matrix).values : [Double](repeating: 0, count: w.columns))
    }
    var laws = [Law(.input, .linear, "E[g_in x'] = W' G_W", defect: input)]
    if hasBias { laws.append(Law(.input, .translations, "E g_in = W' G_b", defect: input)) }
    let output = { @Sendable (theta: LayerParameters, gradient: LayerParameters) in
      var matrix = Matrix.product(gradient[0].matrix, .plain, theta[0].matrix, .transposed)
      if hasBias { matrix.add(gradient[1].matrix, .plain, theta[1].matrix, .transposed) }
      return Moment(
        matrix: matrix, vector: hasBias ? gradient[1].matrix.values : [Double](repeating: 0, count: matrix.rows))
    }
    let right = hasBias ? "G_W W' + G_b b'" : "G_W W'"
    if activation == nil {
      laws.append(Law(.output, .linear, "E[g_out y'] = \(right)", defect: output))
      if hasBias { laws.append(Law(.output, .translations, "E g_out = G_b", defect: output)) }
    } else if activation == .relu {
      laws.append(Law(.output, .scalings, "E[g_out_i y_i] = (\(right))_ii", defect: output))
    }
    return laws
  }
}
