#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension Function {
  static let vectors: [Function] = [
    Function(
      name: "polar", parameters: ["radius", "angle"], summary: "the point at a distance and an angle (radians) from the origin",
      example: .init("print polar(2, 90deg).y", shows: "2")
    ) { arguments, session in
      guard case .number(let r) = arguments[0], case .number(let angle) = arguments[1] else {
        throw ArgumentError(message: "`polar` takes two numbers")
      }
      return .vector([r * cos(angle), r * sin(angle)])
    },
    Function(
      name: "norm", parameters: ["v"], summary: "the length of a vector", example: .init("print norm((3, 4))", shows: "5")
    ) { arguments, session in
      .number(try session.numbers(arguments[0]).reduce(0) { $0 + $1 * $1 }.squareRoot())
    },
    pairing("dot", "the scalar product of two vectors", "dot((1, 2), (3, 4))", "11") { a, b in
      zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    },
    pairing("cross", "the oriented area x ^ y = x1 y2 - x2 y1 of two vectors of the plane", "cross((1, 2), (3, 4))", "-2") { a, b in
      a.count == 2 ? a[0] * b[1] - a[1] * b[0] : .nan
    },
  ]

  private static func pairing(
    _ name: String, _ summary: String, _ input: String, _ output: String,
    _ f: @escaping @Sendable ([Double], [Double]) -> Double
  ) -> Function {
    Function(name: name, parameters: ["x", "y"], summary: summary, example: .init("print \(input)", shows: output)) { arguments, _ in
      guard case .vector(let a) = arguments[0], case .vector(let b) = arguments[1], a.count == b.count else {
        throw ArgumentError(message: "`\(name)` takes two vectors of the same length")
      }
      return .number(f(a, b))
    }
  }
}
