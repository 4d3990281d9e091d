#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension Graph {
  /// The values of the nodes, one point at a time: for tests of a formula and for mechanics; the kernel has its own way
  /// for chains.
  ///
  /// - Parameter count: how many of the nodes, from the first on.
  public func values(_ inputs: [Double]) -> [Double] {
    var values = [Double](repeating: 0, count: operations.count)
    for (node, operation) in operations.enumerated() {
      switch operation {
      case .constant(let x): values[node] = x
      case .input(let i): values[node] = i < inputs.count ? inputs[i] : 0
      case .unary(let f, let a): values[node] = Self.apply(f, values[a])
      case .binary(let f, let a, let b): values[node] = Self.apply(f, values[a], values[b])
      }
    }
    return values
  }

  static func apply(_ f: Unary, _ x: Double) -> Double {
    switch f {
    case .negate: -x
    case .root: x.squareRoot()
    case .exponential: exp(x)
    case .logarithm: log(x)
    case .sine: sin(x)
    case .cosine: cos(x)
    case .hyperbolicSine: sinh(x)
    case .hyperbolicTangent: tanh(x)
    case .arctangent: atan(x)
    case .magnitude: abs(x)
    case .sign: x > 0 ? 1 : x < 0 ? -1 : x
    }
  }

  static func apply(_ f: Binary, _ x: Double, _ y: Double) -> Double {
    switch f {
    case .add: x + y
    case .subtract: x - y
    case .multiply: x * y
    case .divide: x / y
    case .angle: atan2(x, y)
    case .larger: x.isNaN || x >= y ? x : y
    case .smaller: x.isNaN || x <= y ? x : y
    case .power: x == 0 ? (y > 0 ? 0 : y == 0 ? 1 : y < 0 ? .infinity : y) : exp(y * log(x))
    case .timesRoot: x * y.squareRoot()
    case .ratio: x == 0 && y == 0 ? 0 : x / y
    case .heaviside: x > y ? 1 : x == y ? 0.5 : 0
    }
  }

  /// The first node that is not finite though its operands are, as it was written, or as its operation where it is a
  /// derivative's.
  public func fault(_ inputs: [Double], in nodes: [Node]) -> String? {
    let values = values(inputs)
    for node in ancestors(of: nodes) where !values[node].isFinite && operands(node).allSatisfy({ values[$0].isFinite })
    {
      if let text = texts[node] { return "`\(text)`" }
      // A derivative's: told by the nearest part that was written.
      let near = ancestors(of: operands(node)).reversed().first { texts[$0] != nil }
      return near.map { "the derivative at `\(texts[$0]!)`" } ?? "a derivative"
    }
    return nil
  }

  /// The formula in JavaScript: the statements that compute some nodes, and what they are called.
  public func script(_ outputs: [Node], inputs: (Int) -> String) -> (statements: String, results: [String]) {
    var names: [Node: String] = [:]
    var statements = ""
    for node in ancestors(of: outputs) {
      switch operations[node] {
      case .constant(let x):
        names[node] = x.isNaN ? "NaN" : x.isInfinite ? (x < 0 ? "(-Infinity)" : "Infinity") : x < 0 ? "(\(x))" : "\(x)"
      case .input(let i): names[node] = inputs(i)
      case .unary(let f, let a):
        names[node] = "t\(node)"
        statements += "const t\(node) = " + (f == .negate ? "-\(names[a]!)" : "Math.\(f.rawValue)(\(names[a]!))") + "; "
      case .binary(let f, let a, let b):
        names[node] = "t\(node)"
        let (x, y) = (names[a]!, names[b]!)
        let text =
          switch f {
          case .add, .subtract, .multiply, .divide: "\(x) \(f.rawValue) \(y)"
          case .power: "Math.pow(\(x), \(y))"
          case .timesRoot: "\(x) * Math.sqrt(\(y))"
          case .ratio: "\(x) === 0 && \(y) === 0 ? 0 : \(x) / \(y)"
          case .heaviside: "\(x) > \(y) ? 1 : \(x) === \(y) ? 0.5 : 0"
          case .angle, .larger, .smaller: "Math.\(f.rawValue)(\(x), \(y))"
          }
        statements += "const t\(node) = \(text); "
      }
    }
    return (statements, outputs.map { names[$0]! })
  }
}
