/// A residual block y = x + W2 phi(W1 N(x) + b1) + b2, N the identity or a norm: a step of a process in R^d.
///
/// Any linear change of coordinates A that N allows goes into the weights, W1 -> W1 A^-1, W2 -> A W2, b2 -> A b2, so
/// that
///
///     E[g_out y'] - E[g_in x'] = G_2 W_2' + G_b2 b_2' - W_1' G_1
///
/// on the space that N allows: all of gl(d) without a norm; so(d) and the dilation (b2, W2 alone take it) with the
/// root-mean-square norm; with layer normalisation the rotations about (1, ..., 1), the dilation, and x -> x + (1, ...,
/// 1) <u, x>, which it does not see. The output bias absorbs translations: E g_out = G_b2.
public struct Residual: Layer {
  public let inputs: Int
  public let hidden: Int
  public let activation: Activation
  public let norm: Normalisation?
  /// Whether there is b2.
  public let hasOutputBias: Bool

  public init(
    inputs: Int, hidden: Int, activation: Activation = .tanh, norm: Normalisation? = nil, hasOutputBias: Bool = true
  ) {
    (self.inputs, self.hidden, self.activation, self.norm, self.hasOutputBias) = (
      inputs, hidden, activation, norm, hasOutputBias
    )
  }

  public var outputs: Int { inputs }
  public var isSmooth: Bool { activation.isSmooth }
  public var name: String {
    "\(norm?.rawValue ?? "residual") \(hidden) \(activation.rawValue)\(hasOutputBias ? "" : " nobias")"
  }
  public var parameters: [LayerParameter] {
    [.weight("W1", hidden, inputs), .bias("b1", hidden), .weight("W2", inputs, hidden)]
      + (hasOutputBias ? [.bias("b2", inputs)] : [])
  }

  public func forward(_ x: Matrix, _ theta: LayerParameters) -> (y: Matrix, tape: [Matrix]) {
    let normal = norm.map { $0.forward(x) }
    let u = normal?.u ?? x
    var a = Matrix.product(theta[0], u)
    a.addColumn(theta[1])
    let slope = activation.apply(&a)
    var y = Matrix.product(theta[2], a)
    if hasOutputBias { y.addColumn(theta[3]) }
    y.add(x)
    return (y, [a, slope] + (normal.map { [$0.u, $0.inverse] } ?? []))
  }

  public func backward(
    _ g: Matrix, _ x: Matrix, _ tape: [Matrix], _ theta: LayerParameters, into gradient: LayerParameters
  ) -> Matrix {
    gradient[2].add(g, tape[0], .transposed)
    if hasOutputBias { gradient[3].addRowSums(g) }
    var h = Matrix.product(theta[2], .transposed, g)
    h.multiply(by: tape[1])
    gradient[0].add(h, norm == nil ? x : tape[2], .transposed)
    gradient[1].addRowSums(h)
    var pulled = Matrix.product(theta[0], .transposed, h)
    if let norm { pulled = norm.backward(pulled, u: tape[2], inverse: tape[3]) }
    pulled.add(g)
    return pulled
  }

  public var laws: [Law] {
    let (d, hasBias) = (inputs, hasOutputBias)
    /// What W2 and b2 gain under A, and what W1 loses.
    let outer = { @Sendable (theta: LayerParameters, gradient: LayerParameters) in
      var moment = Moment(dimension: d)
      moment.matrix.add(gradient[2].matrix, .plain, theta[2].matrix, .transposed, keeping: 0)
      if hasBias {
        moment.matrix.add(gradient[3].matrix, .plain, theta[3].matrix, .transposed)
        moment.vector = gradient[3].matrix.values
      }
      return moment
    }
    let whole = { @Sendable (theta: LayerParameters, gradient: LayerParameters) in
      var moment = outer(theta, gradient)
      let inner = Matrix.product(theta[0].matrix, .transposed, gradient[0].matrix)
      for i in inner.values.indices { moment.matrix.values[i] -= inner.values[i] }
      moment.vector = Matrix.product(theta[0].matrix, .transposed, gradient[1].matrix).values.map { -$0 }
      return moment
    }
    let pair = hasBias ? "G_2 W_2' + G_b2 b_2'" : "G_2 W_2'"
    var laws: [Law]
    switch norm {
    case nil:
      laws = [
        Law(.both, .linear, "gain of E[g x'] = \(pair) - W_1' G_1", defect: whole),
        Law(.both, .translations, "gain of E g = -W_1' G_b1", defect: whole),
      ]
      if hasBias {
        let through = { @Sendable (theta: LayerParameters, gradient: LayerParameters) in
          var moment = whole(theta, gradient)
          for (i, b) in gradient[3].matrix.values.enumerated() { moment.vector[i] = b - moment.vector[i] }
          return moment
        }
        laws.append(Law(.input, .translations, "E g_in = W_1' G_b1 + G_b2", defect: through))
      }
    case .rms?:
      laws = [
        Law(.both, .rotations, "gain of E[g x' - x g'] = the same of \(pair) - W_1' G_1", defect: whole),
        Law(.both, .dilation, "gain of E<g, x> = tr(\(pair))", defect: outer),
      ]
    case .layer?:
      laws = [
        Law(
          .both, .rotationsAboutOnes, "gain of E[g x' - x g'] = the same of \(pair) - W_1' G_1, across (1..1)",
          defect: whole),
        Law(.both, .dilation, "gain of E<g, x> = tr(\(pair))", defect: outer),
        Law(.both, .shiftsByState, "gain of 1' E[g x'] = 1' (\(pair))", defect: outer),
      ]
      if hasBias {
        laws.append(Law(.input, .commonShift, "E<g_in, 1> = <G_b2, 1>", defect: outer))
      } else {
        laws.append(Law(.both, .commonShift, "gain of E<g, 1> = 0", defect: { _, _ in Moment(dimension: d) }))
      }
    }
    if hasBias { laws.append(Law(.output, .translations, "E g_out = G_b2", defect: outer)) }
    return laws
  }

  public var identities: [LayerIdentity] {
    let branch = { @Sendable (before: Matrix, behind: Matrix) in
      Matrix(rows: before.rows, columns: before.columns, values: zip(before.values, behind.values).map { $0 - $1 })
    }
    var identities: [LayerIdentity] = []
    if norm != nil {
      identities.append(
        .points("radial", "<g_in - g_out, x> = 0 at every point\(norm == .layer ? ", x about its mean" : "")") {
          x, before, behind in
          (branch(before, behind), x)
        })
    }
    if norm == .layer {
      identities.append(
        .points("common shift", "<g_in - g_out, 1> = 0 at every point") { x, before, behind in
          (branch(before, behind), Matrix(rows: x.rows, columns: x.columns, repeating: 1))
        })
    }
    if activation == .relu {
      identities.append(
        .parameters("hidden scalings", "diag(G_1 W_1' + G_b1 b_1') = diag(W_2' G_2)") { theta, gradient in
          var inner = Matrix.product(gradient[0].matrix, .plain, theta[0].matrix, .transposed)
          inner.add(gradient[1].matrix, .plain, theta[1].matrix, .transposed)
          return (inner.diagonal, Matrix.product(theta[2].matrix, .transposed, gradient[2].matrix).diagonal)
        })
    }
    return identities
  }
}

extension Matrix {
  /// As a column.
  var diagonal: Matrix { Matrix(rows: rows, columns: 1, values: (0..<rows).map { self[$0, $0] }) }
}
