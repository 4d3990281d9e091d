extension Graph {
  /// The values of some nodes, and for each the size of what cancels in it: as large as the value would be if none of its
  /// digits were lost, the running bound of its rounding errors in units of the last place.
  func values(of nodes: [Node], sizesAt inputs: [Double]) -> [(value: Double, size: Double)] {
    let unit = Double.ulpOfOne / 2
    var values = [Double](repeating: 0, count: operations.count)
    var errors = values
    for node in ancestors(of: nodes) {
      switch operations[node] {
      case .constant(let x): values[node] = x
      case .input(let i): values[node] = i < inputs.count ? inputs[i] : 0
      case .unary(let f, let a):
        values[node] = Self.apply(f, values[a])
        errors[node] = abs(Self.slope(f, values[a], values[node])) * errors[a] + unit * abs(values[node])
      case .binary(let f, let a, let b):
        values[node] = Self.apply(f, values[a], values[b])
        let (first, second) = Self.slopes(f, values[a], values[b], values[node])
        errors[node] = abs(first) * errors[a] + abs(second) * errors[b] + unit * abs(values[node])
      }
    }
    return nodes.map { (values[$0], max(abs(values[$0]), errors[$0] / unit)) }
  }

  private static func slope(_ f: Unary, _ x: Double, _ value: Double) -> Double {
    switch f {
    case .negate, .magnitude: 1
    case .root: value == 0 ? 0 : 0.5 / value
    case .exponential: value
    case .logarithm: 1 / x
    case .sine, .cosine: 1
    case .hyperbolicSine: (1 + value * value).squareRoot()
    case .hyperbolicTangent: 1
    case .arctangent: 1 / (1 + x * x)
    case .sign: 0
    }
  }

  private static func slopes(_ f: Binary, _ x: Double, _ y: Double, _ value: Double) -> (Double, Double) {
    switch f {
    case .add, .subtract, .larger, .smaller: (1, 1)
    case .multiply: (y, x)
    case .divide, .ratio: y == 0 ? (0, 0) : (1 / y, x / y / y)
    case .angle: (y / (x * x + y * y), x / (x * x + y * y))
    case .power: x == 0 ? (0, 0) : (y * value / x, value * Self.apply(.logarithm, x))
    case .timesRoot: y == 0 ? (0, 0) : (y.squareRoot(), 0.5 * x / y.squareRoot())
    case .heaviside: (0, 0)
    }
  }
}
