import Limits

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension Function {
  /// What `atan2` is of numbers.
  static let angle: @Sendable (Double, Double) -> Double = { systemAtan2($0, $1) }
}

private func systemAtan2(_ y: Double, _ x: Double) -> Double { atan2(y, x) }

extension Function {
  /// Functions of one number, applied to every entry of a vector, a list or a series.
  static let elementary: [Function] = [
    each("abs", "the absolute value", "abs(-2)", "2") { abs($0) }.also("absolute", "fabs"),
    each("sqrt", "the square root", "sqrt(9)", "3") { $0.squareRoot() }.also("root"),
    each("exp", "the exponential", "exp(0)", "1") { exp($0) },
    each("log", "the natural logarithm", "log(1)", "0") { log($0) }.also("ln"),
    each("log10", "the logarithm to base 10", "log10(1000)", "3") { log10($0) }.also("lg"),
    each("sin", "the sine of an angle in radians", "sin(90deg)", "1") { sin($0) },
    each("cos", "the cosine of an angle in radians", "cos(0)", "1") { cos($0) },
    each("tan", "the tangent of an angle in radians", "tan(0)", "0") { tan($0) },
    each("asin", "the angle in [-pi/2, pi/2] with this sine", "asin(1) == 90deg", "true") { asin($0) },
    each("acos", "the angle in [0, pi] with this cosine", "acos(1)", "0") { acos($0) },
    each("atan", "the angle in (-pi/2, pi/2) with this tangent", "atan(1) == 45deg", "true") { atan($0) },
    each("sinh", "the hyperbolic sine", "sinh(0)", "0") { sinh($0) },
    each("cosh", "the hyperbolic cosine", "cosh(0)", "1") { cosh($0) },
    each("tanh", "the hyperbolic tangent", "tanh(0)", "0") { tanh($0) },
    each("log2", "the logarithm to base 2", "log2(8)", "3") { log2($0) },
    each("sign", "-1, 0 or 1 as the number is negative, zero or positive", "sign(-3)", "-1") {
      $0 > 0 ? 1 : $0 < 0 ? -1 : $0
    }.also("sgn", "signum"),
    each("floor", "the next whole number below", "floor(2.7)", "2") { $0.rounded(.down) }.also("trunc"),
    each("ceil", "the next whole number above", "ceil(2.2)", "3") { $0.rounded(.up) }.also("ceiling"),
    each("round", "the nearest whole number", "round(2.6)", "3") { $0.rounded() },
  ]

  /// atan2(y, x)
  static let atan2 = Function(
    name: "atan2", parameters: ["y", "x"], summary: "the angle of the point (x, y), in (-pi, pi]",
    example: .init("print atan2(1, 0) == 90deg", shows: "true")
  ) { arguments, _ in
    guard case .number(let y) = arguments[0], case .number(let x) = arguments[1] else {
      throw ArgumentError(message: "`atan2` takes two numbers")
    }
    return .number(systemAtan2(y, x))
  }

  private static func each(
    _ name: String, _ summary: String, _ input: String, _ output: String, _ f: @escaping @Sendable (Double) -> Double
  ) -> Function {
    Function(
      name: name, parameters: ["x"], summary: summary, example: .init("print \(input)", shows: output), number: f
    ) {
      arguments, session in
      func map(_ value: Value) throws -> Value {
        switch try session.settled(value) {
        case .number(let x): return .number(f(x))
        case .vector(let v): return .vector(v.map(f))
        case .list(let items): return .list(try items.patientlyMapped(every: 1024, map))
        case .range(let range):
          return try map(range.list(within: session.settings.memory))
        case .series(let s): return .series(s.map("\(name)(\(s.name))", f))
        case let other: throw ArgumentError(message: "`\(name)` takes numbers, not \(other.kind)")
        }
      }
      return try map(arguments[0])
    }
  }
}
